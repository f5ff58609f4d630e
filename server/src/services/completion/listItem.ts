/** Values that are lists: the item at a place in them. */
import type { Span } from '../../syntax/tree'

/** The item, between white space, of the value that stands at `span`, around `offset`; empty between two of them. */
export function itemSpan(value: string, span: Span, offset: number): Span {
  const at = offset - span.start
  const start = /\S*$/.exec(value.slice(0, at))?.[0].length ?? 0
  const end = /^\S*/.exec(value.slice(at))?.[0].length ?? 0
  return { start: offset - start, end: offset + end }
}
