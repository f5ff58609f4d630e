/** Completes the values of an attribute, as far as the schema lists them. */
import type { Description } from '../../description/description'
import type { EffectivePlace } from '../../description/place'
import { contextAt, type AttributeExpectation } from '../../relaxng/expectation'
import type { SourceAttribute, Span } from '../../syntax/tree'
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
  description: Description,
  path: readonly EffectivePlace[],
  { attribute, span, offset, quoted }: ValuePlace
): Completion[] {
  const expectation = expectedAttribute(description, path, attribute.name)
  if (!expectation) return []
  const { values, list } = expectation.values
  const replaced = list ? itemSpan(attribute.value, span, offset) : span
  return values.map(({ value, documentation }) => ({
    label: value.trim(),
    kind: 'value',
    span: replaced,
    text: quoted ? value.trim() : `"${value.trim()}"`,
    snippet: false,
    filter: quoted ? undefined : value.trim(),
    documentation,
    required: false
  }))
}

/** What is expected of the attribute of that name as written: what kiwi's conversion makes of it counts. */
export function expectedAttribute(
  { schema, conversion }: Description,
  path: readonly EffectivePlace[],
  name: string
): AttributeExpectation | undefined {
  const elements = path.map(({ element }) => element)
  const element = elements.at(-1)
  const attributes = contextAt(schema.grammar, elements)?.attributes() ?? []
  const successors = (element && conversion.successors(element.localName, name)) ?? [name]
  return attributes.find(({ name: { namespace, localName } }) => namespace === '' && successors.includes(localName))
}
