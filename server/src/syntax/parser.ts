/**
 * The tolerant parser: reads the content of an element, or of a file, into nodes.
 *
 * Malformed markup costs an error, never the structure of what follows:
 * - a start tag that does not end is empty, unless an end tag of its name follows among its siblings;
 * - an end tag that fits no open element closes the current one if that one gets no end tag of its own;
 * - an element without an end tag ends before the first child that is indented no deeper than the element itself.
 *
 * Reading does not recurse, so nesting cannot exhaust the stack; elements deeper than `deepestNesting` are not opened.
 */
import { skipName, skipSpace } from './characters'
import { elementOf } from './element'
import { endTagErrors, syntaxError, textErrors, withCharacters } from './errors'
import {
  contentStart,
  dedentedChild,
  elementName,
  firstFrom,
  heightOf,
  indexAt,
  indexBefore,
  looseEnds,
  looseNodes,
  newFrame,
  reachTo,
  startWaiting,
  stopWaiting,
  type Frame
} from './frame'
import { measureText } from './measure'
import { readMisc } from './misc'
import { RunScanner } from './run'
import { RunLeaf } from './runLeaf'
import { emptySequence, sequenceOf } from './sequence'
import { readPlainTag, readStartTag } from './startTag'
import { sequenceWidth, type EndTag, type SourceMisc, type SourceNode, type StartTag, type SyntaxError } from './tree'

/** As deep as libxml2, and so kiwi, reads without its option for huge documents. */
export const deepestNesting = 256

/** What surrounds the content to be read. */
export interface ContentPlace {
  /** Offset in the text, which begins with a line of the file, where reading starts. */
  readonly start: number
  /** The names of the elements that are open there, outermost first. */
  readonly ancestors: readonly string[]
  /** Whether the text's end is the end of the file; else it is only as much of it as was fetched. */
  readonly atEnd: boolean
  /** Whether that line is the first one of the file. */
  readonly atStart: boolean
  /** Offset behind the end tag of the element whose content is read; one behind the end of the file where there is none. */
  readonly closesAt: number
  /** The nodes that were read before and that reading may leave as they are; without them all of the text is read. */
  readonly known?: KnownNodes
}

/** Nodes that follow the place of an edit. */
export interface KnownNodes {
  /** Whether reading may stop at an offset that lies between two nodes of the content itself. */
  readonly stopAt: (offset: number) => boolean
  /** Whether any of the nodes that stood behind `offset`, where reading may stop, has errors. */
  readonly errorsBehind: (offset: number) => boolean
  /** Whether those nodes were read while an element among the nodes before them waited for its end tag in vain. */
  readonly wasOpen: boolean
}

export interface ContentReading {
  readonly nodes: readonly SourceNode[]
  /** Offset behind the last node. */
  readonly end: number
  /** Why reading ended: `stopAt` said so, an end tag of an ancestor stands at `end`, or the text ended. */
  readonly endedBy: 'stop' | 'ancestor' | 'text'
  /** Whether more of the file must be fetched to know how the nodes read. */
  readonly starved: boolean
}

/** Reads nodes of one element's content from `place.start` on. */
export function readContent(text: string, place: ContentPlace): ContentReading {
  return new ContentReader(text, place).read()
}

/** The nodes of a text that is read by itself and to its end; `atStart` says whether it is that of a file. */
export function readNodes(text: string, atStart: boolean): readonly SourceNode[] {
  return readContent(text, { start: 0, ancestors: [], atEnd: true, atStart, closesAt: text.length + 1 }).nodes
}

/** The nodes that a run of them is read into. */
function nodesOfRun(text: string): readonly SourceNode[] {
  return readNodes(text, false)
}

const noErrors: readonly SyntaxError[] = []

/** White space before markup. */
const blankText = /[ \t\r\n]+</y

const lessThan = 60
const greaterThan = 62
const slash = 47
const hyphen = 45
const exclamationMark = 33
const questionMark = 63

class ContentReader {
  private readonly text: string
  private readonly place: ContentPlace
  /** The open elements, the content itself first. */
  private readonly frames: Frame[]
  /** The last of them. */
  private frame: Frame
  /** With more of them no further element is opened. */
  private readonly mostFrames: number
  /** Names of the elements that are too deep to be opened, innermost last. */
  private readonly tooDeep: string[] = []
  private position: number
  private runs: RunScanner | undefined
  /** With fewer nodes in it an open element is not looked at for where it ends. */
  private fewestNodes = 0
  /** Up to here it is known that no run begins. */
  private noRunBefore = 0
  /** The first `>` behind the markup that was looked at last; the text's end where there is none. */
  private nextEnd = -1
  /** The farthest offset (exclusive) looked at so far. */
  private lookedTo = 0

