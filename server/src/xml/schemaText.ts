/** Schemas as XML: parsed once for all that is read out of them, with places for what is wrong. */
import { DOMParser, ParseError } from '@xmldom/xmldom'
import type { Document } from '@xmldom/xmldom'

/** A place in the text of a schema; line and column count from 1. */
export interface SchemaPlace {
  readonly url: string
  readonly line: number
  readonly column: number
}

/** What is wrong in a schema and where; the message is a sentence for people. */
export interface SchemaError extends SchemaPlace {
  readonly message: string
}

/** How the text of a schema is got at; throws if it cannot be read. */
export type ReadSchema = (url: string) => string

/** A schema is read for its grammar and then for its rules; between the two its document is kept if memory allows. */
const parsed = new Map<string, { readonly text: string; readonly document: WeakRef<Document> }>()

/** The document that `text` is; undefined where it is not well-formed, which goes to `report` once. */
export function parseSchema(text: string, url: string, report: (error: SchemaError) => void): Document | undefined {
  const known = parsed.get(url)
  const document = (known?.text === text ? known.document.deref() : undefined) ?? parse(text, url, report)
  if (document) parsed.set(url, { text, document: new WeakRef(document) })
  return document
}

function parse(text: string, url: string, report: (error: SchemaError) => void): Document | undefined {
  const faults: SchemaError[] = []
  const onError = (
    level: string,
    message: string,
    context: { locator?: { lineNumber?: number; columnNumber?: number } }
  ): void => {
    if (level === 'warning') return
    const { lineNumber = 1, columnNumber = 1 } = context.locator ?? {}
    faults.push({ message: sentence(message), url, line: lineNumber, column: columnNumber })
  }
  let document: Document | undefined
  try {
    document = new DOMParser({ onError }).parseFromString(text, 'text/xml')
  } catch (error) {
    if (!(error instanceof ParseError)) throw error
    faults.push({ message: sentence(error.message), url, line: 1, column: 1 })
  }
  const [first] = faults
  if (!first) return document
  report(first)
  return undefined
}

function sentence(message: string): string {
  const line = message.split('\n')[0] ?? ''
  return `The schema is not well-formed XML: ${line.replace(/\.?$/, '.')}`
}
