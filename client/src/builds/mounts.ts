/** What is mounted below a path: kiwi binds the host's /dev and /sys there while it works. */

export interface Mount {
  readonly source: string
  /** Absolute path, escapes resolved. */
  readonly point: string
  readonly type: string
}

/** Mounts in the order of /proc/mounts. */
export declare function parseMounts(text: string): Mount[]

/** Mounts at or below `directory`, in the order in which they must be released: the last one made and deepest first. */
export declare function mountsBelow(directory: string, mounts: readonly Mount[]): Mount[]

/** Mounts in kiwi's own working folders (`kiwi_mount_manager.*`), in the order of release. */
export declare function kiwiMounts(mounts: readonly Mount[]): Mount[]

/** May `directory` be deleted recursively? Not while anything is mounted at or below it, nor when it is not an absolute path below a folder. */
export declare function safeToDelete(directory: string, mounts: readonly Mount[]): boolean
