/** Carries an edit into a tree: reads the smallest run of sibling nodes again that the edit can have changed. */
import { hasInvalidCharacter, isBlank } from './characters'
import { elementOf } from './element'
import { heightOf } from './frame'
import { deepestNesting, readContent, type ContentReading } from './parser'
import {
  allReaching,
  emptySequence,
  firstReaching,
  lastFaultyOffset,
  placesFrom,
  splice,
  type SequencePlace
} from './sequence'
import { readStartTag, type StartTagReading } from './startTag'
import { offsetBehindBreak, positionIn, textOf } from './walk'
import type { SourceElement, SourceNode, SourceSequence, SyntaxError } from './tree'

/** How much text behind an edit is fetched at first; four times as much as long as reading it again needs more. */
const firstFetch = 256

/** With more elements that wait for an end tag before an edit all is read again. */
const mostWaiting = 100

/** The text from `start` up to and without `end` replaced; offsets in UTF-16 code units from the start of the file. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly replacement: string
}

/** The nodes of a file, whose nodes were those of `root`, after `edit`; nodes that it does not concern are shared. */
export function applyEdit(root: SourceSequence, edit: Edit): SourceSequence {
  return new Editor(root, settled(root, edit)).apply()
}

/**
 * The edit widened to the end of its line where the file has errors and the indentation of that line may change: how an
 * element without end tag reads depends on how far its line is indented.
 */
function settled(root: SourceSequence, edit: Edit): Edit {
  if (root.errorCount === 0 || !mayIndent(root, edit)) return edit
  const end = offsetBehindBreak(root, positionIn(root, edit.end).line + 1)
  return { start: edit.start, end, replacement: edit.replacement + textOf(root, edit.end, end) }
}

/** White space at the start of a line is not looked at any further. */
const longestIndentation = 1000

/** Whether the edit may change how far what follows it is indented. */
function mayIndent(root: SourceSequence, { start, end, replacement }: Edit): boolean {
  if (/[\r\n]/.test(replacement) || /[\r\n]/.test(textOf(root, start, end))) return true
  const lineStart = start - positionIn(root, start).character
  return isBlank(textOf(root, lineStart, Math.min(start, lineStart + longestIndentation)))
}

/** Where a sequence stands while an edit goes down to it. */
interface SequenceContext {
  readonly ancestors: readonly string[]
  /** Offset of its first code unit before the edit. */
  readonly offset: number
  /** Offset behind the end tag that closes it before the edit; one behind the end of the file where there is none. */
  readonly closesAt: number
}

/** Applies one edit to one tree. */
class Editor {
  private readonly root: SourceSequence
  private readonly edit: Edit
  /** How much longer the text becomes. */
  private readonly growth: number
  /** UTF-16 code units that were read again in vain, because what is around them had to be read again too. */
  private wasted = 0

  constructor(root: SourceSequence, edit: Edit) {
    this.root = root
    this.edit = edit
    this.growth = edit.replacement.length - (edit.end - edit.start)
  }

  apply(): SourceSequence {
    const whole = { ancestors: [], offset: 0, closesAt: this.root.measure.length + 1 }
    return this.changeSequence(this.root, whole) ?? emptySequence
  }

  /** The sequence after the edit, which lies within it; undefined where the element around it must be read again. */
  private changeSequence(sequence: SourceSequence, context: SequenceContext): SourceSequence | undefined {
    const first = firstReaching(sequence, this.edit.start - context.offset)
    const inner = first && this.changeElement(first, context)
    if (first && inner) return splice(sequence, first.index, first.index + 1, [inner])
    // For every other first node that would be to try the same once more, and so at each level.
    const behindOpen = first && mayWait(first.node) ? this.changeBehindOpen(sequence, context) : undefined
    return behindOpen ?? this.readAgain(sequence, first, context)
  }

  /**
   * The sequence after an edit that concerns nothing but the content of an element with an end tag of its own, while others
   * before it or around it wait for theirs: these go on to wait, and only how far they looked changes. Undefined for every
   * other edit.
   */
  private changeBehindOpen(sequence: SourceSequence, context: SequenceContext): SourceSequence | undefined {
    const open = [...context.ancestors]
    let changed = sequence
    let changes = 0
    for (const place of allReaching(sequence, this.edit.start - context.offset)) {
      if (open.length >= deepestNesting - 1 || changes >= mostWaiting) return undefined
      changes += 1
      const start = context.offset + place.offset
      const holdsEdit = this.edit.start < start + place.node.measure.length
      const inner = { ...context, ancestors: open }
      const node = holdsEdit ? this.changeHolder(place, inner) : this.waitOn(place.node, start, context.closesAt, open)
      if (!node) return undefined
      changed = splice(changed, place.index, place.index + 1, [node])
      if (holdsEdit) return changed
    }
    return undefined
  }

