/** Which files a path on the command line stands for. */
import path from 'node:path'
import { hasDescriptionName } from '../description/recognise'
import { filesIn, isFolder, xmlFilesBelowAtOnce } from '../handlers/fileSystem'
import { mayBeDescription } from '../handlers/workspace'

/** A file to check, or why there is none. */
export interface Sought {
  readonly files: readonly string[]
  /** Whether they were named one by one, so that each must be what is asked for. */
  readonly named: boolean
}

/**
 * What is to be checked where a folder or file is given: a file itself, of a folder the description that kiwi would
 * find in it, and with `recursive` all that may be one, at any depth. No files: there is nothing. `unread` is told of folders
 * that cannot be read.
 */
export function descriptionsAt(place: string, recursive: boolean, unread: (folder: string) => void): Sought {
  if (!isFolder(place)) return { files: [place], named: true }
  if (!recursive) return { files: foundByKiwi(place), named: true }
  const candidates = xmlFilesBelowAtOnce(place, unread)
  return { files: candidates.filter(mayBeDescription).sort(), named: false }
}

/** The XML files that a path stands for: itself, or those in a folder, with `recursive` at any depth. */
export function xmlFilesAt(place: string, recursive: boolean, unread: (folder: string) => void): readonly string[] {
  if (!isFolder(place)) return [place]
  if (recursive) return xmlFilesBelowAtOnce(place, unread).sort()
  return filesIn(place).filter(file => hasDescriptionName(file) || path.extname(file) === '.xml')
}

/** The file that kiwi takes in a folder, if there is one: a pattern `*.kiwi` of the shell finds no hidden ones, sorted by bytes. */
export function foundByKiwi(folder: string): readonly string[] {
  const inside = filesIn(folder)
  const below = filesIn(path.join(folder, 'image'))
  const others = inside
    .filter(file => path.extname(file) === '.kiwi' && !path.basename(file).startsWith('.'))
    .sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
  return [...inside.filter(isConfig), ...below.filter(isConfig), ...others].slice(0, 1)
}

function isConfig(file: string): boolean {
  return path.basename(file) === 'config.xml'
}
