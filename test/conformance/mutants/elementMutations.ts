/** Mutations of elements: their names, places, order, nesting and text. */
import type { Draft, Mutation } from './draft'
import type { MarkupElement } from './markup'
import { elementsOf } from './markup'
import { edges, escaped, smallest } from './vocabulary'

export const elementMutations: Readonly<Record<string, Mutation>> = {
  'remove element': onInner((draft, file, element) => {
    draft.replace(file, element.start, element.end, '')
    return element.name
  }),
  'rename element': onInner((draft, file, element) => {
    const siblings = element.parent && draft.vocabulary.elements.get(element.parent.name)?.children
    const choices = siblings && siblings.length > 0 ? siblings : draft.vocabulary.elementNames
    const name = draft.random.pick([`${element.name}x`, draft.random.pick(choices), draft.random.pick(choices)])
    rename(draft, file, element, name)
    return `${element.name} to ${name}`
  }),
  'repeat element': onInner((draft, file, element) => {
    draft.replace(file, element.end, element.end, draft.source(file, element))
    return element.name
  }),
  'move element': onInner((draft, file, element) => {
    const source = draft.source(file, element)
    draft.replace(file, element.start, element.end, '')
    const target = draft.random.pick(draft.elements(file))
    draft.insert(file, target, source)
    return `${element.name} to ${target.name}`
  }),
  'copy element to another parent': onInner((draft, file, element) => {
    const target = draft.random.pick(draft.elements(file))
    draft.insert(file, target, draft.source(file, element))
    return `${element.name} to ${target.name}`
  }),
  'take element from another description': draft => {
    const file = draft.anyFile()
    const other = draft.random.pick(draft.others)
    const text = draft.random.pick([...other.texts.values()])
    const inner = elementsOf(text).filter(({ parent }) => parent)
    const targets = draft.elements(file)
    if (inner.length === 0 || targets.length === 0) return undefined
    const element = draft.random.pick(inner)
    const alike = targets.filter(({ name }) => name === element.parent?.name)
    const target = draft.random.pick(alike.length > 0 && draft.random.below(6) > 0 ? alike : targets)
    draft.insert(file, target, text.slice(element.start, element.end))
    return `${element.name} into ${target.name}`
  },
  'new element of the schema': draft => {
    const file = draft.anyFile()
    const targets = draft.elements(file).filter(each => draft.vocabulary.elements.get(each.name)?.children.length)
    if (targets.length === 0) return undefined
    const target = draft.random.pick(targets)
    const children = draft.vocabulary.elements.get(target.name)?.children ?? draft.vocabulary.elementNames
    const name = draft.random.pick(draft.random.below(8) > 0 ? children : draft.vocabulary.elementNames)
    const text = smallest(draft.vocabulary, name, draft.random, draft.random.below(3))
    draft.insert(file, target, text)
    return `${text} into ${target.name}`
  },
  'new element in type': draft => {
    const file = draft.anyFile()
    const targets = draft.elements(file).filter(({ name }) => name === 'type')
    if (targets.length === 0) return undefined
    const children = draft.vocabulary.elements.get('type')?.children ?? []
    const text = smallest(draft.vocabulary, draft.random.pick(children), draft.random, draft.random.below(4))
    draft.insert(file, draft.random.pick(targets), text)
    return text
  },
  'wrap element': onInner((draft, file, element) => {
    const name = draft.random.pick([element.name, draft.random.pick(draft.vocabulary.elementNames)])
    draft.replace(file, element.start, element.end, `<${name}>${draft.source(file, element)}</${name}>`)
    return `${element.name} in ${name}`
  }),
  'unwrap element': onInner((draft, file, element) => {
    draft.replace(file, element.start, element.end, draft.text(file).slice(element.contentStart, element.contentEnd))
    return element.name
  }),
  'swap siblings': onInner((draft, file, element) => {
    const siblings = element.parent?.children ?? []
    const next = siblings[siblings.indexOf(element) + 1]
    if (!next) return undefined
    const between = draft.text(file).slice(element.end, next.start)
    draft.replace(file, element.start, next.end, draft.source(file, next) + between + draft.source(file, element))
    return `${element.name} and ${next.name}`
  }),
  'empty the element': onInner((draft, file, element) => {
    draft.replace(file, element.contentStart, element.contentEnd, draft.random.pick(['', ' ', '\n']))
    return element.selfClosing ? undefined : element.name
  }),
  'another text': onLeaf((draft, file, element) => {
    const texts = draft.vocabulary.elements.get(element.name)?.texts ?? []
    const text = draft.random.pick([...texts, ...texts, ...texts, ...edges, draft.random.pick(draft.vocabulary.values)])
    return setText(draft, file, element, escaped(text))
  }),
  'text with blanks around': onLeaf((draft, file, element) => {
    const text = draft.text(file).slice(element.contentStart, element.contentEnd)
    return setText(
      draft,
      file,
      element,
      draft.random.pick([` ${text}`, `${text}\n`, `\n\t${text}\n`, `&#32;${text}&#160;`])
    )
  }),
  'text in pieces': onLeaf((draft, file, element) => {
    const text = draft.text(file).slice(element.contentStart, element.contentEnd)
    if (text.includes('&') || text.length < 2) return undefined
    const middle = 1 + draft.random.below(text.length - 1)
    const [one, other] = [text.slice(0, middle), text.slice(middle)]
    const between = draft.random.pick(['<!-- c -->', '<?p i?>', '<![CDATA[]]>', ' ', '\n'])
    const pieces = [
      `${one}${between}${other}`,
      `<![CDATA[${text}]]>`,
      `${one}<![CDATA[${other}]]>`,
      `${between}${text}`
    ]
    return setText(draft, file, element, draft.random.pick(pieces))
  }),
  'text between elements': inserting(
    ['x', ' ', '\n', '&#32;', '&#160;', '&amp;', '<![CDATA[ ]]>', '<![CDATA[x]]>', 'a b'],
    text => JSON.stringify(text)
  ),
  'comment or instruction': inserting(
    ['<!-- c -->', '<!---->', '<?p?>', '<?p i?>', '<!-- <package/> -->', '<?xml-model href="x"?>'],
    text => text
  )
}

