/** What the language server found each open document to be. */
import * as vscode from 'vscode'
import type { DocumentNote } from './documentKind'

export class DocumentKinds implements vscode.Disposable {
  private readonly kinds = new Map<string, DocumentNote>()
  private readonly changed = new vscode.EventEmitter<vscode.Uri>()

  readonly onDidChange = this.changed.event

  /** `undefined` until the server has said it. */
  of(uri: vscode.Uri): DocumentNote | undefined {
    return this.kinds.get(uri.toString())
  }

  set(uri: vscode.Uri, note: DocumentNote): void {
    this.kinds.set(uri.toString(), note)
    this.changed.fire(uri)
  }

  dispose(): void {
    this.changed.dispose()
  }
}
