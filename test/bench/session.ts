/** A person at a description, without the wire between: every keystroke goes the way that it goes in the server. */
import { Library } from '../../server/src/description/library'
import { completionItem, hoverAnswer, rangeOf } from '../../server/src/handlers/answers'
import { Documents } from '../../server/src/handlers/documents'
import { complete } from '../../server/src/services/completion'
import { diagnose } from '../../server/src/services/diagnostics'
import { hover } from '../../server/src/services/hover'
import type { Position } from '../../server/src/syntax/tree'
import { schemaOf } from '../support/descriptions'
import { timed } from './timing'

const uri = 'file:///bench/config.xml'
const path = '/bench/config.xml'

/** Milliseconds that the answers to one keystroke take, each on its own. */
export interface Answers {
  readonly diagnostics: number
  readonly completion: number
  readonly hover: number
}

export class Session {
  private readonly documents = new Documents()
  private readonly library = new Library(this.documents, schemaOf())
  private version = 1
  /** How many diagnostics there are now. */
  diagnostics = 0

  /** Opens the text, and gives the milliseconds until its diagnostics are ready. */
  open(text: string): number {
    return timed(() => {
      this.documents.open(uri, 'kiwi-description', this.version, text)
      this.publish()
    })
  }

  get text(): string {
    return this.documents.get(uri)?.tree.text() ?? ''
  }

  /** How many line breaks there are. */
  get lines(): number {
    return this.documents.get(uri)?.tree.measure.breaks ?? 0
  }

  /** Replaces what stands between two positions, and gives the milliseconds until the diagnostics are ready. */
  change(start: Position, end: Position, text: string): number {
    this.version += 1
    return timed(() => {
      this.documents.change(uri, this.version, [{ range: { start, end }, text }])
      this.publish()
    })
  }

  /** Milliseconds until the completions at a place are there, ready to be sent. */
  complete(position: Position): number {
    return timed(() => {
      const file = this.library.file(path)
      if (!file) throw new Error('The description is not open.')
      const found = complete(file, file.tree.offsetAt(position), { snippets: true })
      JSON.stringify(found.map(completion => completionItem(file.tree, completion, { uri, position })))
    })
  }

  /** The same for hover. */
  hover(position: Position): number {
    return timed(() => {
      const file = this.library.file(path)
      if (!file) throw new Error('The description is not open.')
      const found = hover(file, file.tree.offsetAt(position))
      JSON.stringify(found && hoverAnswer(file.tree, found))
    })
  }

  private publish(): void {
    this.library.update(path)
    const file = this.library.file(path)
    if (!file) throw new Error('The description is not open.')
    const found = diagnose(file).map(({ code, message, span }) => ({ code, message, range: rangeOf(file.tree, span) }))
    JSON.stringify(found)
    this.diagnostics = found.length
  }
}

/** A line as people type it: every prefix of it is a broken description. */
export const typedLine = '        <package name="typed-by-hand" arch="x86_64"/>'

/** Types `text`, in one line, at a place, key by key, and takes it out again key by key; `tell` gets every time. */
export function typeText(
  session: Session,
  { line, character }: Position,
  text: string,
  tell: (diagnostics: number, at: Position) => void
): void {
  const place = (typed: number): Position => ({ line, character: character + typed })
  for (let typed = 0; typed < text.length; typed += 1)
    tell(session.change(place(typed), place(typed), text.charAt(typed)), place(typed + 1))
  for (let left = text.length - 1; left >= 0; left -= 1)
    tell(session.change(place(left), place(left + 1), ''), place(left))
}

/** Types a line of its own before line `line`, key by key, and takes it out again key by key; `tell` gets every time. */
export function typeLine(session: Session, line: number, tell: (diagnostics: number, at: Position) => void): void {
  const start = { line, character: 0 }
  session.change(start, start, '\n')
  const before = session.diagnostics
  for (let typed = 0; typed < typedLine.length; typed += 1) {
    const at = { line, character: typed }
    tell(session.change(at, at, typedLine.charAt(typed)), { line, character: typed + 1 })
  }
  if (session.diagnostics !== before) throw new Error('The whole line is valid.')
  for (let left = typedLine.length - 1; left >= 0; left -= 1) {
    const at = { line, character: left }
    tell(session.change(at, { line, character: left + 1 }, ''), at)
  }
  session.change(start, { line: line + 1, character: 0 }, '')
}
