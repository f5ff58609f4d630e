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

/** The findings of one file that no comment in it silences. Where there are none, the file is not looked at. */
export function withoutSuppressed(findings: readonly Finding[], tree: SourceTree): readonly Finding[] {
  if (findings.length === 0 || !holdsSilencing(tree)) return findings
  return findings.filter(each => !isSuppressed(each, tree))
}

/** Whether any comment of the file speaks to us. */
export function holdsSilencing(tree: SourceTree): boolean {
  return holdsComment(tree.root)
}

/** What is wrong with the silencing comments of a file themselves. */
export function suppressionFindings({ path, tree }: FileText): Finding[] {
  const found: Finding[] = []
  collectComments(tree.root, 0, comment => {
    const words = codesIn(comment)
    if (!words) found.push(finding('suppression-malformed', {}, path, spanOf(comment)))
    for (const { word, span } of words ?? [])
      if (!isCode(word)) found.push(finding('suppression-unknown', { name: word, allowed: allCodes }, path, span))
  })
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

/** Whether a node is a comment that speaks to us: `<!-- kiwi-lint: … -->`. */
function speaksToUs(node: SourceNode): boolean {
  return node.kind === 'comment' && node.text.slice('<!--'.length).trimStart().startsWith(marker)
}

const holding = new WeakMap<SourceSequence, boolean>()

/** Whether any comment that speaks to us is in the sequence, at any depth; remembered, so that an edit costs its own way. */
function holdsComment(sequence: SourceSequence): boolean {
  if (sequence.count === 0) return false
  if (sequence.kind === 'leaf' && sequence.run && !sequence.run.text.includes(marker)) return false
  const known = holding.get(sequence)
  if (known !== undefined) return known
  const holds =
    sequence.kind === 'branch'
      ? sequence.items.some(holdsComment)
      : sequence.items.some(item => (item.kind === 'element' ? holdsComment(item.content) : speaksToUs(item)))
  holding.set(sequence, holds)
  return holds
}

function collectComments(sequence: SourceSequence, start: number, tell: (comment: PlacedNode) => void): void {
  if (!holdsComment(sequence)) return
  let offset = start
  for (const item of sequence.items) {
    if (item.kind === 'leaf' || item.kind === 'branch') collectComments(item, offset, tell)
    else if (item.kind === 'element') collectComments(item.content, offset + item.startTag.text.length, tell)
    else if (speaksToUs(item)) tell({ node: item, offset })
    offset += item.measure.length
  }
}

function isSuppressed({ code, span }: Finding, tree: SourceTree): boolean {
  const silences = (comment: PlacedNode): boolean => (codesIn(comment) ?? []).some(({ word }) => word === code)
  if (commentsAtTop(tree).some(silences)) return true
  // The border of a tag belongs to what is around it.
  const path = tree.pathAt(span.end > span.start ? span.start + 1 : span.start)
  return path.some(({ node, offset }) => node.kind === 'element' && commentsBefore(tree, offset).some(silences))
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

/** The codes that a comment names, wherever they exist or not; undefined where it is not written as it must be. */
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
