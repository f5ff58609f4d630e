/**
 * The tolerant parser: reads the content of an element, or of a file, into nodes.
 *
 * Malformed markup costs an error, never the structure of what follows:
 * - a start tag that does not end is empty, unless an end tag of its name follows among its siblings;
 * - an end tag that fits no open element closes the current one if that one gets no end tag of its own;
 * - an element without an end tag ends before the first child that is indented no deeper than the element itself.
 *
 * Nothing here recurses, so nesting cannot exhaust the stack; elements deeper than `deepestNesting` are not opened.
 */
import {
  hasInvalidCharacter,
  invalidCharacters,
  isNameStart,
  isSpace,
  references,
  skipName,
  skipSpace
} from './characters'
import { doctypeEnd, readDoctype } from './doctype'
import { elementOf } from './element'
import { measureText } from './measure'
import { emptySequence, sequenceOf } from './sequence'
import {
  dedentedChild,
  elementName,
  firstFrom,
  heightOf,
  looseNodes,
  newFrame,
  reachTo,
  startWaiting,
  stopWaiting,
  type Frame,
  type PlacedItem,
  type PlacedRun
} from './frame'
import { RunScanner } from './run'
import { RunLeaf } from './runLeaf'
import { readStartTag } from './startTag'
import {
  sequenceWidth,
  type EndTag,
  type SourceMisc,
  type SourceNode,
  type StartTag,
  type SyntaxError,
  type SyntaxErrorCode
} from './tree'

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

/** The nodes that a run of them is read into. */
function nodesOf(text: string): readonly SourceNode[] {
  const place = { start: 0, ancestors: [], atEnd: true, atStart: false, closesAt: text.length + 1, wasOpen: false }
  return readContent(text, { ...place, stopAt: () => false, errorsBehind: () => false }).nodes
}

class ContentReader {
  private readonly text: string
  private readonly place: ContentPlace
  private readonly frames: Frame[]
  /** Names of the elements that are too deep to be opened, innermost last. */
  private readonly tooDeep: string[] = []
  private position: number
  private runs: RunScanner | undefined
  /** With fewer nodes in it an open element is not looked at for where it ends. */
  private fewestNodes = 0
  /** Up to here it is known that no run begins. */
  private noRunBefore = 0
  /** The farthest offset (exclusive) looked at so far. */
  private lookedTo = 0

  constructor(text: string, place: ContentPlace) {
    this.text = text
    this.place = place
    this.position = place.start
    this.frames = [newFrame('', undefined, [], place.start)]
  }

  read(): ContentReading {
    const endedBy = this.readNodes()
    const base = this.frame()
    for (const item of base.unfinished) reachTo(item, this.place.closesAt)
    return {
      nodes: looseNodes(base).map(({ node }) => node),
      end: this.position,
      endedBy,
      starved: !this.place.atEnd && this.lookedTo > this.text.length
    }
  }

  private readNodes(): ContentReading['endedBy'] {
    for (;;) {
      if (this.mayStop() && this.place.stopAt(this.position)) return 'stop'
      if (this.mayStopInside() && this.place.stopAt(this.position) && this.endsOpenElement()) return 'stop'
      if (this.position >= this.text.length) {
        this.look(this.text.length + 1)
        while (this.frames.length > 1) this.closeWithoutEndTag(this.text.length + 1)
        return 'text'
      }
      if (this.takeRun()) continue
      if (this.text[this.position] !== '<') this.readText()
      else if (this.text[this.position + 1] === '/' ? this.readEndTag() : this.readMarkup()) return 'ancestor'
    }
  }

  /** Whether all that stands before can be read without what follows: no start tag waits for its end tag. */
  private mayStop(): boolean {
    if (this.frames.length > 1 || this.tooDeep.length > 0) return false
    return this.frame().unfinished.length === 0 || !this.place.errorsBehind(this.position)
  }

