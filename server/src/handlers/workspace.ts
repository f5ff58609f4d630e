/** Which descriptions there are: those in the workspace, and those around a file that is opened from elsewhere. */
import path from 'node:path'
import type { Library } from '../description/library'
import { hasDescriptionName } from '../description/recognise'
import type { Documents } from './documents'
import { filesIn, readText, xmlFilesBelow } from './fileSystem'

/** How many folders upwards a fragment's descriptions are looked for. */
const mostFoldersUp = 8

/** After so many milliseconds of looking at files, requests are answered in between. */
const portion = 10

export class Workspace {
  private readonly documents: Documents
  private readonly library: Library
  private readonly searched = new Set<string>()
  private readonly folders = new Set<string>()

  constructor(documents: Documents, library: Library) {
    this.documents = documents
    this.library = library
  }

  /** Takes in all descriptions below the folders, which belong to the workspace from now on. */
  async add(folders: readonly string[]): Promise<void> {
    for (const folder of folders) this.folders.add(folder)
    for (const folder of folders) {
      let end = performance.now() + portion
      for (const file of await xmlFilesBelow(folder)) {
        if (performance.now() > end) {
          await new Promise(resolve => setImmediate(resolve))
          end = performance.now() + portion
        }
        // The folder may have been taken away in between.
        if (this.isInFolders(file) && mayBeDescription(file)) this.library.update(file)
      }
    }
  }

  /** The folders belong to the workspace no longer: of what lies in none of the others only open files count. */
  remove(folders: readonly string[]): void {
    for (const folder of folders) this.folders.delete(folder)
    const isGone = (file: string) => folders.some(folder => isBelow(file, folder)) && !this.isInFolders(file)
    for (const file of this.library.descriptions())
      if (isGone(file) && !this.documents.isOpen(file)) this.library.remove(file)
    for (const folder of this.searched) if (isGone(folder)) this.searched.delete(folder)
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

  private isInFolders(file: string): boolean {
    return [...this.folders].some(folder => isBelow(file, folder))
  }
}

/**
 * Whether a closed file of the workspace can be a description, as far as a look at its text tells: other XML is not
 * parsed. Fragments need no look, the descriptions that include them name them.
 */
export function mayBeDescription(file: string): boolean {
  if (hasDescriptionName(file)) return true
  const text = readText(file)
  return text !== undefined && /<image\s[^<>]*(?:schemaversion|stashed)\s*=/.test(text)
}

function isBelow(file: string, folder: string): boolean {
  const way = path.relative(folder, file)
  return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way)
}
