/** What the language server found each open document to be. */
import * as vscode from 'vscode'
import type { DocumentKind } from './documentKind'

export class DocumentKinds implements vscode.Disposable {
  private readonly kinds = new Map<string, DocumentKind>()
  private readonly changed = new vscode.EventEmitter<vscode.Uri>()

  readonly onDidChange = this.changed.event

  /** `undefined` until the server has said it. */
  of(uri: vscode.Uri): DocumentKind | undefined {
    return this.kinds.get(uri.toString())
  }

  set(uri: vscode.Uri, kind: DocumentKind): void {
    this.kinds.set(uri.toString(), kind)
    this.changed.fire(uri)
  }

  dispose(): void {
    this.changed.dispose()
  }
}
