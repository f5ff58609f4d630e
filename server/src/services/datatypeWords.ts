/** Datatypes in words for people. */
import type { Datatype } from '../relaxng/datatypes'
import { patternInWords } from './patternWords'

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
  ['minLength', 'a text of a length of at least'],
  ['maxLength', 'a text of a length of at most'],
  ['length', 'a text of the length']
])

/** What a value of the type looks like, in a sentence or two; undefined where nearly anything goes. */
export function describeDatatype({ name, parameters }: Pick<Datatype, 'name' | 'parameters'>): string | undefined {
  const patterns = parameters.filter(parameter => parameter.name === 'pattern')
  const limits = parameters.flatMap(parameter => {
    const words = bounds.get(parameter.name)
    return words === undefined ? [] : `${words} ${parameter.value}`
  })
  const said = [
    sentences.get(name),
    ...patterns.map(({ value }) => patternInWords(value)),
    limits.length > 0 ? `It must be ${limits.join(' and ')}.` : undefined
  ].filter(sentence => sentence !== undefined)
  return said.length > 0 ? said.join(' ') : undefined
}
