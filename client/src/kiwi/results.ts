/** What a build left behind: `kiwi.result.json`, and the exit number that a box writes. */

/** Name of the result file below the target directory. */
export const resultFileName = 'kiwi.result.json'
/** Name of the file below the target directory into which a box writes its exit number. */
export const boxResultFileName = 'result.code'

export interface ResultFile {
  /** kiwi's word for it: `disk_image`, `root_archive`, `image_packages`, … */
  readonly kind: string
  /** Absolute path at the time of the build. */
  readonly path: string
  readonly forBundle: boolean
  readonly compress: boolean
  readonly checksum: boolean
}

/** The files in the order of the JSON; `undefined` when `text` is not such a file. */
export declare function parseResult(text: string): ResultFile[] | undefined

/** The file a person means by "the image": a disk before an archive before what only documents it. */
export declare function mainResult(files: readonly ResultFile[]): ResultFile | undefined

/** Times are milliseconds since 1970; a file's is its last change. */
export declare function isFresh(changed: number | undefined, started: number): boolean

/** The number in a box's `result.code`; `undefined` when it holds no number. */
export declare function parseBoxResult(text: string): number | undefined
