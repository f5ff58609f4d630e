/**
 * The patterns of RELAX NG, interned: patterns that are written alike are one object.
 *
 * Interning is what makes derivatives affordable (J. Clark, "An algorithm for RELAX NG validation"; S. Owens, J. Reppy,
 * A. Turon, "Regular-expression derivatives re-examined"): the constructors simplify, so that what remains to be matched
 * after many children is again a pattern met before, and everything computed of a pattern can be remembered by it.
 * Choices, interleaves and groups are flat lists of members, not pairs: content models are interleaves of dozens.
 *
 * There is no `after` pattern: a derivative by an element answers pairs of what the element must hold and what may follow
 * it (`derivative.ts`), which keeps the content of one element and that of its parent apart.
 */
import type { Datatype, DatatypeValue } from './datatypes'
import { isInfinite, mentionedNames, nameClassKey, nameKey, otherName } from './nameClass'
import type { SchemaPlace } from '../xml/schemaText'
import type { NameClass } from './nameClass'

interface PatternBase {
  /** Unique in its table, counted from 0 in the order of creation. */
  readonly id: number
  /** Whether the pattern matches no content at all. */
  readonly nullable: boolean
  /** What the pattern holds, outside of the elements in it: bits of `holds`. */
  readonly holds: number
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

/** Makes and keeps the patterns of one grammar. */
export class PatternTable {
  readonly empty: EmptyPattern
  readonly notAllowed: NotAllowedPattern
  readonly text: TextPattern
  readonly #interned = new Map<string, Pattern>()
  readonly #mentioned = new Set<string>()
  #count = 0
  /** Keys of the patterns that the schema itself consists of; undefined while it is being loaded. */
  #schemaKeys: ReadonlySet<string> | undefined

  constructor() {
    this.empty = { kind: 'empty', ...this.#base(true, holds.empty) }
    this.notAllowed = { kind: 'notAllowed', ...this.#base(false, 0) }
    this.text = { kind: 'text', ...this.#base(true, holds.text) }
  }

  /** Says that the schema is loaded: what is made from now on can be made again. */
  seal(): void {
    this.#schemaKeys = new Set(this.#interned.keys())
  }

  /** How many patterns are kept that the schema does not consist of. */
  get derivedCount(): number {
    return this.#interned.size - (this.#schemaKeys?.size ?? 0)
  }

  /** Lets go of the patterns that the schema does not consist of. Those still in use stay right, but are no longer interned. */
  forgetDerived(): void {
    for (const key of this.#interned.keys()) if (this.#schemaKeys?.has(key) !== true) this.#interned.delete(key)
  }

  choice(patterns: readonly Pattern[]): Pattern {
    const members = new Set<Pattern>()
    for (const pattern of patterns) {
      if (pattern.kind === 'choice') for (const member of pattern.members) members.add(member)
      else if (pattern.kind !== 'notAllowed') members.add(pattern)
    }
    // What already matches nothing needs no `empty` beside it.
    if (members.has(this.empty) && [...members].some(member => member.nullable && member !== this.empty)) {
      members.delete(this.empty)
    }
    const sorted = [...members].sort(byId)
    const [only] = sorted
    if (only === undefined) return this.notAllowed
    if (sorted.length === 1) return only
    return this.#intern(`|${ids(sorted)}`, () => ({
      kind: 'choice',
      members: sorted,
      ...this.#base(
        sorted.some(member => member.nullable),
        heldByAll(sorted)
      )
    }))
  }

