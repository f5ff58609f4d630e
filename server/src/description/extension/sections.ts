/** Takes an effective element apart into what stands in it, each with its place, and puts such parts together again. */
import {
  isInclusion,
  type EffectiveAttribute,
  type EffectiveContent,
  type EffectiveElement,
  type EffectiveNothing,
  type EffectiveText,
  type EffectiveAssembly,
  type ItemPlace
} from '../effective'
import { childPlaces } from '../problems'

/** One item of an element's content, and where it stands. */
export interface Part<Content extends Item = Item> {
  readonly content: Content
  readonly place: ItemPlace
}

export type Item = EffectiveElement | EffectiveText | EffectiveNothing

/** An element with the comments in front of it. */
export interface Section {
  readonly element: EffectiveElement
  readonly place: ItemPlace
  readonly before: readonly Part[]
}

/** What stands in an element that starts at `place`, blank text left out; inclusions count as what they bring in. */
export function partsOf(element: EffectiveElement, place: ItemPlace): Part[] {
  const parts: Part[] = []
  const collect = (content: EffectiveContent, at: ItemPlace, onlyElements: boolean): void => {
    if (content.kind === 'group') {
      // Of what an included file has on its top level kiwi takes the elements.
      for (const { child, index, inner } of childPlaces(content, at))
        collect(child, inner, onlyElements || (isInclusion(content) && index === 0))
    } else if (content.kind === 'element' || !(onlyElements || isBlank(content)))
      parts.push({ content, place: { file: at.file, offset: at.offset } })
  }
  collect(element.content, { file: place.file, offset: place.offset + element.source.startTag.text.length }, false)
  return parts
}

/** The elements in an element, each with the comments before it; comments behind the last one are left out. */
export function sectionsIn(element: EffectiveElement, place: ItemPlace): Section[] {
  const sections: Section[] = []
  let before: Part[] = []
  for (const part of partsOf(element, place)) {
    if (part.content.kind === 'element') {
      sections.push({ element: part.content, place: part.place, before })
      before = []
    } else if (isComment(part)) before.push(part)
  }
  return sections
}

/** The element with other content and attributes. */
export function assembled(
  element: EffectiveElement,
  parts: readonly Part[],
  attributes: readonly EffectiveAttribute[] = element.attributes
): EffectiveElement {
  const children = parts.map(({ content }) => content)
  const content: EffectiveAssembly = {
    kind: 'group',
    children,
    places: parts.map(({ place }) => place),
    source: element.content.source,
    undeclaredPrefixes: children.reduce((sum, child) => sum + undeclaredIn(child), 0)
  }
  const own = element.undeclaredPrefixes - element.content.undeclaredPrefixes
  return { ...element, attributes, content, undeclaredPrefixes: content.undeclaredPrefixes + own }
}

/** The parts that a section consists of. */
export function partsOfSection({ before, element, place }: Section): Part[] {
  return [...before, { content: element, place }]
}

function isComment({ content }: Part): boolean {
  return content.kind === 'nothing' && content.source.kind === 'comment'
}

function isBlank(content: EffectiveText | EffectiveNothing): boolean {
  return content.kind === 'text' && content.value.trim() === ''
}

function undeclaredIn(content: Item): number {
  return content.kind === 'element' ? content.undeclaredPrefixes : 0
}
