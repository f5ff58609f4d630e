/** Datatypes in words for people. */
import type { Datatype } from '../relaxng/datatypes'

export interface DatatypeWords {
  /** All values, for a type that has only a few. */
  readonly values: readonly string[]
  /** What a value looks like, a sentence; '' where `values` says it all, undefined where nearly anything goes. */
  readonly sentence: string | undefined
}

const sentences = new Map([
  ['nonNegativeInteger', 'A whole number, 0 or more, is wanted.'],
  ['positiveInteger', 'A whole number, 1 or more, is wanted.'],
  ['integer', 'A whole number is wanted.'],
  ['int', 'A whole number is wanted.'],
  ['decimal', 'A number is wanted.'],
  ['anyURI', 'A URI is wanted.'],
  ['date', 'A date like 2026-01-31 is wanted.'],
  ['ID', 'A name is wanted that no other element of the file has.'],
  ['NCName', 'A name is wanted: letters, digits, "_", "-" and "."; no digit first.'],
  ['NMTOKEN', 'A word without blanks is wanted.']
])

/** Facets that bound a value, in words. */
const bounds = new Map([
  ['minInclusive', 'at least'],
  ['minExclusive', 'more than'],
  ['maxInclusive', 'at most'],
  ['maxExclusive', 'less than'],
  ['minLength', 'at least this many characters:'],
  ['maxLength', 'at most this many characters:'],
  ['length', 'exactly this many characters:']
])

/** What values a datatype has. */
export function describeDatatype({ name, parameters }: Datatype): DatatypeWords {
  if (name === 'boolean') return { values: ['true', 'false'], sentence: '' }
  const facets = parameters.map(({ name: facet, value }) =>
    facet === 'pattern' ? `the regular expression ${value}` : bounds.has(facet) ? `${bounds.get(facet)} ${value}` : ''
  )
  const conditions = facets.filter(facet => facet !== '')
  const sentence = sentences.get(name)
  if (conditions.length === 0) return { values: [], sentence }
  const limits = `It must be ${conditions.join(' and ')}.`.replace('be the regular', 'match the regular')
  return { values: [], sentence: sentence === undefined ? limits : `${sentence} ${limits}` }
}
