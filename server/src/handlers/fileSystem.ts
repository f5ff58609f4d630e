/** The only place of the language server that reads files and folders; whatever cannot be read is simply not there. */
import { isAscii } from 'node:buffer'
import { readdir, readdirSync, readFileSync, statSync, type Dirent } from 'node:fs'
import path from 'node:path'

/** Files of more bytes are no descriptions; they are not read. */
export const largestFile = 64 * 1024 * 1024

/** Folders that hold no descriptions of the user's: others' packages, and the trees that kiwi itself builds. */
const skippedFolders = new Set(['node_modules', 'image-root', '__pycache__'])

/** Bounds of the search through a folder. */
const mostFolders = 20_000
const mostFiles = 20_000
const foldersAtOnce = 32

/** The text of a file; undefined where it cannot be read, is too large, or is not text. */
export function readText(file: string): string | undefined {
  try {
    const found = statSync(file)
    return found.isFile() && found.size <= largestFile ? decode(readFileSync(file)) : undefined
  } catch {
    return undefined
  }
}

/** Why `readText` gives nothing for a file, in words that follow its name; without a full stop. */
export function whyUnreadable(file: string): string {
  try {
    const found = statSync(file)
    if (!found.isFile()) return 'this is no plain file, but a folder, a pipe or a device'
    if (found.size > largestFile) return `this is too large for a description: more than ${largestFile >> 20} MB`
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'there is no such file'
  }
  return 'the file cannot be read'
}

/** Stands for what cannot be decoded: no character of XML, so that the parser tells its place. */
const undecodable = '\uFFFE'

/** Encodings that leave bytes out. */
const partialEncodings = [
  { names: /^(?:us-)?ascii$/i, outside: /[\x80-\xFF]/g },
  { names: /^tis-620$/i, outside: /[\x80-\xA0]/g }
]

/** The text in the encoding that `encodingOf` finds, without its byte order mark. */
export function decode(bytes: Buffer): string {
  const wide = wideOrder(bytes)
  if (wide) return decodeWide(bytes, wide)
  const encoding = encodingOf(bytes)
  // Most are so, and there is nothing to decode.
  if (encoding.toLowerCase() === 'utf-8' && isAscii(bytes)) return bytes.toString('latin1')
  // TextDecoder reads these as the larger Windows encodings that they are parts of.
  const outside = partialEncodings.find(({ names }) => names.test(encoding))?.outside
  const foreign = outside && bytes.toString('latin1').search(outside) !== -1
  if (foreign) return bytes.toString('latin1').replaceAll(outside, undecodable)
  try {
    // One mark says what the encoding is; a second one is a character that cannot stand there.
    return new TextDecoder(encoding, { fatal: true }).decode(bytes).replace(/^\uFEFF/, undecodable)
  } catch (error) {
    if (!(error instanceof RangeError)) return decodeSome(bytes, encoding)
    // Nobody knows the encoding, and kiwi neither: its name is what is wrong.
    return decodeSome(bytes, 'utf-8').replace(/(\sencoding\s*=\s*["'])./, `$1${undecodable}`)
  }
}

/** Whether the bytes are UTF-32, which TextDecoder does not know: by the first `<`, as kiwi's parser finds it. */
function wideOrder(bytes: Buffer): 'little' | 'big' | undefined {
  const start = bytes.toString('latin1', 0, 4)
  return start === '<\0\0\0' ? 'little' : start === '\0\0\0<' ? 'big' : undefined
}

function decodeWide(bytes: Buffer, order: 'little' | 'big'): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += 4) {
    const code = at + 4 > bytes.length ? -1 : order === 'little' ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)
    const isCharacter = code >= 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    parts.push(isCharacter ? String.fromCodePoint(code) : undecodable)
  }
  return parts.join('')
}

function decodeSome(bytes: Buffer, encoding: string): string {
  return new TextDecoder(encoding).decode(bytes).replaceAll('\uFFFD', undecodable)
}

