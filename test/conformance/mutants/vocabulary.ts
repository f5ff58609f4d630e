/** The words of the schema, from which mutants are made: what may stand where, and what else there is. */
import { holds, membersOf, type ElementPattern, type Pattern } from '../../../server/src/relaxng/pattern'
import { directAttributes, directElements, requiredAttributes } from '../../../server/src/relaxng/particles'
import type { NameClass } from '../../../server/src/relaxng/nameClass'
import type { Random } from '../../support/random'
import { schemaOf } from '../../support/descriptions'

export interface WordsOfAttribute {
  readonly name: string
  readonly values: readonly string[]
  readonly required: boolean
}

export interface WordsOfElement {
  readonly name: string
  readonly attributes: readonly WordsOfAttribute[]
  readonly children: readonly string[]
  /** What its text may be; empty where it takes none, or any. */
  readonly texts: readonly string[]
}

export interface Vocabulary {
  readonly elements: ReadonlyMap<string, WordsOfElement>
  readonly elementNames: readonly string[]
  readonly attributeNames: readonly string[]
  readonly values: readonly string[]
}

/** Values at the edges of the datatypes that the schema uses. */
export const edges: readonly string[] = [
  '',
  ' ',
  '0',
  '1',
  '-1',
  '+1',
  '00',
  '01',
  '1.0',
  '.5',
  '1e3',
  '0x10',
  ' 1 ',
  '2047',
  '2048',
  '99999999999999999999',
  '2147483648',
  '-0',
  '١',
  'true',
  'false',
  'TRUE',
  ' true ',
  'yes',
  'a',
  'a b',
  'a,b',
  'ä',
  '/',
  '//',
  'x:y',
  'http://[',
  '%',
  '%zz',
  'a#b#c',
  '{}',
  'obs://a/b',
  'none',
  'custom',
  '10M',
  '10G',
  '1.5G',
  'all',
  '50%',
  '0xff',
  'rw',
  'a\tb',
  'a\nb',
  '&#32;1',
  '&#9;',
  '&#10;true',
  '&amp;',
  '&lt;',
  '&#x1F600;',
  '1_0',
  '1 2',
  '7.4',
  '8.5'
]

/** The words of the newest schema. */
export function readVocabulary(): Vocabulary {
  const elements = new Map<string, WordsOfElement>()
  for (const pattern of schemaOf().grammar.elements) {
    const [name] = namesOf(pattern.nameClass)
    if (name === undefined) continue
    const found = wordsOf(name, pattern)
    const known = elements.get(name)
    elements.set(name, known ? joined(known, found) : found)
  }
  const all = [...elements.values()]
  const values = all.flatMap(({ attributes, texts }) => [...attributes.flatMap(each => each.values), ...texts])
  return {
    elements,
    elementNames: [...elements.keys()].sort(),
    attributeNames: [...new Set(all.flatMap(({ attributes }) => attributes.map(each => each.name)))].sort(),
    values: [...new Set(values)].sort()
  }
}

/** The text of an element of that name with all that must be in it, to a bounded depth. */
export function smallest(vocabulary: Vocabulary, name: string, random: Random, extra: number): string {
  const words = vocabulary.elements.get(name)
  if (!words) return `<${name}/>`
  const optional = words.attributes.filter(({ required }) => !required)
  const chosen = new Set(words.attributes.filter(({ required }) => required))
  for (let count = 0; count < extra && optional.length > 0; count += 1) chosen.add(random.pick(optional))
  const written = [...chosen].map(each => ` ${each.name}="${escaped(likely(each.values, random))}"`).join('')
  const text = words.texts.length > 0 ? escaped(random.pick(words.texts)) : ''
  return text === '' ? `<${name}${written}/>` : `<${name}${written}>${text}</${name}>`
}

/** One of `values`; a plausible word where any would do. */
export function likely(values: readonly string[], random: Random): string {
  return values.length > 0 ? random.pick(values) : random.pick(['a', 'none', '1', 'http://example.org/a'])
}

export function escaped(value: string): string {
  return value
    .replace(/&(?!#?\w+;)/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
}

function wordsOf(name: string, { content }: ElementPattern): WordsOfElement {
  const required = new Set(requiredAttributes(content))
  return {
    name,
    attributes: directAttributes(content).flatMap(attribute =>
      namesOf(attribute.nameClass).map(each => ({
        name: each,
        values: valuesOf(attribute.member),
        required: required.has(attribute)
      }))
    ),
    children: directElements(content).flatMap(({ nameClass }) => namesOf(nameClass)),
    texts: valuesOf(content)
  }
}

function joined(one: WordsOfElement, other: WordsOfElement): WordsOfElement {
  const names = new Set(one.attributes.map(({ name }) => name))
  return {
    name: one.name,
    attributes: [...one.attributes, ...other.attributes.filter(({ name }) => !names.has(name))],
    children: [...new Set([...one.children, ...other.children])],
    texts: [...new Set([...one.texts, ...other.texts])]
  }
}

function namesOf(nameClass: NameClass): string[] {
  if (nameClass.kind === 'name') return nameClass.namespace === '' ? [nameClass.localName] : []
  return nameClass.kind === 'choice' ? nameClass.members.flatMap(namesOf) : []
}

/** Values that a pattern of an attribute or of text names, and samples of the datatypes that it names. */
function valuesOf(pattern: Pattern): string[] {
  if (pattern.kind === 'value') return [pattern.literal]
  if (pattern.kind === 'list') return valuesOf(pattern.member)
  if (pattern.kind === 'data')
    return ['true', '1', '2048', 'a', '10.0.0', '1G', 'http://a/b', 'a,b', '0x100'].filter(value =>
      schemaOf().grammar.derivatives.matchesText(pattern, value, { resolvePrefix: () => undefined })
    )
  if ((pattern.holds & (holds.data | holds.list)) === 0 && pattern.kind !== 'choice') {
    // Interleaves of elements hold no values of their own.
    return membersOf(pattern).flatMap(member => (member.kind === 'choice' ? valuesOf(member) : []))
  }
  return [...new Set(membersOf(pattern).flatMap(valuesOf))]
}
