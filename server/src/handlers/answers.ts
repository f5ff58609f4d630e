/** Answers of the services in the shapes of the protocol. */
import {
  CompletionItemKind,
  InsertTextFormat,
  MarkupKind,
  type CompletionItem,
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

export function completionItem(tree: SourceTree, completion: Completion): CompletionItem {
  const { label, kind, span, text, snippet, filter, documentation } = completion
  return {
    label,
    kind: kinds[kind],
    sortText: rank(completion) + label,
    textEdit: { range: rangeOf(tree, span), newText: text },
    insertTextFormat: snippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    ...(filter === undefined ? {} : { filterText: filter }),
    ...(documentation === undefined ? {} : { documentation: { kind: MarkupKind.Markdown, value: documentation } })
  }
}

export function hoverAnswer(tree: SourceTree, { markdown, span }: HoverText): Hover {
  return { contents: { kind: MarkupKind.Markdown, value: markdown }, range: rangeOf(tree, span) }
}

/** The range of a span, as the protocol counts: lines, and UTF-16 code units in them. */
export function rangeOf(tree: SourceTree, { start, end }: Span): Range {
  return { start: tree.positionAt(start), end: tree.positionAt(end) }
}
