/** Reads a pattern for a message: the names and values that it allows, and those that it demands. */
import { listedNames } from '../relaxng/nameClass'
import type { AttributePattern, ElementPattern, Pattern } from '../relaxng/pattern'
import { directAttributes, directElements, requiredAttributes, requiredElements } from '../relaxng/particles'
import { describeDatatype } from './datatypeWords'

/** The local names of the elements that may stand where `pattern` is wanted. */
export function elementNames(pattern: Pattern): string[] {
  return unique(directElements(pattern).flatMap(namesOf))
}

/** The local names of the attributes that may stand where `pattern` is wanted. */
export function attributeNames(pattern: Pattern): string[] {
  return unique(directAttributes(pattern).flatMap(namesOf)).sort()
}

/** The attributes that are missing; the names of one entry are alternatives. */
export function missingAttributes(pattern: Pattern): string[][] {
  return requiredAttributes(pattern).map(attributeNames)
}

/** The elements that are missing; the names of one entry are alternatives. */
export function missingElements(pattern: Pattern): string[][] {
  const required = requiredElements(pattern).map(namesOf)
  // Where only some of several would do, no single one is required.
  return required.length > 0 ? required : [elementNames(pattern)].filter(names => names.length > 0)
}

/** What may stand as a value where `pattern` is wanted. */
export interface WantedValues {
  /** The values that the schema lists, and those of types that have only a few. */
  readonly values: readonly string[]
  /** Words for the values that cannot be listed, a sentence; undefined where all are listed or nothing is known. */
  readonly described: string | undefined
}

/** The values of an attribute, or of the text of an element, of which `pattern` is the whole content. */
export function wantedValues(pattern: Pattern): WantedValues {
  const values: string[] = []
  const described: string[] = []
  let anything = false
  const visit = (inner: Pattern): void => {
    switch (inner.kind) {
      case 'value':
        values.push(inner.literal.trim())
        break
      case 'data': {
        const words = describeDatatype(inner.datatype)
        values.push(...words.values)
        if (words.sentence === undefined) anything = true
        else if (words.sentence !== '') described.push(words.sentence)
        break
      }
      case 'text':
        anything = true
        break
      case 'choice':
      case 'group':
      case 'interleave':
        inner.members.forEach(visit)
        break
      case 'attribute':
      case 'oneOrMore':
      case 'list':
        visit(inner.member)
        break
      default:
    }
  }
  visit(pattern)
  return { values: unique(values), described: anything ? undefined : unique(described).join(' ') || undefined }
}

function namesOf({ nameClass }: ElementPattern | AttributePattern): string[] {
  return listedNames(nameClass).map(({ localName }) => localName)
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)]
}
