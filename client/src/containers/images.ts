/** Stashes out of podman's JSON, joined with the stash directories that have no image. */
import type { StashDirectory } from '../kiwi/stashList'

/** Whose container storage: stackbuild sees root's only. */
export type Storage = 'root' | 'user'

/** One image in a container storage; its tags are folded into it. */
export interface Stash {
  /** 64 hexadecimal digits. */
  readonly id: string
  readonly storage: Storage
  /** The name to show and to give to stackbuild without tag: `deb-mini`; `<id's first 12 digits>` for an untagged image. */
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
  readonly architecture: string
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

/** Rows of `podman images --format json`, newest first; `undefined` when `output` is not such a list. */
export declare function parseImages(output: string, storage: Storage): Stash[] | undefined

/** The one image of `podman inspect`; `undefined` when `output` is not such an answer. */
export declare function parseInspect(output: string): StashDetails | undefined

/** Stash directories to which no image belongs: left over by a failed stash, or the image was removed. */
export declare function leftovers(
  directories: readonly StashDirectory[],
  rootStashes: readonly Stash[]
): StashDirectory[]
