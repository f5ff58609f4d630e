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
  isBlank,
  isNameStart,
  references,
  skipName,
  skipSpace
} from './characters'
import { addMeasures, measureText } from './measure'
import { emptySequence, sequenceOf } from './sequence'
import { readStartTag } from './startTag'
import type { EndTag, SourceElement, SourceMisc, SourceNode, StartTag, SyntaxError, SyntaxErrorCode } from './tree'

/** As deep as libxml2, and so kiwi, reads without its option for huge documents. */
export const deepestNesting = 256

/** What surrounds the content to be read. */
export interface ContentPlace {
  /** Offset in the text where reading starts. */
  readonly start: number
  /** The names of the elements that are open there, outermost first. */
  readonly ancestors: readonly string[]
  /** Whether the text's end is the end of the file; else it is only as much of it as was fetched. */
  readonly atEnd: boolean
  /** Whether the text's offset 0 is the start of the file; else it is the start of a line. */
  readonly atStart: boolean
  /** Offset behind the end tag of the element whose content is read; one behind the end of the file where there is none. */
  readonly closesAt: number
  /** Whether reading may stop at an offset that lies between two nodes of the content itself. */
  readonly stopAt: (offset: number) => boolean
  /** Whether any of the nodes that stood behind `offset`, where reading may stop, has errors. */
  readonly errorsBehind: (offset: number) => boolean
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

/** An element whose start tag was read and whose end is still to come; the outermost frame is the content itself. */
interface Frame {
  readonly name: string
  readonly tag: StartTag | undefined
  readonly errors: SyntaxError[]
  readonly start: number
  readonly nodes: PlacedItem[]
  /** Indices in `nodes` of elements whose start tag does not end. */
  unfinished: number[]
  /** Indices in `nodes` of end tags that fit nothing. */
  strays: number[]
}

/** A node under construction may still be re-read, so its start is kept until its frame closes. */
interface PlacedItem {
  node: Mutable<SourceNode>
  readonly start: number
  readonly end: number
}

type Mutable<Node> = { -readonly [Key in keyof Node]: Node[Key] }

class ContentReader {
  private readonly text: string
  private readonly place: ContentPlace
  private readonly checksCharacters: boolean
  private readonly frames: Frame[]
  /** Names of the elements that are too deep to be opened, innermost last. */
  private readonly tooDeep: string[] = []
  private position: number
  /** The farthest offset (exclusive) looked at so far. */
  private lookedTo = 0

  constructor(text: string, place: ContentPlace) {
    this.text = text
    this.place = place
    this.position = place.start
    this.checksCharacters = hasInvalidCharacter(text)
    this.frames = [newFrame('', undefined, [], place.start)]
  }

  read(): ContentReading {
    const endedBy = this.readNodes()
    const base = this.frame()
    this.settle(base, this.place.closesAt)
    return {
      nodes: base.nodes.map(({ node }) => node),
      end: this.position,
      endedBy,
      starved: !this.place.atEnd && this.lookedTo > this.text.length
    }
  }

  private readNodes(): ContentReading['endedBy'] {
    for (;;) {
      if (this.mayStop() && this.place.stopAt(this.position)) return 'stop'
      if (this.position >= this.text.length) {
        this.look(this.text.length + 1)
        while (this.frames.length > 1) this.closeWithoutEndTag(this.text.length + 1)
        return 'text'
      }
      if (this.text[this.position] !== '<') this.readText()
      else if (this.text[this.position + 1] === '/' ? this.readEndTag() : this.readMarkup()) return 'ancestor'
    }
  }

  /** Whether all that stands before can be read without what follows: no start tag waits for its end tag. */
  private mayStop(): boolean {
    if (this.frames.length > 1 || this.tooDeep.length > 0) return false
    return this.frame().unfinished.length === 0 || !this.place.errorsBehind(this.position)
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
    else if (!isNameStart(this.text, start + 2) || nameEnd > found)
      errors.push(syntaxError('markup-malformed', 0, 2, '<?'))
    const declares = target === 'xml'
    if (declares && !(this.place.atStart && isBlankMark(this.text.slice(0, start))))
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
    const errors = end === -1 ? [syntaxError('doctype-not-closed', 0, 9)] : []
    const stop = end === -1 ? this.text.length : end
    this.addLeaf('doctype', start, stop, errors, end === -1 ? stop + 1 : stop)
  }

