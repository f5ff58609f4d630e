/** What the language server says of a description, read into values: the client itself parses no XML. */
import { isRecord, textOf, textsOf } from '../kiwi/json'
import { readKind, type DocumentKind } from './documentKind'

export interface Profile {
  readonly name: string
  /** As the description says it; may be empty. */
  readonly description: string
  /** Does kiwi take it where no profile is chosen? */
  readonly imported: boolean
}

/** The answer to `kiwi/describe`, for the profiles that were asked about. */
export interface DescriptionFacts {
  readonly kind: DocumentKind
  /** URIs of the descriptions that include the file. */
  readonly includedBy: readonly string[]
  /** URIs of the files that the description consists of, its own first. */
  readonly files: readonly string[]
  /** Name of the image. */
  readonly name?: string
  readonly profiles: readonly Profile[]
  /** Build types: first the one that kiwi takes by itself. */
  readonly types: readonly string[]
  readonly packageManager?: string
  /** Has it packages for the bootstrap phase? */
  readonly hasBootstrap: boolean
  /** How many errors its files have that this build would stop at. */
  readonly errors: number
}

/** Reads the answer of the language server; `undefined` for anything else. */
export function readDescriptionFacts(value: unknown): DescriptionFacts | undefined {
  const kind = isRecord(value) ? readKind(value['kind']) : undefined
  if (!isRecord(value) || kind === undefined) return undefined
  const name = textOf(value['name'])
  const packageManager = textOf(value['packageManager'])
  const { errors, profiles } = value
  return {
    kind,
    includedBy: textsOf(value['includedBy']),
    files: textsOf(value['files']),
    ...(name === undefined ? {} : { name }),
    profiles: Array.isArray(profiles) ? profiles.flatMap(readProfile) : [],
    types: textsOf(value['types']),
    ...(packageManager === undefined ? {} : { packageManager }),
    hasBootstrap: value['hasBootstrap'] === true,
    errors: typeof errors === 'number' ? errors : 0
  }
}

function readProfile(value: unknown): Profile[] {
  const name = isRecord(value) ? textOf(value['name']) : undefined
  if (!isRecord(value) || name === undefined) return []
  return [{ name, description: textOf(value['description']) ?? '', imported: value['imported'] === true }]
}
