/** What the suites inside VS Code do with documents: open, change, and ask as the editor itself asks. */
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { waitFor } from './waiting'

/** The language of a KIWI description. */
export const language = 'kiwi-description'

/** Opens a file of the workspace in an editor. */
export async function open(file: string): Promise<vscode.TextEditor> {
  const folder = vscode.workspace.workspaceFolders?.[0]
  assert.ok(folder !== undefined, 'no folder is open')
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, file))
  return vscode.window.showTextDocument(document)
}

/** Opens a description and waits until VS Code knows it as one. */
export async function openDescription(file: string): Promise<vscode.TextEditor> {
  const editor = await open(file)
  // A document that gets another language becomes another object of the same address.
  await waitFor(`${file} has the language ${language}`, () => documentOf(editor).languageId === language, {
    seconds: 20,
    details: () => `It is ${documentOf(editor).languageId}.`
  })
  return editor
}

/** The document in its present state. */
export function documentOf(editor: vscode.TextEditor): vscode.TextDocument {
  const { uri } = editor.document
  return vscode.workspace.textDocuments.find(each => each.uri.toString() === uri.toString()) ?? editor.document
}

/** The range of the only place where `text` stands. */
export function rangeOf(document: vscode.TextDocument, text: string): vscode.Range {
  const content = document.getText()
  const start = content.indexOf(text)
  assert.ok(start >= 0, `${text} is not in ${document.uri.path}`)
  assert.equal(content.indexOf(text, start + 1), -1, `${text} is there more than once`)
  return new vscode.Range(document.positionAt(start), document.positionAt(start + text.length))
}

/** Writes `replacement` over the only place where `text` stands, as typing does. */
export async function replace(editor: vscode.TextEditor, text: string, replacement: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit()
  edit.replace(editor.document.uri, rangeOf(documentOf(editor), text), replacement)
  assert.ok(await vscode.workspace.applyEdit(edit), 'the edit was refused')
}

/** Waits until the file has as many diagnostics as told. */
export async function diagnosticsOf(uri: vscode.Uri, count: number): Promise<vscode.Diagnostic[]> {
  return waitFor(
    `${uri.path} has ${count} diagnostics`,
    () => {
      const found = vscode.languages.getDiagnostics(uri)
      return found.length === count && found
    },
    { seconds: 20, details: () => vscode.languages.getDiagnostics(uri).map(describeDiagnostic).join('\n') }
  )
}

/** A diagnostic in one line: `[2:4-2:9] message`, counted from 0. */
export function describeDiagnostic({ range, message }: vscode.Diagnostic): string {
  return `${describeRange(range)} ${message}`
}

/** `[2:4-2:9]`, counted from 0. */
export function describeRange({ start, end }: vscode.Range): string {
  return `[${start.line}:${start.character}-${end.line}:${end.character}]`
}

/** The labels of all completions at the start of the only place where `text` stands, or behind as many characters of it. */
export async function completionsAt(editor: vscode.TextEditor, text: string, behind = 0): Promise<string[]> {
  const document = documentOf(editor)
  const position = rangeOf(document, text).start.translate(0, behind)
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    position
  )
  return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label))
}

/** The text of all hovers behind the first characters of the only place where `text` stands. */
export async function hoverAt(editor: vscode.TextEditor, text: string, behind = 1): Promise<string> {
  const document = documentOf(editor)
  const position = rangeOf(document, text).start.translate(0, behind)
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position
  )
  return hovers
    .flatMap(hover => hover.contents)
    .map(content => (typeof content === 'string' ? content : content.value))
    .join('\n')
}