  private readElement(): void {
    const start = this.position
    const { tag, errors } = readStartTag(this.text, start)
    const end = start + tag.text.length
    this.position = end
    if (this.checksCharacters) errors.push(...characterErrors(tag.text))
    const deep = this.place.ancestors.length + this.frames.length > deepestNesting
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
    if ((!tag.closed && tag.name !== '') || deep) frame.unfinished.push(frame.nodes.length)
    this.addElement(frame, tag, errors, start, [], undefined, end, end + tag.reach)
  }

  /** Returns whether the end tag belongs to an ancestor of the content, where reading ends. */
  private readEndTag(): boolean {
    const start = this.position
    const nameEnd = skipName(this.text, start + 2)
    const name = this.text.slice(start + 2, nameEnd)
    const close = skipSpace(this.text, nameEnd)
    const closed = this.text[close] === '>'
    const end = closed ? close + 1 : nameEnd
    this.look(closed ? end : close + 1)
    if (this.tooDeep.length > 0 && this.tooDeep.at(-1) === name) {
      this.tooDeep.pop()
      this.addLeaf('stray', start, end, [], end)
      return false
    }
    const errors = closed && name !== '' ? [] : [syntaxError('end-tag-malformed', 0, end - start, name)]
    const opened = this.frames.findLastIndex((frame, index) => index > 0 && frame.name === name)
    if (opened > 0) {
      while (this.frames.length - 1 > opened) this.closeWithoutEndTag(end)
      this.closeFrame({ text: this.text.slice(start, end), name }, errors, end)
      return false
    }
    if (name !== '' && this.place.ancestors.includes(name)) {
      while (this.frames.length > 1) this.closeWithoutEndTag(end)
      this.position = start
      return true
    }
    if (this.adopt(name, start, end, errors)) return false
    const frame = this.frame()
    frame.strays.push(frame.nodes.length)
    if (errors.length === 0) errors.push(syntaxError('end-tag-stray', 0, end - start, name))
    this.addLeaf('stray', start, end, errors, closed ? end : close + 1)
    return false
  }

  /** Gives an end tag to the last sibling of its name whose start tag did not end, with all that stands between. */
  private adopt(name: string, start: number, end: number, errors: readonly SyntaxError[]): boolean {
    const frame = this.frame()
    const found = frame.unfinished.findLastIndex(index => {
      const node = frame.nodes[index]?.node
      return node?.kind === 'element' && !node.startTag.closed && node.startTag.name === name
    })
    const index = frame.unfinished[found]
    const item = index === undefined ? undefined : frame.nodes[index]
    if (index === undefined || item?.node.kind !== 'element') return false
    const inner = frame.nodes.splice(index + 1)
    frame.nodes.pop()
    const unfinished = frame.unfinished.splice(found)
    frame.strays = frame.strays.filter(stray => stray < index)
    for (const other of unfinished.slice(1)) this.reachTo(inner[other - index - 1], end)
    this.position = end
    const own = [...item.node.errors, ...endTagErrors(errors, start - item.start)]
    this.addElement(frame, item.node.startTag, own, item.start, inner, endTag(this.text, start, end, name), end, end)
    return true
  }

  /** Closes the innermost element by the end tag that ends at `end`. */
  private closeFrame(tag: EndTag, errors: readonly SyntaxError[], end: number): void {
    const frame = this.frames.pop()
    if (!frame?.tag) return
    this.settle(frame, end)
    this.tooDeep.length = 0
    this.position = end
    const own = [...frame.errors, ...endTagErrors(errors, end - tag.text.length - frame.start)]
    this.addElement(this.frame(), frame.tag, own, frame.start, frame.nodes, tag, end, end)
  }

  /** Closes the innermost element, for which no end tag of its own stands before `seen`. */
  private closeWithoutEndTag(seen: number): void {
    const frame = this.frames.pop()
    if (!frame?.tag) return
    this.settle(frame, seen)
    this.tooDeep.length = 0
    const parent = this.frame()
    const [stray] = frame.strays
    const item = stray === undefined ? undefined : frame.nodes[stray]
    if (stray !== undefined && item && item.node.kind === 'stray') {
      const tag = endTag(this.text, item.start, item.end, item.node.text.slice(2).trim().replace(/>$/, '').trim())
      const error = syntaxError('end-tag-mismatched', item.start - frame.start, item.end - frame.start, frame.name)
      this.closeAt(frame, parent, stray, stray + 1, tag, error, seen)
      return
    }
    const split = dedentedChild(this.text, frame)
    const error = syntaxError('element-not-closed', 1, 1 + frame.name.length, frame.name)
    this.closeAt(frame, parent, split, split, undefined, error, seen)
  }

