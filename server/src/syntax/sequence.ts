/**
 * Lists of sibling nodes as persistent balanced trees: reading, building and splicing them.
 *
 * A relaxed B-tree as in Bagwell and Rompf, "RRB-Trees: Efficient Immutable Vectors" (2011), without the radix tables:
 * items are found by adding up counts and lengths, at most `sequenceWidth` of them a level.
 */
import {
  sequenceWidth,
  type Measure,
  type PlacedNode,
  type SourceLeaf,
  type SourceNode,
  type SourceSequence
} from './tree'

export const emptySequence: SourceSequence = leafOf([])

/** A sequence of `nodes`, of which some may be in leaves already. */
export function sequenceOf(nodes: readonly (SourceNode | SourceLeaf)[]): SourceSequence {
  if (nodes.length === 0) return emptySequence
  if (areLoose(nodes)) return nodes.length <= sequenceWidth ? leafOf(nodes) : stack(evenly(nodes).map(leafOf))
  const leaves: SourceLeaf[] = []
  let loose: SourceNode[] = []
  for (const node of nodes) {
    if (node.kind !== 'leaf') {
      loose.push(node)
      continue
    }
    if (loose.length > 0) leaves.push(...evenly(loose).map(leafOf))
    loose = []
    leaves.push(node)
  }
  if (loose.length > 0) leaves.push(...evenly(loose).map(leafOf))
  return stack(leaves)
}

function areLoose(nodes: readonly (SourceNode | SourceLeaf)[]): nodes is readonly SourceNode[] {
  // Not with a function for each: most of a description passes here.
  for (let index = 0; index < nodes.length; index += 1) if (nodes[index]?.kind === 'leaf') return false
  return true
}

/** The nodes of `sequence`, first to last. */
export function* children(sequence: SourceSequence): Generator<SourceNode, void, undefined> {
  if (sequence.kind === 'leaf') yield* sequence.items
  else for (const item of sequence.items) yield* children(item)
}

/** `sequence` with the nodes of index `from` up to and without `to` replaced by `nodes`; the rest is shared. */
export function splice(
  sequence: SourceSequence,
  from: number,
  to: number,
  nodes: readonly SourceNode[]
): SourceSequence {
  return (
    replaceInside(sequence, from, to, nodes) ??
    concatenate(concatenate(slice(sequence, 0, from), sequenceOf(nodes)), slice(sequence, to, sequence.count))
  )
}

/** A node, where it stands in its sequence, and its offset from the start of the sequence. */
export interface SequencePlace extends PlacedNode {
  readonly index: number
}

/** The first node of `sequence` that the parser read with knowledge of what lies behind `offset`, if there is one. */
export function firstReaching(sequence: SourceSequence, offset: number): SequencePlace | undefined {
  return find(sequence, (item, start) => start + item.measure.length + item.reach > offset)
}

/** All such nodes from the first one on, in order. */
export function* allReaching(sequence: SourceSequence, offset: number): Generator<SequencePlace, void, undefined> {
  yield* reachingBelow(sequence, offset, 0, 0)
}

function* reachingBelow(
  sequence: SourceSequence,
  offset: number,
  indexBefore: number,
  offsetBefore: number
): Generator<SequencePlace, void, undefined> {
  let index = indexBefore
  let start = offsetBefore
  for (const item of sequence.items) {
    if (start + item.measure.length + item.reach > offset) {
      if (item.kind === 'leaf' || item.kind === 'branch') yield* reachingBelow(item, offset, index, start)
      else yield { node: item, index, offset: start }
    }
    index += countOf(item)
    start += item.measure.length
  }
}

/** The nodes of `sequence` from the index `from` on, with their offsets from the start of the sequence. */
export function placesFrom(sequence: SourceSequence, from: number): Iterable<SequencePlace> {
  return sequence.kind === 'leaf' ? placesIn(sequence, from, 0, 0) : placesBelow(sequence, from, 0, 0)
}

function* placesBelow(
  sequence: SourceSequence,
  from: number,
  indexBefore: number,
  offsetBefore: number
): Generator<SequencePlace, void, undefined> {
  if (sequence.kind === 'leaf') {
    yield* placesIn(sequence, from, indexBefore, offsetBefore)
    return
  }
  let index = indexBefore
  let offset = offsetBefore
  for (const item of sequence.items) {
    if (index + item.count > from) yield* placesBelow(item, from, index, offset)
    index += item.count
    offset += item.measure.length
  }
}

/** All at once: there are few, and most sequences are no more than a leaf. */
function placesIn({ items }: SourceLeaf, from: number, indexBefore: number, offsetBefore: number): SequencePlace[] {
  const places: SequencePlace[] = []
  let index = indexBefore
  let offset = offsetBefore
  for (const node of items) {
    if (index >= from) places.push({ node, index, offset })
    index += 1
    offset += node.measure.length
  }
  return places
}

/** Where the last node of `sequence` that has errors starts, from the start of the sequence; -1 where none has. */
export function lastFaultyOffset(sequence: SourceSequence): number {
  let end = sequence.measure.length
  let items: readonly (SourceNode | SourceSequence)[] = sequence.items
  descend: for (;;) {
    for (const item of items.toReversed()) {
      if (item.errorCount > 0) {
        if (item.kind !== 'leaf' && item.kind !== 'branch') return end - item.measure.length
        items = item.items
        continue descend
      }
      end -= item.measure.length
    }
    return -1
  }
}