/** Puts one of the texts into any element. */
function inserting(texts: readonly string[], shown: (text: string) => string): Mutation {
  return draft => {
    const file = draft.anyFile()
    const elements = draft.elements(file)
    if (elements.length === 0) return undefined
    const element = draft.random.pick(elements)
    const text = draft.random.pick(texts)
    draft.insert(file, element, text)
    return `${shown(text)} in ${element.name}`
  }
}

/** On an element that is not the root. */
function onInner(change: (draft: Draft, file: string, element: MarkupElement) => string | undefined): Mutation {
  return draft => {
    const file = draft.anyFile()
    const inner = draft.elements(file).filter(({ parent }) => parent)
    return inner.length === 0 ? undefined : change(draft, file, draft.random.pick(inner))
  }
}

/** On an element without children, with text rather than without. */
function onLeaf(change: (draft: Draft, file: string, element: MarkupElement) => string | undefined): Mutation {
  return draft => {
    const file = draft.anyFile()
    const leaves = draft.elements(file).filter(({ parent, children }) => parent && children.length === 0)
    const written = leaves.filter(({ contentStart, contentEnd }) => contentEnd > contentStart)
    const choices = written.length > 0 && draft.random.below(5) > 0 ? written : leaves
    return choices.length === 0 ? undefined : change(draft, file, draft.random.pick(choices))
  }
}

function rename(draft: Draft, file: string, element: MarkupElement, name: string): void {
  if (!element.selfClosing) draft.replace(file, element.contentEnd, element.end, `</${name}>`)
  draft.replace(file, element.start + 1, element.nameEnd, name)
}

function setText(draft: Draft, file: string, element: MarkupElement, text: string): string {
  if (element.selfClosing) draft.insert(file, element, text)
  else draft.replace(file, element.contentStart, element.contentEnd, text)
  return `${JSON.stringify(text)} in ${element.name}`
}
