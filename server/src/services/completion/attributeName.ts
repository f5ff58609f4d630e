/** Completes the names of attributes that may still be added to an element. */
import type { EffectivePlace } from '../../description/place'
import { contextAt } from '../../relaxng/expectation'
import type { Schema } from '../../description/schemas'
import type { SourceAttribute, Span } from '../../syntax/tree'
import { attributeDocumentation } from '../documentation'
import { attributePermission } from '../permission'
import { attributeNotes } from '../notes'
import type { Completion, CompletionSettings } from './item'
import { attributeInsertion } from './snippet'

/** An attribute's name being typed, or a place for one. */
export interface AttributePlace {
  readonly attribute: SourceAttribute | undefined
  readonly span: Span
}

/** The attributes that may be added; those are left out that the rules refuse beside the ones that are there. */
export function completeAttributeNames(
  schema: Schema,
  path: readonly EffectivePlace[],
  { attribute: typed, span }: AttributePlace,
  settings: CompletionSettings
): Completion[] {
  const { grammar, rules } = schema
  const elements = path.map(({ element }) => element)
  const element = elements.at(-1)
  if (!element) return []
  const ancestors = elements.slice(0, -1)
  const present = element.attributes.filter(({ source }) => source === undefined || source !== typed)
  const place = { element: { ...element, attributes: present }, ancestors }
  const hasValue = typed !== undefined && typed.valueStart !== -1
  const wanted = contextAt(grammar, elements)?.attributesWanted(present) ?? []
  return wanted
    .filter(({ name }) => name.namespace === '')
    .flatMap(expectation => {
      const permission = attributePermission(rules, place, expectation)
      if (permission.refusal !== undefined) return []
      const { localName } = expectation.name
      const { text, snippet } =
        settings.snippets && !hasValue
          ? attributeInsertion(localName, expectation.values)
          : { text: hasValue ? localName : `${localName}=""`, snippet: false }
      return {
        label: localName,
        kind: 'attribute',
        span,
        text,
        snippet,
        documentation: () => attributeDocumentation(expectation, attributeNotes(schema, elements, localName)),
        required: expectation.required || permission.isDemanded
      }
    })
}
