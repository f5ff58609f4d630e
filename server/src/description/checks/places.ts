/** Finds what the checks speak of again in the files that it was written in. */
import type { Description } from '../description'
import type { EffectiveElement, EffectiveGroup, EffectiveInclusion } from '../effective'
import type { FileText } from '../files'
import { childPlaces } from '../problems'
import { valueOf } from '../selection'
import { overviewOf, remarkedIn, type Fact } from './overview'
import { hasRemarks } from './remarks'

/** An element and where it starts in its file. */
export interface PlacedElement {
  readonly element: EffectiveElement
  readonly file: FileText
  readonly offset: number
}

/** The places of elements in the sections that the checks look at one by one. */
export function placesOf(
  description: Description,
  wanted: ReadonlySet<EffectiveElement>
): Map<EffectiveElement, PlacedElement> {
  const found = new Map<EffectiveElement, PlacedElement>()
  const { root } = description
  if (!root || wanted.size === 0) return found
  const sections = new Set(overviewOf(root.element.content).sections)
  const entries: Entries = {
    group: (group, isTop) => found.size < wanted.size && (!isTop || overviewOf(group).sections.length > 0),
    element: (element, isTop) => !isTop || sections.has(element)
  }
  for (const placed of walk(description, entries)) if (wanted.has(placed.element)) found.set(placed.element, placed)
  return found
}

/** The elements that there is something to remark on whatever is built, in document order. */
export function* remarkedElements(description: Description): Generator<PlacedElement, void, undefined> {
  const { root } = description
  if (!root || overviewOf(root.element.content).remarked === 0) return
  const entries: Entries = {
    group: (group, isTop) => (isTop ? overviewOf(group).remarked : remarkedIn(group)) > 0,
    element: element => remarkedIn(element.content) > 0
  }
  for (const placed of walk(description, entries)) if (hasRemarks(placed.element)) yield placed
}

/** The sections whose attribute `profiles` has one of the values, in document order. */
export function boundSections(
  description: Description,
  values: ReadonlySet<string>
): Generator<PlacedElement, void, undefined> {
  return sectionsWith(description, 'profiles', values, fact => fact.kind === 'bound' && values.has(fact.profiles))
}

/** The sections of packages for the build types, in document order. */
export function typedSections(
  description: Description,
  images: ReadonlySet<string>
): Generator<PlacedElement, void, undefined> {
  return sectionsWith(description, 'type', images, fact => fact.kind === 'typed' && images.has(fact.image))
}

function* sectionsWith(
  description: Description,
  attribute: string,
  values: ReadonlySet<string>,
  isMeant: (fact: Fact) => boolean
): Generator<PlacedElement, void, undefined> {
  if (values.size === 0) return
  const entries: Entries = {
    group: group => [...overviewOf(group).facts.values()].some(isMeant),
    element: () => false
  }
  for (const placed of walk(description, entries))
    if (values.has(valueOf(placed.element, attribute) ?? '')) yield placed
}

type Group = EffectiveGroup | EffectiveInclusion

/** What is worth a look inside; `isTop`: whether it is not inside any section. */
interface Entries {
  group(group: Group, isTop: boolean): boolean
  element(element: EffectiveElement, isTop: boolean): boolean
}

function* walk({ root, file }: Description, entries: Entries): Generator<PlacedElement, void, undefined> {
  if (!root) return
  const { content, source } = root.element
  yield* walkGroup(content, { file, offset: root.offset + source.startTag.text.length, isTop: true }, entries)
}

function* walkGroup(
  group: Group,
  place: { readonly file: FileText; readonly offset: number; readonly isTop: boolean },
  entries: Entries
): Generator<PlacedElement, void, undefined> {
  if (!entries.group(group, place.isTop)) return
  for (const { child, inner } of childPlaces(group, place)) {
    if (child.kind === 'group') yield* walkGroup(child, inner, entries)
    if (child.kind !== 'element') continue
    const { file, offset } = inner
    yield { element: child, file, offset }
    if (entries.element(child, place.isTop))
      yield* walkGroup(
        child.content,
        { file, offset: offset + child.source.startTag.text.length, isTop: false },
        entries
      )
  }
}
