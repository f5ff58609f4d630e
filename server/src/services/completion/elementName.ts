/** Completes the names of elements, with what the schema demands of them, and end tags. */
import { contentIndices, type EffectivePlace } from '../../description/place'
import { contextAt, describeWanted, type ElementExpectation } from '../../relaxng/expectation'
import type { EffectiveElement } from '../../description/effective'
import type { Schema } from '../../description/schemas'
import type { Grammar } from '../../relaxng/grammar'
import type { PlacedNode, SourceElement, Span } from '../../syntax/tree'
import { elementChoiceDocumentation } from '../documentation'
import { elementPermission, leastElement } from '../permission'
import { elementNotes } from '../notes'
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
export function completeElementNames(schema: Schema, place: ElementPlace, settings: CompletionSettings): Completion[] {
  const { grammar, rules } = schema
  const { typed, span, parents } = place
  const line = parents.map(({ element }) => element)
  const parent = line.at(-1)
  return expectedElements(grammar, place).flatMap(({ name, documentation, required, declarations }) => {
    const [declaration] = declarations
    const prefix = prefixIn(parent, name.namespace)
    if (!declaration || prefix === undefined) return []
    const permission =
      parent && elementPermission(rules, { element: parent, ancestors: line.slice(0, -1) }, declaration, name.localName)
    if (permission?.refusal !== undefined) return []
    const before = typed ? '' : '<'
    const whole = settings.snippets && (!typed || !goesOn(typed))
    const label = prefix + name.localName
    const { text, snippet } =
      whole && prefix === '' ? elementInsertion(declaration, grammar) : { text: label, snippet: false }
    return {
      label,
      kind: 'element',
      span,
      text: before + text,
      snippet,
      documentation: () =>
        elementChoiceDocumentation(
          documentation,
          elementNotes(schema, line, leastElement(declaration, name.localName))
        ),
      required: required || (permission?.isDemanded ?? false)
    }
  })
}

/** The elements that may begin what is judged by schemas of their own, each with the prefix that stands for it. */
export function completeTopNames(schemas: ReadonlyMap<string, Schema>, { typed, span }: ElementPlace): Completion[] {
  return [...schemas].flatMap(([prefix, { grammar }]) =>
    describeWanted(grammar.start).elements.map(({ name, documentation }) => {
      const label = `${prefix}:${name.localName}`
      const text = (typed ? '' : '<') + label
      return {
        label,
        kind: 'element' as const,
        span,
        text,
        snippet: false,
        documentation: () => documentation,
        required: false
      }
    })
  )
}

/** How names of the namespace begin below `parent`; undefined where that does not say it. */
function prefixIn(parent: EffectiveElement | undefined, namespace: string): string | undefined {
  if (namespace === '') return ''
  const written = parent?.source.startTag.name ?? ''
  return parent?.namespace === namespace ? written.slice(0, written.indexOf(':') + 1) : undefined
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
  return [{ label: text, kind: 'end-tag', span, text, snippet: false, documentation: () => undefined, required: false }]
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