/** As "Extensible Markup Language 1.0", appendix F, has it: by the mark, by the first `<?`, then by the declaration. */
function encodingOf(bytes: Buffer): string {
  const start = bytes.toString('latin1', 0, 200)
  if (start.startsWith('\xEF\xBB\xBF')) return 'utf-8'
  if (start.startsWith('\xFF\xFE') || start.startsWith('<\0?\0')) return 'utf-16le'
  if (start.startsWith('\xFE\xFF') || start.startsWith('\0<\0?')) return 'utf-16be'
  return /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([^"']*)["']/.exec(start)?.[1] ?? 'utf-8'
}

/** The paths of the files directly in a folder, links to files among them, sorted; none where it cannot be read. */
export function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(entry => entry.isFile() || (entry.isSymbolicLink() && isFile(path.join(folder, entry.name))))
      .map(entry => path.join(folder, entry.name))
      .sort()
  } catch {
    return []
  }
}

/** How many bytes a file has; -1 where there is none. */
export function sizeOf(file: string): number {
  try {
    return statSync(file).size
  } catch {
    return -1
  }
}

function isFile(file: string): boolean {
  try {
    return statSync(file).isFile()
  } catch {
    return false
  }
}

/** The names of all that is directly in a folder, sorted; none where it cannot be read. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

/** Whether the path leads to a folder. */
export function isFolder(file: string): boolean {
  try {
    return statSync(file).isDirectory()
  } catch {
    return false
  }
}

/** A folder and what is in it. */
interface Listing {
  readonly folder: string
  /** Undefined where the folder cannot be read. */
  readonly entries: readonly Dirent[] | undefined
}

/**
 * The XML files at or below a folder, nearest first; hidden folders, links and those that are skipped left out. `unread` is
 * told of every folder that cannot be read. Meanwhile the program goes on with other things.
 */
export async function xmlFilesBelow(folder: string, unread?: (folder: string) => void): Promise<string[]> {
  const search = searchBelow(folder, unread)
  let step = search.next([])
  // To ask for one after the other would be to wait for most of the time.
  while (!step.done) step = search.next(await Promise.all(step.value.map(listLater)))
  return step.value
}

/** The same for a program that has nothing else to do, in half of the time. */
export function xmlFilesBelowAtOnce(folder: string, unread?: (folder: string) => void): string[] {
  const search = searchBelow(folder, unread)
  let step = search.next([])
  while (!step.done) step = search.next(step.value.map(list))
  return step.value
}

/** Yields the folders to list next, and is handed what is in them. */
function* searchBelow(
  folder: string,
  unread: (folder: string) => void = () => undefined
): Generator<readonly string[], string[], readonly Listing[]> {
  const found: string[] = []
  const folders = [path.normalize(folder)]
  let next = 0
  while (next < folders.length && next < mostFolders && found.length < mostFiles) {
    const some = folders.slice(next, next + foldersAtOnce)
    next += some.length
    for (const { folder: listed, entries } of yield some) {
      if (!entries) unread(listed)
      // `path.join` would look at all of the path anew for each name in it.
      const start = listed.endsWith(path.sep) ? listed : listed + path.sep
      for (const entry of entries ?? []) {
        const { name } = entry
        if (entry.isDirectory() && !name.startsWith('.') && !skippedFolders.has(name)) folders.push(start + name)
        else if (entry.isFile() && /\.(?:kiwi|xml)$/.test(name)) found.push(start + name)
      }
    }
  }
  return found
}

function list(folder: string): Listing {
  try {
    return { folder, entries: readdirSync(folder, { withFileTypes: true }) }
  } catch {
    return { folder, entries: undefined }
  }
}

/** By the older interface of Node: the one with promises takes time to load, which counts at each start. */
function listLater(folder: string): Promise<Listing> {
  return new Promise(resolve => {
    readdir(folder, { withFileTypes: true }, (error, entries) => {
      resolve({ folder, entries: error ? undefined : entries })
    })
  })
}
