/** How the layers below the protocol get at files: through this interface only, so that unsaved text counts. */
import type { SourceTree } from '../syntax/sourceTree'

/**
 * Files by absolute path; a document that has no path (an untitled one) goes by its URI instead. The same tree object
 * is answered for as long as the text does not change.
 */
export interface FileProvider {
  /** The file as it is in the editor, else as it is on disk; undefined where there is no such file or it is no text. */
  tree(path: string): SourceTree | undefined
}

/** One file and its text. */
export interface FileText {
  readonly path: string
  readonly tree: SourceTree
}
