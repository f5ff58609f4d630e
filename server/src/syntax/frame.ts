/** The parser's memory of the elements that are open while it reads on, and the rules by which nodes change hands. */
import { isBlank, skipSpace } from './characters'
import type { RunLeaf } from './runLeaf'
import type { SourceNode, SourceSequence, StartTag, SyntaxError } from './tree'

/** An element whose start tag was read and whose end is still to come; the outermost frame is the content itself. */
export interface Frame {
  readonly name: string
  readonly tag: StartTag | undefined
  /** Those of the start tag. */
  readonly errors: readonly SyntaxError[]
  readonly start: number
  /** What was read so far, without a gap. Runs need no further look, unless something before them turns out to have no end. */
  nodes: (SourceNode | RunLeaf)[]
  hasRuns: boolean
  /** Nearly always there is nothing loose. */
  loose: LooseEnds | undefined
}

/** The nodes of a frame that what follows may change. */
export interface LooseEnds {
  /** Those, in order, that another end tag in this frame could change. */
  unfinished: PlacedItem[]
  /** Those of them whose start tag does not end and that may still be given an end tag. */
  readonly waiting: PlacedItem[]
  /** How often each name occurs among the waiting ones, so that not every end tag is compared with all of them. */
  readonly waitingNames: Map<string, number>
  /** The end tags, in order, that fit nothing. */
  strays: PlacedItem[]
}

/** A node of which more than its text may depend on what follows it. */
export interface PlacedItem {
  readonly node: Mutable<SourceNode>
  readonly start: number
}

type Mutable<Node> = { -readonly [Key in keyof Node]: Node[Key] }

/** A frame that nothing was read into yet. */
export function newFrame(
  name: string,
  tag: StartTag | undefined,
  errors: readonly SyntaxError[],
  start: number
): Frame {
  return { name, tag, errors, start, nodes: [], hasRuns: false, loose: undefined }
}

/** What is loose in `frame`, to add to it. */
export function looseEnds(frame: Frame): LooseEnds {
  frame.loose ??= { unfinished: [], waiting: [], waitingNames: new Map(), strays: [] }
  return frame.loose
}

/** Where the first node of `frame` starts. */
export function contentStart({ start, tag }: Frame): number {
  return start + (tag?.text.length ?? 0)
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
  const { node, start } = item
  node.reach = Math.max(node.reach, seen - start - node.measure.length)
}

/** Lets `items`, in order and behind those that wait already, be given an end tag of their name. */
export function startWaiting({ waiting, waitingNames }: LooseEnds, items: readonly PlacedItem[]): void {
  for (const item of items) {
    waiting.push(item)
    const name = elementName(item)
    waitingNames.set(name, (waitingNames.get(name) ?? 0) + 1)
  }
}

/** Takes the waiting items from index `from` up to and without `to` out. */
export function stopWaiting({ waiting, waitingNames }: LooseEnds, from: number, to: number): void {
  for (const item of waiting.splice(from, to - from)) {
    const name = elementName(item)
    const left = (waitingNames.get(name) ?? 0) - 1
    if (left > 0) waitingNames.set(name, left)
    else waitingNames.delete(name)
  }
}

/** The name of an element as written; '' for every other node. */
export function elementName(item: PlacedItem): string {
  return item.node.kind === 'element' ? item.node.startTag.name : ''
}

const heights = new WeakMap<SourceSequence, number>()

/** How many elements stand within each other in `items`. */
export function heightOf(items: readonly (SourceNode | SourceSequence)[]): number {
  let height = 0
  for (const item of items) height = Math.max(height, heightOfOne(item))
  return height
}

/** Elements are never opened deeper than the stack reaches. */
function heightOfOne(item: SourceNode | SourceSequence): number {
  if (item.kind === 'element') return item.content.count === 0 ? 1 : 1 + heightOfOne(item.content)
  if (item.kind !== 'leaf' && item.kind !== 'branch') return 0
  if (item.kind === 'leaf' && item.run) return item.run.tags.length > 0 ? 1 : 0
  const known = heights.get(item)
  if (known !== undefined) return known
  const height = heightOf(item.items)
  heights.set(item, height)
  return height
}

/** The nodes of a frame one by one, those of its runs too, from now on. */
export function looseNodes(frame: Frame): SourceNode[] {
  if (areLoose(frame.nodes, frame)) return frame.nodes
  const nodes = frame.nodes.flatMap(node => (node.kind === 'leaf' ? node.items : [node]))
  frame.nodes = nodes
  frame.hasRuns = false
  return nodes
}

function areLoose(nodes: (SourceNode | RunLeaf)[], { hasRuns }: Frame): nodes is SourceNode[] {
  return !hasRuns || !nodes.some(({ kind }) => kind === 'leaf')
}

/** Index of the node that starts at `offset`, given that all of them start at `start`; their number if none does. */
export function indexAt(nodes: readonly SourceNode[], start: number, offset: number): number {
  let at = start
  const found = nodes.findIndex(({ measure }) => {
    if (at >= offset) return true
    at += measure.length
    return false
  })
  return found === -1 ? nodes.length : found
}

/** The same, looking from the end of all of them backwards. */
export function indexBefore(nodes: readonly SourceNode[], end: number, offset: number): number {
  let at = end
  const last = nodes.findLastIndex(({ measure }) => {
    if (at <= offset) return true
    at -= measure.length
    return false
  })
  return last + 1
}

/** Where a child ends an element without end tag: at `index` of the nodes, of which all lie before `offset`. */
export interface Dedent {
  readonly index: number
  readonly offset: number
}

/** The first child that stands first in its line and no deeper than the frame's element; else the end of all nodes. */
export function dedentedChild(text: string, frame: Frame): Dedent {
  const own = indentation(text, frame.start)
  const nodes = looseNodes(frame)
  let offset = contentStart(frame)
  let before: SourceNode | undefined
  for (const [index, node] of nodes.entries()) {
    if (
      node.kind === 'element' &&
      before?.kind === 'text' &&
      before.measure.breaks > 0 &&
      isBlank(before.text) &&
      indentation(text, offset) <= own
    )
      return { index: index - 1, offset: offset - before.measure.length }
    offset += node.measure.length
    before = node
  }
  return { index: nodes.length, offset }
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
