/** A description that is being mutated: the texts of its files, and what mutations need to choose by. */
import type { Random } from '../../support/random'
import { elementsOf, type MarkupElement } from './markup'
import type { Vocabulary } from './vocabulary'

/** The files of a description by their path below its folder. */
export interface Files {
  /** The one that kiwi loads. */
  readonly main: string
  readonly texts: ReadonlyMap<string, string>
}

export class Draft {
  readonly main: string
  readonly texts: Map<string, string>
  readonly random: Random
  readonly vocabulary: Vocabulary
  /** Descriptions that elements can be taken from. */
  readonly others: readonly Files[]

  constructor(files: Files, random: Random, vocabulary: Vocabulary, others: readonly Files[]) {
    this.main = files.main
    this.texts = new Map(files.texts)
    this.random = random
    this.vocabulary = vocabulary
    this.others = others
  }

  files(): Files {
    return { main: this.main, texts: this.texts }
  }

  /** One of the files, the description itself as often as all others together. */
  anyFile(): string {
    return this.random.below(2) === 0 ? this.main : this.random.pick([...this.texts.keys()])
  }

  text(file: string): string {
    return this.texts.get(file) ?? ''
  }

  replace(file: string, start: number, end: number, by: string): void {
    const text = this.text(file)
    this.texts.set(file, text.slice(0, start) + by + text.slice(end))
  }

  elements(file: string): MarkupElement[] {
    return elementsOf(this.text(file))
  }

  /** The text of an element, tags included. */
  source(file: string, element: MarkupElement): string {
    return this.text(file).slice(element.start, element.end)
  }

  /** Puts `inserted` into an element, before a child or at its end; an empty-element tag is opened for it. */
  insert(file: string, parent: MarkupElement, inserted: string): void {
    if (parent.selfClosing) {
      const slash = this.text(file).lastIndexOf('/', parent.contentStart - 1)
      this.replace(file, slash, parent.end, `>${inserted}</${parent.name}>`)
      return
    }
    const places = [...parent.children.map(({ start }) => start), parent.contentEnd]
    const at = this.random.pick(places)
    this.replace(file, at, at, inserted)
  }
}

/** Changes a draft in one place and says how; undefined where there is nothing to change in that way. */
export type Mutation = (draft: Draft) => string | undefined
