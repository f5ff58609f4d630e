/**
 * The shapes of the source tree: what the tolerant parser makes of the text of one file.
 *
 * The tree is the document: every code unit of the text lies in exactly one leaf. Nodes are immutable, know their own
 * measure but not their place, and are shared between the tree before and after an edit wherever the text did not
 * change, so object identity of a node may serve as a cache key. All offsets and lengths are UTF-16 code units.
 */

import type { Run } from './run'

/** The extent of a stretch of text. Measures add up, see `addMeasures`; a CR LF pair never straddles two nodes. */
export interface Measure {
  /** UTF-16 code units. */
  readonly length: number
  /** Line breaks: LF, CR or CR LF, as the Language Server Protocol counts them. */
  readonly breaks: number
  /** UTF-16 code units behind the last line break; all of them where there is none. */
  readonly tail: number
}

/** A zero-based place as the Language Server Protocol has it; `character` counts UTF-16 code units. */
export interface Position {
  readonly line: number
  readonly character: number
}

/** A half-open stretch of text, in UTF-16 code units from the start of the file. */
export interface Span {
  readonly start: number
  readonly end: number
}

export type SyntaxErrorCode =
  | 'element-not-closed'
  | 'end-tag-stray'
  | 'end-tag-mismatched'
  | 'end-tag-malformed'
  | 'start-tag-not-closed'
  | 'attribute-without-value'
  | 'attribute-value-not-quoted'
  | 'attribute-value-not-closed'
  | 'attribute-value-holds-less-than'
  | 'attribute-duplicate'
  | 'attribute-not-separated'
  | 'name-invalid'
  | 'markup-malformed'
  | 'comment-not-closed'
  | 'comment-holds-double-hyphen'
  | 'cdata-not-closed'
  | 'cdata-end-in-text'
  | 'processing-instruction-not-closed'
  | 'processing-instruction-target-reserved'
  | 'declaration-misplaced'
  | 'declaration-malformed'
  | 'doctype-not-closed'
  | 'doctype-misplaced'
  | 'doctype-malformed'
  | 'reference-malformed'
  | 'reference-undefined'
  | 'entity-recursive'
  | 'entity-malformed'
  | 'entity-not-for-values'
  | 'entities-too-large'
  | 'character-invalid'
  | 'text-outside-root'
  | 'root-missing'
  | 'root-repeated'
  | 'nesting-too-deep'
  | 'file-too-large'

/** What is wrong with the markup of one node; `start` and `end` count from the start of that node. */
export interface SyntaxError extends Span {
  readonly code: SyntaxErrorCode
  /** The name or character that the message speaks of, where there is one. */
  readonly detail?: string
}

interface NodeBase {
  readonly measure: Measure
  /**
   * How many code units behind its own end the parser looked at to decide how to read this node: up to behind the end
   * of the file where it searched in vain. An edit beyond that cannot change how this node is read.
   */
  readonly reach: number
  /** What is wrong with this node itself; errors of an element's content are with the content. */
  readonly errors: readonly SyntaxError[]
  /** Errors in this node and everything below it. */
  readonly errorCount: number
}

export interface SourceAttribute {
  /** The name as it is written, prefix included. */
  readonly name: string
  /** Offsets from the start of the element. */
  readonly nameStart: number
  readonly nameEnd: number
  /** The stretch between the quotes, from the start of the element; -1 where there is no value. */
  readonly valueStart: number
  readonly valueEnd: number
  /** The value as XML has it: references replaced, white space normalised; '' where there is none. */
  readonly value: string
}

export interface StartTag {
  /** The whole text of the tag, `<` and `>` included. */
  readonly text: string
  /** The name as it is written, prefix included; '' for a lone `<`. It starts at offset 1 of the element. */
  readonly name: string
  readonly attributes: readonly SourceAttribute[]
  readonly selfClosing: boolean
  /** Whether the tag ends in `>`. */
  readonly closed: boolean
  /** How many code units behind its end were looked at to read it, as `reach` of a node. */
  readonly reach: number
}

export interface EndTag {
  readonly text: string
  /** As it is written; differs from the start tag's name where the error `end-tag-mismatched` says so. */
  readonly name: string
}

export interface SourceElement extends NodeBase {
  readonly kind: 'element'
  readonly startTag: StartTag
  readonly content: SourceSequence
  /** Missing for an empty-element tag, and where the text ends or an outer element is closed before it comes. */
  readonly endTag: EndTag | undefined
}

/** Character data between markup, references not yet replaced: `decodeText` does that. */
export interface SourceText extends NodeBase {
  readonly kind: 'text'
  readonly text: string
}

/** Everything without structure of its own: `text` is the whole markup as written. */
export interface SourceMisc extends NodeBase {
  readonly kind: 'comment' | 'cdata' | 'processing-instruction' | 'declaration' | 'doctype' | 'stray'
  readonly text: string
}

export type SourceNode = SourceElement | SourceText | SourceMisc

/**
 * The children of an element or of the file: a balanced tree whose leaves hold at most `sequenceWidth` nodes, so that
 * an edit among many siblings costs the logarithm of their number.
 */
export interface SourceLeaf {
  readonly kind: 'leaf'
  /** Where there is a `run` they are made when they are asked for. */
  readonly items: readonly SourceNode[]
  /** The same in short; undefined where the items are no run. */
  readonly run?: Run | undefined
  readonly measure: Measure
  /** The farthest that any item's reach stretches behind the end of this leaf; never negative. */
  readonly reach: number
  readonly count: number
  readonly errorCount: number
}

export interface SourceBranch {
  readonly kind: 'branch'
  /** Levels of branches from here down; every item has the same height, a leaf counts 0. */
  readonly height: number
  readonly items: readonly SourceSequence[]
  readonly measure: Measure
  readonly reach: number
  readonly count: number
  readonly errorCount: number
}

export type SourceSequence = SourceLeaf | SourceBranch

/** The most nodes that one leaf or branch of a sequence holds. */
export const sequenceWidth = 32

/** A node together with the offset of its first code unit in the file. */
export interface PlacedNode<Node extends SourceNode = SourceNode> {
  readonly node: Node
  readonly offset: number
}
