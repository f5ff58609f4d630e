/** The parser's memory of the elements that are open while it reads on, and the rules by which nodes change hands. */
import { isBlank, skipSpace } from './characters'
import type { RunLeaf } from './runLeaf'
import type { SourceNode, StartTag, SyntaxError } from './tree'

/** An element whose start tag was read and whose end is still to come; the outermost frame is the content itself. */
export interface Frame {
  readonly name: string
  readonly tag: StartTag | undefined
  readonly errors: SyntaxError[]
  readonly start: number
  nodes: (PlacedItem | PlacedRun)[]
  hasRuns: boolean
  /** Those of `nodes`, in order, that another end tag in this frame could change. */
  unfinished: PlacedItem[]
  /** Those of them whose start tag does not end and that may still be given an end tag. */
  readonly waiting: PlacedItem[]
  /** How often each name occurs among the waiting ones, so that not every end tag is compared with all of them. */
  readonly waitingNames: Map<string, number>
  /** Those of `nodes`, in order, that are end tags which fit nothing. */
  strays: PlacedItem[]
}

/** Nodes that need no further look, unless something before them turns out to have no end. */
export interface PlacedRun {
  readonly node: RunLeaf
  readonly start: number
  readonly end: number
  readonly height: number
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
  return {
    name,
    tag,
    errors,
    start,
    nodes: [],
    hasRuns: false,
    unfinished: [],
    waiting: [],
    waitingNames: new Map(),
    strays: []
  }
}

/** Index of the first of `items`, which are in order, that starts at `offset` or behind it; else their number. */
export function firstFrom(items: readonly { readonly start: number }[], offset: number): number {
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
export function heightOf(items: readonly { readonly height: number }[]): number {
  let height = 0
  for (const item of items) if (item.height > height) height = item.height
  return height
}

/** The nodes of a frame one by one, those of its runs too, from now on. */
export function looseNodes(frame: Frame): PlacedItem[] {
  if (areLoose(frame.nodes, frame)) return frame.nodes
  const items: PlacedItem[] = []
  for (const item of frame.nodes) {
    if (!isRun(item)) {
      items.push(item)
      continue
    }
    let { start } = item
    for (const node of item.node.items) {
      const end = start + node.measure.length
      items.push({ node, start, end, height: node.kind === 'element' ? 1 : 0 })
      start = end
    }
  }
  frame.nodes = items
  frame.hasRuns = false
  return items
}

function areLoose(nodes: (PlacedItem | PlacedRun)[], { hasRuns }: Frame): nodes is PlacedItem[] {
  return !hasRuns || !nodes.some(isRun)
}

function isRun(item: PlacedItem | PlacedRun): item is PlacedRun {
  return item.node.kind === 'leaf'
}

/** Index of the first child that stands first in its line and no deeper than the frame's element; else their number. */
export function dedentedChild(text: string, frame: Frame): number {
  const own = indentation(text, frame.start)
  const nodes = looseNodes(frame)
  for (const [index, { node, start }] of nodes.entries()) {
    if (node.kind !== 'element') continue
    const before = nodes[index - 1]
    if (before?.node.kind !== 'text' || !isBlank(before.node.text) || !/[\r\n]/.test(before.node.text)) continue
    if (indentation(text, start) <= own) return index - 1
  }
  return nodes.length
}

/** How many characters of white space the line that holds `offset` starts with. */
function indentation(text: string, offset: number): number {
  const lineStart = startOfLine(text, offset)
  return offset === 0 ? 0 : skipSpace(text, lineStart) - lineStart
}

/** Characters that are searched at once for the start of a line. */
const searched = 4096

/** Looks piece by piece: a search for the kind of line break that a file does not have would go on to the file's start. */
function startOfLine(text: string, offset: number): number {
  for (let end = offset; end > 0; end -= searched) {
    const start = Math.max(0, end - searched)
    const piece = text.slice(start, end)
    const found = Math.max(piece.lastIndexOf('\n'), piece.lastIndexOf('\r'))
    if (found !== -1) return start + found + 1
  }
  return 0
}
