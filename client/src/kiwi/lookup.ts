/** Which description kiwi itself would find in a directory, and when it must be told the file's name. */
import type { DescriptionReference } from './request'

/** What kiwi looks at in a directory. */
export interface DirectoryListing {
  /** Names of the regular files (and links to such) in the directory itself. */
  readonly files: readonly string[]
  /** Is there a file `image/config.xml` below it? */
  readonly hasImageConfig: boolean
}

/** Path (relative to the directory) of the file that kiwi finds by itself; `undefined` when there is none. */
export declare function findDescription(listing: DirectoryListing): string | undefined

/** The reference for the file `name` of `directory`: with `kiwiFile` exactly where kiwi would find another file. */
export declare function referenceFile(directory: string, name: string, listing: DirectoryListing): DescriptionReference
