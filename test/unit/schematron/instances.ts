/** Makes the trees that rules are evaluated on out of XML text, for tests. */
import { DOMParser } from '@xmldom/xmldom'
import type { Element, Node } from '@xmldom/xmldom'
import type { XmlContent, XmlElement } from '../../../server/src/xml/instance'

/** The root of the document; children come in groups of at most `width`. */
export function instanceOf(xml: string, width = 4): XmlElement {
  const root = new DOMParser().parseFromString(xml, 'text/xml').documentElement
  if (!root) throw new Error(`There is no element in ${xml}.`)
  return elementOf(root, width)
}

/** Items in groups of groups, as the source tree has them. */
export function grouped(items: readonly XmlContent[], width: number): XmlContent {
  let level = items
  while (level.length > width) {
    const groups: XmlContent[] = []
    for (let index = 0; index < level.length; index += width)
      groups.push({ kind: 'group', children: level.slice(index, index + width) })
    level = groups
  }
  return { kind: 'group', children: level }
}

function elementOf(element: Element, width: number): XmlElement {
  const attributes = Array.from(element.attributes)
    .filter(({ name }) => name !== 'xmlns' && !name.startsWith('xmlns:'))
    .map(({ namespaceURI, localName, name, value }) => ({
      namespace: namespaceURI ?? '',
      localName: localName ?? name,
      value
    }))
  const items = Array.from(element.childNodes).map(node => itemOf(node, width))
  const { namespaceURI, localName, nodeName } = element
  return {
    kind: 'element',
    namespace: namespaceURI ?? '',
    localName: localName ?? nodeName,
    attributes,
    content: grouped(items, width)
  }
}

function itemOf(node: Node, width: number): XmlContent {
  if (isElement(node)) return elementOf(node, width)
  if (node.nodeType === 3 || node.nodeType === 4) return { kind: 'text', value: node.nodeValue ?? '' }
  return { kind: 'nothing' }
}

function isElement(node: Node): node is Element {
  return node.nodeType === 1
}
