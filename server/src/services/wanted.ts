/** Reads a pattern for a message: the names and values that it allows, and those that it demands. */
import { writtenName } from '../description/features'
import { declarationsOf, describeValues, describeWanted, type ValueExpectation } from '../relaxng/expectation'
import type { Grammar } from '../relaxng/grammar'
import { listedNames } from '../relaxng/nameClass'
import { directElements, requiredAttributes } from '../relaxng/particles'
import type { Pattern } from '../relaxng/pattern'
import { describeDatatype } from './datatypeWords'
import { listForm, type ListForm } from './patternWords'

/** The local names of the elements that may stand where `pattern` is wanted. */
export function elementNames(pattern: Pattern): string[] {
  return describeWanted(pattern).elements.map(({ name }) => name.localName)
}

/** The names of the attributes that may stand where `pattern` is wanted, as people write them. */
export function attributeNames(pattern: Pattern): string[] {
  return describeWanted(pattern)
    .attributes.map(({ name }) => writtenName(name))
    .sort()
}

/** The attributes that are missing; the names of one entry are alternatives. */
export function missingAttributes(pattern: Pattern): string[][] {
  return requiredAttributes(pattern).map(attributeNames)
}

/** The elements that are missing; the names of one entry are alternatives. */
export function missingElements(pattern: Pattern): string[][] {
  const { elements } = describeWanted(pattern)
  const required = elements.filter(element => element.required).map(({ name }) => [name.localName])
  // Where one of several would do, no single one is required.
  return required.length > 0 || elements.length === 0 ? required : [elements.map(({ name }) => name.localName)]
}

/** The local names of the elements that an element of this name may stand in, wherever. */
export function parentsOf(grammar: Grammar, localName: string): string[] {
  const parents = declarationsOf(grammar, localName).flatMap(declaration => declaration.parents)
  return unique(parents.flatMap(({ nameClass }) => listedNames(nameClass).map(name => name.localName)))
}

/** The local names of the elements that may stand in an element of this name. */
export function childrenOf(grammar: Grammar, localName: string): string[] {
  const children = declarationsOf(grammar, localName).flatMap(({ declaration }) => directElements(declaration.content))
  return unique(children.flatMap(({ nameClass }) => listedNames(nameClass).map(name => name.localName)))
}

/** Whether an element of this name cannot be without the attribute. */
export function requiresAttribute(grammar: Grammar, localName: string, attribute: string): boolean {
  const known = required.get(grammar) ?? new Map<string, ReadonlySet<string>>()
  required.set(grammar, known)
  const attributes = known.get(localName) ?? attributesRequiredBy(grammar, localName)
  known.set(localName, attributes)
  return attributes.has(attribute)
}

/** By the name of the element: a rule asks it for each element that breaks it. */
const required = new WeakMap<Grammar, Map<string, ReadonlySet<string>>>()

function attributesRequiredBy(grammar: Grammar, localName: string): ReadonlySet<string> {
  const [first, ...others] = declarationsOf(grammar, localName).map(({ declaration }) =>
    missingAttributes(declaration.content).flatMap(([name, ...more]) =>
      name !== undefined && more.length === 0 ? name : []
    )
  )
  return new Set(first?.filter(name => others.every(names => names.includes(name))))
}

/** What may stand as a value. */
export interface WantedValues {
  /** The values that the schema lists, and those of types that have only a few. */
  readonly values: readonly string[]
  /** Words for the values that cannot be listed, a sentence; undefined where all are listed or nothing is known. */
  readonly described: string | undefined
  /** The lists of words that may be. */
  readonly lists: readonly ListForm[]
  /** Whether regular expressions say what else may be. */
  readonly isPattern: boolean
}

/** The values of the attributes that `pattern` consists of. */
export function wantedAttributeValues(pattern: Pattern): WantedValues {
  const all = describeWanted(pattern).attributes.map(({ values }) => valuesInWords(values))
  return {
    values: unique(all.flatMap(({ values }) => values)),
    described: unique(all.flatMap(({ described }) => described ?? [])).join(' ') || undefined,
    lists: all.flatMap(({ lists }) => lists),
    isPattern: all.some(({ isPattern }) => isPattern)
  }
}

/** The text of an element of which `pattern` is the whole content. */
export function wantedText(pattern: Pattern): WantedValues {
  return valuesInWords(describeValues(pattern))
}

/** What is expected as a value, in words. */
export function valuesInWords({ values, datatypes, anyText }: ValueExpectation): WantedValues {
  const sentences = datatypes.filter(({ name }) => name !== 'boolean').map(describeDatatype)
  const known = anyText ? [] : sentences.filter(sentence => sentence !== undefined)
  return {
    values: unique(values.map(({ value }) => value.trim())),
    described: known.length > 0 ? unique(known).join(' ') : undefined,
    lists: datatypes.flatMap(({ parameters }) =>
      parameters.flatMap(({ name, value }) => (name === 'pattern' ? (listForm(value) ?? []) : []))
    ),
    isPattern: datatypes.some(({ parameters }) => parameters.some(({ name }) => name === 'pattern'))
  }
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)]
}
