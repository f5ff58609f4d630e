/** Adds what an element lacks: attributes and elements that the schema demands, and the schemaversion. */
import { effectivePath } from '../../description/place'
import { contextAt, declarationsOf } from '../../relaxng/expectation'
import { listedNames } from '../../relaxng/nameClass'
import type { Grammar } from '../../relaxng/grammar'
import { plainInsertion } from '../completion/snippet'
import { isOf, type Finding } from '../finding'
import { valuesInWords } from '../wanted'
import { addAttributes, addChildren, attributeSpan } from './edits'
import type { FixPlace, Proposal } from './fix'

export function missingFixes(finding: Finding, place: FixPlace): Proposal[] {
  const { element, attribute, description, file } = place
  if (!element) return []
  if (isOf(finding, 'schemaversion-missing'))
    return [writeVersion(addAttributes(element, [['schemaversion', finding.facts.newest]]), finding.facts.newest)]
  if (attribute && (isOf(finding, 'schemaversion-malformed') || isOf(finding, 'schemaversion-unknown'))) {
    const version = isOf(finding, 'schemaversion-malformed') ? finding.facts.newest : finding.facts.target
    return [writeVersion({ span: attributeSpan(element, attribute), text: `schemaversion="${version}"` }, version)]
  }
  if (!description) return []
  if (isOf(finding, 'attribute-missing'))
    return choices(finding.facts.missing).map((names, _, all) => ({
      title: `Add ${inWords(names)}`,
      edits: [
        addAttributes(
          element,
          names.map(name => [name, onlyValue(place, name)] as const)
        )
      ],
      isPreferred: all.length === 1
    }))
  if (isOf(finding, 'content-incomplete')) {
    const { grammar } = description.schema
    const { parent } = finding.facts
    return choices(finding.facts.missing).map((names, _, all) => ({
      title: `Add ${inWords(names.map(name => `<${name}>`))}`,
      edits: [
        addChildren(
          file.tree,
          element,
          names.map(name => elementMarkup(grammar, parent, name))
        )
      ],
      isPreferred: all.length === 1
    }))
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

/** The one value that the schema lists; '' where there is a choice. */
function onlyValue({ description, file, path }: FixPlace, name: string): string {
  if (!description) return ''
  const line = effectivePath(description, file.path, path).map(({ element }) => element)
  const attributes = contextAt(description.schema.grammar, line)?.attributes() ?? []
  const expectation = attributes.find(({ name: { localName } }) => localName === name)
  const { values = [], described } = expectation ? valuesInWords(expectation.values) : {}
  return described === undefined && values.length === 1 ? (values[0] ?? '') : ''
}

function writeVersion(edit: Proposal['edits'][number], version: string): Proposal {
  return { title: `Write schemaversion="${version}"`, edits: [edit], isPreferred: true }
}

function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
}