  interleave(patterns: readonly Pattern[]): Pattern {
    const members = flatten(patterns, 'interleave')
    if (members === undefined) return this.notAllowed
    const [only] = members
    if (only === undefined) return this.empty
    if (members.length === 1) return only
    members.sort(byId)
    return this.#intern(`&${ids(members)}`, () => ({
      kind: 'interleave',
      members,
      ...this.#base(
        members.every(member => member.nullable),
        holds.interleave | heldInGroup(members)
      )
    }))
  }

  group(patterns: readonly Pattern[]): Pattern {
    const members = flatten(patterns, 'group')
    if (members === undefined) return this.notAllowed
    const [only] = members
    if (only === undefined) return this.empty
    if (members.length === 1) return only
    return this.#intern(`,${ids(members)}`, () => ({
      kind: 'group',
      members,
      ...this.#base(
        members.every(member => member.nullable),
        holds.group | heldInGroup(members)
      )
    }))
  }

  oneOrMore(member: Pattern): Pattern {
    if (member.kind === 'empty' || member.kind === 'notAllowed' || member.kind === 'oneOrMore') return member
    if (member.kind === 'text') return member
    return this.#intern(`+${member.id}`, () => ({
      kind: 'oneOrMore',
      member,
      ...this.#base(member.nullable, holds.oneOrMore | (heldTogether([member, member]) & ~holds.unrepeatedWildcard))
    }))
  }

  optional(member: Pattern): Pattern {
    return this.choice([member, this.empty])
  }

  zeroOrMore(member: Pattern): Pattern {
    return this.optional(this.oneOrMore(member))
  }

  list(member: Pattern): Pattern {
    if (member.kind === 'notAllowed') return member
    return this.#intern(`l${member.id}`, () => ({ kind: 'list', member, ...this.#base(false, holds.list) }))
  }

  data(datatype: Datatype, except: Pattern | undefined): Pattern {
    return this.#intern(`d${except?.id ?? ''} ${datatype.key}`, () => ({
      kind: 'data',
      datatype,
      except,
      ...this.#base(false, holds.data)
    }))
  }

  /** `scope` tells values apart that are written alike but mean different things: qualified names. */
  value(
    datatype: Datatype,
    literal: string,
    value: DatatypeValue,
    scope: string,
    documentation: string | undefined
  ): Pattern {
    const key = JSON.stringify([datatype.key, literal, scope, documentation])
    return this.#intern(`v${key}`, () => ({
      kind: 'value',
      datatype,
      literal,
      value,
      documentation,
      ...this.#base(false, holds.data)
    }))
  }

  attribute(nameClass: NameClass, member: Pattern, documentation: string | undefined): Pattern {
    if (member.kind === 'notAllowed') return member
    const key = JSON.stringify([nameClassKey(nameClass), documentation])
    return this.#intern(`@${member.id} ${key}`, () => {
      this.#mention(nameClass)
      const held = holds.attribute | (isInfinite(nameClass) ? holds.unrepeatedWildcard : 0)
      return { kind: 'attribute', nameClass, member, documentation, ...this.#base(false, held) }
    })
  }

  /** A new declaration. Its content is `notAllowed` until `complete` is called with the true one. */
  element(
    nameClass: NameClass,
    documentation: string | undefined,
    place: SchemaPlace
  ): { pattern: ElementPattern; complete: (content: Pattern) => void } {
    this.#mention(nameClass)
    const pattern = {
      kind: 'element' as const,
      nameClass,
      documentation,
      place,
      content: this.notAllowed as Pattern,
      ...this.#base(false, holds.element)
    }
    return {
      pattern,
      complete: content => {
        pattern.content = content
      }
    }
  }

  /**
   * A key that is the same for two names exactly if no name class of this table can tell them apart, so that tables by
   * name stay small whatever names a document holds.
   */
  distinctName(namespace: string, localName: string): string {
    const key = nameKey(namespace, localName)
    if (this.#mentioned.has(key)) return key
    const other = nameKey(namespace, otherName)
    return this.#mentioned.has(other) ? other : nameKey(otherName, otherName)
  }

  #mention(nameClass: NameClass): void {
    for (const { namespace, localName } of mentionedNames(nameClass)) {
      this.#mentioned.add(nameKey(namespace, otherName))
      if (localName !== undefined) this.#mentioned.add(nameKey(namespace, localName))
    }
  }

  #base(nullable: boolean, held: number): PatternBase {
    return { id: this.#count++, nullable, holds: held }
  }

  #intern(key: string, make: () => Pattern): Pattern {
    const known = this.#interned.get(key)
    if (known !== undefined) return known
    const made = make()
    this.#interned.set(key, made)
    return made
  }
}

function byId(one: Pattern, other: Pattern): number {
  return one.id - other.id
}

function ids(patterns: readonly Pattern[]): string {
  return patterns.map(pattern => pattern.id).join(',')
}

function heldByAll(members: readonly Pattern[]): number {
  return members.reduce((held, member) => held | member.holds, 0)
}

/** What is held by members that stand beside one another. */
function heldTogether(members: readonly Pattern[]): number {
  const held = heldByAll(members)
  const data = members.filter(member => (member.holds & (holds.data | holds.list)) !== 0)
  const content = members.filter(member => (member.holds & (holds.text | holds.element)) !== 0)
  const mixed = data.length > 1 || (data.length === 1 && content.some(member => member !== data[0]))
  return mixed ? held | holds.mixedData : held
}

function heldInGroup(members: readonly Pattern[]): number {
  const held = heldTogether(members)
  return (held & holds.attribute) === 0 ? held : held | holds.groupedAttribute
}

/** The members with nested ones of the same kind taken in and `empty` left out; undefined if one is not allowed. */
function flatten(patterns: readonly Pattern[], kind: 'interleave' | 'group'): Pattern[] | undefined {
  const members: Pattern[] = []
  for (const pattern of patterns) {
    if (pattern.kind === 'notAllowed') return undefined
    if (pattern.kind === kind) members.push(...pattern.members)
    else if (pattern.kind !== 'empty') members.push(pattern)
  }
  return members
}
