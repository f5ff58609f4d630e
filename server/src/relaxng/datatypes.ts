/**
 * Datatypes of RELAX NG: the built-in `string` and `token`, and those of XML Schema with their facets.
 *
 * Sources: RELAX NG specification (OASIS), section 5; "Guidelines for using W3C XML Schema Datatypes with RELAX NG";
 * W3C XML Schema Part 2.
 */
import { applyFacets } from './facets'
import type { FacetCheck } from './facets'
import { xsdTypes } from './xsdTypes'

export const xsdLibrary = 'http://www.w3.org/2001/XMLSchema-datatypes'

/** Where a value stands: what the prefix of a qualified name means there ('' asks for the default namespace). */
export interface DatatypeContext {
  resolvePrefix?(prefix: string): string | undefined
}

/** A value in its canonical form: two literals of one type mean the same exactly if theirs is the same. */
export type DatatypeValue = string

/** What a library knows of one of its types, before facets. */
export interface TypeDefinition {
  readonly whiteSpace: 'preserve' | 'replace' | 'collapse'
  /** Reads a literal whose white space is already normalised; undefined if it is none of the type. */
  readonly read: (literal: string, context: DatatypeContext) => DatatypeValue | undefined
  /** Negative, 0 or positive; undefined where the two cannot be compared. Only for ordered types. */
  readonly compare?: (one: DatatypeValue, other: DatatypeValue) => number | undefined
  /** What the length facets count. Only for types that have a length. */
  readonly length?: (value: DatatypeValue) => number
  /** Digits before and behind the point, insignificant zeros left out. Only for decimal and what is derived from it. */
  readonly digits?: (value: DatatypeValue) => { readonly total: number; readonly fraction: number }
}

export interface DatatypeParameter {
  readonly name: string
  readonly value: string
}

/** A type with its parameters. */
export interface Datatype {
  /** URI of the library, '' for the built-in one. */
  readonly library: string
  readonly name: string
  readonly parameters: readonly DatatypeParameter[]
  /** The same for two datatypes exactly if library, name and parameters are the same. */
  readonly key: string
  /** The canonical form of the value that a literal stands for; undefined if the type does not allow it. */
  readonly read: (literal: string, context: DatatypeContext) => DatatypeValue | undefined
}

/** What is wrong with the use of a datatype; the message is a sentence for people. */
export interface DatatypeError {
  readonly message: string
  /** Index of the parameter that it is about; undefined for the type itself. */
  readonly parameter: number | undefined
}

/** Whether there is white space only, or nothing. */
export function isBlank(text: string): boolean {
  return !/[^\t\n\r ]/.test(text)
}

/** White space as `collapse` has it: none at the ends, single blanks between. */
export function collapse(text: string): string {
  return !/[\t\n\r ]/.test(text) ? text : text.replace(/[\t\n\r ]+/g, ' ').replace(/^ | $/g, '')
}

const builtInTypes: ReadonlyMap<string, TypeDefinition> = new Map<string, TypeDefinition>([
  ['string', { whiteSpace: 'preserve', read: literal => literal }],
  ['token', { whiteSpace: 'collapse', read: literal => literal }]
])

/** Departures from the datatypes as they are specified, for readers that take less. */
export interface DatatypeOptions {
  /** Types of XML Schema whose values must be written without white space around them. */
  readonly verbatim?: ReadonlySet<string>
}

/** The datatype `name` of `library` with `parameters`, or what is wrong with it. */
export function createDatatype(
  library: string,
  name: string,
  parameters: readonly DatatypeParameter[],
  context: DatatypeContext,
  { verbatim }: DatatypeOptions = {}
): { readonly datatype: Datatype } | { readonly error: DatatypeError } {
  const types = library === '' ? builtInTypes : library === xsdLibrary ? xsdTypes : undefined
  if (types === undefined) return fault(`The datatype library “${library}” is not known.`)
  const type = types.get(name)
  if (type === undefined) {
    return fault(
      `The datatype library ${library === '' ? 'of RELAX NG itself' : `“${library}”`} has no type “${name}”.`
    )
  }
  if (library === '' && parameters.length > 0) return fault(`The built-in type “${name}” takes no parameters.`, 0)
  const facets = applyFacets(type, name, parameters, context)
  if ('error' in facets) return facets
  const isVerbatim = library === xsdLibrary && verbatim?.has(name) === true
  const read = isVerbatim ? { ...type, whiteSpace: 'preserve' as const } : type
  return { datatype: makeDatatype(library, name, parameters, read, facets.checks) }
}

function fault(message: string, parameter?: number): { readonly error: DatatypeError } {
  return { error: { message, parameter } }
}

function makeDatatype(
  library: string,
  name: string,
  parameters: readonly DatatypeParameter[],
  type: TypeDefinition,
  checks: readonly FacetCheck[]
): Datatype {
  return { library, name, parameters, key: datatypeKey(library, name, parameters), read: readerOf(type, checks) }
}

/** A string that is the same for two datatypes exactly if library, name and parameters are the same. */
export function datatypeKey(library: string, name: string, parameters: readonly DatatypeParameter[]): string {
  return JSON.stringify([library, name, ...parameters.flatMap(parameter => [parameter.name, parameter.value])])
}

function readerOf({ whiteSpace, read }: TypeDefinition, checks: readonly FacetCheck[]): Datatype['read'] {
  if (checks.length === 0 && whiteSpace === 'preserve') return read
  return (literal, context) => {
    // Most values have no white space.
    const normalised = /[\t\n\r ]/.test(literal) ? normalise(literal, whiteSpace) : literal
    const value = read(normalised, context)
    if (value !== undefined) for (const check of checks) if (!check(normalised, value)) return undefined
    return value
  }
}

function normalise(literal: string, whiteSpace: TypeDefinition['whiteSpace']): string {
  if (whiteSpace === 'preserve') return literal
  return whiteSpace === 'replace' ? literal.replace(/[\t\n\r]/g, ' ') : collapse(literal)
}
