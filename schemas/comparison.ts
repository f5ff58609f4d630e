/** What two schemas of kiwi differ in, for the person who adopts a release: `node schemas/adopt.mjs`. */
import { featuresOf, type Feature } from '../server/src/description/features'
import { schemaVersion } from '../server/src/description/schemas'
import { describeValues } from '../server/src/relaxng/expectation'
import { loadGrammar } from '../server/src/relaxng/grammar'
import { listedNames } from '../server/src/relaxng/nameClass'
import { directAttributes } from '../server/src/relaxng/particles'
import type { Pattern } from '../server/src/relaxng/pattern'
import { loadRules } from '../server/src/schematron/loading'

export { FeatureHistory } from '../server/src/description/history'

/** What a schema says, as sets and lists that can be compared. */
export interface SchemaFacts {
  readonly version: string
  readonly features: ReadonlySet<Feature>
  /** For each attribute and each text that has one: the datatypes of its values. */
  readonly datatypes: ReadonlyMap<Feature, string>
  /** For each rule, by its name and the elements that it looks at: what it asks of them. */
  readonly rules: ReadonlyMap<string, string>
}

/** Reads a schema; throws where it cannot be used. */
export function readSchema(name: string, text: string): SchemaFacts {
  const { grammar, errors } = loadGrammar(name, () => text)
  const version = grammar && schemaVersion(grammar)
  if (!grammar || version === undefined)
    throw new Error(`${name} cannot be used: ${errors[0]?.message ?? 'no version'}`)
  const datatypes = new Map<Feature, string>()
  const note = (feature: Feature, pattern: Pattern) => {
    const types = describeValues(pattern).datatypes.map(({ name: type, parameters }) =>
      [type, ...parameters.map(each => `${each.name} ${each.value}`)].join(' ')
    )
    if (types.length > 0) datatypes.set(feature, types.join(' or '))
  }
  for (const { nameClass, content } of grammar.elements) {
    for (const { localName: element } of listedNames(nameClass)) {
      note(`text of <${element}>`, content)
      for (const attribute of directAttributes(content))
        for (const { localName } of listedNames(attribute.nameClass))
          note(`<${element}>@${localName}`, attribute.member)
    }
  }
  const rules = new Map<string, string>()
  for (const { id, rules: inPattern } of loadRules(name, () => text).rules) {
    for (const { context, assertions } of inPattern) {
      const rule = `rule ${id} for ${context}`
      const asked = [rules.get(rule) ?? [], ...assertions.map(({ test }) => test)].flat()
      rules.set(rule, asked.join(' and '))
    }
  }
  return { version, features: featuresOf(grammar), datatypes, rules }
}

/** What `next` has (+), has no more (-) and has in another form (~), a line for each, each kind of thing together. */
export function changesBetween(previous: SchemaFacts, next: SchemaFacts): string[] {
  return [
    ...differences(previous.features, next.features),
    ...otherForms(previous.datatypes, next.datatypes),
    ...differences(named(previous.rules, next.rules), named(next.rules, previous.rules)),
    ...otherForms(previous.rules, next.rules)
  ]
}

/** The entries of `own` that the other has not, with what they say. */
function named(own: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): ReadonlySet<string> {
  return new Set([...own].filter(([name]) => !other.has(name)).map(([name, says]) => `${name}: ${says}`))
}

function otherForms(previous: ReadonlyMap<string, string>, next: ReadonlyMap<string, string>): string[] {
  const forms = [...next].flatMap(([name, form]) => {
    const before = previous.get(name)
    return before === undefined || before === form ? [] : `~ ${name}: ${before} → ${form}`
  })
  return forms.sort()
}

/** What is only in `next` (+) and only in `previous` (-). */
export function differences(previous: ReadonlySet<string>, next: ReadonlySet<string>): string[] {
  const added = [...next].filter(name => !previous.has(name)).map(name => `+ ${name}`)
  const removed = [...previous].filter(name => !next.has(name)).map(name => `- ${name}`)
  return [...added.sort(), ...removed.sort()]
}
