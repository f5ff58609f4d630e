/** Stashes out of podman's JSON, joined with the stash directories that have no image. */
import { isRecord, parseJson, textOf, textsOf } from '../kiwi/json'
import type { StashDirectory } from '../kiwi/stashList'

/** Whose container storage: stackbuild sees root's only. */
export type Storage = 'root' | 'user'

/** One image in a container storage; its tags are folded into it. */
export interface Stash {
  /** 64 hexadecimal digits. */
  readonly id: string
  readonly storage: Storage
  /** To show, without tag and without `localhost/`: `deb-mini`; the first 12 digits of the id for an untagged image. */
  readonly name: string
  /** Every full name: `localhost/deb-mini:latest`; empty for an image that lost its last tag. */
  readonly references: readonly string[]
  /** `latest`, `1.0`; those of `name`. */
  readonly tags: readonly string[]
  /** Bytes. */
  readonly size: number
  /** Milliseconds since 1970. */
  readonly created: number
  /** Made by `kiwi-ng system stash` (label), else any container image. */
  readonly fromKiwi: boolean
  /** Author of the description, where kiwi noted it. */
  readonly maintainer?: string
  /** The image under this one, where there is one: the same stash before its last layer. */
  readonly parent?: string
}

/** What `podman inspect` adds to a stash. */
export interface StashDetails {
  readonly id: string
  readonly references: readonly string[]
  /** As podman writes it: `amd64`. */
  readonly architecture?: string
  /** Bytes. */
  readonly size: number
  /** Oldest first; one for each time the tree was stashed. */
  readonly layers: readonly StashLayer[]
  readonly comment?: string
}

export interface StashLayer {
  /** `sha256:…` */
  readonly digest: string
  /** Milliseconds since 1970. */
  readonly created?: number
  readonly author?: string
  readonly comment?: string
}

/** Label by which an image is known as a stash. */
export const stashLabel = 'io.osinside.kiwi.meta'
const maintainerLabel = 'io.osinside.kiwi.maintainer'

/** Rows of `podman images --format json`, newest first; `undefined` when `output` is not such a list. */
export function parseImages(output: string, storage: Storage): Stash[] | undefined {
  const rows = parseJson(output)
  if (!Array.isArray(rows)) return undefined
  // podman prints a row for each tag, every one with all names of the image.
  const stashes = new Map<string, Stash>()
  for (const row of rows) {
    const stash = isRecord(row) ? parseRow(row, storage, stashes) : undefined
    if (stash === undefined) return undefined
    stashes.set(stash.id, stash)
  }
  return [...stashes.values()].sort((first, second) => second.created - first.created)
}

/** The one image of `podman inspect`; `undefined` when `output` is not such an answer. */
export function parseInspect(output: string): StashDetails | undefined {
  const rows = parseJson(output)
  const image: unknown = Array.isArray(rows) ? rows[0] : undefined
  const id = isRecord(image) ? textOf(image['Id']) : undefined
  if (!isRecord(image) || id === undefined) return undefined
  const architecture = textOf(image['Architecture'])
  const comment = textOf(image['Comment'])
  return {
    id,
    references: textsOf(image['RepoTags']),
    ...(architecture === undefined ? {} : { architecture }),
    size: numberOf(image['Size']),
    layers: parseLayers(image),
    ...(comment === undefined ? {} : { comment })
  }
}

/** Stash directories to which no image belongs: left over by a failed stash, or the image was removed. */
export function leftovers(directories: readonly StashDirectory[], rootStashes: readonly Stash[]): StashDirectory[] {
  const names = new Set(rootStashes.flatMap(stash => stash.references).map(reference => splitReference(reference).name))
  return directories.filter(directory => !names.has(`localhost/${directory.name}`))
}

/** `localhost/deb-mini:latest` → name `localhost/deb-mini`, tag `latest`; a digest behind `@` belongs to neither. */
export function splitReference(reference: string): { readonly name: string; readonly tag?: string } {
  const [named = ''] = reference.split('@')
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1)
  return colon < 0 ? { name: named } : { name: named.slice(0, colon), tag: named.slice(colon + 1) }
}

function parseRow(
  row: Record<string, unknown>,
  storage: Storage,
  earlier: ReadonlyMap<string, Stash>
): Stash | undefined {
  const id = textOf(row['Id'])
  if (id === undefined) return undefined
  const references = [...new Set([...(earlier.get(id)?.references ?? []), ...textsOf(row['Names'])])]
  const labels = isRecord(row['Labels']) ? row['Labels'] : {}
  const split = references.map(splitReference)
  const first = split.find(reference => reference.name.startsWith('localhost/')) ?? split[0]
  const maintainer = textOf(labels[maintainerLabel])
  const parent = textOf(row['ParentId'])
  return {
    id,
    storage,
    name: first === undefined ? id.slice(0, 12) : first.name.replace(/^localhost\//, ''),
    references,
    tags: split.filter(reference => reference.name === first?.name).flatMap(reference => reference.tag ?? []),
    size: numberOf(row['Size']),
    created: numberOf(row['Created']) * 1000,
    fromKiwi: labels[stashLabel] !== undefined,
    ...(maintainer === undefined ? {} : { maintainer }),
    ...(parent === undefined ? {} : { parent })
  }
}

function parseLayers(image: Record<string, unknown>): StashLayer[] {
  const digests = isRecord(image['RootFS']) ? textsOf(image['RootFS']['Layers']) : []
  const history: unknown[] = Array.isArray(image['History']) ? image['History'] : []
  // Steps that changed no file have a place in the history, but no layer.
  const steps = history.filter(isRecord).filter(step => step['empty_layer'] !== true)
  return digests.map((digest, index) => {
    const step = steps[index] ?? {}
    const created = Date.parse(textOf(step['created']) ?? '')
    const author = textOf(step['author'])
    const comment = textOf(step['comment'])
    return {
      digest,
      ...(Number.isNaN(created) ? {} : { created }),
      ...(author === undefined ? {} : { author }),
      ...(comment === undefined ? {} : { comment })
    }
  })
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0
}
