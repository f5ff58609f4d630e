/** What a document is to kiwi, as the language server tells it, and which language follows from that. */
import { isRecord, textOf, textsOf } from '../kiwi/json'

/** Id of the language of descriptions, as in the manifest. */
export const descriptionLanguage = 'kiwi-description'

const kinds = ['description', 'fragment', 'extension', 'yaml', 'other'] as const

export type DocumentKind = (typeof kinds)[number]

/** What a document is, and the descriptions (URIs) that include it. */
export interface DocumentNote {
  readonly kind: DocumentKind
  readonly descriptions: readonly string[]
}

/** Reads the parameters of the server's `kiwi/document`; `undefined` for anything else. */
export function readDocumentNote(value: unknown): (DocumentNote & { readonly uri: string }) | undefined {
  if (!isRecord(value)) return undefined
  const kind = readKind(value['kind'])
  const uri = textOf(value['uri'])
  if (kind === undefined || uri === undefined) return undefined
  return { uri, kind, descriptions: textsOf(value['descriptions']) }
}

export function readKind(value: unknown): DocumentKind | undefined {
  return kinds.find(kind => kind === value)
}

/** The language to be set; `undefined` to leave the document as it is. */
export function languageFor(kind: DocumentKind, current: string, settled: boolean): string | undefined {
  if (settled) return undefined
  const isOurs = kind === 'description' || kind === 'fragment' || kind === 'extension'
  return isOurs && current === 'xml' ? descriptionLanguage : undefined
}
