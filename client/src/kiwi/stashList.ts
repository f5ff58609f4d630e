/** The stash directories out of `system stash --list`. */

export interface StashDirectory {
  readonly name: string
  /** Absolute path of the directory that holds the archive. */
  readonly path: string
}

/** In the order of the names; log lines before the JSON are passed over. `undefined` when it is no such list. */
export declare function parseStashList(output: string): StashDirectory[] | undefined
