/** Ways down a sequence: to a stretch of text, a position, a line break, the node at an offset, and all errors. */
import { measureText } from './measure'
import { isBlank } from './characters'
import type { Measure, PlacedNode, Position, SourceNode, SourceSequence, Span, SyntaxError } from './tree'

/** A syntax error with its place, from the start of the file. */
export interface PlacedError extends Span {
  readonly code: SyntaxError['code']
  readonly detail?: string
}

/** The text of `sequence` from `start` up to and without `end`, offsets from the start of the sequence. */
export function textOf(sequence: SourceSequence, start: number, end: number): string {
  const found: string[] = []
  collectText(sequence, 0, start, end, found)
  return found.join('')
}

/** The position of `offset`, both counted from the start of `sequence`. */
export function positionIn(sequence: SourceSequence, offset: number): Position {
  let line = 0
  let character = 0
  let rest = offset
  let parts: readonly Part[] = sequence.items
  descend: for (;;) {
    for (const part of parts) {
      const { length, breaks, tail } = measureOf(part)
      if (rest < length) {
        const inside = partsOf(part)
        if (typeof inside !== 'string') {
          parts = inside
          continue descend
        }
        const { breaks: passed, tail: units } = measureText(inside.slice(0, rest))
        return { line: line + passed, character: passed > 0 ? units : character + units }
      }
      line += breaks
      character = breaks > 0 ? tail : character + tail
      rest -= length
    }
    return { line, character }
  }
}

/** The offset behind line break number `count` (from 1) of `sequence`; its end where it has fewer. */
export function offsetBehindBreak(sequence: SourceSequence, count: number): number {
  let offset = 0
  let missing = count
  let parts: readonly Part[] = sequence.items
  descend: for (;;) {
    for (const part of parts) {
      const { length, breaks } = measureOf(part)
      if (breaks >= missing) {
        const inside = partsOf(part)
        if (typeof inside === 'string') return offset + behindBreak(inside, missing)
        parts = inside
        continue descend
      }
      missing -= breaks
      offset += length
    }
    return offset
  }
}

/**
 * The node of `sequence` that holds `offset`. On the border of two nodes it is the one before where that one is not
 * finished (a text, a tag or comment without end), else a text that begins there; between finished ones there is none.
 */
export function touching(sequence: SourceSequence, offset: number): PlacedNode | undefined {
  const around = nodesAround(sequence, 0, offset, [])
  return (
    around.find(place => place.offset < offset && offset < endOf(place)) ??
    around.find(place => endOf(place) === offset && isOpen(place.node)) ??
    around.find(place => place.offset === offset && place.node.kind === 'text')
  )
}

/** Adds the errors of all nodes of `sequence`, which starts at `base`, to `found`; looks only where there are some. */
export function collectErrors(sequence: SourceSequence, base: number, found: PlacedError[]): void {
  let offset = base
  for (const item of sequence.items) {
    if (item.errorCount > 0) {
      if (item.kind === 'leaf' || item.kind === 'branch') collectErrors(item, offset, found)
      else {
        for (const error of item.errors) found.push({ ...error, start: offset + error.start, end: offset + error.end })
        if (item.kind === 'element') collectErrors(item.content, offset + item.startTag.text.length, found)
      }
    }
    offset += item.measure.length
  }
}

/** The span of `text`, which starts at `offset`, without the white space around it. */
export function trimmedSpan(text: string, offset: number): Span {
  if (isBlank(text)) return { start: offset, end: offset + text.length }
  return { start: offset + text.length - text.trimStart().length, end: offset + text.trimEnd().length }
}

/** What a sequence falls into on the way down: sequences, nodes, and the texts that tags and leaves consist of. */
type Part = SourceSequence | SourceNode | string

function partsOf(part: Part): readonly Part[] | string {
  if (typeof part === 'string') return part
  if (part.kind === 'leaf' && part.run) return part.run.text
  if (part.kind === 'leaf' || part.kind === 'branch') return part.items
  if (part.kind !== 'element') return part.text
  return part.endTag ? [part.startTag.text, part.content, part.endTag.text] : [part.startTag.text, part.content]
}

function measureOf(part: Part): Measure {
  return typeof part === 'string' ? measureText(part) : part.measure
}

function collectText(part: Part, base: number, start: number, end: number, found: string[]): void {
  const inside = partsOf(part)
  if (typeof inside === 'string') {
    found.push(inside.slice(Math.max(0, start - base), Math.max(0, end - base)))
    return
  }
  let offset = base
  for (const item of inside) {
    if (offset >= end) return
    const next = offset + (typeof item === 'string' ? item.length : item.measure.length)
    if (next > start) collectText(item, offset, start, end, found)
    offset = next
  }
}

function behindBreak(text: string, count: number): number {
  const lineBreak = /\r\n?|\n/g
  for (let passed = 0; passed < count; passed += 1) lineBreak.exec(text)
  return lineBreak.lastIndex
}

/** The nodes, at most two with a length, that touch `offset`. */
function nodesAround(sequence: SourceSequence, base: number, offset: number, found: PlacedNode[]): PlacedNode[] {
  let start = base
  for (const item of sequence.items) {
    if (start > offset) break
    const end = start + item.measure.length
    if (end >= offset) {
      if (item.kind === 'leaf' || item.kind === 'branch') nodesAround(item, start, offset, found)
      else found.push({ node: item, offset: start })
    }
    start = end
  }
  return found
}

/** Whether text typed right behind the node would belong to it. */
function isOpen(node: SourceNode): boolean {
  if (node.kind === 'text') return true
  if (node.kind === 'element') return !node.startTag.closed && !node.endTag
  if (node.kind === 'stray') return !node.text.endsWith('>')
  return node.errors.some(({ code }) => code.endsWith('-not-closed'))
}

function endOf({ node, offset }: PlacedNode): number {
  return offset + node.measure.length
}
