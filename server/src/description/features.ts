/** What a schema knows, as a set of names: its elements, which may stand in which, their attributes and listed values. */
import { describeValues } from '../relaxng/expectation'
import type { Grammar } from '../relaxng/grammar'
import { listedNames, type ExpandedName } from '../relaxng/nameClass'
import { directAttributes, directElements } from '../relaxng/particles'
import type { Pattern } from '../relaxng/pattern'

/** The name of one thing that a schema knows or does not; see `feature`. */
export type Feature = string

/** How the things that a schema can know are named. */
export const feature = {
  element: (name: string): Feature => `<${name}>`,
  child: (parent: string, name: string): Feature => `<${parent}>/<${name}>`,
  attribute: (element: string, name: string): Feature => `<${element}>@${name}`,
  value: (element: string, attribute: string, value: string): Feature => `<${element}>@${attribute}="${value}"`,
  text: (element: string, value: string): Feature => `<${element}>="${value}"`
}

const known = new WeakMap<Grammar, ReadonlySet<Feature>>()

/** Everything that the grammar knows; elements of one name count as one, whatever they stand in. */
export function featuresOf(grammar: Grammar): ReadonlySet<Feature> {
  const features = known.get(grammar) ?? readFeatures(grammar)
  known.set(grammar, features)
  return features
}

function readFeatures(grammar: Grammar): ReadonlySet<Feature> {
  const features = new Set<Feature>()
  for (const { nameClass, content } of grammar.elements) {
    for (const { localName: element } of listedNames(nameClass)) {
      features.add(feature.element(element))
      for (const child of directElements(content))
        for (const { localName } of listedNames(child.nameClass)) features.add(feature.child(element, localName))
      for (const attribute of directAttributes(content)) {
        for (const name of listedNames(attribute.nameClass)) {
          features.add(feature.attribute(element, writtenName(name)))
          for (const value of listedValues(attribute.member))
            features.add(feature.value(element, name.localName, value))
        }
      }
      for (const value of listedValues(content)) features.add(feature.text(element, value))
    }
  }
  return features
}

/** The values that a pattern lists; those of a datatype are none. */
function listedValues(pattern: Pattern): string[] {
  const { values, datatypes } = describeValues(pattern)
  const isBoolean = datatypes.some(({ name }) => name === 'boolean')
  return values
    .map(({ value }) => value.trim())
    .filter(value => !(isBoolean && (value === 'true' || value === 'false')))
}

/** With the prefix that people know it by. */
export function writtenName({ namespace, localName }: ExpandedName): string {
  return namespace === 'http://www.w3.org/2001/XMLSchema-instance' ? `xsi:${localName}` : localName
}
