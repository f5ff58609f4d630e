/** Adds what an element lacks: attributes and elements that the schema demands, and the schemaversion. */
import { conversionSteps, versionNumber } from '../../description/conversion'
import { Description } from '../../description/description'
import { contextAt, declarationsOf } from '../../relaxng/expectation'
import { listedNames } from '../../relaxng/nameClass'
import type { Grammar } from '../../relaxng/grammar'
import type { PlacedNode, SourceAttribute, SourceElement } from '../../syntax/tree'
import { plainInsertion } from '../completion/snippet'
import { isOf, type Finding } from '../finding'
import { valuesInWords } from '../wanted'
import { together } from '../words'
import { addAttributes, addChildren, attributeSpan } from './edits'
import type { FixPlace, Proposal } from './fix'

export function missingFixes(finding: Finding, place: FixPlace): Proposal[] {
  const { element, attribute, schema, file } = place
  if (!element) return []
  if (
    isOf(finding, 'schemaversion-missing') ||
    isOf(finding, 'schemaversion-malformed') ||
    isOf(finding, 'schemaversion-unknown')
  )
    return versionFixes(place, element, attribute)
  if (!schema) return []
  if (isOf(finding, 'attribute-missing'))
    return choices(finding.facts.missing).map((names, _, all) => {
      const added = names.map(name => likelyValue(place, name))
      return {
        title: `Add ${together(names)}`,
        edits: [
          addAttributes(
            element,
            names.map((name, index) => [name, added[index]?.value ?? ''] as const)
          )
        ],
        // Several values that are still to be filled in are several mistakes.
        isPreferred: all.length === 1 && added.filter(({ isOpen }) => isOpen).length < 2
      }
    })
  if (isOf(finding, 'content-incomplete')) {
    const { grammar } = schema
    const { parent } = finding.facts
    // What it would hold has prefixes that the schema does not name.
    if (parent.includes(':')) return []
    return choices(finding.facts.missing).map((names, _, all) => {
      const markup = names.map(name => elementMarkup(grammar, parent, name))
      const open = markup.join('').match(/=""|><\//g) ?? []
      return {
        title: `Add ${together(names.map(name => `<${name}>`))}`,
        edits: [addChildren(file.tree, element, markup)],
        isPreferred: all.length === 1 && open.length < 2
      }
    })
  }
  return []
}

/** An element with all that it must hold, values left empty where there is a choice; lines are indented by tabs. */
export function elementMarkup(grammar: Grammar, parent: string, name: string): string {
  const all = declarationsOf(grammar, name)
  const isIn = (names: readonly { readonly localName: string }[]) => names.some(({ localName }) => localName === parent)
  const own = all.find(({ parents }) => parents.some(({ nameClass }) => isIn(listedNames(nameClass)))) ?? all[0]
  return own ? `<${plainInsertion(own.declaration, grammar)}` : `<${name}/>`
}

/** So many alternatives are offered one by one. */
const mostAlternatives = 6

/** Each way to choose among alternatives; where there are several choices, the first alternative of all but one. */
function choices(missing: readonly (readonly string[])[]): string[][] {
  if (missing.length === 0) return []
  const first = missing.map(([name = '']) => name)
  const open = missing.findIndex(names => names.length > 1)
  return open === -1 ? [first] : (missing[open] ?? []).slice(0, mostAlternatives).map(name => first.with(open, name))
}

/** The one value that the schema lists; '' where there is a choice, `isOpen` where that is no value. */
function likelyValue({ schema, line }: FixPlace, name: string): { value: string; isOpen: boolean } {
  const attributes = (schema && contextAt(schema.grammar, line)?.attributes()) ?? []
  const expectation = attributes.find(({ name: { localName } }) => localName === name)
  if (!expectation) return { value: '', isOpen: true }
  const { values, described } = valuesInWords(expectation.values)
  const [only] = values
  if (only !== undefined && values.length === 1 && described === undefined) return { value: only, isOpen: false }
  return { value: '', isOpen: !expectation.values.anyText }
}

/** Writes the newest schemaversion with which the description has the fewest mistakes. */
function versionFixes(
  { description }: FixPlace,
  element: PlacedNode<SourceElement>,
  attribute: SourceAttribute | undefined
): Proposal[] {
  if (!description) return []
  const newestFirst = [description.schema.version, ...conversionSteps.map(({ from }) => from).toReversed()]
  const judged = [...new Set(newestFirst)]
    .filter(version => versionNumber(version) <= versionNumber(description.schema.version))
    .map(version => ({ version, mistakes: mistakesWith(description, version) }))
  const best = judged.reduce((one, other) => (other.mistakes < one.mistakes ? other : one))
  const edit = attribute
    ? { span: attributeSpan(element, attribute), text: `schemaversion="${best.version}"` }
    : addAttributes(element, [['schemaversion', best.version]])
  return [{ title: `Write schemaversion="${best.version}"`, edits: [edit], isPreferred: best.mistakes === 0 }]
}

function mistakesWith(description: Description, schemaversion: string): number {
  const { file, schema, kind } = description
  const trees = new Map(description.files().map(({ path, tree }) => [path, tree]))
  const tried = new Description(file, { tree: path => trees.get(path) }, schema, { kind, schemaversion })
  return (tried.result?.problemCount ?? Number.POSITIVE_INFINITY) + tried.ruleFailures.length
}
