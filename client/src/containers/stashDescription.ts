/** Finds the container that a reference means and reads the description that lies in it, once for each image. */
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import path from 'node:path'
import type { Problem } from '../kiwi/problem'
import { stashReferenceProblem } from '../kiwi/stashName'
import { archiveOf, findArchived, type ArchivedImage } from './archive'
import { ImageFolder } from './imageFolder'
import type { Storage } from './images'
import { findImage, readFolderOf, type PodmanCommands } from './podman'
import { ArchiveError } from './tar'

/** What is known of the description of a stash; the answer to the server's `kiwi/stash`. */
export type StashAnswer =
  | {
      readonly state: 'described'
      /** `sha256:` and 64 hexadecimal digits. */
      readonly digest: string
      /** Absolute path of a copy of the container's folder /image. */
      readonly folder: string
      /** Absolute path of the description in it. */
      readonly description: string
    }
  | { readonly state: 'undescribed'; readonly digest: string }
  | { readonly state: 'missing' }
  /** `locked`: sudo wants a password; it can be given in a terminal. */
  | { readonly state: 'unreadable'; readonly reason: string; readonly locked?: boolean }

/** Where copies are kept, and where kiwi keeps its archives. */
export interface StashPlaces {
  /** Absolute path of a folder that only this program writes into. */
  readonly cache: string
  /** Absent: kiwi's own. */
  readonly archives?: string
  /** Ids of images in root's storage by reference, as the person let them be read at some time. */
  readonly shown?: ReadonlyMap<string, string>
}

/**
 * The description of the stash that stackbuild would take for `reference`. That is the image in root's storage; where that
 * cannot be seen, the archive that kiwi wrote of it; last the image in the user's own storage. Nothing is pulled, nothing is
 * run, and nobody is asked for a password. Never throws.
 */
export async function describeStash(
  reference: string,
  places: StashPlaces,
  commands: PodmanCommands
): Promise<StashAnswer> {
  const problem = stashReferenceProblem(reference)
  if (problem !== undefined) return { state: 'unreadable', reason: problem }
  try {
    return await find(reference, places, commands)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { state: 'unreadable', reason: `The description of the stash ${reference} cannot be read. ${reason}` }
  }
}

async function find(reference: string, places: StashPlaces, commands: PodmanCommands): Promise<StashAnswer> {
  const inRoot = await fromStorage(reference, 'root', places, commands)
  if (inRoot.state === 'described' || inRoot.state === 'undescribed') return inRoot
  // Where root's storage says that there is no such image, the archive is what is left of one that was removed.
  if (inRoot.state !== 'missing') {
    const id = places.shown?.get(reference)
    const shown = id === undefined ? undefined : await cached(id, places)
    if (shown !== undefined) return shown
    const archived = await fromArchive(reference, places)
    if (archived !== undefined) return archived
  }
  const inUser = await fromStorage(reference, 'user', places, commands)
  return inUser.state === 'described' || inUser.state === 'undescribed' ? inUser : inRoot
}

async function fromStorage(
  reference: string,
  storage: Storage,
  places: StashPlaces,
  commands: PodmanCommands
): Promise<StashAnswer> {
  const found = await findImage(reference, storage, commands)
  if (found.state === 'absent') return { state: 'missing' }
  if (found.state !== 'found') return unreadable(found)
  const { id } = found
  const known = await cached(id, places)
  if (known !== undefined) return known
  return keep(id, places, async folder => {
    const read = await readFolderOf(id, '/image', storage, commands, archive => folder.addLayer(archive))
    return read.state === 'ok' || read.state === 'noFolder' ? undefined : unreadable(read)
  })
}

async function fromArchive(reference: string, places: StashPlaces): Promise<StashAnswer | undefined> {
  const file = archiveOf(reference, places.archives)
  const image = file === undefined ? undefined : await findArchived(file, reference)
  if (image === undefined) return undefined
  return (await cached(image.id, places)) ?? keep(image.id, places, folder => readAll(image, folder))
}

/** Constant; runs as root in a terminal. Prints the id of the image, and its folder /image as a tar archive. */
const readByRoot = [
  'podman=$1 reference=$2',
  'if [ "$3" = pull ]; then "$podman" pull -- "$reference" >&2 || exit; fi',
  'id=$("$podman" inspect --type image --format "{{.Id}}" -- "$reference") || exit',
  'name=kiwi-read-$$',
  '"$podman" create --pull=never --network=none --name "$name" -- "$id" /bin/true >&2 || exit',
  'echo "$id"',
  '"$podman" cp "$name:/image" - || echo "The image holds no description." >&2',
  '"$podman" rm --force -- "$name" >&2'
].join('\n')

/** The command that lets root read a stash, after it was pulled where that is wanted; its output is for {@link adoptStash}. */
export function readingCommand(reference: string, pull: boolean, { podman }: Pick<PodmanCommands, 'podman'>): string[] {
  return ['/bin/sh', '-c', readByRoot, 'kiwi', podman, reference, pull ? 'pull' : 'read']
}

