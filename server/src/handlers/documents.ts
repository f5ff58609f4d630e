/** The files as they are now: what is open in the editor with its unsaved text, everything else as it is on disk. */
import { isAbsolute } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver'
import type { FileProvider } from '../description/files'
import { SourceTree } from '../syntax/sourceTree'
import { readText } from './fileSystem'

export interface OpenDocument {
  readonly uri: string
  readonly path: string
  readonly languageId: string
  readonly version: number
  readonly tree: SourceTree
}

export class Documents implements FileProvider {
  private readonly opened = new Map<string, OpenDocument>()
  private readonly onDisk = new Map<string, SourceTree | undefined>()

  open(uri: string, languageId: string, version: number, text: string): OpenDocument {
    const document = { uri, path: pathOf(uri), languageId, version, tree: SourceTree.parse(text) }
    this.opened.set(document.path, document)
    return document
  }

  /** Applies changes in the order in which the protocol gives them; undefined for a document that is not open. */
  change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): OpenDocument | undefined {
    const document = this.opened.get(pathOf(uri))
    if (!document) return undefined
    let { tree } = document
    for (const change of changes) {
      tree =
        'range' in change
          ? tree.edit(tree.offsetAt(change.range.start), tree.offsetAt(change.range.end), change.text)
          : SourceTree.parse(change.text)
    }
    const changed = { ...document, version, tree }
    this.opened.set(document.path, changed)
    return changed
  }

  close(uri: string): void {
    const path = pathOf(uri)
    this.opened.delete(path)
    this.forget(path)
  }

  get(uri: string): OpenDocument | undefined {
    return this.opened.get(pathOf(uri))
  }

  isOpen(path: string): boolean {
    return this.opened.has(path)
  }

  /** All open documents. */
  all(): OpenDocument[] {
    return [...this.opened.values()]
  }

  tree(path: string): SourceTree | undefined {
    const document = this.opened.get(path)
    if (document) return document.tree
    if (this.onDisk.has(path)) return this.onDisk.get(path)
    const text = isAbsolute(path) ? readText(path) : undefined
    const tree = text === undefined ? undefined : SourceTree.parse(text)
    this.onDisk.set(path, tree)
    return tree
  }

  /** What is known of the file on disk is not true any more. */
  forget(path: string): void {
    this.onDisk.delete(path)
  }

  /** What is known of all files on disk may not be true any more. */
  forgetAll(): void {
    this.onDisk.clear()
  }

  /** Forgets what is known of all files on disk but these; whoever asks for another one gets it read anew. */
  keep(paths: ReadonlySet<string>): void {
    for (const path of this.onDisk.keys()) if (!paths.has(path)) this.onDisk.delete(path)
  }

  /** The URI by which the client knows the file. */
  uriOf(path: string): string {
    return this.opened.get(path)?.uri ?? (isAbsolute(path) ? pathToFileURL(path).href : path)
  }
}

/** The path that a URI means; the URI itself where it means no file of this machine. */
export function pathOf(uri: string): string {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : uri
  } catch {
    return uri
  }
}
