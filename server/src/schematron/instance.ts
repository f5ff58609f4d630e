/**
 * What Schematron rules are evaluated on: any tree of elements with these few properties.
 *
 * Objects must be immutable: verdicts are remembered by object identity, so a tree that shares the unchanged subtrees
 * of the one before it costs what changed.
 */

export interface XmlAttribute {
  /** '' for no namespace. Namespace declarations are not attributes. */
  readonly namespace: string
  readonly localName: string
  readonly value: string
}

export interface XmlElement {
  readonly kind: 'element'
  readonly namespace: string
  readonly localName: string
  readonly attributes: readonly XmlAttribute[]
  readonly content: XmlContent
}

/** Character data, references replaced. Texts that follow each other at once are one text node to XPath. */
export interface XmlText {
  readonly kind: 'text'
  readonly value: string
}

/** A run of children: a chunk of a long list, or what an inclusion brings in. The grouping has no meaning in XML. */
export interface XmlGroup {
  readonly kind: 'group'
  readonly children: readonly XmlContent[]
}

/** A comment, a processing instruction: it parts two text nodes, and is nothing else to the rules. */
export interface XmlNothing {
  readonly kind: 'nothing'
}

export type XmlContent = XmlElement | XmlText | XmlGroup | XmlNothing
