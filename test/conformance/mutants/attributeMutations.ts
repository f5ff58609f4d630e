/** Mutations of attributes and their values. */
import type { Draft, Mutation } from './draft'
import type { MarkupAttribute, MarkupElement } from './markup'
import { edges, escaped, likely } from './vocabulary'

export const attributeMutations: Readonly<Record<string, Mutation>> = {
  'remove attribute': onAttribute((draft, file, { element, attribute }) => {
    draft.replace(file, attribute.start, attribute.end, '')
    return `${attribute.name} of ${element.name}`
  }),
  'add own attribute': onElement((draft, file, element) => {
    const words = draft.vocabulary.elements.get(element.name)?.attributes ?? []
    if (words.length === 0) return undefined
    const { name, values } = draft.random.pick(words)
    return write(draft, file, element, name, likely(values, draft.random))
  }),
  'add own attribute with any value': onElement((draft, file, element) => {
    const words = draft.vocabulary.elements.get(element.name)?.attributes ?? []
    return words.length === 0 ? undefined : write(draft, file, element, draft.random.pick(words).name, anyValue(draft))
  }),
  'add foreign attribute': onElement((draft, file, element) =>
    write(draft, file, element, draft.random.pick(draft.vocabulary.attributeNames), anyValue(draft))
  ),
  'rename attribute': onAttribute((draft, file, { element, attribute }) => {
    const own = draft.vocabulary.elements.get(element.name)?.attributes.map(({ name }) => name) ?? []
    const name = draft.random.pick([`${attribute.name}s`, ...own, draft.random.pick(draft.vocabulary.attributeNames)])
    const start = attribute.start + draft.text(file).slice(attribute.start).search(/\S/)
    draft.replace(file, start, start + attribute.name.length, name)
    return `${attribute.name} of ${element.name} to ${name}`
  }),
  'write attribute twice': onAttribute((draft, file, { element, attribute }) => {
    const text = draft.text(file).slice(attribute.start, attribute.end)
    draft.replace(file, attribute.end, attribute.end, text)
    return `${attribute.name} of ${element.name}`
  }),
  'copy attribute to another element': onAttribute((draft, file, { attribute }) => {
    const target = draft.random.pick(draft.elements(file))
    draft.replace(file, target.nameEnd, target.nameEnd, draft.text(file).slice(attribute.start, attribute.end))
    return `${attribute.name} to ${target.name}`
  }),
  'reverse attributes': onElement((draft, file, element) => {
    const { attributes } = element
    const [first] = attributes
    const last = attributes.at(-1)
    if (!first || !last || first === last) return undefined
    const texts = attributes.map(({ start, end }) => draft.text(file).slice(start, end))
    draft.replace(file, first.start, last.end, texts.reverse().join(''))
    return `of ${element.name}`
  }),
  'another allowed value': onAttribute((draft, file, place) => {
    const words = draft.vocabulary.elements.get(place.element.name)?.attributes ?? []
    const values = words.find(({ name }) => name === place.attribute.name)?.values ?? []
    return values.length < 2 ? undefined : setValue(draft, file, place, escaped(draft.random.pick(values)))
  }),
  'any value': onAttribute((draft, file, place) => setValue(draft, file, place, escaped(anyValue(draft)))),
  'value at an edge': onAttribute((draft, file, place) =>
    setValue(draft, file, place, escaped(draft.random.pick(edges)))
  ),
  'value with blanks around': onAttribute((draft, file, place) => {
    const [before, after] = draft.random.pick([
      [' ', ''],
      ['', ' '],
      ['\n  ', '\n'],
      ['&#9;', '&#10;'],
      [' ', '  ']
    ] as const)
    return setValue(draft, file, place, `${before}${place.attribute.value}${after}`)
  }),
  'value in other case': onAttribute((draft, file, place) => {
    const { value } = place.attribute
    const upper = value.toUpperCase()
    return value.includes('&') ? undefined : setValue(draft, file, place, upper === value ? value.toLowerCase() : upper)
  }),
  'value with a number changed': onAttribute((draft, file, place) => {
    const { value } = place.attribute
    const number = /\d+/.exec(value)
    if (!number || value.includes('&')) return undefined
    const other = draft.random.pick([
      '',
      '0',
      '-1',
      `0${number[0]}`,
      `${number[0]}0`,
      `+${number[0]}`,
      `${number[0]}.0`
    ])
    return setValue(draft, file, place, value.replace(number[0], other))
  }),
  'value with characters as references': onAttribute((draft, file, place) => {
    const { value } = place.attribute
    if (value === '' || value.includes('&')) return undefined
    const hexadecimal = draft.random.below(2) === 0
    return setValue(draft, file, place, reference(value, hexadecimal) + value.slice(1))
  }),
  'another type of image': draft => {
    const file = draft.anyFile()
    const types = draft.elements(file).filter(({ name }) => name === 'type')
    if (types.length === 0) return undefined
    const element = draft.random.pick(types)
    const attribute = element.attributes.find(({ name }) => name === 'image')
    const values = draft.vocabulary.elements.get('type')?.attributes.find(({ name }) => name === 'image')?.values
    if (!attribute || !values) return undefined
    return setValue(draft, file, { element, attribute }, draft.random.pick(values))
  },
  'attribute of type': draft => {
    const file = draft.anyFile()
    const types = draft.elements(file).filter(({ name }) => name === 'type')
    const words = draft.vocabulary.elements.get('type')?.attributes ?? []
    if (types.length === 0 || words.length === 0) return undefined
    const { name, values } = draft.random.pick(words)
    return write(draft, file, draft.random.pick(types), name, likely(values, draft.random))
  }
}

interface AttributePlace {
  readonly element: MarkupElement
  readonly attribute: MarkupAttribute
}

function onElement(change: (draft: Draft, file: string, element: MarkupElement) => string | undefined): Mutation {
  return draft => {
    const file = draft.anyFile()
    const elements = draft.elements(file)
    return elements.length === 0 ? undefined : change(draft, file, draft.random.pick(elements))
  }
}

function onAttribute(change: (draft: Draft, file: string, place: AttributePlace) => string | undefined): Mutation {
  return onElement((draft, file, element) =>
    element.attributes.length === 0
      ? undefined
      : change(draft, file, { element, attribute: draft.random.pick(element.attributes) })
  )
}

/** Writes the attribute into the start tag, in place of one of that name; half of the time beside it. */
function write(draft: Draft, file: string, element: MarkupElement, name: string, value: string): string {
  const present = element.attributes.find(attribute => attribute.name === name)
  const text = ` ${name}="${escaped(value)}"`
  if (present) draft.replace(file, present.start, present.end, text)
  else draft.replace(file, element.nameEnd, element.nameEnd, text)
  return `${name}="${value}" of ${element.name}`
}

function setValue(draft: Draft, file: string, { element, attribute }: AttributePlace, written: string): string {
  draft.replace(file, attribute.valueStart - 1, attribute.valueEnd + 1, `"${written}"`)
  return `${attribute.name}=${JSON.stringify(written)} of ${element.name}, was "${attribute.value}"`
}

function anyValue(draft: Draft): string {
  return draft.random.pick(draft.random.below(2) === 0 ? draft.vocabulary.values : edges)
}

function reference(text: string, hexadecimal: boolean): string {
  const code = text.charCodeAt(0)
  return hexadecimal ? `&#x${code.toString(16)};` : `&#${code};`
}
