/**
 * Comments that silence diagnostics: `<!-- kiwi-lint: disable=CODE,CODE -->` right before an element (only blanks,
 * comments and instructions between) does so in all of that element, anywhere before the top element in the whole file.
 */
import { placesFrom } from '../syntax/sequence'
import type { SourceTree } from '../syntax/sourceTree'
import type { PlacedNode, SourceNode, SourceSequence, Span } from '../syntax/tree'
import { diagnosticCodes, isCode } from './diagnosticCodes'
import type { FileText } from '../description/files'
import { finding, type Finding } from './finding'

/** So many mistakes in the comments of one file are enough for a person. */
const mostMistakes = 100

/** The findings of one file that no comment in it silences. Where there are none, the file is not looked at. */
export function withoutSuppressed(findings: readonly Finding[], tree: SourceTree): readonly Finding[] {
  if (findings.length === 0 || !holdsSilencing(tree)) return findings
  return findings.filter(each => !isSuppressed(each, tree))
}

/** Whether a comment in the file silences the finding; remembers what the comments name, for any number of findings. */
export function isSuppressed({ code, span }: Finding, tree: SourceTree): boolean {
  if (!holdsSilencing(tree)) return false
  const silenced: SilencedCodes = silencedIn.get(tree) ?? {
    everywhere: namesIn(commentsAtTop(tree)),
    byElement: new Map()
  }
  silencedIn.set(tree, silenced)
  if (silenced.everywhere.has(code)) return true
  // The border of a tag belongs to what is around it.
  for (const { node, offset } of tree.pathAt(span.end > span.start ? span.start + 1 : span.start)) {
    if (node.kind !== 'element') continue
    const names = silenced.byElement.get(offset) ?? namesIn(commentsBefore(tree, offset))
    silenced.byElement.set(offset, names)
    if (names.has(code)) return true
  }
  return false
}

/** The codes that are silenced in all of a file, and for elements that were asked for, by their offset, in these. */
interface SilencedCodes {
  readonly everywhere: ReadonlySet<string>
  readonly byElement: Map<number, ReadonlySet<string>>
}

const silencedIn = new WeakMap<SourceTree, SilencedCodes>()

/** Whether any comment of the file speaks to us. */
export function holdsSilencing(tree: SourceTree): boolean {
  return tree.mayHold(marker) && holdsComment(tree.root)
}

/** What is wrong with the silencing comments of a file themselves. */
export function suppressionFindings(file: FileText): Finding[] {
  const found: Finding[] = []
  if (!holdsSilencing(file.tree)) return found
  for (const mistake of mistakesIn(file)) {
    found.push(mistake)
    if (found.length === mostMistakes) break
  }
  return found
}

/** The comment that silences diagnostics of this code. */
export function suppressionOf(code: string): string {
  return `<!-- kiwi-lint: disable=${code} -->`
}

/** Where a further code can be added to the comment that silences what starts at `offset`: an offset behind its last one. */
export function suppressionBefore(tree: SourceTree, offset: number): number | undefined {
  return commentsBefore(tree, offset)
    .flatMap(comment => codesIn(comment) ?? [])
    .at(-1)?.span.end
}

const allCodes = Object.keys(diagnosticCodes)

const marker = 'kiwi-lint:'

/** Nothing shorter holds a comment that speaks to us. */
const shortestComment = '<!--'.length + marker.length + '-->'.length

/** Looking again at less, in UTF-16 code units, costs less than remembering what was found. */
const shortestRemembered = 1024

/** Whether a node is a comment that speaks to us: `<!-- kiwi-lint: … -->`. */
function speaksToUs(node: SourceNode): boolean {
  return node.kind === 'comment' && node.text.slice('<!--'.length).trimStart().startsWith(marker)
}

const holding = new WeakMap<SourceSequence, boolean>()

/** Whether any comment that speaks to us is in the sequence, at any depth; remembered, so that an edit costs its own way. */
function holdsComment(sequence: SourceSequence): boolean {
  const { length } = sequence.measure
  if (length < shortestComment) return false
  if (sequence.kind === 'leaf' && sequence.run && !sequence.run.text.includes(marker)) return false
  if (length < shortestRemembered) return hasComment(sequence)
  const known = holding.get(sequence)
  if (known !== undefined) return known
  const holds = hasComment(sequence)
  holding.set(sequence, holds)
  return holds
}

function hasComment({ items }: SourceSequence): boolean {
  for (const item of items) {
    if (item.kind === 'element') {
      if (item.content.measure.length >= shortestComment && holdsComment(item.content)) return true
    } else if (item.kind === 'leaf' || item.kind === 'branch') {
      if (holdsComment(item)) return true
    } else if (item.kind === 'comment' && speaksToUs(item)) return true
  }
  return false
}

