/** The boxes out of `system boxbuild --list-boxes`. */

export interface BoxArchitecture {
  /** `x86_64` */
  readonly name: string
  /** Address of the container image; used with `container`. */
  readonly container: string
  readonly source: string
}

export interface Box {
  readonly name: string
  /** As the box file says it: `8096M`. */
  readonly memory: string
  readonly processors?: number
  readonly architectures: readonly BoxArchitecture[]
}

/** The boxes in the order printed; log lines before the YAML are passed over. `undefined` when it is no such list. */
export declare function parseBoxes(output: string): Box[] | undefined
