/** What the schema documents, as Markdown. */
import type { AttributeExpectation, ElementContext, ValueExpectation } from '../relaxng/expectation'
import { valuesInWords } from './wanted'

/** More names than this tell a reader nothing. */
const longestList = 30

/** A longer regular expression, in characters, tells a reader nothing either. */
const longestPattern = 60

/** An element: what it is for (`notes`: beside the schema's words), which attributes it needs, and what its text may be. */
export function elementDocumentation(name: string, context: ElementContext, notes: readonly string[]): string {
  const attributes = context.attributes()
  const required = attributes.filter(attribute => attribute.required).map(({ name: { localName } }) => localName)
  return paragraphs(
    `**\`<${name}>\`**`,
    context.documentation,
    ...notes,
    required.length > 0 && `Needs ${names(required)}.`,
    valuesDocumentation(context.text())
  )
}

/** An attribute: what it is for and which values it may have. */
export function attributeDocumentation(attribute: AttributeExpectation, notes: readonly string[]): string {
  return paragraphs(
    `**\`${attribute.name.localName}\`**${attribute.required ? ' (required)' : ''}`,
    attribute.documentation,
    ...notes,
    valuesDocumentation(attribute.values)
  )
}

/** An element that is offered, whose name stands beside this. */
export function elementChoiceDocumentation(
  documentation: string | undefined,
  notes: readonly string[]
): string | undefined {
  return paragraphs(documentation, ...notes) || undefined
}

/** A value that is offered; `refusal`: what kiwi says of it beside what is there. */
export function valueChoiceDocumentation(
  documentation: string | undefined,
  notes: readonly string[],
  refusal: string | undefined
): string | undefined {
  const refused = refusal !== undefined && `kiwi refuses it beside what is there: ${refusal}.`
  return paragraphs(refused, documentation, ...notes) || undefined
}

/** What becomes of an attribute that newer schemaversions do not have; undefined where it stays what it is. */
export function conversionDocumentation(name: string, successors: readonly string[] | undefined): string | undefined {
  if (!successors) return undefined
  return successors.length === 0
    ? `kiwi leaves \`${name}\` out: newer schemaversions do not have it.`
    : `kiwi reads \`${name}\` as ${names(successors)}.`
}

/** A value of an attribute or of an element's text; the documentation of what holds it follows. */
export function valueDocumentation(
  value: string,
  documentation: string | undefined,
  holder: string,
  notes: readonly string[]
): string {
  const own = [documentation, ...notes].filter(part => part !== undefined).join(' ')
  return paragraphs(own === '' ? undefined : `**\`${value}\`**: ${own}`, holder)
}

function valuesDocumentation(expectation: ValueExpectation): string | undefined {
  const { values, described } = valuesInWords(expectation)
  const said = paragraphs(
    values.length > 0 && `${expectation.list ? 'A list of' : 'One of'} ${names(values)}.`,
    described !== undefined && patternAsCode(described)
  )
  return said === '' ? undefined : said
}

/** In Markdown much of a regular expression would mean something else; and a long one says nothing to a person. */
function patternAsCode(described: string): string {
  return described.replace(/It must match the regular expression (.+)\.$/, (_, pattern: string) =>
    pattern.length > longestPattern ? '' : `It must match the regular expression \`${pattern}\`.`
  )
}

function names(all: readonly string[]): string {
  const shown = all.slice(0, longestList).map(name => `\`${name}\``)
  const left = all.length - shown.length
  return left > 0 ? `${shown.join(', ')} and ${left} more` : shown.join(', ')
}

function paragraphs(...parts: (string | undefined | false)[]): string {
  return parts.filter(part => part !== undefined && part !== false && part !== '').join('\n\n')
}
