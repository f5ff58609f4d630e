/** What a document is to kiwi, as the language server tells it, and which language follows from that. */

/** Id of the language of descriptions, as in the manifest. */
export const descriptionLanguage = 'kiwi-description'

const kinds = ['description', 'fragment', 'extension', 'yaml', 'other'] as const

export type DocumentKind = (typeof kinds)[number]

/** Reads the parameters of the server's `kiwi/document`; `undefined` for anything else. */
export function readDocumentKind(value: unknown): { readonly uri: string; readonly kind: DocumentKind } | undefined {
  if (typeof value !== 'object' || value === null || !('uri' in value) || !('kind' in value)) return undefined
  const kind = kinds.find(known => known === value.kind)
  return typeof value.uri === 'string' && kind !== undefined ? { uri: value.uri, kind } : undefined
}

/** The language to be set; `undefined` to leave the document as it is. */
export function languageFor(kind: DocumentKind, current: string, settled: boolean): string | undefined {
  if (settled) return undefined
  const isOurs = kind === 'description' || kind === 'fragment' || kind === 'extension'
  return isOurs && current === 'xml' ? descriptionLanguage : undefined
}
