/** The parser's memory of the elements that are open while it reads on, and the rules by which nodes change hands. */
import { isBlank, skipSpace } from './characters'
import type { SourceNode, StartTag, SyntaxError } from './tree'

/** An element whose start tag was read and whose end is still to come; the outermost frame is the content itself. */
export interface Frame {
  readonly name: string
  readonly tag: StartTag | undefined
  readonly errors: SyntaxError[]
  readonly start: number
  nodes: PlacedItem[]
  /** Those of `nodes`, in order, that another end tag in this frame could change. */
  unfinished: PlacedItem[]
  /** Those of them whose start tag does not end and that may still be given an end tag. */
  readonly waiting: PlacedItem[]
  /** How often each name occurs among the waiting ones, so that not every end tag is compared with all of them. */
  readonly waitingNames: Map<string, number>
  /** Those of `nodes`, in order, that are end tags which fit nothing. */
  strays: PlacedItem[]
}

/** A node under construction may still be re-read, so its start is kept until its frame closes. */
export interface PlacedItem {
  node: Mutable<SourceNode>
  readonly start: number
  readonly end: number
  /** How many elements stand within each other here, the node itself included. */
  readonly height: number
}

type Mutable<Node> = { -readonly [Key in keyof Node]: Node[Key] }

/** A frame that nothing was read into yet. */
export function newFrame(name: string, tag: StartTag | undefined, errors: SyntaxError[], start: number): Frame {
  return { name, tag, errors, start, nodes: [], unfinished: [], waiting: [], waitingNames: new Map(), strays: [] }
}

/** Index of the first of `items`, which are in order, that starts at `offset` or behind it; else their number. */
export function firstFrom(items: readonly PlacedItem[], offset: number): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((items[middle]?.start ?? offset) < offset) low = middle + 1
    else high = middle
  }
  return low
}

/** Notes that reading `item` took a look at what stands before `seen`. */
export function reachTo(item: PlacedItem, seen: number): void {
  item.node.reach = Math.max(item.node.reach, seen - item.end)
}

/** Lets `items` of `frame`, in order and behind those that wait already, be given an end tag of their name. */
export function startWaiting(frame: Frame, items: readonly PlacedItem[]): void {
  for (const item of items) {
    frame.waiting.push(item)
    const name = elementName(item)
    frame.waitingNames.set(name, (frame.waitingNames.get(name) ?? 0) + 1)
  }
}

/** Takes the waiting items from index `from` up to and without `to` out. */
export function stopWaiting(frame: Frame, from: number, to: number): void {
  for (const item of frame.waiting.splice(from, to - from)) {
    const name = elementName(item)
    const left = (frame.waitingNames.get(name) ?? 0) - 1
    if (left > 0) frame.waitingNames.set(name, left)
    else frame.waitingNames.delete(name)
  }
}

/** The name of an element as written; '' for every other node. */
export function elementName(item: PlacedItem): string {
  return item.node.kind === 'element' ? item.node.startTag.name : ''
}

/** How many elements stand within each other in `items`. */
export function heightOf(items: readonly PlacedItem[]): number {
  let height = 0
  for (const item of items) if (item.height > height) height = item.height
  return height
}

/** Index of the first child that stands first in its line and no deeper than the frame's element; else their number. */
export function dedentedChild(text: string, frame: Frame): number {
  const own = indentation(text, frame.start)
  for (const [index, { node, start }] of frame.nodes.entries()) {
    if (node.kind !== 'element') continue
    const before = frame.nodes[index - 1]
    if (before?.node.kind !== 'text' || !isBlank(before.node.text) || !/[\r\n]/.test(before.node.text)) continue
    if (indentation(text, start) <= own) return index - 1
  }
  return frame.nodes.length
}

/** How many characters of white space the line that holds `offset` starts with. */
function indentation(text: string, offset: number): number {
  const lineStart = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1
  return offset === 0 ? 0 : skipSpace(text, lineStart) - lineStart
}
