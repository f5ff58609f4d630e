/** Completes the values of an attribute, as far as the schema lists them. */
import type { Description } from '../../description/description'
import type { EffectivePlace } from '../../description/place'
import { contextAt, type AttributeExpectation } from '../../relaxng/expectation'
import type { SourceAttribute, Span } from '../../syntax/tree'
import { valueChoiceDocumentation } from '../documentation'
import { valuePermission } from '../permission'
import { valueNotes } from '../notes'
import { itemSpan } from './listItem'
import type { Completion } from './item'

/** A value being typed. */
export interface ValuePlace {
  readonly attribute: SourceAttribute
  readonly span: Span
  readonly offset: number
  readonly quoted: boolean
}

export function completeAttributeValues(
  description: Pick<Description, 'schema' | 'conversion'>,
  path: readonly EffectivePlace[],
  { attribute, span, offset, quoted }: ValuePlace
): Completion[] {
  const { schema } = description
  const expectation = expectedAttribute(description, path, attribute.name)
  if (!expectation) return []
  const { values, list } = expectation.values
  const { localName } = expectation.name
  const elements = path.map(({ element }) => element)
  const element = elements.at(-1)
  const replaced = list ? itemSpan(attribute.value, span, offset) : span
  return values.flatMap(({ value: written, documentation }) => {
    const value = written.trim()
    const permission =
      element && !list
        ? valuePermission(schema.rules, { element, ancestors: elements.slice(0, -1) }, localName, value)
        : undefined
    // What stands beside it may be about to change; what stands around it hardly is.
    if (permission?.refusal !== undefined && !permission.isConflict) return []
    return {
      label: value,
      kind: 'value' as const,
      span: replaced,
      text: quoted ? value : `"${value}"`,
      snippet: false,
      filter: quoted ? undefined : value,
      documentation: () =>
        valueChoiceDocumentation(documentation, valueNotes(schema, elements, localName, value), permission?.refusal),
      required: false,
      refusal: permission?.refusal
    }
  })
}

/** What is expected of the attribute of that name as written: what kiwi's conversion makes of it counts. */
export function expectedAttribute(
  { schema, conversion }: Pick<Description, 'schema' | 'conversion'>,
  path: readonly EffectivePlace[],
  name: string
): AttributeExpectation | undefined {
  const elements = path.map(({ element }) => element)
  const element = elements.at(-1)
  const attributes = contextAt(schema.grammar, elements)?.attributes() ?? []
  const successors = (element && conversion.successors(element.localName, name)) ?? [name]
  return attributes.find(({ name: { namespace, localName } }) => namespace === '' && successors.includes(localName))
}
