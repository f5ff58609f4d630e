/**
 * What validation answers: problems in the shape of the tree that was validated, so that the result of an unchanged
 * subtree is the same object again and places are found on the way down.
 */
import type { Pattern } from './pattern'
import type { XmlAttribute } from '../xml/instance'

/** One mistake, told at the element, attribute or text that the result it stands in belongs to. */
export type Problem =
  /** The element may not stand here at all; `wanted` is what its place allows. */
  | { readonly kind: 'element-not-allowed'; readonly wanted: Pattern }
  | { readonly kind: 'attribute-not-allowed'; readonly attribute: XmlAttribute; readonly wanted: Pattern }
  | { readonly kind: 'attribute-value-invalid'; readonly attribute: XmlAttribute; readonly wanted: Pattern }
  /** `wanted` is the pattern of the attributes that are missing. */
  | { readonly kind: 'attribute-missing'; readonly wanted: Pattern }
  | { readonly kind: 'text-not-allowed'; readonly wanted: Pattern }
  /** The element's whole text does not match; `wanted` is the element's content pattern. */
  | { readonly kind: 'text-invalid'; readonly value: string; readonly wanted: Pattern }
  /** Children are missing at the end of the element; `wanted` is what remains to be matched. */
  | { readonly kind: 'content-incomplete'; readonly wanted: Pattern }

/** The result for one item of an element's content; only items with problems are listed. */
export interface NestedResult {
  /** Index into the children of the group that the result belongs to. */
  readonly index: number
  readonly result: ItemResult
}

export type ItemResult = ElementResult | GroupResult | TextResult

export interface GroupResult {
  readonly kind: 'group'
  readonly nested: readonly NestedResult[]
  /** How many problems there are in all of it. */
  readonly problemCount: number
}

export interface TextResult {
  readonly kind: 'text'
  readonly problems: readonly Problem[]
  readonly problemCount: number
}

export interface ElementResult {
  readonly kind: 'element'
  /** Problems of the element itself, its attributes, its text as a whole, and what it lacks. */
  readonly problems: readonly Problem[]
  /** The result for the element's `content`; undefined where nothing is wrong in it. */
  readonly content: ItemResult | undefined
  /** How many problems there are in the element and everything below it: 0 for a valid one. */
  readonly problemCount: number
}
