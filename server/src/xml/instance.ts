/**
 * What both schema engines judge: any tree of elements with these few properties.
 *
 * Objects must be immutable: the engines remember verdicts by object identity, so a tree that shares the unchanged
 * subtrees of the one before it is judged at the cost of what changed.
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
  /** Namespace bound to `prefix` here ('' asks for the default one), for datatypes that hold qualified names. */
  resolvePrefix?(prefix: string): string | undefined
}

/** Character data, references replaced. Neighbouring texts (comments and CDATA sections between) belong together. */
export interface XmlText {
  readonly kind: 'text'
  readonly value: string
}

/** A run of children: a chunk of a long list, or what an inclusion brings in. The grouping has no meaning in XML. */
export interface XmlGroup {
  readonly kind: 'group'
  readonly children: readonly XmlContent[]
  /** The children in short, where they are a run; they may then cost more to ask for. */
  readonly run?: XmlRun | undefined
}

/** What a start tag is but for the values in it. Tags alike are one object. */
export interface XmlTag {
  readonly localName: string
  /** Names of attributes in no namespace, in the order of the tag. */
  readonly attributeNames: readonly string[]
}

/** Children that are elements without content, blank text, and nothing, none of them a group. */
export interface XmlRun {
  /** The namespace of all elements. */
  readonly namespace: string
  /** How many children there are, elements or not. */
  readonly itemCount: number
  /** The tag of each element. */
  readonly tags: readonly XmlTag[]
  /** The same, each once. */
  readonly distinctTags: readonly XmlTag[]
  /** The value of an attribute; `index` counts those of all elements before it too. */
  value(index: number): string
  /** Namespace bound to `prefix` in all of it, as for elements. */
  resolvePrefix(prefix: string): string | undefined
}

/** A comment, a processing instruction: it parts two text nodes to XPath, and is nothing else to a schema. */
export interface XmlNothing {
  readonly kind: 'nothing'
}

export type XmlContent = XmlElement | XmlText | XmlGroup | XmlNothing