  /** Whether the nodes behind may be those that follow an element without end tag, as they did before. */
  private mayStopInside(): boolean {
    if (!this.place.wasOpen || this.frames.length !== 2 || this.tooDeep.length > 0) return false
    return this.frame().nodes.length >= this.fewestNodes
  }

  /**
   * Ends the innermost element, that has no end tag, where a stray one or the indentation of a child ends it, if that was
   * read already: nodes without errors bring no end tag for it.
   */
  private endsOpenElement(): boolean {
    const frame = this.frame()
    if (this.place.errorsBehind(this.position)) return false
    if (frame.strays.length === 0 && dedentedChild(this.text, frame) === frame.nodes.length) {
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
   * Takes in a run where one begins. Not among the nodes of the content itself: those come out one by one, so that reading
   * may stop between them.
   */
  private takeRun(): boolean {
    const start = this.position
    if (start < this.noRunBefore || this.frames.length === 1 || this.tooDeep.length > 0) return false
    const frame = this.frame()
    if (frame.unfinished.length > 0 || this.isTooDeep()) return false
    this.runs ??= new RunScanner(this.text)
    const reading = this.runs.read(start, sequenceWidth)
    if (typeof reading === 'number') {
      this.noRunBefore = reading + 1
      return false
    }
    const { run, end, endsInText } = reading
    this.look(endsInText ? end + 1 : end)
    this.position = end
    const height = run.tags.length > 0 ? 1 : 0
    frame.hasRuns = true
    frame.nodes.push({ node: new RunLeaf(reading, nodesOf), start, end, height })
    return true
  }

  private readText(): void {
    const start = this.position
    const next = this.text.indexOf('<', start)
    const end = next === -1 ? this.text.length : next
    const text = this.text.slice(start, end)
    const errors: SyntaxError[] = []
    if (text.includes('&')) {
      for (const { start: from, end: to, replacement, name } of references(text)) {
        if (replacement === undefined)
          errors.push(syntaxError(name === '' ? 'reference-malformed' : 'reference-undefined', from, to, name))
      }
    }
    for (let at = text.indexOf(']]>'); at !== -1; at = text.indexOf(']]>', at + 3))
      errors.push(syntaxError('cdata-end-in-text', at, at + 3))
    this.addLeaf('text', start, end, errors, end + 1)
  }

  /** Reads what starts with `<` and is no end tag; never ends the content. */
  private readMarkup(): false {
    const { text, position } = this
    if (text[position + 1] === '!') this.readDeclaration()
    else if (text[position + 1] === '?') this.readInstruction()
    else this.readElement()
    return false
  }

  private readDeclaration(): void {
    const start = this.position
    if (this.text.startsWith('<!--', start)) this.readDelimited('comment', '-->', 4)
    else if (this.text.startsWith('<![CDATA[', start)) this.readDelimited('cdata', ']]>', 9)
    else if (this.text.startsWith('<!DOCTYPE', start)) this.readDoctype()
    else this.addLeaf('stray', start, start + 2, [syntaxError('markup-malformed', 0, 2, '<!')], start + 9)
  }

  private readDelimited(kind: 'comment' | 'cdata', close: '-->' | ']]>', opening: number): void {
    const start = this.position
    const found = this.text.indexOf(close, start + opening)
    const end = found === -1 ? this.text.length : found + 3
    const errors: SyntaxError[] = []
    if (found === -1) errors.push(syntaxError(`${kind}-not-closed`, 0, opening))
    else if (kind === 'comment') {
      const double = this.text.slice(start + 4, found + 1).indexOf('--')
      if (double !== -1) errors.push(syntaxError('comment-holds-double-hyphen', 4 + double, 6 + double))
    }
    this.addLeaf(kind, start, end, errors, found === -1 ? end + 1 : end)
  }

  private readInstruction(): void {
    const start = this.position
    const nameEnd = skipName(this.text, start + 2)
    const target = this.text.slice(start + 2, nameEnd)
    const found = this.text.indexOf('?>', start + 2)
    const end = found === -1 ? this.text.length : found + 2
    const errors: SyntaxError[] = []
    if (found === -1)
      errors.push(syntaxError('processing-instruction-not-closed', 0, Math.max(2, target.length + 2), target))
    else if (!isNameStart(this.text, start + 2) || (nameEnd < found && !isSpace(this.text.charCodeAt(nameEnd))))
      errors.push(syntaxError('markup-malformed', 0, 2, '<?'))
    // "Namespaces in XML" takes it out of all names but those of elements and attributes.
    else if (target.includes(':')) errors.push(syntaxError('name-invalid', 2, 2 + target.length, target))
    const declares = target === 'xml'
    if (declares && !(this.place.atStart && /^\uFEFF?$/.test(this.text.slice(0, start))))
      errors.push(syntaxError('declaration-misplaced', 0, 5))
    else if (declares && found !== -1 && !declarationPattern.test(this.text.slice(start, end)))
      errors.push(syntaxError('declaration-malformed', 0, end - start))
    else if (!declares && target.toLowerCase() === 'xml')
      errors.push(syntaxError('processing-instruction-target-reserved', 2, 5, target))
    this.addLeaf(declares ? 'declaration' : 'processing-instruction', start, end, errors, found === -1 ? end + 1 : end)
  }

  private readDoctype(): void {
    const start = this.position
    const end = doctypeEnd(this.text, start)
    const stop = end === -1 ? this.text.length : end
    // Whether it stands where it may is known of the whole file only: the tree takes this one back.
    const errors = [syntaxError('doctype-misplaced', 0, 9)]
    if (end === -1) errors.push(syntaxError('doctype-not-closed', 0, 9))
    else {
      const { fault } = readDoctype(this.text.slice(start, end))
      if (fault !== undefined) errors.push(syntaxError('doctype-malformed', fault, Math.min(fault + 1, end - start)))
    }
    this.addLeaf('doctype', start, stop, errors, end === -1 ? stop + 1 : stop)
  }

  private readElement(): void {
    const start = this.position
    const { tag, errors } = readStartTag(this.text, start)
    const end = start + tag.text.length
    this.position = end
    if (hasInvalidCharacter(tag.text)) errors.push(...characterErrors(tag.text))
    const deep = this.isTooDeep()
    if (tag.closed && !tag.selfClosing && !deep) {
      this.look(end + tag.reach)
      this.frames.push(newFrame(tag.name, tag, errors, start))
      return
    }
    const frame = this.frame()
    if (tag.closed && !tag.selfClosing) {
      if (this.tooDeep.length === 0) errors.push(syntaxError('nesting-too-deep', 1, 1 + tag.name.length, tag.name))
      this.tooDeep.push(tag.name)
    }
    const item = this.addElement(frame, tag, errors, start, [], undefined, end, end + tag.reach)
    if ((!tag.closed && tag.name !== '') || deep) frame.unfinished.push(item)
    if (!tag.closed && tag.name !== '') startWaiting(frame, [item])
  }

  /** Returns whether the end tag belongs to an ancestor of the content, where reading ends. */
  private readEndTag(): boolean {
    const start = this.position
    const nameEnd = skipName(this.text, start + 2)
    const name = this.text.slice(start + 2, nameEnd)
    const close = skipSpace(this.text, nameEnd)
    const closed = this.text[close] === '>'
    const end = closed ? close + 1 : nameEnd
    const lookedTo = closed ? end : close + 1
    this.look(lookedTo)
    if (this.tooDeep.length > 0 && this.tooDeep.at(-1) === name) {
      this.tooDeep.pop()
      this.addLeaf('stray', start, end, [], end)
      return false
    }
    const errors = closed && name !== '' ? [] : [syntaxError('end-tag-malformed', 0, end - start, name)]
    const opened = this.frames.findLastIndex((frame, index) => index > 0 && frame.name === name)
    if (opened > 0) {
      while (this.frames.length - 1 > opened) this.closeWithoutEndTag(lookedTo)
      this.closeFrame({ text: this.text.slice(start, end), name }, errors, end, lookedTo)
      return false
    }
    if (name !== '' && this.place.ancestors.includes(name)) {
      while (this.frames.length > 1) this.closeWithoutEndTag(lookedTo)
      this.position = start
      return true
    }
    if (this.adopt({ text: this.text.slice(start, end), name }, start, errors, lookedTo)) return false
    const frame = this.frame()
    if (errors.length === 0) errors.push(syntaxError('end-tag-stray', 0, end - start, name))
    frame.strays.push(this.addLeaf('stray', start, end, errors, lookedTo))
    return false
  }

  /** Gives an end tag to the last sibling of its name whose start tag did not end, with all that stands between. */
  private adopt(tag: EndTag, start: number, errors: readonly SyntaxError[], lookedTo: number): boolean {
    const frame = this.frame()
    if (!frame.waitingNames.has(tag.name)) return false
    const found = frame.waiting.findLastIndex(item => elementName(item) === tag.name)
    const item = frame.waiting[found]
    if (item?.node.kind !== 'element') return false
    const nodes = looseNodes(frame)
    const index = firstFrom(nodes, item.start)
    const inner = nodes.slice(index + 1)
    if (this.place.ancestors.length + this.frames.length + heightOf(inner) > deepestNesting) {
      // What stands between only becomes more, so neither this start tag nor one before it can ever be given an end.
      stopWaiting(frame, 0, found + 1)
      return false
    }
    stopWaiting(frame, found, frame.waiting.length)
    frame.nodes.length = index
    frame.strays.length = firstFrom(frame.strays, item.start)
    for (const other of frame.unfinished.splice(firstFrom(frame.unfinished, item.start)))
      if (other !== item) reachTo(other, lookedTo)
    this.position = start + tag.text.length
    const own = [...item.node.errors, ...endTagErrors(errors, start - item.start)]
    this.addElement(frame, item.node.startTag, own, item.start, inner, tag, this.position, lookedTo)
    return true
  }

  /** Closes the innermost element by the end tag that ends at `end`. */
  private closeFrame(tag: EndTag, errors: readonly SyntaxError[], end: number, lookedTo: number): void {
    const frame = this.frames.pop()
    if (!frame?.tag) return
    for (const item of frame.unfinished) reachTo(item, lookedTo)
    this.tooDeep.length = 0
    this.position = end
    const own = [...frame.errors, ...endTagErrors(errors, end - tag.text.length - frame.start)]
    this.addElement(this.frame(), frame.tag, own, frame.start, frame.nodes, tag, end, lookedTo)
  }

  /** Closes the innermost element, for which no end tag of its own stands before `seen`. */
  private closeWithoutEndTag(seen: number): void {
    const frame = this.frames.pop()
    if (!frame?.tag) return
    this.tooDeep.length = 0
    const [stray] = frame.strays
    if (stray?.node.kind === 'stray') {
      const { text } = stray.node
      const tag = { text, name: text.slice(2, skipName(text, 2)) }
      const error = syntaxError('end-tag-mismatched', stray.start - frame.start, stray.end - frame.start, frame.name)
      const nodes = looseNodes(frame)
      const index = firstFrom(nodes, stray.start)
      const inner = nodes.slice(0, index)
      this.addElement(this.frame(), frame.tag, [...frame.errors, error], frame.start, inner, tag, stray.end, seen)
      this.lift(frame, index + 1, seen)
      return
    }
    const index = dedentedChild(this.text, frame)
    const inner = index === frame.nodes.length ? frame.nodes : frame.nodes.slice(0, index)
    const end = inner.at(-1)?.end ?? frame.start + frame.tag.text.length
    const error = syntaxError('element-not-closed', 1, 1 + frame.name.length, frame.name)
    this.addElement(this.frame(), frame.tag, [...frame.errors, error], frame.start, inner, undefined, end, seen)
    this.lift(frame, index, seen)
  }

  /**
   * Makes the nodes of a closed frame from `index` on siblings of its element; copies whole arrays, since hostile input
   * has this done for all nodes at every level.
   */
  private lift(frame: Frame, index: number, seen: number): void {
    const parent = this.frame()
    const from = frame.nodes[index]?.start ?? Number.POSITIVE_INFINITY
    const unfinished = firstFrom(frame.unfinished, from)
    for (const item of frame.unfinished.slice(0, unfinished)) reachTo(item, seen)
    if (from === Number.POSITIVE_INFINITY) return
    parent.nodes = parent.nodes.concat(frame.nodes.slice(index))
    parent.unfinished = parent.unfinished.concat(frame.unfinished.slice(unfinished))
    parent.strays = parent.strays.concat(frame.strays.slice(firstFrom(frame.strays, from)))
    startWaiting(parent, frame.waiting.slice(firstFrom(frame.waiting, from)))
  }

  private addElement(
    frame: Frame,
    startTag: StartTag,
    errors: readonly SyntaxError[],
    start: number,
    inner: readonly (PlacedItem | PlacedRun)[],
    tag: EndTag | undefined,
    end: number,
    lookedTo: number
  ): PlacedItem {
    this.look(lookedTo)
    const content = inner.length === 0 ? emptySequence : sequenceOf(inner.map(({ node }) => node))
    const node = elementOf(startTag, content, tag, errors, lookedTo - end)
    const item = { node, start, end, height: heightOf(inner) + 1 }
    frame.nodes.push(item)
    return item
  }

  private addLeaf(
    kind: 'text' | SourceMisc['kind'],
    start: number,
    end: number,
    errors: SyntaxError[],
    lookedTo: number
  ): PlacedItem {
    const text = this.text.slice(start, end)
    if (hasInvalidCharacter(text)) errors.push(...characterErrors(text))
    this.look(lookedTo)
    this.position = end
    const node = {
      kind,
      text,
      measure: measureText(text),
      reach: Math.max(0, lookedTo - end),
      errors,
      errorCount: errors.length
    }
    const item = { node, start, end, height: 0 }
    this.frame().nodes.push(item)
    return item
  }

  /** Whether a further element may not be opened. */
  private isTooDeep(): boolean {
    return this.place.ancestors.length + this.frames.length > deepestNesting
  }

  private frame(): Frame {
    const frame = this.frames.at(-1)
    if (!frame) throw new RangeError('The frame of the content itself is never closed.')
    return frame
  }

  private look(offset: number): void {
    if (offset > this.lookedTo) this.lookedTo = offset
  }
}

/** XML's white space; that of regular expressions holds more. */
const blank = String.raw`[ \t\r\n]`
const equals = `${blank}*=${blank}*`
const declarationPattern = new RegExp(
  String.raw`^<\?xml${blank}+version${equals}(?:"1\.\d+"|'1\.\d+')` +
    String.raw`(?:${blank}+encoding${equals}(?:"[A-Za-z][\w.-]*"|'[A-Za-z][\w.-]*'))?` +
    String.raw`(?:${blank}+standalone${equals}(?:"(?:yes|no)"|'(?:yes|no)'))?${blank}*\?>$`
)

/** The characters in `text` that XML does not allow, as errors. */
export function characterErrors(text: string): SyntaxError[] {
  return invalidCharacters(text).map(at =>
    syntaxError('character-invalid', at, at + 1, `U+${text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')}`)
  )
}

function syntaxError(code: SyntaxErrorCode, start: number, end: number, detail = ''): SyntaxError {
  return detail === '' ? { code, start, end } : { code, start, end, detail }
}

function endTagErrors(errors: readonly SyntaxError[], offset: number): SyntaxError[] {
  return errors.map(error => ({ ...error, start: error.start + offset, end: error.end + offset }))
}
