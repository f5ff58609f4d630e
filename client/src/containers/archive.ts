/** A stash out of the archive that kiwi keeps of it, which everybody may read: no podman and no root is needed. */
import { createReadStream } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { isRecord, parseJson, textOf } from '../kiwi/json'
import type { ImageFolder } from './imageFolder'
import { splitReference } from './images'
import { ArchiveError, readTar, type TarSource } from './tar'

/** Where kiwi keeps its archives. */
export const stashHome = '/var/tmp/kiwi-stash'

/** An image in an archive. */
export interface ArchivedImage {
  /** 64 hexadecimal digits: the same as the id of the image in podman's storage. */
  readonly id: string
  /** Reads the folder /image out of all layers. */
  readonly readFolder: (folder: ImageFolder, signal: AbortSignal) => Promise<void>
}

/** The archive that kiwi would have written for `reference`; `undefined` for one that no stash of this machine can have. */
export function archiveOf(reference: string, home: string = stashHome): string | undefined {
  const name = splitReference(reference).name.replace(/^localhost\//, '')
  return name === '' || name.includes('/') || name.startsWith('.') ? undefined : path.join(home, name, `${name}.tar`)
}

/**
 * The image with the tag of `reference` in the archive `file` (an OCI image layout in a tar archive, as skopeo writes it);
 * `undefined` where there is no such file, or no such tag in it. Throws an {@link ArchiveError} for a damaged one.
 */
export async function findArchived(file: string, reference: string): Promise<ArchivedImage | undefined> {
  const members = await listMembers(file)
  if (members === undefined) return undefined
  const index = await readJson(file, members, 'index.json')
  const { name, tag = 'latest' } = splitReference(reference)
  const wanted = `${name.replace(/^localhost\//, '')}:${tag}`
  const manifests: unknown[] = Array.isArray(index['manifests']) ? index['manifests'] : []
  const found = manifests.filter(isRecord).find(manifest => {
    const { annotations } = manifest
    return isRecord(annotations) && annotations['org.opencontainers.image.ref.name'] === wanted
  })
  if (found === undefined) return undefined
  const manifest = await readJson(file, members, blobOf(found))
  const { config, layers } = manifest
  if (!isRecord(config) || !Array.isArray(layers)) throw new ArchiveError('It holds no image that can be understood.')
  const names = layers.map(layer => blobOf(isRecord(layer) ? layer : {}))
  return {
    id: blobOf(config).slice(blobs.length),
    async readFolder(folder, signal) {
      for (const name of names) await folder.addLayer(uncompressed(streamOf(file, member(members, name), signal)))
    }
  }
}

/** Where a member's content lies in the archive. */
interface Member {
  readonly offset: number
  readonly size: number
}

const blobs = 'blobs/sha256/'
/** An index or a manifest is a few hundred bytes. */
const longestJson = 4_000_000

/** Only the headers are read: the layers between them may be gigabytes. `undefined` where there is no such file. */
async function listMembers(file: string): Promise<ReadonlyMap<string, Member> | undefined> {
  let handle: FileHandle
  try {
    handle = await open(file, 'r')
  } catch {
    return undefined
  }
  try {
    const members = new Map<string, Member>()
    const source = new Blocks(handle)
    for await (const { name, type, size } of readTar(source)) {
      if (type === 'file') members.set(name.replace(/^\.\//, ''), { offset: source.position, size })
    }
    return members
  } finally {
    await handle.close()
  }
}

/** A file, read in blocks of a tar archive: so the position behind a header is that of the content. */
class Blocks implements TarSource {
  position = 0
  private readonly handle: FileHandle

  constructor(handle: FileHandle) {
    this.handle = handle
  }

  pass(count: number): void {
    this.position += count
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for (;;) {
      const { bytesRead, buffer } = await this.handle.read(Buffer.alloc(512), 0, 512, this.position)
      if (bytesRead === 0) return
      this.position += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  }
}

async function readJson(
  file: string,
  members: ReadonlyMap<string, Member>,
  name: string
): Promise<Record<string, unknown>> {
  const found = member(members, name)
  if (found.size > longestJson) throw new ArchiveError(`The file ${name} in it is too large.`)
  const chunks: Buffer[] = []
  for await (const chunk of streamOf(file, found)) chunks.push(chunk)
  const value = parseJson(Buffer.concat(chunks).toString('utf8'))
  if (!isRecord(value)) throw new ArchiveError(`The file ${name} in it is damaged.`)
  return value
}

function member(members: ReadonlyMap<string, Member>, name: string): Member {
  const found = members.get(name)
  if (found === undefined) throw new ArchiveError(`The file ${name} is missing in it.`)
  return found
}

/** The name of the member that a descriptor leads to. */
function blobOf(descriptor: Record<string, unknown>): string {
  const digest = /^sha256:([0-9a-f]{64})$/.exec(textOf(descriptor['digest']) ?? '')?.[1]
  if (digest === undefined) throw new ArchiveError('It holds no image that can be understood.')
  return `${blobs}${digest}`
}

function streamOf(file: string, { offset, size }: Member, signal?: AbortSignal): AsyncIterable<Buffer> {
  if (size === 0) return Readable.from([])
  return createReadStream(file, { start: offset, end: offset + size - 1, ...(signal === undefined ? {} : { signal }) })
}

/** A layer as the tar archive that it is, whichever way it is packed. */
async function* uncompressed(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const source = packed[Symbol.asyncIterator]()
  const first = await source.next()
  if (first.done === true) return
  const rest = async function* (): AsyncGenerator<Buffer> {
    yield first.value
    yield* { [Symbol.asyncIterator]: () => source }
  }
  const magic = first.value.subarray(0, 4).toString('hex')
  if (magic === zstandard) throw new ArchiveError('It is packed with zstd, which cannot be read here.')
  if (!magic.startsWith(gzip)) {
    yield* rest()
    return
  }
  const unpacked = createGunzip()
  const packing = pipeline(Readable.from(rest()), unpacked)
  try {
    yield* unpacked as AsyncIterable<Buffer>
  } catch (error) {
    throw error instanceof ArchiveError ? error : new ArchiveError('One of its layers is damaged.')
  } finally {
    unpacked.destroy()
    await packing.catch(() => undefined)
  }
}

/** The first bytes of what is packed. */
const gzip = '1f8b'
const zstandard = '28b52ffd'