  constructor(text: string, place: ContentPlace) {
    this.text = text
    this.place = place
    this.position = place.start
    this.mostFrames = deepestNesting - place.ancestors.length
    this.frame = newFrame('', undefined, noErrors, place.start)
    this.frames = [this.frame]
  }

  read(): ContentReading {
    const endedBy = this.readNodes()
    for (const item of this.frame.loose?.unfinished ?? []) reachTo(item, this.place.closesAt)
    return {
      nodes: looseNodes(this.frame),
      end: this.position,
      endedBy,
      starved: !this.place.atEnd && this.lookedTo > this.text.length
    }
  }

  private readNodes(): ContentReading['endedBy'] {
    const { text } = this
    const { known } = this.place
    for (;;) {
      if (known && this.frames.length <= 2 && this.stops(known)) return 'stop'
      const start = this.position
      if (start >= text.length) {
        this.look(text.length + 1)
        while (this.frames.length > 1) this.closeWithoutEndTag(text.length + 1)
        return 'text'
      }
      if (text.charCodeAt(start) !== lessThan) this.readText()
      else {
        const second = text.charCodeAt(start + 1)
        if (second === slash) {
          if (this.readEndTag()) return 'ancestor'
        } else if (second === questionMark) this.readMisc()
        else if (!this.takeRun(start, start)) {
          if (second === exclamationMark) this.readMisc()
          else this.readElement()
        }
      }
    }
  }

  /** Whether what follows stays as it was; ends the one element that is open where it ended before. */
  private stops(known: KnownNodes): boolean {
    if (this.tooDeep.length > 0) return false
    if (this.frames.length === 1) return this.isSettled(known) && known.stopAt(this.position)
    // The nodes behind may be those that follow an element without end tag, as they did before.
    if (!known.wasOpen || this.frame.nodes.length < this.fewestNodes) return false
    return known.stopAt(this.position) && this.endsOpenElement(known)
  }

  /** Whether all that stands before can be read without what follows: no start tag waits for its end tag. */
  private isSettled(known: KnownNodes): boolean {
    const { loose } = this.frame
    return !loose || loose.unfinished.length === 0 || !known.errorsBehind(this.position)
  }

  /**
   * Ends the innermost element, that has no end tag, where a stray one or the indentation of a child ends it, if that was read
   * already: nodes without errors bring no end tag for it, but the element around it does to one of its own name.
   */
  private endsOpenElement(known: KnownNodes): boolean {
    const { frame } = this
    if (known.errorsBehind(this.position) || frame.name === this.place.ancestors.at(-1)) return false
    const hasStrays = frame.loose !== undefined && frame.loose.strays.length > 0
    if (!hasStrays && dedentedChild(this.text, frame).index === frame.nodes.length) {
      // Each look takes as long as there are nodes.
      this.fewestNodes = 2 * frame.nodes.length
      return false
    }
    const { lookedTo } = this
    this.closeWithoutEndTag(this.place.closesAt)
    this.lookedTo = lookedTo
    return true
  }

  /**
   * Takes in the run that begins at `start`, if one does; the first markup in it would be that at `markup`. Not among the
   * nodes of the content itself: those come out one by one, so that reading may stop between them.
   */
  private takeRun(start: number, markup: number): boolean {
    if (start < this.noRunBefore || this.frames.length === 1 || !this.mayBeginRun(markup)) return false
    const { frame } = this
    if (this.tooDeep.length > 0 || this.frames.length > this.mostFrames) return false
    if (frame.loose && frame.loose.unfinished.length > 0) return false
    this.runs ??= new RunScanner(this.text)
    const reading = this.runs.read(start, sequenceWidth)
    if (typeof reading === 'number') {
      this.noRunBefore = Math.max(reading, markup) + 1
      return false
    }
    const { end, endsInText } = reading
    this.look(endsInText ? end + 1 : end)
    this.position = end
    frame.hasRuns = true
    frame.nodes.push(new RunLeaf(reading, nodesOfRun))
    return true
  }

  /** Whether the markup may be an element without content, or a comment. */
  private mayBeginRun(markup: number): boolean {
    if (this.nextEnd < markup) {
      const found = this.text.indexOf('>', markup)
      this.nextEnd = found === -1 ? this.text.length : found
    }
    const last = this.text.charCodeAt(this.nextEnd - 1)
    return last === slash || last === hyphen
  }

  private readText(): void {
    const start = this.position
    blankText.lastIndex = start
    if (blankText.test(this.text)) {
      const end = blankText.lastIndex - 1
      const isBeforeEndTag = this.text.charCodeAt(end + 1) === slash
      if (isBeforeEndTag || !this.takeRun(start, end))
        this.addLeaf('text', this.text.slice(start, end), noErrors, end + 1)
      return
    }
    const next = this.text.indexOf('<', start)
    const end = next === -1 ? this.text.length : next
    const text = this.text.slice(start, end)
    this.addLeaf('text', text, textErrors(text), end + 1)
  }

