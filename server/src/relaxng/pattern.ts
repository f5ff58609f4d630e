/**
 * The patterns of RELAX NG, interned: patterns that are written alike are one object.
 *
 * Interning is what makes derivatives affordable (J. Clark, "An algorithm for RELAX NG validation"; S. Owens, J. Reppy,
 * A. Turon, "Regular-expression derivatives re-examined"): their table (`patternTable.ts`) simplifies, so that what remains to
 * be matched after many children is again a pattern met before, and everything computed of a pattern can be remembered by it.
 * Choices, interleaves and groups are flat lists of members, not pairs: content models are interleaves of dozens.
 *
 * There is no `after` pattern: a derivative by an element answers pairs of what the element must hold and what may follow
 * it (`derivative.ts`), which keeps the content of one element and that of its parent apart.
 */
import type { Datatype, DatatypeValue } from './datatypes'
import { isInfinite, type NameClass } from './nameClass'
import type { SchemaPlace } from '../xml/schemaText'

interface PatternBase {
  /** Unique in its table, counted from 0 in the order of creation. */
  readonly id: number
  /** Whether the pattern matches no content at all. */
  readonly nullable: boolean
  /** What the pattern holds, outside of the elements in it: bits of `holds`. */
  readonly holds: number
  /** The one element or attribute that the pattern speaks of, where it is no more than `x`, `x?`, `x+` or `x*`. */
  readonly particle: ElementPattern | AttributePattern | undefined
}

export interface EmptyPattern extends PatternBase {
  readonly kind: 'empty'
}

export interface NotAllowedPattern extends PatternBase {
  readonly kind: 'notAllowed'
}

export interface TextPattern extends PatternBase {
  readonly kind: 'text'
}

/** At least two members, none of them a choice, `notAllowed` or twice there; sorted by id. */
export interface ChoicePattern extends PatternBase {
  readonly kind: 'choice'
  readonly members: readonly Pattern[]
}

/** At least two members, none of them an interleave, `empty` or `notAllowed`; sorted by id. */
export interface InterleavePattern extends PatternBase {
  readonly kind: 'interleave'
  readonly members: readonly Pattern[]
}

/** At least two members in their order, none of them a group, `empty` or `notAllowed`. */
export interface GroupPattern extends PatternBase {
  readonly kind: 'group'
  readonly members: readonly Pattern[]
}

export interface OneOrMorePattern extends PatternBase {
  readonly kind: 'oneOrMore'
  readonly member: Pattern
}

export interface ListPattern extends PatternBase {
  readonly kind: 'list'
  readonly member: Pattern
}

export interface DataPattern extends PatternBase {
  readonly kind: 'data'
  readonly datatype: Datatype
  readonly except: Pattern | undefined
}

export interface ValuePattern extends PatternBase {
  readonly kind: 'value'
  readonly datatype: Datatype
  /** As the schema writes it. */
  readonly literal: string
  readonly value: DatatypeValue
  readonly documentation: string | undefined
}

export interface AttributePattern extends PatternBase {
  readonly kind: 'attribute'
  readonly nameClass: NameClass
  readonly member: Pattern
  readonly documentation: string | undefined
}

/** One `element` of the schema; two that are written alike in different places are two declarations. */
export interface ElementPattern extends PatternBase {
  readonly kind: 'element'
  readonly nameClass: NameClass
  readonly documentation: string | undefined
  readonly place: SchemaPlace
  /** Attributes and content. Patterns are recursive through here; complete as soon as the schema is loaded. */
  readonly content: Pattern
}

export type Pattern =
  | EmptyPattern
  | NotAllowedPattern
  | TextPattern
  | ChoicePattern
  | InterleavePattern
  | GroupPattern
  | OneOrMorePattern
  | ListPattern
  | DataPattern
  | ValuePattern
  | AttributePattern
  | ElementPattern

/** Bits of `Pattern.holds`. */
export const holds = {
  element: 1,
  attribute: 2,
  text: 4,
  data: 8,
  list: 16,
  empty: 32,
  group: 64,
  interleave: 128,
  oneOrMore: 256,
  /** An attribute inside a group or an interleave. */
  groupedAttribute: 512,
  /** An attribute with a wildcard name that is not inside a `oneOrMore`. */
  unrepeatedWildcard: 1024,
  /** Data beside other data, text or elements outside of a list: not allowed in a schema (section 7.2). */
  mixedData: 2048
} as const

/** Whether character data of some kind may match: text, data, values or lists. */
export function holdsCharacters(pattern: Pattern): boolean {
  return (pattern.holds & (holds.text | holds.data | holds.list)) !== 0
}

/** The patterns that a pattern is put together from, those inside of attributes, elements, lists and data not among them. */
export function membersOf(pattern: Pattern): readonly Pattern[] {
  if (pattern.kind === 'oneOrMore') return [pattern.member]
  return pattern.kind === 'choice' || pattern.kind === 'interleave' || pattern.kind === 'group' ? pattern.members : []
}

/** The pattern of an attribute. Here as below `id` is one that is free in the table of patterns. */
export function attributePattern(
  id: number,
  nameClass: NameClass,
  member: Pattern,
  documentation: string | undefined
): AttributePattern {
  const held = holds.attribute | (isInfinite(nameClass) ? holds.unrepeatedWildcard : 0)
  const pattern = {
    kind: 'attribute' as const,
    id,
    nullable: false,
    holds: held,
    particle: undefined as AttributePattern | undefined,
    nameClass,
    member,
    documentation
  }
  pattern.particle = pattern
  return pattern
}

/** Any value of a datatype but those that match `except`. */
export function dataPattern(id: number, datatype: Datatype, except: Pattern | undefined): DataPattern {
  return { kind: 'data', id, nullable: false, holds: holds.data, particle: undefined, datatype, except }
}

/** One value of a datatype. */
export function valuePattern(
  id: number,
  datatype: Datatype,
  literal: string,
  value: DatatypeValue,
  documentation: string | undefined
): ValuePattern {
  return {
    kind: 'value',
    id,
    nullable: false,
    holds: holds.data,
    particle: undefined,
    datatype,
    literal,
    value,
    documentation
  }
}

/** An element whose content is given later, or found when it is first asked for. */
export class ElementDeclaration implements ElementPattern {
  readonly kind = 'element'
  readonly nullable = false
  readonly holds = holds.element
  readonly particle = this
  readonly id: number
  readonly nameClass: NameClass
  readonly documentation: string | undefined
  readonly place: SchemaPlace
  #content: Pattern | (() => Pattern)

  constructor(
    id: number,
    nameClass: NameClass,
    documentation: string | undefined,
    place: SchemaPlace,
    content: Pattern | (() => Pattern)
  ) {
    this.id = id
    this.nameClass = nameClass
    this.documentation = documentation
    this.place = place
    this.#content = content
  }

  get content(): Pattern {
    if (typeof this.#content === 'function') this.#content = this.#content()
    return this.#content
  }

  complete(content: Pattern): void {
    this.#content = content
  }
}