  /** The node that holds the edit, after it; `context` tells of all elements that were open there. */
  private changeHolder(place: SequencePlace, context: SequenceContext): SourceElement | undefined {
    const { node } = place
    if (node.kind !== 'element') return undefined
    const { startTag, content, endTag } = node
    const start = context.offset + place.offset
    const contentStart = start + startTag.text.length
    const contentEnd = contentStart + content.measure.length
    const isOpen = isWithoutEnd(node)
    const isAdopted = !startTag.closed && endTag?.name === startTag.name && endTag.text.endsWith('>')
    if (!isOpen && !isAdopted) return this.changeElement(place, context)
    if (this.edit.start < contentStart + startTag.reach || this.edit.end > contentEnd) return undefined
    const end = start + node.measure.length
    if (isOpen && end + node.reach !== context.closesAt) return undefined
    const changed = this.changeBehindOpen(content, {
      ancestors: isOpen ? [...context.ancestors, startTag.name] : context.ancestors,
      offset: contentStart,
      closesAt: isOpen ? context.closesAt : end
    })
    if (!changed || (isAdopted && context.ancestors.length + 1 + heightOf([changed]) > deepestNesting)) return undefined
    return elementOf(startTag, changed, endTag, shifted(node, startTag.text.length, changed), isOpen ? node.reach : 0)
  }

  /**
   * The node before the edit, if all that lets it reach behind the edit is that it waits for an end tag, up to `closesAt`; the
   * names of elements that are open because of it are added to `open`.
   */
  private waitOn(node: SourceNode, start: number, closesAt: number, open: string[]): SourceElement | undefined {
    if (node.kind !== 'element' || start + node.measure.length + node.reach !== closesAt) return undefined
    const { startTag, endTag } = node
    const contentStart = start + startTag.text.length
    if (contentStart + startTag.reach > this.edit.start) return undefined
    const reach = node.reach + this.growth
    if (!startTag.closed && !endTag && startTag.name !== '') return { ...node, reach }
    if (!isWithoutEnd(node)) return undefined
    open.push(startTag.name)
    let { content } = node
    for (const place of allReaching(content, this.edit.start - contentStart)) {
      const inner = this.waitOn(place.node, contentStart + place.offset, closesAt, open)
      if (!inner || open.length >= deepestNesting - 1) return undefined
      content = splice(content, place.index, place.index + 1, [inner])
    }
    return elementOf(startTag, content, endTag, node.errors, reach)
  }

  /** The element after an edit that concerns nothing but it; undefined for every other node and edit. */
  private changeElement({ node, offset }: SequencePlace, context: SequenceContext): SourceElement | undefined {
    if (node.kind !== 'element' || !node.startTag.closed) return undefined
    const start = context.offset + offset
    const contentStart = start + node.startTag.text.length
    const contentEnd = contentStart + node.content.measure.length
    if (this.edit.start > start && this.edit.end < contentStart) return this.changeStartTag(node, start)
    if (node.endTag?.name !== node.startTag.name || !node.endTag.text.endsWith('>')) return undefined
    if (this.edit.start < contentStart || this.edit.end > contentEnd) return undefined
    if (this.edit.start < contentStart + node.startTag.reach) return undefined
    const content = this.changeSequence(node.content, {
      ancestors: [...context.ancestors, node.startTag.name],
      offset: contentStart,
      closesAt: contentEnd + node.endTag.text.length
    })
    return (
      content && elementOf(node.startTag, content, node.endTag, shifted(node, node.startTag.text.length, content), 0)
    )
  }

  /** The element with its start tag read again; undefined where more than the attributes changed. */
  private changeStartTag(node: SourceElement, start: number): SourceElement | undefined {
    const { text, name, selfClosing } = node.startTag
    const { tag, errors } = this.readTagAgain(start, start + text.length)
    if (tag.text.length !== text.length + this.growth) return undefined
    if (tag.name !== name || !tag.closed || tag.selfClosing !== selfClosing) return undefined
    const whole = node.endTag?.name === name || selfClosing
    return whole && node.errors.every(error => error.end <= text.length) && !hasOddCharacters(node, tag.text)
      ? elementOf(tag, node.content, node.endTag, errors, 0)
      : undefined
  }

  /** What the start tag from `start` to `end`, offsets before the edit, has become, with as much behind it as that takes. */
  private readTagAgain(start: number, end: number): StartTagReading {
    for (let fetch = firstFetch; ; fetch *= 4) {
      const fetchEnd = Math.min(this.root.measure.length, end + fetch)
      const text = this.textAround(start, fetchEnd)
      const reading = readStartTag(text, 0)
      const { tag } = reading
      if (tag.text.length + tag.reach <= text.length || fetchEnd === this.root.measure.length) return reading
    }
  }

