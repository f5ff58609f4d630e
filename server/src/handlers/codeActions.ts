/** Code actions: the quick fixes for what is told at a place, and what turns a description into another one. */
import {
  CodeActionKind,
  type CodeAction,
  type CodeActionParams,
  type Diagnostic,
  type Range
} from 'vscode-languageserver'
import type { DescriptionFile } from '../description/library'
import { quickFixes, type TextEdit } from '../services/quickFixes'
import type { Finding } from '../services/finding'
import type { SeverityChoices } from '../services/severity'
import { descriptionTagAt, upgrade } from '../services/upgrade'
import { rangeOf } from './answers'
import type { Documents } from './documents'

/** The client's own command: it knows the stashes, and asks for the rest. */
const reduction = { title: 'Reduce to an extension of a stash…', command: 'kiwi.extension.reduce' }

/**
 * What can be done at the range that a client asks about, of the kinds that it asks for; `stashes`: the client is one
 * that knows them.
 */
export function codeActions(
  { range, context, textDocument: { uri } }: CodeActionParams,
  file: DescriptionFile,
  documents: Documents,
  { choices, stashes }: { readonly choices: SeverityChoices; readonly stashes: boolean }
): CodeAction[] {
  const span = { start: file.tree.offsetAt(range.start), end: file.tree.offsetAt(range.end) }
  const wants = (kind: CodeActionKind): boolean =>
    context.only === undefined || context.only.some(only => kind === only || kind.startsWith(`${only}.`))
  const actions: CodeAction[] = []
  if (wants(CodeActionKind.QuickFix))
    for (const { title, finding, edits, isPreferred } of quickFixes(file, span, choices))
      actions.push({
        title,
        kind: CodeActionKind.QuickFix,
        isPreferred,
        diagnostics: context.diagnostics.filter(told => isAbout(told, finding, rangeOf(file.tree, finding.span))),
        edit: workspaceEdit(edits, documents)
      })
  if (!wants(CodeActionKind.RefactorRewrite)) return actions
  const upgraded = upgrade(file, span)
  if (upgraded)
    actions.push({
      title: upgraded.title,
      kind: CodeActionKind.RefactorRewrite,
      edit: workspaceEdit(upgraded.edits, documents)
    })
  if (stashes && descriptionTagAt(file, span)) {
    const command = { ...reduction, arguments: [uri] }
    actions.push({ title: reduction.title, kind: CodeActionKind.RefactorRewrite, command })
  }
  return actions
}

function isAbout({ code, range }: Diagnostic, finding: Finding, { start, end }: Range): boolean {
  return code === finding.code && isSame(range.start, start) && isSame(range.end, end)
}

function isSame(one: Range['start'], other: Range['start']): boolean {
  return one.line === other.line && one.character === other.character
}

function workspaceEdit(edits: readonly TextEdit[], documents: Documents): CodeAction['edit'] & object {
  const changes: Record<string, { range: Range; newText: string }[]> = {}
  for (const { path, span, text } of edits) {
    const tree = documents.tree(path)
    if (tree) (changes[documents.uriOf(path)] ??= []).push({ range: rangeOf(tree, span), newText: text })
  }
  return { changes }
}
