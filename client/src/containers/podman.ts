/** The one place that runs podman: it only looks, and never asks for a password. */
import type { Problem } from '../kiwi/problem'
import type { Stash, StashDetails, Storage } from './images'

/** How a container storage answered. */
export type StorageState =
  | { readonly state: 'ok'; readonly stashes: readonly Stash[] }
  /** sudo wants a password before root's storage can be seen. */
  | { readonly state: 'locked'; readonly problem: Problem }
  /** No podman on this machine. */
  | { readonly state: 'missing'; readonly problem: Problem }
  | { readonly state: 'failing'; readonly problem: Problem }

export interface PodmanCommands {
  /** Setting `kiwi.commands.podman`. */
  readonly podman: string
  /** Setting `kiwi.commands.sudo`. */
  readonly sudo: string
  /** Does this process run as root? */
  readonly isRoot: boolean
}

/** The images of one storage. As root there is root's storage only: `user` is then empty. Never throws. */
export declare function listImages(storage: Storage, commands: PodmanCommands): Promise<StorageState>

/** Layers, author and times of one image; a problem where podman does not say them. Never throws. */
export declare function inspectImage(
  id: string,
  storage: Storage,
  commands: PodmanCommands
): Promise<{ readonly ok: true; readonly details: StashDetails } | { readonly ok: false; readonly problem: Problem }>
