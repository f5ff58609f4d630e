/** Gives documents that the server recognised by their content the language of descriptions. */
import * as vscode from 'vscode'
import { descriptionLanguage, languageFor } from '../workbench/documentKind'
import type { DocumentKinds } from '../workbench/documentKinds'

/**
 * A language is set at most once for a document, and never back: who chooses another one by hand keeps it. VS Code makes
 * a new document object when a file is closed and opened again, but keeps it when only its language changes.
 */
export function activate(context: vscode.ExtensionContext, kinds: DocumentKinds): void {
  const settled = new WeakSet<vscode.TextDocument>()
  const note = (document: vscode.TextDocument): void => {
    if (document.languageId === descriptionLanguage) settled.add(document)
  }
  vscode.workspace.textDocuments.forEach(note)
  context.subscriptions.push(
    vscode.workspace.onDidOpenTextDocument(note),
    kinds.onDidChange(uri => {
      const document = vscode.workspace.textDocuments.find(open => open.uri.toString() === uri.toString())
      const kind = kinds.of(uri)?.kind
      if (document === undefined || kind === undefined) return
      const language = languageFor(kind, document.languageId, settled.has(document))
      if (language === undefined) return
      settled.add(document)
      void vscode.languages.setTextDocumentLanguage(document, language)
    })
  )
}
