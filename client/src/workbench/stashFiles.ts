/** Files inside stashes as documents that cannot be changed: a copy that somebody edits would be no copy any more. */
import path from 'node:path'
import * as vscode from 'vscode'
import { descriptionLanguage } from './documentKind'

const scheme = 'kiwi-stash'

/** The document for `file`, a copy out of the stash `reference`. */
export function stashUri(reference: string, file: vscode.Uri): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/${reference}/${path.basename(file.fsPath)}`, query: file.toString() })
}

/** Shows such documents, descriptions in the colours of descriptions. */
export function registerStashFiles(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: async uri =>
        new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.parse(uri.query)))
    }),
    vscode.workspace.onDidOpenTextDocument(document => {
      if (document.uri.scheme === scheme && document.languageId === 'xml') {
        void vscode.languages.setTextDocumentLanguage(document, descriptionLanguage)
      }
    })
  )
}
