/**
 * The source tree of one file: text in, immutable nodes out, again after every edit at the cost of the edit.
 *
 * Invariant: `tree.edit(…)` has the same nodes, errors and reaches as `SourceTree.parse` of the edited text.
 */
import { isBlank, isMark } from './characters'
import { readDoctype, type DoctypeReading } from './doctype'
import { applyEdit } from './edit'
import { EntityTable, faultyDefaults, withEntities } from './entities'
import { measureText } from './measure'
import { readNodes } from './parser'
import { placesFrom, sequenceOf } from './sequence'
import { collectErrors, offsetBehindBreak, positionIn, textOf, touching, trimmedSpan, type PlacedError } from './walk'
import type { Measure, PlacedNode, Position, SourceElement, SourceNode, SourceSequence } from './tree'

interface Declarations {
  readonly isStandalone: boolean
  readonly reading: DoctypeReading
  readonly table: EntityTable
}

interface Doctype extends Declarations {
  readonly offset: number
}

/**
 * Texts with more marks (`marksIn`) are not taken apart: what each of them makes, a node or an error, would be more than
 * fits into memory. A description has two for a package; those of whole distributions have 20,000 in all.
 */
export const mostMarks = 1_300_000

/** The same declaration gives the same table, so that what was made by it stays good after an edit elsewhere. */
const knownDeclarations = new WeakMap<SourceNode, Declarations>()

export class SourceTree {
  /** The nodes of the file's top level. */
  readonly root: SourceSequence
  /** How many marks the text has at most. */
  private readonly marks: number
  /** The text that the tree was read from; of an edited tree there is none. */
  private readonly read: string | undefined
  /** Both are looked for when they are first asked for. */
  private top: PlacedNode<SourceElement> | 'none' | undefined
  private knownDoctype: Doctype | 'none' | undefined

  private constructor(root: SourceSequence, marks: number, read?: string) {
    this.root = root
    this.marks = marks
    this.read = read
  }

  /** The tree of `text`; malformed text gives errors in the tree, never an exception. */
  static parse(text: string): SourceTree {
    const marks = marksIn(text)
    const nodes = marks > mostMarks ? [unread(text, marks)] : readNodes(text, true)
    return new SourceTree(sequenceOf(nodes), marks, text)
  }

  get measure(): Measure {
    return this.root.measure
  }

  /** UTF-16 code units of the whole file. */
  get length(): number {
    return this.root.measure.length
  }

  /** Whether the text has too many marks to be read: then it is one node, and the only error of the file says so. */
  get isTooLarge(): boolean {
    return this.marks > mostMarks
  }

  /** The text from `start` up to and without `end`, both clamped to the file. */
  text(start = 0, end = this.length): string {
    const from = Math.max(0, start)
    return this.read === undefined
      ? textOf(this.root, from, Math.min(end, this.length))
      : this.read.slice(from, Math.max(from, end))
  }

  /** Whether `part` may be in the text: false only where it is not. In a tree that was edited nothing is searched. */
  mayHold(part: string): boolean {
    return this.read === undefined || this.read.includes(part)
  }

  /**
   * The tree after the text from `start` up to and without `end` was replaced; subtrees that the edit does not concern
   * are the same objects. Offsets are clamped to the file.
   */
  edit(start: number, end: number, replacement: string): SourceTree {
    const from = Math.max(0, Math.min(start, this.length))
    const to = Math.max(from, Math.min(end, this.length))
    if (from === to && replacement === '') return this
    const marks = this.marks + marksIn(replacement)
    if (marks <= mostMarks) return new SourceTree(applyEdit(this.root, { start: from, end: to, replacement }), marks)
    const edited = this.text(0, from) + replacement + this.text(to)
    const counted = marksIn(edited)
    if (this.isTooLarge || counted > mostMarks) return SourceTree.parse(edited)
    return new SourceTree(applyEdit(this.root, { start: from, end: to, replacement }), counted)
  }

  /** The position of `offset`, clamped to the file. */
  positionAt(offset: number): Position {
    return positionIn(this.root, Math.max(0, Math.min(offset, this.length)))
  }

  /** The offset of `position`; beyond the end of a line it is that end, beyond the last line the end of the file. */
  offsetAt(position: Position): number {
    if (position.line < 0) return 0
    if (position.line > this.measure.breaks) return this.length
    const start = position.line === 0 ? 0 : offsetBehindBreak(this.root, position.line)
    const end = offsetBehindBreak(this.root, position.line + 1)
    const line = this.text(start, end)
    return start + Math.min(Math.max(0, position.character), line.replace(/\r?\n$|\r$/, '').length)
  }

