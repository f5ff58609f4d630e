/** Schemas as XML: parsed once for all that is read out of them, with places for what is wrong. */
import { MarkupElement, readMarkup } from './markup'

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

/** A schema is read for its grammar and then for its rules; between the two its tree is kept if memory allows. */
const parsed = new Map<string, { readonly text: string; readonly root: WeakRef<MarkupElement> }>()

/** The top element of `text`; undefined where it is not well-formed, which goes to `report` once. */
export function parseSchema(
  text: string,
  url: string,
  report: (error: SchemaError) => void
): MarkupElement | undefined {
  const known = parsed.get(url)
  const root = (known?.text === text ? known.root.deref() : undefined) ?? parse(text, url, report)
  if (root) parsed.set(url, { text, root: new WeakRef(root) })
  return root
}

function parse(text: string, url: string, report: (error: SchemaError) => void): MarkupElement | undefined {
  const read = readMarkup(text)
  if (read instanceof MarkupElement) return read
  const { message, line, column } = read
  report({ message: `The schema is not well-formed XML: ${message}.`, url, line, column })
  return undefined
}
