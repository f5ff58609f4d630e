/** Answers of the services in the shapes of the protocol. */
import {
  CompletionItemKind,
  InsertTextFormat,
  MarkupKind,
  type CompletionItem,
  Position,
  type Hover,
  type Range
} from 'vscode-languageserver'
import type { Completion } from '../services/completion'
import type { HoverText } from '../services/hover'
import type { SourceTree } from '../syntax/sourceTree'
import type { Span } from '../syntax/tree'

const kinds: Readonly<Record<Completion['kind'], CompletionItemKind>> = {
  element: CompletionItemKind.Class,
  attribute: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  'end-tag': CompletionItemKind.Keyword
}

/** Required ones come first, end tags late, what kiwi would refuse last; those alike by name. */
function rank({ kind, required, refusal }: Completion): string {
  if (refusal !== undefined) return '3'
  return required ? '0' : kind === 'end-tag' ? '2' : '1'
}

/** Where completions were asked for, so that the documentation of one of them can be asked for later. */
export interface CompletionPlace {
  readonly uri: string
  readonly position: Position
}

/** The item for a completion; with the place where it was asked for instead of its documentation, if one is given. */
export function completionItem(tree: SourceTree, completion: Completion, place?: CompletionPlace): CompletionItem {
  const { label, kind, span, text, snippet, filter } = completion
  return {
    label,
    kind: kinds[kind],
    sortText: rank(completion) + label,
    textEdit: { range: rangeOf(tree, span), newText: text },
    insertTextFormat: snippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    ...(filter === undefined ? {} : { filterText: filter }),
    ...(place ? { data: place } : documented(completion))
  }
}

/** The place that came with an item; undefined where none did. */
export function completionPlace({ data }: CompletionItem): CompletionPlace | undefined {
  const place: unknown = data
  if (typeof place !== 'object' || place === null || !('uri' in place) || !('position' in place)) return undefined
  const { uri, position } = place
  return typeof uri === 'string' && Position.is(position) ? { uri, position } : undefined
}

/** The item with its documentation, found among the completions at the place that it comes from. */
export function resolvedItem(item: CompletionItem, found: readonly Completion[]): CompletionItem {
  const completion = found.find(({ label, kind }) => label === item.label && kinds[kind] === item.kind)
  return completion ? { ...item, ...documented(completion) } : item
}

function documented(completion: Completion): Pick<CompletionItem, 'documentation'> {
  const value = completion.documentation()
  return value === undefined ? {} : { documentation: { kind: MarkupKind.Markdown, value } }
}

export function hoverAnswer(tree: SourceTree, { markdown, span }: HoverText): Hover {
  return { contents: { kind: MarkupKind.Markdown, value: markdown }, range: rangeOf(tree, span) }
}

/** The range of a span, as the protocol counts: lines, and UTF-16 code units in them. */
export function rangeOf(tree: SourceTree, { start, end }: Span): Range {
  return { start: tree.positionAt(start), end: tree.positionAt(end) }
}