/** Takes over what {@link readingCommand} printed into `file`; `undefined` where it printed nothing of use. */
export async function adoptStash(
  file: string,
  places: StashPlaces
): Promise<{ id: string; answer: StashAnswer } | undefined> {
  const source = createReadStream(file)
  try {
    const bytes = (source as AsyncIterable<Buffer>)[Symbol.asyncIterator]()
    const first = await bytes.next()
    const id = first.done === true ? undefined : /^([0-9a-f]{64})\n/.exec(first.value.toString('latin1', 0, 65))?.[1]
    if (first.done === true || id === undefined) return undefined
    const rest = async function* (): AsyncGenerator<Buffer> {
      if (first.value.length > idLine) yield first.value.subarray(idLine)
      yield* { [Symbol.asyncIterator]: () => bytes }
    }
    const answer = await keep(id, places, async folder => {
      await folder.addLayer(rest())
      return undefined
    })
    return { id, answer }
  } catch (error) {
    if (error instanceof ArchiveError) return undefined
    throw error
  } finally {
    source.destroy()
  }
}

/** 64 digits and a line break. */
const idLine = 65

async function readAll(image: ArchivedImage, folder: ImageFolder): Promise<undefined> {
  await image.readFolder(folder, AbortSignal.timeout(readingTimeout))
  return undefined
}

/** Milliseconds that the reading of an archive may take. */
const readingTimeout = 300_000

function unreadable({ state, problem }: { readonly state: string; readonly problem: Problem }): StashAnswer {
  const reason = `${problem.message} ${problem.remedy}`
  return { state: 'unreadable', reason, ...(state === 'locked' ? { locked: true } : {}) }
}

/** kiwi writes this one; another name would not be found by a rebuild either. */
const descriptionName = 'config.xml'
/** A description of a few hundred lines has some ten thousand bytes. */
const longestDescription = 20_000_000
/** A copy that nobody asked for in this time, in milliseconds, is removed. */
const keptFor = 30 * 24 * 3600 * 1000
/** So many copies are kept in any case. */
const fewest = 5

/** The answer for an image whose folder was copied before. A copy is made whole or not at all, so it need not be checked. */
async function cached(id: string, { cache }: StashPlaces): Promise<StashAnswer | undefined> {
  const folder = path.join(cache, id)
  try {
    const now = new Date()
    await utimes(folder, now, now)
  } catch {
    return undefined
  }
  return answerFor(id, folder)
}

async function answerFor(id: string, folder: string): Promise<StashAnswer> {
  const digest = `sha256:${id}`
  const description = path.join(folder, descriptionName)
  const isThere = await stat(description).then(
    found => found.isFile(),
    () => false
  )
  return isThere ? { state: 'described', digest, folder, description } : { state: 'undescribed', digest }
}

/** Copies a folder: `read` fills it, or answers why it cannot. */
async function keep(
  id: string,
  { cache }: StashPlaces,
  read: (folder: ImageFolder) => Promise<StashAnswer | undefined>
): Promise<StashAnswer> {
  await mkdir(cache, { recursive: true, mode: 0o700 })
  await prune(cache)
  const work = await mkdtemp(path.join(cache, workPrefix))
  try {
    const staging = path.join(work, 'staging')
    const complete = path.join(work, 'complete')
    await mkdir(staging)
    const image = new ImageFolder(staging)
    const failure = await read(image)
    if (failure !== undefined) return failure
    refuseDescription(image)
    await image.write(complete)
    const folder = path.join(cache, id)
    // Another window may have been faster; its copy is the same.
    await rename(complete, folder).catch(async (error: unknown) => {
      if ((await stat(folder).catch(() => undefined)) === undefined) throw error
    })
    return await answerFor(id, folder)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

const workPrefix = '.new-'

function refuseDescription(image: ImageFolder): void {
  const found = image.look(descriptionName)
  if (found === 'refused') throw new ArchiveError('Its /image/config.xml is a link or no file at all.')
  if (found !== undefined && found > longestDescription) throw new ArchiveError('Its /image/config.xml is too large.')
}

/** Removes copies that nobody needed for a long time, and what a window left that was closed in the middle. */
async function prune(cache: string): Promise<void> {
  const entries = await Promise.all(
    (await readdir(cache)).map(async name => {
      const place = path.join(cache, name)
      const found = await stat(place).catch(() => undefined)
      return { name, place, time: found?.mtimeMs ?? Date.now() }
    })
  )
  const oldest = entries.sort((one, other) => other.time - one.time).slice(fewest)
  for (const { place, time, name } of oldest) {
    const limit = name.startsWith(workPrefix) ? 24 * 3600 * 1000 : keptFor
    if (Date.now() - time > limit) await rm(place, { recursive: true, force: true })
  }
}
