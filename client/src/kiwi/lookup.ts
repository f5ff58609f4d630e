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
export function findDescription(listing: DirectoryListing): string | undefined {
  if (listing.files.includes('config.xml')) return 'config.xml'
  if (listing.hasImageConfig) return 'image/config.xml'
  // A shell pattern `*.kiwi`: no hidden files, upper and lower case differ, sorted by bytes.
  const candidates = listing.files.filter(name => name.endsWith('.kiwi') && !name.startsWith('.'))
  return candidates.sort((first, second) => Buffer.compare(Buffer.from(first), Buffer.from(second)))[0]
}

/** The reference for the file `name` of `directory`: with `kiwiFile` exactly where kiwi would find another file. */
export function referenceFile(directory: string, name: string, listing: DirectoryListing): DescriptionReference {
  return findDescription(listing) === name ? { directory } : { directory, kiwiFile: name }
}
