/** The stash directories out of `system stash --list`. */
import { isRecord, parseJson, textsOf } from './json'

export interface StashDirectory {
  readonly name: string
  /** Absolute path of the directory that holds the archive. */
  readonly path: string
}

/** In the order of the names; log lines before the JSON are passed over. `undefined` when it is no such list. */
export function parseStashList(output: string): StashDirectory[] | undefined {
  const start = output.search(/^\{/m)
  const value = start < 0 ? undefined : parseJson(output.slice(start))
  if (!isRecord(value)) return undefined
  return Object.entries(value)
    .flatMap(([home, names]) => textsOf(names).map(name => ({ name, path: `${home}/${name}` })))
    .sort((first, second) => (first.name < second.name ? -1 : Number(first.name > second.name)))
}
