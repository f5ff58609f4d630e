/**
 * The nodes of XPath's data model over a tree whose elements know no parents: handles, made where they are asked for.
 *
 * A node is one object for as long as its document node lives, so nodes may be compared by identity. Not modelled:
 * comments, processing instructions, namespace nodes, and the prefixes of names.
 */
import type { XmlAttribute, XmlContent, XmlElement } from '../xml/instance'
import { countOf, holdsElement, holdsElementBelow } from './summary'

export type XPathNode = DocumentNode | ElementNode | AttributeNode | TextNode
export type ParentNode = DocumentNode | ElementNode

export class DocumentNode {
  readonly kind = 'document'
  readonly parent = undefined
  readonly position = 0
  readonly root: ElementNode

  constructor(root: XmlElement) {
    this.root = new ElementNode(root, this, 0)
  }

  get children(): readonly ElementNode[] {
    return [this.root]
  }
}

export class ElementNode {
  readonly kind = 'element'
  readonly element: XmlElement
  readonly parent: ParentNode
  /** Place among the items of the parent's content, groups not counted. */
  readonly position: number
  #attributes: readonly AttributeNode[] | undefined
  #children: readonly (ElementNode | TextNode)[] | undefined
  /** By their positions. */
  #elements: Map<number, ElementNode> | undefined

  constructor(element: XmlElement, parent: ParentNode, position: number) {
    this.element = element
    this.parent = parent
    this.position = position
  }

  get attributes(): readonly AttributeNode[] {
    const { attributes } = this.element
    this.#attributes ??= attributes.map(
      (attribute, index) => new AttributeNode(attribute, this, index - attributes.length)
    )
    return this.#attributes
  }

  /** Elements and texts. */
  get children(): readonly (ElementNode | TextNode)[] {
    this.#children ??= this.#allChildren()
    return this.#children
  }

  /** The child elements with this local name; passes over groups in which there are none. */
  childrenNamed(localName: string): readonly ElementNode[] {
    return this.#search(item => holdsElement(item, localName))
  }

  /** The child elements that have this local name or such an element below them. */
  childrenTowards(localName: string): readonly ElementNode[] {
    return this.#search(item => holdsElementBelow(item, localName))
  }

  /** The node of a child element whose position is known. */
  childAt(element: XmlElement, position: number): ElementNode {
    const nodes = (this.#elements ??= new Map<number, ElementNode>())
    const known = nodes.get(position)
    if (known) return known
    const node = new ElementNode(element, this, position)
    nodes.set(position, node)
    return node
  }

  #search(isWanted: (item: XmlContent) => boolean): readonly ElementNode[] {
    const found: ElementNode[] = []
    const search = (item: XmlContent, position: number): void => {
      if (!isWanted(item)) return
      if (item.kind === 'element') found.push(this.childAt(item, position))
      if (item.kind !== 'group') return
      let at = position
      for (const child of item.children) {
        search(child, at)
        at += countOf(child)
      }
    }
    search(this.element.content, 0)
    return found
  }

  #allChildren(): readonly (ElementNode | TextNode)[] {
    const children: (ElementNode | TextNode)[] = []
    let text: { value: string; position: number } | undefined
    let position = 0
    const endText = (): void => {
      if (text && text.value !== '') children.push(new TextNode(text.value, this, text.position))
      text = undefined
    }
    for (const item of itemsOf(this.element.content)) {
      if (item.kind === 'text') text = { value: (text?.value ?? '') + item.value, position: text?.position ?? position }
      else endText()
      if (item.kind === 'element') children.push(this.childAt(item, position))
      position += 1
    }
    endText()
    return children
  }
}

export class AttributeNode {
  readonly kind = 'attribute'
  readonly attribute: XmlAttribute
  readonly parent: ElementNode
  /** Negative: attributes come before all children. */
  readonly position: number

  constructor(attribute: XmlAttribute, parent: ElementNode, position: number) {
    this.attribute = attribute
    this.parent = parent
    this.position = position
  }
}

export class TextNode {
  readonly kind = 'text'
  readonly value: string
  readonly parent: ElementNode
  readonly position: number

  constructor(value: string, parent: ElementNode, position: number) {
    this.value = value
    this.parent = parent
    this.position = position
  }
}

/** The string value of a node (XPath 1.0, section 5). */
export function stringValueOf(node: XPathNode): string {
  if (node.kind === 'attribute') return node.attribute.value
  if (node.kind === 'text') return node.value
  return textBelow(node.kind === 'document' ? node.root.element.content : node.element.content)
}

/** Local name and namespace of a node; undefined where nodes of its kind have none. */
export function nameOf(node: XPathNode): { readonly namespace: string; readonly localName: string } | undefined {
  if (node.kind === 'element') return node.element
  return node.kind === 'attribute' ? node.attribute : undefined
}

export function childrenOf(node: XPathNode): readonly (ElementNode | TextNode)[] {
  return node.kind === 'document' || node.kind === 'element' ? node.children : []
}

export function documentOf(node: XPathNode): DocumentNode {
  let around = node
  while (around.kind !== 'document') around = around.parent
  return around
}

/** Negative where `one` comes before `other` in the document, positive where behind, 0 for the same node. */
export function compareOrder(one: XPathNode, other: XPathNode): number {
  if (one === other) return 0
  if (one.parent === other.parent) return one.position - other.position
  const ones = lineage(one)
  const others = lineage(other)
  for (const [index, step] of ones.entries()) {
    const against = others[index]
    if (!against) return 1
    if (step !== against) return step.position - against.position
  }
  return -1
}

/** The node and its ancestors, outermost first. */
function lineage(node: XPathNode): XPathNode[] {
  const line: XPathNode[] = []
  for (let step: XPathNode | undefined = node; step; step = step.parent) line.push(step)
  return line.reverse()
}

/** The items of content, out of their groups. */
function* itemsOf(content: XmlContent): Generator<Exclude<XmlContent, { kind: 'group' }>, void, undefined> {
  if (content.kind === 'group') for (const child of content.children) yield* itemsOf(child)
  else yield content
}

function textBelow(content: XmlContent): string {
  if (content.kind === 'text') return content.value
  if (content.kind === 'element') return textBelow(content.content)
  return content.kind === 'group' ? content.children.map(textBelow).join('') : ''
}