  /** Ends `frame`'s element before its node `to`; the nodes from `from` on that remain become siblings of the element. */
  private closeAt(
    frame: Frame,
    parent: Frame,
    to: number,
    from: number,
    tag: EndTag | undefined,
    error: SyntaxError,
    seen: number
  ): void {
    if (!frame.tag) return
    const inner = frame.nodes.slice(0, to)
    const lifted = frame.nodes.slice(from)
    const end = tag ? (frame.nodes[to]?.end ?? seen) : (inner.at(-1)?.end ?? frame.start + frame.tag.text.length)
    this.addElement(parent, frame.tag, [...frame.errors, error], frame.start, inner, tag, end, seen)
    const shift = parent.nodes.length - from
    parent.nodes.push(...lifted)
    parent.unfinished.push(...frame.unfinished.filter(index => index >= from).map(index => index + shift))
    parent.strays.push(...frame.strays.filter(index => index >= from).map(index => index + shift))
  }

  /** From here on it is known that no end tag before `seen` belongs to the frame's unfinished start tags. */
  private settle(frame: Frame, seen: number): void {
    for (const index of frame.unfinished) this.reachTo(frame.nodes[index], seen)
  }

  private reachTo(item: PlacedItem | undefined, seen: number): void {
    if (item) item.node.reach = Math.max(item.node.reach, seen - item.end)
  }

  private addElement(
    frame: Frame,
    startTag: StartTag,
    errors: readonly SyntaxError[],
    start: number,
    inner: readonly PlacedItem[],
    tag: EndTag | undefined,
    end: number,
    lookedTo: number
  ): void {
    this.look(lookedTo)
    const content = inner.length === 0 ? emptySequence : sequenceOf(inner.map(({ node }) => node))
    const node = elementOf(startTag, content, tag, errors, lookedTo - end)
    frame.nodes.push({ node, start, end })
  }

  private addLeaf(
    kind: 'text' | SourceMisc['kind'],
    start: number,
    end: number,
    errors: SyntaxError[],
    lookedTo: number
  ): void {
    const text = this.text.slice(start, end)
    if (this.checksCharacters) errors.push(...characterErrors(text))
    this.look(lookedTo)
    this.position = end
    this.frame().nodes.push({
      node: {
        kind,
        text,
        measure: measureText(text),
        reach: Math.max(0, lookedTo - end),
        errors,
        errorCount: errors.length
      },
      start,
      end
    })
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

const declarationPattern =
  /^<\?xml\s+version\s*=\s*(?:"1\.\d+"|'1\.\d+')(?:\s+encoding\s*=\s*(?:"[A-Za-z][\w.-]*"|'[A-Za-z][\w.-]*'))?(?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*\?>$/

/** The element made of these parts; `ownReach` is what deciding its end took, its content's reach comes on top. */
export function elementOf(
  startTag: StartTag,
  content: SourceElement['content'],
  tag: EndTag | undefined,
  errors: readonly SyntaxError[],
  ownReach: number
): SourceElement {
  const head = addMeasures(measureText(startTag.text), content.measure)
  const rest = content.measure.length + (tag?.text.length ?? 0)
  return {
    kind: 'element',
    startTag,
    content,
    endTag: tag,
    measure: tag ? addMeasures(head, measureText(tag.text)) : head,
    reach: Math.max(0, ownReach, startTag.reach - rest, content.reach - (tag?.text.length ?? 0)),
    errors,
    errorCount: errors.length + content.errorCount
  }
}

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

function endTag(text: string, start: number, end: number, name: string): EndTag {
  return { text: text.slice(start, end), name }
}

function newFrame(name: string, tag: StartTag | undefined, errors: SyntaxError[], start: number): Frame {
  return { name, tag, errors, start, nodes: [], unfinished: [], strays: [] }
}

/** Index of the first child that stands first in its line and no deeper than the frame's element; else their number. */
function dedentedChild(text: string, frame: Frame): number {
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

/** The offset behind the document type declaration that starts at `start`; -1 where it does not end. */
function doctypeEnd(text: string, start: number): number {
  const part = /"[^"]*"|'[^']*'|<!--[\s\S]*?-->|<\?[\s\S]*?\?>|[[\]>]/g
  part.lastIndex = start + 9
  let inSubset = false
  for (let match = part.exec(text); match; match = part.exec(text)) {
    if (match[0] === '[') inSubset = true
    else if (match[0] === ']') inSubset = false
    else if (match[0] === '>' && !inSubset) return part.lastIndex
  }
  return -1
}

/** Whether `text` is nothing but a byte order mark, or nothing at all. */
function isBlankMark(text: string): boolean {
  return text === '' || text === '\uFEFF'
}
