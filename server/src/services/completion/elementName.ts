/** Completes the names of elements, with what the schema demands of them, and end tags. */
import { contentIndices, type EffectivePlace } from '../../description/place'
import { contextAt, describeWanted, type ElementExpectation } from '../../relaxng/expectation'
import type { Schema } from '../../description/schemas'
import type { Grammar } from '../../relaxng/grammar'
import type { PlacedNode, SourceElement, Span } from '../../syntax/tree'
import { elementChoiceDocumentation } from '../documentation'
import { elementPermission, leastElement } from '../permission'
import { elementFacts } from '../restrictions'
import type { Completion, CompletionSettings } from './item'
import { elementInsertion } from './snippet'

/** Where an element is to be inserted. */
export interface ElementPlace {
  /** The elements around the place, outermost first; none for the top of the file. */
  readonly parents: readonly EffectivePlace[]
  /** Where the element starts, or what it is inserted before. */
  readonly at: number
  /** The element whose name is being typed; undefined where not even its `<` is there. */
  readonly typed: SourceElement | undefined
  /** What is replaced: the typed name, or the word that is there without a `<`. */
  readonly span: Span
}

/** The elements that may stand at a place; those are left out that the rules refuse beside what is there. */
export function completeElementNames(
  { grammar, rules }: Schema,
  place: ElementPlace,
  settings: CompletionSettings
): Completion[] {
  const { typed, span, parents } = place
  const line = parents.map(({ element }) => element)
  const parent = line.at(-1)
  return expectedElements(grammar, place).flatMap(({ name, documentation, required, declarations }) => {
    const [declaration] = declarations
    if (!declaration || name.namespace !== '') return []
    const permission =
      parent && elementPermission(rules, { element: parent, ancestors: line.slice(0, -1) }, declaration, name.localName)
    if (permission?.refusal !== undefined) return []
    const facts = elementFacts(rules, grammar, line, leastElement(declaration, name.localName))
    const before = typed ? '' : '<'
    const whole = settings.snippets && (!typed || !goesOn(typed))
    const { text, snippet } = whole ? elementInsertion(declaration, grammar) : { text: name.localName, snippet: false }
    return {
      label: name.localName,
      kind: 'element',
      span,
      text: before + text,
      snippet,
      documentation: elementChoiceDocumentation(documentation, facts),
      required: required || (permission?.isDemanded ?? false)
    }
  })
}

/** Offers to close the innermost of the elements, `before` being put before its name and `after` behind it. */
export function completeEndTag(
  path: readonly PlacedNode<SourceElement>[],
  span: Span,
  before: '' | '/',
  after: '' | '>'
): Completion[] {
  const element = path.at(-1)?.node
  if (!element || element.startTag.name === '') return []
  const missing = element.endTag === undefined || element.endTag.name !== element.startTag.name
  if (!missing) return []
  const text = `${before}${element.startTag.name}${after}`
  return [{ label: text, kind: 'end-tag', span, text, snippet: false, documentation: undefined, required: false }]
}

function expectedElements(grammar: Grammar, { parents, at, typed }: ElementPlace): readonly ElementExpectation[] {
  const parent = parents.at(-1)
  if (!parent) return describeWanted(grammar.start).elements
  const context = contextAt(
    grammar,
    parents.map(({ element }) => element)
  )
  return context?.elements({ path: contentIndices(parent, at), replaces: typed !== undefined }) ?? []
}

/** Whether more of the element than its name is there already: then only the name is replaced. */
function goesOn({ startTag }: SourceElement): boolean {
  return startTag.closed || startTag.attributes.length > 0
}
