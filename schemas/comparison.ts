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
  /** Each rule by its name, the elements that it looks at, and what it asks of them. */
  readonly rules: ReadonlySet<string>
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
  const rules = loadRules(name, () => text).rules.flatMap(({ id, rules: inPattern }) =>
    inPattern.flatMap(({ context, assertions }) => assertions.map(({ test }) => `rule ${id} for ${context}: ${test}`))
  )
  return { version, features: featuresOf(grammar), datatypes, rules: new Set(rules) }
}

/** What `next` has (+), has no more (-) and has in another form (~), a line for each, each kind of thing together. */
export function changesBetween(previous: SchemaFacts, next: SchemaFacts): string[] {
  const forms = [...next.datatypes].flatMap(([name, form]) => {
    const before = previous.datatypes.get(name)
    return before === undefined || before === form ? [] : `~ ${name}: ${before} → ${form}`
  })
  return [...differences(previous.features, next.features), ...forms.sort(), ...differences(previous.rules, next.rules)]
}

/** What is only in `next` (+) and only in `previous` (-). */
export function differences(previous: ReadonlySet<string>, next: ReadonlySet<string>): string[] {
  const added = [...next].filter(name => !previous.has(name)).map(name => `+ ${name}`)
  const removed = [...previous].filter(name => !next.has(name)).map(name => `- ${name}`)
  return [...added.sort(), ...removed.sort()]
}