function* mistakesIn({ path, tree }: FileText): Generator<Finding, void, undefined> {
  for (const comment of new CommentSearch(tree).found) {
    const words = codesIn(comment)
    if (!words) yield finding('suppression-malformed', {}, path, spanOf(comment))
    else if (!comment.silencesSomething) yield finding('suppression-without-element', {}, path, spanOf(comment))
    for (const { word, span } of words ?? [])
      if (!isCode(word)) yield finding('suppression-unknown', { name: word, allowed: allCodes }, path, span)
  }
}

/** A comment that speaks to us, and whether it is before an element, or before the top one and so means the whole file. */
interface FoundComment extends PlacedNode {
  silencesSomething: boolean
}

/** Finds the comments of a file that speak to us, in their order. */
class CommentSearch {
  readonly found: FoundComment[] = []
  readonly #topElement: number
  /** How many of the last ones are before an element if nothing else comes first. */
  #waiting = 0

  constructor(tree: SourceTree) {
    this.#topElement = tree.documentElement()?.offset ?? tree.length
    this.#lookAt(tree.root, 0)
  }

  #lookAt(sequence: SourceSequence, start: number): void {
    const holds = holdsComment(sequence)
    if (!holds && this.#waiting === 0) return
    if (!holds && sequence.kind === 'leaf' && sequence.run && sequence.run.tags.length > 0) {
      this.#settle(true)
      return
    }
    let offset = start
    for (const item of sequence.items) {
      if (item.kind === 'leaf' || item.kind === 'branch') this.#lookAt(item, offset)
      else if (item.kind === 'element') {
        this.#settle(true)
        this.#lookAt(item.content, offset + item.startTag.text.length)
        this.#settle(false)
      } else if (speaksToUs(item)) this.#add({ node: item, offset })
      else if (!mayStandBetween(item)) this.#settle(false)
      offset += item.measure.length
    }
  }

  #add(comment: PlacedNode): void {
    const isBeforeAll = comment.offset < this.#topElement
    this.found.push({ ...comment, silencesSomething: isBeforeAll })
    if (!isBeforeAll) this.#waiting += 1
  }

  #settle(silencesSomething: boolean): void {
    for (const comment of this.found.slice(this.found.length - this.#waiting))
      comment.silencesSomething = silencesSomething
    this.#waiting = 0
  }
}

/** The silencing comments before the top element. */
function commentsAtTop(tree: SourceTree): PlacedNode[] {
  const found: PlacedNode[] = []
  for (const { node, offset } of placesFrom(tree.root, 0)) {
    if (node.kind === 'element' && node.startTag.name !== '') break
    if (speaksToUs(node)) found.push({ node, offset })
  }
  return found
}

/** The silencing comments right before what starts at `offset`. */
function commentsBefore(tree: SourceTree, offset: number): PlacedNode[] {
  const found: PlacedNode[] = []
  let start = offset
  while (start > 0) {
    const before = tree.pathAt(start - 1).at(-1)
    if (!before || before.offset + before.node.measure.length !== start || !mayStandBetween(before.node)) break
    if (speaksToUs(before.node)) found.push(before)
    start = before.offset
  }
  return found
}

function mayStandBetween(node: SourceNode): boolean {
  if (node.kind === 'text') return node.text.trim() === ''
  return node.kind === 'comment' || node.kind === 'processing-instruction'
}

function namesIn(comments: readonly PlacedNode[]): Set<string> {
  return new Set(comments.flatMap(comment => (codesIn(comment) ?? []).map(({ word }) => word)))
}

/** The codes that a comment names, whether they exist or not; undefined where it is not written as it must be. */
function codesIn({ node, offset }: PlacedNode): { word: string; span: Span }[] | undefined {
  const text = node.kind === 'comment' ? node.text : ''
  const match = /^<!--\s*kiwi-lint:\s*disable\s*=([\w\s,-]*?)-->$/d.exec(text)
  const [from] = match?.indices?.[1] ?? []
  if (match?.[1] === undefined || from === undefined) return undefined
  const words = [...match[1].matchAll(/[^\s,]+/g)].map(({ 0: word, index }) => {
    const start = offset + from + index
    return { word, span: { start, end: start + word.length } }
  })
  return words.length > 0 ? words : undefined
}

function spanOf({ node, offset }: PlacedNode): Span {
  return { start: offset, end: offset + node.measure.length }
}