  /** The top element, if there is one. */
  documentElement(): PlacedNode<SourceElement> | undefined {
    if (this.top === undefined) this.top = this.findTop() ?? 'none'
    return this.top === 'none' ? undefined : this.top
  }

  private findTop(): PlacedNode<SourceElement> | undefined {
    for (const { node, offset } of placesFrom(this.root, 0)) {
      if (node.kind === 'element' && node.startTag.name !== '') return { node, offset }
    }
    return undefined
  }

  /**
   * The nodes that hold `offset`, outermost first: elements, and last what the offset touches in the innermost of them.
   * On the border of two nodes an unfinished one (a text, a tag or comment without end) goes before what follows, and a
   * text that starts there before an end; between two finished tags the path ends with the element around them.
   */
  pathAt(offset: number): PlacedNode[] {
    const path: PlacedNode[] = []
    let sequence = this.root
    let base = 0
    for (;;) {
      const found = touching(sequence, offset - base)
      if (!found) return path
      const node = { node: found.node, offset: base + found.offset }
      path.push(node)
      if (found.node.kind !== 'element') return path
      base = node.offset + found.node.startTag.text.length
      if (offset < base || offset > base + found.node.content.measure.length) return path
      sequence = found.node.content
    }
  }

  /** All syntax errors, those of the file as a whole (no top element, two of them …) first. */
  errors(): PlacedError[] {
    const found = this.fileErrors()
    collectErrors(this.root, 0, found)
    if (!found.some(({ code }) => code === 'doctype-misplaced')) return found
    const doctype = this.doctype()
    if (!doctype) return found
    const { offset, reading, table } = doctype
    const placed = found.filter(({ code, start }) => code !== 'doctype-misplaced' || start !== offset)
    return [...withEntities(placed, this.root, table, this.length), ...faultyDefaults(reading, table, offset)]
  }

  /** The entities that the document declares itself; undefined where it has no document type declaration. */
  entities(): EntityTable | undefined {
    return this.doctype()?.table
  }

  /** Where the document type declaration starts; 0 where there is none. */
  doctypeOffset(): number {
    return this.doctype()?.offset ?? 0
  }

  /** The document type declaration, where one stands before the top element. */
  private doctype(): Doctype | undefined {
    if (this.knownDoctype === undefined) this.knownDoctype = this.readDoctype() ?? 'none'
    return this.knownDoctype === 'none' ? undefined : this.knownDoctype
  }

  private readDoctype(): Doctype | undefined {
    for (const { node, offset } of placesFrom(this.root, 0)) {
      if (node.kind === 'element' && node.startTag.name !== '') return undefined
      if (node.kind === 'doctype') return { offset, ...declarationsOf(node, this.isStandalone()) }
    }
    return undefined
  }

  private isStandalone(): boolean {
    for (const { node } of placesFrom(this.root, 0))
      return node.kind === 'declaration' && /\sstandalone\s*=\s*["']yes["']/.test(node.text)
    return false
  }

  private fileErrors(): PlacedError[] {
    const errors: PlacedError[] = []
    if (this.isTooLarge) return errors
    let hasRoot = false
    for (const { node, offset } of placesFrom(this.root, 0)) {
      const isByteOrderMark = offset === 0 && node.kind === 'text' && node.text === '\uFEFF'
      if (node.kind === 'element' && node.startTag.name !== '') {
        const { name } = node.startTag
        const start = offset + 1
        if (hasRoot) errors.push({ code: 'root-repeated', start, end: start + name.length, detail: name })
        hasRoot = true
      } else if (node.kind === 'cdata' || (node.kind === 'text' && !isByteOrderMark && !isBlank(node.text))) {
        errors.push({ code: 'text-outside-root', ...trimmedSpan(node.text, offset) })
      }
    }
    if (!hasRoot) errors.push({ code: 'root-missing', start: 0, end: Math.min(1, this.length) })
    return errors
  }
}

/** How many marks a text has; of one that is too short to have too many just its length. */
function marksIn(text: string): number {
  if (text.length <= mostMarks) return text.length
  let count = 0
  for (let index = 0; index < text.length; index += 1) if (isMark(text.charCodeAt(index))) count += 1
  return count
}

function unread(text: string, marks: number): SourceNode {
  const errors = [{ code: 'file-too-large' as const, start: 0, end: 1, detail: String(marks) }]
  return { kind: 'stray', text, measure: measureText(text), reach: 0, errors, errorCount: 1 }
}

function declarationsOf(node: Exclude<SourceNode, SourceElement>, isStandalone: boolean): Declarations {
  const known = knownDeclarations.get(node)
  if (known?.isStandalone === isStandalone) return known
  const reading = readDoctype(node.text)
  const declarations = { isStandalone, reading, table: new EntityTable(reading, isStandalone) }
  knownDeclarations.set(node, declarations)
  return declarations
}