/** The first node for which `wanted` holds, which must hold for a leaf or branch that has such a node. */
function find(
  sequence: SourceSequence,
  wanted: (item: { measure: Measure; reach: number }, start: number) => boolean
): SequencePlace | undefined {
  let index = 0
  let offset = 0
  let items: readonly (SourceNode | SourceSequence)[] = sequence.items
  descend: for (;;) {
    for (const item of items) {
      if (wanted(item, offset)) {
        if (item.kind !== 'leaf' && item.kind !== 'branch') return { node: item, index, offset }
        items = item.items
        continue descend
      }
      index += countOf(item)
      offset += item.measure.length
    }
    return undefined
  }
}

function countOf(item: SourceNode | SourceSequence): number {
  return item.kind === 'leaf' || item.kind === 'branch' ? item.count : 1
}

/** The splice of a sequence where it stays within one leaf, which then changes alone: the way of nearly every edit. */
function replaceInside(
  sequence: SourceSequence,
  from: number,
  to: number,
  nodes: readonly SourceNode[]
): SourceSequence | undefined {
  if (sequence.kind === 'leaf') {
    const count = sequence.count - (to - from) + nodes.length
    return count > 0 && count <= sequenceWidth
      ? leafOf([...sequence.items.slice(0, from), ...nodes, ...sequence.items.slice(to)])
      : undefined
  }
  let before = 0
  for (const [position, item] of sequence.items.entries()) {
    if (to <= before + item.count && from >= before) {
      const replaced = replaceInside(item, from - before, to - before, nodes)
      return replaced && branchOf(sequence.items.with(position, replaced))
    }
    before += item.count
  }
  return undefined
}

function slice(sequence: SourceSequence, from: number, to: number): SourceSequence {
  if (from >= to) return emptySequence
  if (from === 0 && to === sequence.count) return sequence
  if (sequence.kind === 'leaf') return leafOf(sequence.items.slice(from, to))
  let before = 0
  let result = emptySequence
  for (const item of sequence.items) {
    const part = slice(item, Math.max(0, from - before), Math.min(item.count, to - before))
    result = concatenate(result, part)
    before += item.count
  }
  return result
}

function concatenate(first: SourceSequence, second: SourceSequence): SourceSequence {
  if (first.count === 0) return second
  if (second.count === 0) return first
  return stack(join(first, second))
}

/** One or two sequences, both as high as the higher of the given ones, that together hold what they hold. */
function join(first: SourceSequence, second: SourceSequence): SourceSequence[] {
  const difference = heightOf(first) - heightOf(second)
  if (difference > 0 && first.kind === 'branch') {
    const last = first.items.at(-1)
    return last ? evenly([...first.items.slice(0, -1), ...join(last, second)]).map(branchOf) : [second]
  }
  if (difference < 0 && second.kind === 'branch') {
    const [head] = second.items
    return head ? evenly([...join(first, head), ...second.items.slice(1)]).map(branchOf) : [first]
  }
  if (first.kind === 'leaf' && second.kind === 'leaf') return evenly([...first.items, ...second.items]).map(leafOf)
  if (first.kind === 'branch' && second.kind === 'branch')
    return evenly([...first.items, ...second.items]).map(branchOf)
  return [first, second]
}

/** Puts branches over `parts`, which are of one height, until a single sequence is left. */
function stack(parts: readonly SourceSequence[]): SourceSequence {
  let level = parts
  while (level.length > 1) level = evenly(level).map(branchOf)
  return level[0] ?? emptySequence
}

/** `items` in as few runs of at most `sequenceWidth` as possible, all of nearly the same length. */
function evenly<Item>(items: readonly Item[]): (readonly Item[])[] {
  const runs = Math.ceil(items.length / sequenceWidth)
  if (runs === 1) return [items]
  return Array.from({ length: runs }, (_, run) =>
    items.slice(Math.floor((run * items.length) / runs), Math.floor(((run + 1) * items.length) / runs))
  )
}

function heightOf(sequence: SourceSequence): number {
  return sequence.kind === 'leaf' ? 0 : sequence.height
}

function leafOf(items: readonly SourceNode[]): SourceLeaf {
  const { measure, reach, errorCount } = summary(items)
  return { kind: 'leaf', items, measure, reach, count: items.length, errorCount }
}

function branchOf(items: readonly SourceSequence[]): SourceSequence {
  let count = 0
  for (const item of items) count += item.count
  const [first] = items
  const { measure, reach, errorCount } = summary(items)
  return { kind: 'branch', height: first ? heightOf(first) + 1 : 1, items, measure, reach, count, errorCount }
}

function summary(items: readonly { measure: Measure; reach: number; errorCount: number }[]) {
  let length = 0
  let breaks = 0
  let tail = 0
  let reach = 0
  let errorCount = 0
  for (const { measure, reach: own, errorCount: errors } of items) {
    length += measure.length
    tail = measure.breaks > 0 ? measure.tail : tail + measure.length
    breaks += measure.breaks
    reach = Math.max(0, reach - measure.length, own)
    errorCount += errors
  }
  return { measure: { length, breaks, tail }, reach, errorCount }
}