  private readMisc(): void {
    const { kind, end, errors, lookedTo } = readMisc(this.text, this.position, this.place.atStart)
    const text = this.text.slice(this.position, end)
    this.addLeaf(kind, text, withCharacters(errors, text), lookedTo)
  }

  private readElement(): void {
    const start = this.position
    const plain = readPlainTag(this.text, start)
    const { tag, errors: found } = plain ? { tag: plain, errors: noErrors } : readStartTag(this.text, start)
    let errors = plain ? noErrors : withCharacters(found, tag.text)
    const end = start + tag.text.length
    this.position = end
    const isOpen = tag.closed && !tag.selfClosing
    const isDeep = this.frames.length > this.mostFrames
    if (isOpen && !isDeep) {
      this.look(end + tag.reach)
      this.frame = newFrame(tag.name, tag, errors, start)
      this.frames.push(this.frame)
      return
    }
    if (isOpen) {
      if (this.tooDeep.length === 0)
        errors = [...errors, syntaxError('nesting-too-deep', 1, 1 + tag.name.length, tag.name)]
      this.tooDeep.push(tag.name)
    }
    const { frame } = this
    const node = this.addElement(frame, tag, errors, [], undefined, end, end + tag.reach)
    const isWaiting = !tag.closed && tag.name !== ''
    if (isWaiting || isDeep) looseEnds(frame).unfinished.push({ node, start })
    if (isWaiting) startWaiting(looseEnds(frame), [{ node, start }])
  }

  /** Returns whether the end tag belongs to an ancestor of the content, where reading ends. */
  private readEndTag(): boolean {
    const { text, position: start } = this
    const { name } = this.frame
    const end = start + name.length + 3
    const isPlain = text.charCodeAt(end - 1) === greaterThan && text.startsWith(name, start + 2)
    if (!isPlain || this.frames.length === 1 || this.tooDeep.length > 0) return this.readOtherEndTag()
    this.closeFrame({ text: text.slice(start, end), name }, noErrors, end, end)
    return false
  }

  private readOtherEndTag(): boolean {
    const start = this.position
    const nameEnd = skipName(this.text, start + 2)
    const name = this.text.slice(start + 2, nameEnd)
    const close = skipSpace(this.text, nameEnd)
    const closed = this.text[close] === '>'
    const end = closed ? close + 1 : nameEnd
    const lookedTo = closed ? end : close + 1
    const text = this.text.slice(start, end)
    this.look(lookedTo)
    if (this.tooDeep.length > 0 && this.tooDeep.at(-1) === name) {
      this.tooDeep.pop()
      this.addLeaf('stray', text, withCharacters(noErrors, text), end)
      return false
    }
    const errors = closed && name !== '' ? [] : [syntaxError('end-tag-malformed', 0, end - start, name)]
    const opened = this.frames.findLastIndex((frame, index) => index > 0 && frame.name === name)
    if (opened > 0) {
      while (this.frames.length - 1 > opened) this.closeWithoutEndTag(lookedTo)
      this.closeFrame({ text, name }, errors, end, lookedTo)
      return false
    }
    if (name !== '' && this.place.ancestors.includes(name)) {
      while (this.frames.length > 1) this.closeWithoutEndTag(lookedTo)
      this.position = start
      return true
    }
    if (this.adopt({ text, name }, start, errors, lookedTo)) return false
    if (errors.length === 0) errors.push(syntaxError('end-tag-stray', 0, end - start, name))
    const { frame } = this
    const node = this.addLeaf('stray', text, withCharacters(errors, text), lookedTo)
    looseEnds(frame).strays.push({ node, start })
    return false
  }

  /** Gives an end tag to the last sibling of its name whose start tag did not end, with all that stands between. */
  private adopt(tag: EndTag, start: number, errors: readonly SyntaxError[], lookedTo: number): boolean {
    const { frame } = this
    const { loose } = frame
    if (!loose?.waitingNames.has(tag.name)) return false
    const found = loose.waiting.findLastIndex(item => elementName(item) === tag.name)
    const item = loose.waiting[found]
    if (item?.node.kind !== 'element') return false
    const nodes = looseNodes(frame)
    const index = indexBefore(nodes, start, item.start)
    const inner = nodes.slice(index + 1)
    if (this.frames.length + heightOf(inner) > this.mostFrames) {
      // What stands between only becomes more, so neither this start tag nor one before it can ever be given an end.
      stopWaiting(loose, 0, found + 1)
      return false
    }
    stopWaiting(loose, found, loose.waiting.length)
    frame.nodes.length = index
    loose.strays.length = firstFrom(loose.strays, item.start)
    for (const other of loose.unfinished.splice(firstFrom(loose.unfinished, item.start)))
      if (other.node !== item.node) reachTo(other, lookedTo)
    this.position = start + tag.text.length
    const own = [...item.node.errors, ...endTagErrors(errors, start - item.start)]
    this.addElement(frame, item.node.startTag, own, inner, tag, this.position, lookedTo)
    return true
  }

