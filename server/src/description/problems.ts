/** Finds the problems of a validated description again in the files that it was written in. */
import type { ItemResult, Problem } from '../relaxng/result'
import type { Finding as RuleFailure } from '../schematron/evaluation'
import type { Description, Judged } from './description'
import {
  isAssembly,
  isExpansion,
  isInclusion,
  lengthOf,
  type EffectiveContent,
  type EffectiveElement,
  type EffectiveText
} from './effective'
import type { FileText } from './files'

/** All that the schema finds wrong with one item, its content apart. */
export interface LocatedProblems {
  readonly problems: readonly Problem[]
  readonly file: FileText
  /** The item, and where it starts in `file`. */
  readonly item: EffectiveElement | EffectiveText
  readonly offset: number
  /** The elements around the item, outermost first. */
  readonly parents: readonly EffectiveElement[]
}

/** More items with problems are not looked for: a file with so many is broken as a whole. */
const mostProblems = 10_000

/** What the schema finds wrong with the description, in document order. */
export function* schemaProblems(description: Judged): Generator<LocatedProblems, void, undefined> {
  const { root, result } = description
  if (!root || !result) return
  let count = 0
  for (const problems of located(result, root.element, { file: description.file, offset: root.offset, parents: [] })) {
    yield problems
    count += 1
    if (count === mostProblems) return
  }
}

/** A rule of the schema that an element breaks, and where that starts in the file that it was written in. */
export interface LocatedFailure {
  readonly failure: RuleFailure
  readonly file: FileText
  readonly element: EffectiveElement
  readonly offset: number
}

/** What the Schematron rules find wrong with the description, in document order. */
export function* ruleProblems({ root, file, ruleFailures }: Description): Generator<LocatedFailure, void, undefined> {
  if (!root) return
  for (const failure of ruleFailures) {
    const found = follow(failure.path, root.element, { file, offset: root.offset, parents: [] })
    if (found) yield { failure, ...found }
  }
}

/** An element with a mistake in a name in its start tag, see `nameFaults`. */
export interface UndeclaredPrefix {
  readonly file: FileText
  readonly element: EffectiveElement
  readonly offset: number
}

/** The elements in whose start tag a name is wrong. */
export function* undeclaredPrefixes(description: Description): Generator<UndeclaredPrefix, void, undefined> {
  const { root, file } = description
  if (root) yield* undeclaredBelow(root.element, { file, offset: root.offset, parents: [] })
}

interface Place {
  readonly file: FileText
  readonly offset: number
  readonly parents: readonly EffectiveElement[]
}

function* located(
  result: ItemResult,
  item: EffectiveContent,
  place: Place
): Generator<LocatedProblems, void, undefined> {
  if (result.kind === 'group') {
    if (item.kind !== 'group') return
    const nested = new Map(result.nested.map(({ index, result: inner }) => [index, inner]))
    for (const { child, index, inner } of childPlaces(item, place)) {
      const found = nested.get(index)
      if (found) yield* located(found, child, inner)
    }
    return
  }
  if (item.kind === 'group' || item.kind === 'nothing') return
  if (result.problems.length > 0) yield { problems: result.problems, item, ...place }
  if (result.kind === 'element' && result.content && item.kind === 'element')
    yield* located(result.content, item.content, insideOf(item, place))
}

/** The element that `path` leads to: an index into the children of each group on the way, elements being entered. */
function follow(
  path: readonly number[],
  root: EffectiveElement,
  start: Place
): Omit<LocatedFailure, 'failure'> | undefined {
  let item: EffectiveContent = root
  let place = start
  for (const index of path) {
    if (item.kind === 'element') {
      place = insideOf(item, place)
      item = item.content
    }
    if (item.kind !== 'group') return undefined
    for (const child of childPlaces(item, place)) {
      if (child.index !== index) continue
      item = child.child
      place = child.inner
      break
    }
  }
  return item.kind === 'element' ? { element: item, file: place.file, offset: place.offset } : undefined
}

function* undeclaredBelow(item: EffectiveContent, place: Place): Generator<UndeclaredPrefix, void, undefined> {
  if (item.kind === 'group') {
    if (item.undeclaredPrefixes === 0) return
    for (const { child, inner } of childPlaces(item, place)) yield* undeclaredBelow(child, inner)
  } else if (item.kind === 'element' && item.undeclaredPrefixes > 0) {
    if (item.undeclaredPrefixes > item.content.undeclaredPrefixes)
      yield { file: place.file, element: item, offset: place.offset }
    yield* undeclaredBelow(item.content, insideOf(item, place))
  }
}

function insideOf(element: EffectiveElement, { file, offset, parents }: Place): Place {
  return { file, offset: offset + element.source.startTag.text.length, parents: [...parents, element] }
}

/** The children of a group, each with its place: those of an inclusion lie in two files. */
export function* childPlaces<At extends { readonly file: FileText; readonly offset: number }>(
  group: Extract<EffectiveContent, { kind: 'group' }>,
  place: At
): Generator<{ child: EffectiveContent; index: number; inner: At }, void, undefined> {
  if (isInclusion(group)) {
    const [fragment, own] = group.children
    yield { child: fragment, index: 0, inner: { ...place, file: group.file, offset: group.contentOffset } }
    yield {
      child: own,
      index: 1,
      inner: { ...place, offset: place.offset + group.source.startTag.text.length }
    }
    return
  }
  if (isAssembly(group)) {
    for (const [index, child] of group.children.entries())
      yield { child, index, inner: { ...place, ...group.places[index] } }
    return
  }
  if (isExpansion(group)) {
    const declaration = place.file.tree.doctypeOffset()
    for (const [index, child] of group.children.entries()) {
      const { from, offset } = group.starts[index] ?? { from: 'text', offset: 0 }
      yield { child, index, inner: { ...place, offset: offset + (from === 'text' ? place.offset : declaration) } }
    }
    return
  }
  let { offset } = place
  for (const [index, child] of group.children.entries()) {
    yield { child, index, inner: { ...place, offset } }
    offset += lengthOf(child)
  }
}