  /** The sequence with the nodes that the edit concerns read again, up to a node that begins where one began before. */
  private readAgain(
    sequence: SourceSequence,
    first: SequencePlace | undefined,
    context: SequenceContext
  ): SourceSequence | undefined {
    // Trying one level after the other may cost as much as all the text, and then that is read at once.
    if (this.wasted > this.root.measure.length && context.ancestors.length > 0) return undefined
    const index = first?.index ?? sequence.count
    const start = context.offset + (first?.offset ?? sequence.measure.length)
    const lineStart = start - positionIn(this.root, start).character
    const contentEnd = context.offset + sequence.measure.length
    const lastFaulty = sequence.errorCount > 0 ? context.offset + lastFaultyOffset(sequence) : -1
    for (let fetch = firstFetch; ; fetch *= 4) {
      const fetchEnd = Math.min(this.root.measure.length, Math.max(this.edit.end, start) + fetch)
      this.wasted += fetchEnd - lineStart
      const borders = new Borders(sequence, index, context.offset, this.edit.end)
      const reading = readContent(this.textAround(lineStart, fetchEnd), {
        start: start - lineStart,
        ancestors: context.ancestors,
        atEnd: fetchEnd === this.root.measure.length,
        atStart: lineStart === 0,
        closesAt: context.closesAt + this.growth - lineStart,
        known: {
          stopAt: offset => borders.has(offset + lineStart - this.growth),
          errorsBehind: offset => offset + lineStart - this.growth <= lastFaulty,
          wasOpen: first !== undefined && isWithoutEnd(first.node)
        }
      })
      if (reading.starved) continue
      const end = reading.end + lineStart - this.growth
      if (!endsInside(reading, end, contentEnd)) return undefined
      return splice(sequence, index, borders.indexAt(end), reading.nodes)
    }
  }

  /** The text from `start` to `end`, offsets before the edit, as it is after the edit. */
  private textAround(start: number, end: number): string {
    return textOf(this.root, start, this.edit.start) + this.edit.replacement + textOf(this.root, this.edit.end, end)
  }
}

/** Whether the nodes read again fill the sequence as it was closed before; `end` as an offset before the edit. */
function endsInside(reading: ContentReading, end: number, contentEnd: number): boolean {
  return reading.endedBy === 'stop' ? end <= contentEnd : end === contentEnd
}

/** The offsets, before the edit, at which nodes of a sequence begin that lie wholly behind the edit. */
class Borders {
  private readonly places: Iterator<SequencePlace>
  private readonly base: number
  private readonly editEnd: number
  private readonly end: number
  private readonly count: number
  private current: SequencePlace | undefined

  constructor(sequence: SourceSequence, from: number, base: number, editEnd: number) {
    this.places = placesFrom(sequence, from)[Symbol.iterator]()
    this.base = base
    this.editEnd = editEnd
    this.end = base + sequence.measure.length
    this.count = sequence.count
    this.next()
  }

  has(offset: number): boolean {
    if (offset < this.editEnd) return false
    this.moveTo(offset)
    if (!this.current) return offset === this.end
    // Whether a declaration is well placed depends on what stands before it.
    return this.base + this.current.offset === offset && this.current.node.kind !== 'declaration'
  }

  /** Index of the node that begins at `offset`; the number of nodes at the sequence's end. */
  indexAt(offset: number): number {
    this.moveTo(offset)
    return this.current?.index ?? this.count
  }

  private moveTo(offset: number): void {
    while (this.current && this.base + this.current.offset < offset) this.next()
  }

  private next(): void {
    const next = this.places.next()
    this.current = next.done === true ? undefined : next.value
  }
}

/** Whether the node is an element that had to wait for its end tag, or for the end of its start tag. */
function mayWait(node: SourceNode): boolean {
  return isWithoutEnd(node) || (node.kind === 'element' && !node.startTag.closed)
}

/** Whether the node is an element that waited for its end tag in vain. */
function isWithoutEnd(node: SourceNode): boolean {
  if (node.kind !== 'element') return false
  const { startTag, endTag } = node
  return startTag.closed && !startTag.selfClosing && endTag?.name !== startTag.name
}

/** The errors of an element itself, those of its end tag moved with the end of its new content. */
function shifted(node: SourceElement, contentStart: number, content: SourceSequence): readonly SyntaxError[] {
  const growth = content.measure.length - node.content.measure.length
  if (growth === 0) return node.errors
  return node.errors.map(error =>
    error.start < contentStart ? error : { ...error, start: error.start + growth, end: error.end + growth }
  )
}

/** Characters that XML forbids are found when nodes are made, so a tag that has or gets one is made again. */
function hasOddCharacters(node: SourceElement, changed: string): boolean {
  return node.errors.some(({ code }) => code === 'character-invalid') || hasInvalidCharacter(changed)
}
