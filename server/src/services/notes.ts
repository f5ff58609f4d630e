/** What is to be told of an attribute, a value or an element beside the schema's own documentation, as paragraphs of Markdown. */
import { feature, type Feature } from '../description/features'
import type { Schema } from '../description/schemas'
import type { XmlElement } from '../xml/instance'
import { attributeFacts, elementFacts, type RuleFacts } from './restrictions'
import { alternatives } from './words'

/** Of an attribute of the last of these elements. */
export function attributeNotes(schema: Schema, line: readonly XmlElement[], name: string): string[] {
  const element = line.at(-1)?.localName ?? ''
  return [...rulesInWords(attributeFacts(schema, line, name)), ...since(schema, feature.attribute(element, name))]
}

/** Of a value of such an attribute, what is told of all its values left out. */
export function valueNotes(schema: Schema, line: readonly XmlElement[], name: string, value: string): string[] {
  const element = line.at(-1)?.localName ?? ''
  const told = new Set(since(schema, feature.attribute(element, name)))
  const ofRelease = since(schema, feature.value(element, name, value)).filter(each => !told.has(each))
  return [...demandsInWords(attributeFacts(schema, line, name, value)), ...ofRelease]
}

/** Of a text that an element of that name may hold. */
export function textNotes(schema: Schema, element: string, text: string): string[] {
  const told = new Set(since(schema, feature.element(element)))
  return since(schema, feature.text(element, text)).filter(each => !told.has(each))
}

/** Of an element in the last of these elements. */
export function elementNotes(schema: Schema, ancestors: readonly XmlElement[], element: XmlElement): string[] {
  const { localName } = element
  const parent = ancestors.at(-1)?.localName
  const own = since(schema, feature.element(localName))
  const here = parent === undefined ? [] : since(schema, feature.child(parent, localName))
  // Some stood elsewhere before they could stand here.
  return [...rulesInWords(elementFacts(schema, ancestors, element)), ...(here.length > 0 ? here : own)]
}

/** The release that brought it; nothing where that is as old as all that is known. */
function since(schema: Schema, name: Feature): string[] {
  const history = schema.history()
  const lifetime = history?.lifetimesOf(name).at(-1)
  return !lifetime || lifetime.first === history?.releases[0] ? [] : [`Since kiwi ${lifetime.first}.`]
}

/** With what kiwi takes it, and what it demands beside it. */
function rulesInWords(facts: RuleFacts): string[] {
  const restrictions = facts.restrictions.map(({ attribute, holder, values }) => {
    const what = holder === undefined ? `\`${attribute}\`` : `\`${attribute}\` of \`<${holder}>\``
    return `Only where ${what} is ${alternatives(values.map(value => `\`${value}\``))}.`
  })
  return [...restrictions, ...demandsInWords(facts)]
}

function demandsInWords({ demands }: RuleFacts): string[] {
  return demands.map(message => `kiwi demands: ${message.replace(/[.!?]*$/, '.')}`)
}
