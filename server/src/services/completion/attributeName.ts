/** Completes the names of attributes that may still be added to an element. */
import type { EffectivePlace } from '../../description/place'
import { contextAt } from '../../relaxng/expectation'
import type { Grammar } from '../../relaxng/grammar'
import type { SourceAttribute, Span } from '../../syntax/tree'
import { attributeDocumentation } from '../documentation'
import type { Completion, CompletionSettings } from './item'
import { attributeInsertion } from './snippet'

/** An attribute's name being typed, or a place for one. */
export interface AttributePlace {
  readonly attribute: SourceAttribute | undefined
  readonly span: Span
}

export function completeAttributeNames(
  grammar: Grammar,
  path: readonly EffectivePlace[],
  { attribute: typed, span }: AttributePlace,
  settings: CompletionSettings
): Completion[] {
  const elements = path.map(({ element }) => element)
  const present = elements.at(-1)?.attributes.filter(({ source }) => source === undefined || source !== typed) ?? []
  const hasValue = typed !== undefined && typed.valueStart !== -1
  const wanted = contextAt(grammar, elements)?.attributesWanted(present) ?? []
  return wanted
    .filter(({ name }) => name.namespace === '')
    .map(expectation => {
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
        documentation: attributeDocumentation(expectation),
        required: expectation.required
      }
    })
}
