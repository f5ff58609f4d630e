/**
 * What the tests of the RELAX NG engine share: documents from text, schemas from text, problems as text.
 */
import assert from 'node:assert/strict'
import { DOMParser } from '@xmldom/xmldom'
import type { Element, Node } from '@xmldom/xmldom'
import { describeWanted } from '../../../server/src/relaxng/expectation'
import type { Grammar, LoadedGrammar } from '../../../server/src/relaxng/grammar'
import { loadGrammar } from '../../../server/src/relaxng/grammar'
import type { XmlContent, XmlElement } from '../../../server/src/xml/instance'
import type { ExpandedName } from '../../../server/src/relaxng/nameClass'
import type { Pattern } from '../../../server/src/relaxng/pattern'
import type { ItemResult, Problem } from '../../../server/src/relaxng/result'
import { validatorOf } from '../../../server/src/relaxng/validation'

/** The tree of a well-formed document. */
export function document(text: string): XmlElement {
  const root = new DOMParser().parseFromString(text, 'text/xml').documentElement
  assert.ok(root !== null)
  return elementOf(root)
}

function elementOf(element: Element): XmlElement {
  const children: XmlContent[] = []
  for (const node of element.childNodes) {
    if (isElement(node)) children.push(elementOf(node))
    else if (node.nodeType === 3 || node.nodeType === 4) children.push({ kind: 'text', value: node.nodeValue ?? '' })
    else children.push({ kind: 'nothing' })
  }
  const attributes = [...element.attributes]
    .filter(attribute => attribute.namespaceURI !== 'http://www.w3.org/2000/xmlns/')
    .map(({ namespaceURI, localName, value }) => ({ namespace: namespaceURI ?? '', localName: localName ?? '', value }))
  return {
    kind: 'element',
    namespace: element.namespaceURI ?? '',
    localName: element.localName ?? '',
    attributes,
    content: { kind: 'group', children },
    resolvePrefix: prefix => element.lookupNamespaceURI(prefix === '' ? null : prefix) ?? undefined
  }
}

function isElement(node: Node): node is Element {
  return node.nodeType === 1
}

/** What stands around the patterns of a schema that is given by its content. */
export function schemaText(content: string): string {
  return content
    .trim()
    .replace(
      /^<([A-Za-z]+)/,
      '<$1 xmlns="http://relaxng.org/ns/structure/1.0" xmlns:a="http://relaxng.org/ns/compatibility/annotations/1.0"' +
        ' datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes"'
    )
}

/** Loads a schema from the contents of its files; the first one is the schema itself. */
export function load(files: Readonly<Record<string, string>>): LoadedGrammar {
  const [first = ''] = Object.keys(files)
  return loadGrammar(first, url => {
    const content = files[url]
    if (content === undefined) throw new Error('there is no such file')
    return schemaText(content)
  })
}

export function grammarOf(content: string): Grammar {
  const { grammar, errors } = load({ 'schema.rng': content })
  assert.deepEqual(errors, [])
  assert.ok(grammar !== undefined)
  return grammar
}

/** The problems of a document, one a line: where, what, and what was wanted. */
export function problems(grammar: Grammar, root: XmlElement): string[] {
  return rendered(root, validatorOf(grammar).validate(root), `/${root.localName}`)
}

function rendered(item: XmlContent, result: ItemResult, path: string): string[] {
  if (result.kind === 'text') return result.problems.map(problem => `${path}: ${problemText(problem)}`)
  if (result.kind === 'element') {
    const content = item.kind === 'element' ? item.content : item
    return [
      ...result.problems.map(problem => `${path}: ${problemText(problem)}`),
      ...(result.content === undefined ? [] : rendered(content, result.content, path))
    ]
  }
  const children = item.kind === 'group' ? item.children : []
  return result.nested.flatMap(({ index, result: inner }) => {
    const child = children[index]
    assert.ok(child !== undefined)
    const name = child.kind === 'element' ? `/${child.localName}` : child.kind === 'text' ? '/text' : ''
    return rendered(child, inner, `${path}${name}`)
  })
}

function problemText(problem: Problem): string {
  const wanted = wantedText(problem.wanted)
  switch (problem.kind) {
    case 'element-not-allowed':
    case 'text-not-allowed':
    case 'content-incomplete':
    case 'attribute-missing':
      return `${problem.kind} (${wanted})`
    case 'attribute-not-allowed':
    case 'attribute-value-invalid':
      return `${problem.kind} ${problem.attribute.localName} (${wanted})`
    case 'text-invalid':
      return `${problem.kind} “${problem.value}” (${wanted})`
    default:
      return problem satisfies never
  }
}

/** What a pattern wants: elements, attributes with @, values quoted, types; `!` behind what is required. */
function wantedText(pattern: Pattern): string {
  const { elements, attributes, text } = describeWanted(pattern)
  return [
    ...elements.map(named),
    ...attributes.map(attribute => `@${named(attribute)}`),
    ...text.values.map(({ value }) => `“${value}”`),
    ...text.datatypes.map(({ name }) => name)
  ].join(' ')
}

function named({ name, required }: { readonly name: ExpandedName; readonly required: boolean }): string {
  return `${name.localName}${required ? '!' : ''}`
}
