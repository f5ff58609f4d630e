/** The only place of the server that reads files and folders; whatever cannot be read is simply not there. */
import { readdir, stat } from 'node:fs/promises'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

/** Files beyond this are no descriptions; they are not read. */
const largestFile = 64 * 1024 * 1024

/** Folders that hold no descriptions of the user's: others' packages, and the trees that kiwi itself builds. */
const skippedFolders = new Set(['node_modules', 'image-root', '__pycache__'])

/** Bounds of the search through a folder. */
const mostFolders = 20_000
const mostFiles = 20_000

/** The text of a file; undefined where it cannot be read, is too large, or is not text. */
export function readText(file: string): string | undefined {
  try {
    const found = statSync(file)
    return found.isFile() && found.size <= largestFile ? decode(readFileSync(file)) : undefined
  } catch {
    return undefined
  }
}

/** UTF-8, or UTF-16 where a byte order mark says so; the mark itself is left out. */
function decode(bytes: Buffer): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8'
  return new TextDecoder(encoding).decode(bytes)
}

/** The paths of the files directly in a folder, sorted; none where it cannot be read. */
export function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => path.join(folder, entry.name))
      .sort()
  } catch {
    return []
  }
}

/** Whether the path leads to a folder. */
export function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false
}

/** The XML files at or below a folder, nearest first; hidden folders, links and those that are skipped left out. */
export async function xmlFilesBelow(folder: string): Promise<string[]> {
  const found: string[] = []
  const folders = [folder]
  for (let next = 0; next < folders.length && next < mostFolders && found.length < mostFiles; next += 1) {
    const current = folders[next] ?? folder
    for (const entry of await entriesOf(current)) {
      const file = path.join(current, entry.name)
      if (entry.isDirectory() && !entry.name.startsWith('.') && !skippedFolders.has(entry.name)) folders.push(file)
      else if (entry.isFile() && /\.(?:kiwi|xml)$/.test(entry.name) && (await isSmall(file))) found.push(file)
    }
  }
  return found
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

async function isSmall(file: string): Promise<boolean> {
  try {
    return (await stat(file)).size <= largestFile
  } catch {
    return false
  }
}
