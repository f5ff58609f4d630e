/** The folder /image of a container, put together from the layers that hold it, and written without trust in any of them. */
import { createWriteStream } from 'node:fs'
import { chmod, copyFile, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ArchiveError, readTar, type TarEntry } from './tar'

/** How much of a folder is taken; absent: as kiwi's own folders never need it. */
export interface FolderLimits {
  /** Files and folders. */
  readonly entries: number
  /** Bytes of one file. A larger one is left out. */
  readonly file: number
  /** Bytes of all files. */
  readonly total: number
}

const defaultLimits: FolderLimits = { entries: 10_000, file: 256_000_000, total: 1_000_000_000 }

/** What stands at a path; only files and folders are ever written. */
type Item =
  | { readonly kind: 'file'; readonly staged: string; readonly size: number; readonly executable: boolean }
  | { readonly kind: 'folder' }
  /** A link, a device, a file that is too large: it hides what was there before. */
  | { readonly kind: 'refused' }

/**
 * Takes layers from the lowest to the highest. File contents are kept under numbers in `staging` until {@link write}, so that
 * no name out of an archive ever meets the file system before all of it was checked.
 */
export class ImageFolder {
  private readonly staging: string
  private readonly limits: FolderLimits
  /** By the path below /image; the folder itself is the empty path. */
  private items = new Map<string, Item>()
  private count = 0
  private bytes = 0

  /** `staging` is an empty folder that nobody else uses. */
  constructor(staging: string, limits: FolderLimits = defaultLimits) {
    this.staging = staging
    this.limits = limits
  }

  /** Takes the next layer, an uncompressed tar archive. Throws an {@link ArchiveError} for one that is not honest. */
  async addLayer(source: AsyncIterable<Buffer>): Promise<void> {
    const layer = new Map<string, Item>()
    /** Paths whose content in the layers below is gone: of folders, all that is in them; of files, these themselves. */
    const hidden: { readonly path: string; readonly onlyInside: boolean }[] = []
    for await (const entry of readTar(source)) {
      const names = namesOf(entry.name)
      const mark = whiteout(names)
      if (mark !== undefined) hidden.push(mark)
      else if (names[0] === imageName) layer.set(names.slice(1).join('/'), await this.take(entry, layer))
    }
    for (const { path: gone, onlyInside } of hidden) remove(this.items, gone, onlyInside)
    for (const [name, item] of layer) {
      // A file in the place of a folder takes the folder's content away.
      if (item.kind !== 'folder') remove(this.items, name, false)
      this.items.set(name, item)
    }
  }

  /** Bytes of a file; `refused` for a link and everything else that is not written; `undefined` where there is nothing. */
  look(name: string): number | 'refused' | undefined {
    const item = this.items.get(name)
    if (item?.kind === 'file') return item.size
    return item?.kind === 'refused' ? 'refused' : undefined
  }

  /** Writes everything into `folder`, which is made: files that nobody changes by mistake. */
  async write(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true })
    const sorted = [...this.items].sort(([one], [other]) => (one < other ? -1 : 1))
    for (const [name, item] of sorted) {
      // A name is only followed where each folder above it is one.
      if (item.kind === 'refused' || !isBelowFolders(name, this.items)) continue
      const place = path.join(folder, name)
      if (item.kind === 'folder') {
        await mkdir(place, { recursive: true })
        continue
      }
      await mkdir(path.dirname(place), { recursive: true })
      await copyFile(item.staged, place)
      await chmod(place, item.executable ? 0o555 : 0o444)
    }
  }

  private async take(entry: TarEntry, layer: ReadonlyMap<string, Item>): Promise<Item> {
    this.count += 1
    if (this.count > this.limits.entries) {
      throw new ArchiveError(`Its folder /image holds more than ${this.limits.entries} files.`)
    }
    if (entry.type === 'directory') return { kind: 'folder' }
    if (entry.type === 'hardLink') return this.sameAs(entry, layer)
    if (entry.type !== 'file' || entry.size > this.limits.file) return { kind: 'refused' }
    this.bytes += entry.size
    if (this.bytes > this.limits.total)
      throw new ArchiveError('Its folder /image is larger than any description needs.')
    const staged = path.join(this.staging, String(this.count))
    await pipeline(entry.content(), createWriteStream(staged, { flags: 'wx', mode: 0o600 }))
    return { kind: 'file', staged, size: entry.size, executable: (entry.mode & 0o111) !== 0 }
  }

  /** A second name of a file below /image is that file; one of anything else is refused. */
  private sameAs(entry: TarEntry, layer: ReadonlyMap<string, Item>): Item {
    const names = namesOf(entry.target)
    const name = names.slice(1).join('/')
    const item = names[0] === imageName ? (layer.get(name) ?? this.items.get(name)) : undefined
    return item?.kind === 'file' ? item : { kind: 'refused' }
  }
}

const imageName = 'image'

/** The names of a path one by one; an archive that leads out of itself is refused as a whole. */
function namesOf(name: string): string[] {
  const names = name.split('/').filter(part => part !== '' && part !== '.')
  if (names.includes('..') || name.includes('\0')) {
    throw new ArchiveError(`It holds the path ${JSON.stringify(name)}, which leads out of it.`)
  }
  return names
}

/** The marks by which a layer takes away what lies in the layers below it (OCI image specification, "Whiteouts"). */
function whiteout(names: readonly string[]): { readonly path: string; readonly onlyInside: boolean } | undefined {
  const last = names.at(-1)
  if (last?.startsWith('.wh.') !== true) return undefined
  const above = names.slice(0, -1)
  const [place, onlyInside] = last === '.wh..wh..opq' ? [above, true] : [[...above, last.slice('.wh.'.length)], false]
  // In the root of the container: everything below it, /image included.
  if (place.length === 0) return { path: '', onlyInside: false }
  return place[0] === imageName ? { path: place.slice(1).join('/'), onlyInside } : { path: '\0', onlyInside: true }
}

function remove(items: Map<string, Item>, gone: string, onlyInside: boolean): void {
  const below = gone === '' ? '' : `${gone}/`
  for (const name of items.keys()) {
    const isInside = name !== gone && name.startsWith(below)
    if (isInside || (name === gone && !onlyInside)) items.delete(name)
  }
}

function isBelowFolders(name: string, items: ReadonlyMap<string, Item>): boolean {
  const parts = name.split('/')
  return parts.slice(0, -1).every((_, index) => {
    const above = items.get(parts.slice(0, index + 1).join('/'))
    return above === undefined || above.kind === 'folder'
  })
}
