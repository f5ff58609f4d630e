/** Hover: what the schema documents of the element, attribute or value at a place. */
import type { DescriptionFile } from '../description/library'
import { deciderAt, type Decider } from '../description/foreign'
import { effectivePath, type EffectivePlace } from '../description/place'
import { contextAt } from '../relaxng/expectation'
import type { Span } from '../syntax/tree'
import { expectedAttribute } from './completion/attributeValue'
import { cursorAt, type Cursor } from './cursor'
import { leastElement } from './permission'
import { attributeNotes, elementNotes, textNotes, valueNotes } from './notes'
import {
  attributeDocumentation,
  conversionDocumentation,
  elementDocumentation,
  valueDocumentation
} from './documentation'

export interface HoverText {
  readonly markdown: string
  /** What it is about, in UTF-16 code units from the start of the file. */
  readonly span: Span
}

/** What is to be said of the place; undefined where that is nothing. */
export function hover(file: DescriptionFile, offset: number): HoverText | undefined {
  const cursor = cursorAt(file, offset)
  const [description] = file.readings
  if (!description || cursor.kind === 'opaque') return undefined
  const path = effectivePath(description, file.path, cursor.path)
  if (path.length === 0 || path.length < cursor.path.length) return undefined
  const decider = deciderAt(description, path)
  const markdown = textFor(decider, decider.path, cursor, file)
  return markdown === undefined || markdown === '' ? undefined : { markdown, span: cursor.span }
}

function textFor(
  description: Decider,
  path: readonly EffectivePlace[],
  cursor: Exclude<Cursor, { kind: 'opaque' }>,
  { tree }: DescriptionFile
): string | undefined {
  const elements = path.map(({ element }) => element)
  const element = elements.at(-1)
  const context = contextAt(description.schema.grammar, elements)
  if (!element || !context) return undefined
  const { schema } = description
  const name = element.source.startTag.name
  const ofElement = (): string => {
    const [declaration] = context.declarations
    const least = declaration ? leastElement(declaration, element.localName) : element
    return elementDocumentation(name, context, elementNotes(schema, elements.slice(0, -1), least))
  }
  if (cursor.kind === 'element-name' || cursor.kind === 'end-tag') return ofElement()
  if (cursor.kind === 'content') {
    const word = tree.text(cursor.span.start, cursor.span.end)
    const value = context.text().values.find(each => each.value.trim() === word)
    return (
      value && valueDocumentation(word, value.documentation, ofElement(), textNotes(schema, element.localName, word))
    )
  }
  if (!cursor.attribute) return undefined
  const { name: attribute } = cursor.attribute
  const conversion = conversionDocumentation(attribute, description.conversion.successors(element.localName, attribute))
  const expectation = expectedAttribute(description, path, attribute)
  if (!expectation) return conversion
  const { localName } = expectation.name
  const documentation = attributeDocumentation(expectation, attributeNotes(schema, elements, localName))
  const told = conversion === undefined ? documentation : `${conversion}\n\n${documentation}`
  if (cursor.kind === 'attribute-name') return told
  const value = expectation.values.values.find(each => each.value.trim() === cursor.attribute?.value.trim())
  if (!value) return told
  const written = value.value.trim()
  return valueDocumentation(written, value.documentation, told, valueNotes(schema, elements, localName, written))
}