  /** Takes the innermost element, which is ending, off the open ones. */
  private leaveFrame(): Frame {
    const frame = this.frame
    this.frames.pop()
    const outer = this.frames.at(-1)
    if (!outer) throw new RangeError('The frame of the content itself is never closed.')
    this.frame = outer
    if (this.tooDeep.length > 0) this.tooDeep.length = 0
    return frame
  }

  /** Closes the innermost element by the end tag that ends at `end`. */
  private closeFrame(tag: EndTag, errors: readonly SyntaxError[], end: number, lookedTo: number): void {
    const { start, tag: startTag, errors: found, nodes, loose } = this.leaveFrame()
    if (!startTag) return
    if (loose) for (const item of loose.unfinished) reachTo(item, lookedTo)
    this.position = end
    const own = errors.length > 0 ? [...found, ...endTagErrors(errors, end - tag.text.length - start)] : found
    this.addElement(this.frame, startTag, own, nodes, tag, end, lookedTo)
  }

  /** Closes the innermost element, for which no end tag of its own stands before `seen`. */
  private closeWithoutEndTag(seen: number): void {
    const frame = this.leaveFrame()
    if (!frame.tag) return
    const stray = frame.loose?.strays[0]
    if (stray?.node.kind === 'stray') {
      const { text } = stray.node
      const tag = { text, name: text.slice(2, skipName(text, 2)) }
      const end = stray.start + text.length
      const error = syntaxError('end-tag-mismatched', stray.start - frame.start, end - frame.start, frame.name)
      const nodes = looseNodes(frame)
      const index = indexAt(nodes, contentStart(frame), stray.start)
      settle(frame, end, seen)
      this.addElement(this.frame, frame.tag, [...frame.errors, error], nodes.slice(0, index), tag, end, seen)
      this.lift(frame, index + 1, end)
      return
    }
    const { index, offset } = dedentedChild(this.text, frame)
    const inner = index === frame.nodes.length ? frame.nodes : frame.nodes.slice(0, index)
    const error = syntaxError('element-not-closed', 1, 1 + frame.name.length, frame.name)
    settle(frame, offset, seen)
    this.addElement(this.frame, frame.tag, [...frame.errors, error], inner, undefined, offset, seen)
    this.lift(frame, index, offset)
  }

  /**
   * Makes the nodes of a closed frame from `index` on, where `offset` is, siblings of its element; copies whole arrays, since
   * hostile input has this done for all nodes at every level.
   */
  private lift(frame: Frame, index: number, offset: number): void {
    const { nodes, loose } = frame
    if (index >= nodes.length) return
    const outer = this.frame
    outer.nodes = outer.nodes.concat(nodes.slice(index))
    if (!loose) return
    const ends = looseEnds(outer)
    ends.unfinished = ends.unfinished.concat(loose.unfinished.slice(firstFrom(loose.unfinished, offset)))
    ends.strays = ends.strays.concat(loose.strays.slice(firstFrom(loose.strays, offset)))
    startWaiting(ends, loose.waiting.slice(firstFrom(loose.waiting, offset)))
  }

  private addElement(
    frame: Frame,
    startTag: StartTag,
    errors: readonly SyntaxError[],
    inner: readonly (SourceNode | RunLeaf)[],
    tag: EndTag | undefined,
    end: number,
    lookedTo: number
  ): SourceNode {
    if (lookedTo > this.lookedTo) this.lookedTo = lookedTo
    const content = inner.length === 0 ? emptySequence : sequenceOf(inner)
    const node = elementOf(startTag, content, tag, errors, lookedTo - end)
    frame.nodes.push(node)
    return node
  }

  /** Adds what stands at the current position and goes on behind it. */
  private addLeaf(
    kind: 'text' | SourceMisc['kind'],
    text: string,
    errors: readonly SyntaxError[],
    lookedTo: number
  ): SourceNode {
    const end = this.position + text.length
    if (lookedTo > this.lookedTo) this.lookedTo = lookedTo
    this.position = end
    const reach = lookedTo > end ? lookedTo - end : 0
    const node = { kind, text, measure: measureText(text), reach, errors, errorCount: errors.length }
    this.frame.nodes.push(node)
    return node
  }

  private look(offset: number): void {
    if (offset > this.lookedTo) this.lookedTo = offset
  }
}

/** Lets what is loose before `offset` be so for good, after a look at all that stands before `seen`. */
function settle({ loose }: Frame, offset: number, seen: number): void {
  if (!loose) return
  for (const item of loose.unfinished.slice(0, firstFrom(loose.unfinished, offset))) reachTo(item, seen)
}
