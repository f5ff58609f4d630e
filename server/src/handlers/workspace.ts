/** Which descriptions there are: those in the workspace, and those around a file that is opened from elsewhere. */
import path from 'node:path'
import type { Library } from '../description/library'
import { hasDescriptionName } from '../description/recognise'
import type { Documents } from './documents'
import { filesIn, readText, xmlFilesBelow } from './fileSystem'

/** How many folders upwards a fragment's descriptions are looked for. */
const mostFoldersUp = 8

/** Files are looked at in portions of this size, so that requests are answered in between. */
const portion = 50

export class Workspace {
  private readonly documents: Documents
  private readonly library: Library
  private readonly searched = new Set<string>()

  constructor(documents: Documents, library: Library) {
    this.documents = documents
    this.library = library
  }

  /** Takes in all descriptions below the folders. */
  async scan(folders: readonly string[]): Promise<void> {
    for (const folder of folders) {
      let looked = 0
      for (const file of await xmlFilesBelow(folder)) {
        if (mayBeDescription(file)) this.library.update(file)
        looked += 1
        if (looked % portion === 0) await new Promise(resolve => setImmediate(resolve))
      }
    }
  }

  /** Takes in what lies beside and above a file, in case that it is a fragment which nothing known includes. */
  searchAround(file: string): void {
    let folder = path.dirname(file)
    for (let up = 0; up < mostFoldersUp && path.isAbsolute(folder); up += 1) {
      if (!this.searched.has(folder)) {
        this.searched.add(folder)
        for (const candidate of filesIn(folder))
          if (hasDescriptionName(candidate) && this.documents.tree(candidate)) this.library.update(candidate)
      }
      const parent = path.dirname(folder)
      if (parent === folder) return
      folder = parent
    }
  }

  /** Anything may have changed on disk: looks again at every description that is not open. */
  refresh(): void {
    this.documents.forgetAll()
    for (const file of this.library.descriptions()) if (!this.documents.isOpen(file)) this.library.update(file)
  }

  /** A file was made, changed or deleted on disk. */
  changedOnDisk(file: string): void {
    this.documents.forget(file)
    this.library.update(file)
  }
}

/**
 * Whether a closed file of the workspace can be a description, as far as a look at its text tells: other XML is not
 * parsed. Fragments need no look, the descriptions that include them name them.
 */
function mayBeDescription(file: string): boolean {
  if (hasDescriptionName(file)) return true
  const text = readText(file)
  return text !== undefined && /<image\s[^>]*(?:schemaversion|stashed)\s*=/.test(text)
}
