/** What the language server found each open document to be. */
import * as vscode from 'vscode'

const kinds = ['description', 'fragment', 'extension', 'yaml', 'other'] as const

export type DocumentKind = (typeof kinds)[number]

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

/** Reads the parameters of the server's `kiwi/document`; `undefined` for anything else. */
export function readDocumentKind(value: unknown): { readonly uri: string; readonly kind: DocumentKind } | undefined {
  if (typeof value !== 'object' || value === null || !('uri' in value) || !('kind' in value)) return undefined
  const kind = kinds.find(known => known === value.kind)
  return typeof value.uri === 'string' && kind !== undefined ? { uri: value.uri, kind } : undefined
}
