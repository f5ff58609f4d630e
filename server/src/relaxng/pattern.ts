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
    this.empty = { kind: 'empty', id: this.#newId(), nullable: true, holds: holds.empty, particle: undefined }
    this.notAllowed = { kind: 'notAllowed', id: this.#newId(), nullable: false, holds: 0, particle: undefined }
    this.text = { kind: 'text', id: this.#newId(), nullable: true, holds: holds.text, particle: undefined }
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
    const sorted = distinctAlternatives(patterns)
    const [first, second] = sorted
    if (first === undefined) return this.notAllowed
    if (second === undefined) return first
    const key = keyOf('|', sorted)
    const known = this.#interned.get(key)
    if (known !== undefined) return known
    let nullable = false
    let held = 0
    for (const member of sorted) {
      nullable ||= member.nullable
      held |= member.holds
    }
    const particle = first === this.empty && sorted.length === 2 ? second.particle : undefined
    return this.#intern(key, { kind: 'choice', id: this.#newId(), nullable, holds: held, particle, members: sorted })
  }

  interleave(patterns: readonly Pattern[]): Pattern {
    const members = flatten(patterns, 'interleave')
    return members === undefined ? this.notAllowed : this.#together('interleave', sortById(members))
  }

  group(patterns: readonly Pattern[]): Pattern {
    const members = flatten(patterns, 'group')
    return members === undefined ? this.notAllowed : this.#together('group', members)
  }

  /** The interleave or group with another pattern in the place of the member at `index`. */
  replaced(pattern: InterleavePattern | GroupPattern, index: number, member: Pattern): Pattern {
    // An element that may be repeated leaves all as it was.
    if (member === pattern.members[index]) return pattern
    if (member === this.empty) return this.#together(pattern.kind, pattern.members.toSpliced(index, 1))
    return this[pattern.kind](pattern.members.with(index, member))
  }

  oneOrMore(member: Pattern): Pattern {
    if (member.kind === 'empty' || member.kind === 'notAllowed' || member.kind === 'oneOrMore') return member
    if (member.kind === 'text') return member
    const key = `+${member.id}`
    const known = this.#interned.get(key)
    if (known !== undefined) return known
    const { nullable, particle } = member
    const held = holds.oneOrMore | (heldTogether([member, member]) & ~holds.unrepeatedWildcard)
    return this.#intern(key, {
      kind: 'oneOrMore',
      id: this.#newId(),
      nullable,
      holds: held,
      particle,
      member
    })
  }

  optional(member: Pattern): Pattern {
    return this.choice([this.empty, member])
  }

  zeroOrMore(member: Pattern): Pattern {
    return this.optional(this.oneOrMore(member))
  }

  list(member: Pattern): Pattern {
    if (member.kind === 'notAllowed') return member
    const key = `l${member.id}`
    return (
      this.#interned.get(key) ??
      this.#intern(key, {
        kind: 'list',
        id: this.#newId(),
        nullable: false,
        holds: holds.list,
        particle: undefined,
        member
      })
    )
  }

  data(datatype: Datatype, except: Pattern | undefined): Pattern {
    const key = `d${except?.id ?? ''} ${datatype.key}`
    return (
      this.#interned.get(key) ??
      this.#intern(key, {
        kind: 'data',
        id: this.#newId(),
        nullable: false,
        holds: holds.data,
        particle: undefined,
        datatype,
        except
      })
    )
  }

  /** `scope` tells values apart that are written alike but mean different things: qualified names. */
  value(
    datatype: Datatype,
    literal: string,
    value: DatatypeValue,
    scope: string,
    documentation: string | undefined
  ): Pattern {
    const key = `v${JSON.stringify([datatype.key, literal, scope, documentation])}`
    return (
      this.#interned.get(key) ??
      this.#intern(key, {
        kind: 'value',
        id: this.#newId(),
        nullable: false,
        holds: holds.data,
        particle: undefined,
        datatype,
        literal,
        value,
        documentation
      })
    )
  }

  attribute(nameClass: NameClass, member: Pattern, documentation: string | undefined): Pattern {
    if (member.kind === 'notAllowed') return member
    const key = `@${member.id} ${JSON.stringify([nameClassKey(nameClass), documentation])}`
    const known = this.#interned.get(key)
    if (known !== undefined) return known
    this.#mention(nameClass)
    return this.#intern(key, new DeclaredAttribute(this.#newId(), nameClass, member, documentation))
  }

  /** A new declaration. Its content is `notAllowed` until `complete` is called with the true one. */
  element(
    nameClass: NameClass,
    documentation: string | undefined,
    place: SchemaPlace
  ): { pattern: ElementPattern; complete: (content: Pattern) => void } {
    this.#mention(nameClass)
    const pattern = new DeclaredElement(this.#newId(), nameClass, documentation, place, this.notAllowed)
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

  /** Members of an interleave are sorted. */
  #together(kind: 'interleave' | 'group', members: readonly Pattern[]): Pattern {
    const [only] = members
    if (only === undefined) return this.empty
    if (members.length === 1) return only
    const key = keyOf(kind === 'group' ? ',' : '&', members)
    const known = this.#interned.get(key)
    if (known !== undefined) return known
    const together = heldTogether(members)
    const held = (together & holds.attribute) === 0 ? together : together | holds.groupedAttribute
    let nullable = true
    for (const member of members) nullable &&= member.nullable
    return this.#intern(key, {
      kind,
      id: this.#newId(),
      nullable,
      holds: held | holds[kind],
      particle: undefined,
      members
    })
  }

  #newId(): number {
    const id = this.#count
    this.#count += 1
    return id
  }

  #intern(key: string, pattern: Pattern): Pattern {
    this.#interned.set(key, pattern)
    return pattern
  }
}

class DeclaredAttribute implements AttributePattern {
  readonly kind = 'attribute'
  readonly nullable = false
  readonly holds: number
  readonly particle = this
  readonly id: number
  readonly nameClass: NameClass
  readonly member: Pattern
  readonly documentation: string | undefined

  constructor(id: number, nameClass: NameClass, member: Pattern, documentation: string | undefined) {
    this.id = id
    this.nameClass = nameClass
    this.member = member
    this.documentation = documentation
    this.holds = holds.attribute | (isInfinite(nameClass) ? holds.unrepeatedWildcard : 0)
  }
}

class DeclaredElement implements ElementPattern {
  readonly kind = 'element'
  readonly nullable = false
  readonly holds = holds.element
  readonly particle = this
  readonly id: number
  readonly nameClass: NameClass
  readonly documentation: string | undefined
  readonly place: SchemaPlace
  content: Pattern

  constructor(
    id: number,
    nameClass: NameClass,
    documentation: string | undefined,
    place: SchemaPlace,
    content: Pattern
  ) {
    this.id = id
    this.nameClass = nameClass
    this.documentation = documentation
    this.place = place
    this.content = content
  }
}

/** One string for the members of a pattern of a kind. */
function keyOf(kind: string, members: readonly Pattern[]): string {
  let key = kind
  for (const member of members) key += `${member.id},`
  return key
}

function byId(one: Pattern, other: Pattern): number {
  return one.id - other.id
}

/** The same array, which most often is sorted already. */
function sortById(patterns: Pattern[]): Pattern[] {
  for (let index = 1; index < patterns.length; index += 1) {
    if ((patterns[index - 1]?.id ?? 0) > (patterns[index]?.id ?? 0)) return patterns.sort(byId)
  }
  return patterns
}

/** What a choice between the patterns consists of: nested choices taken in, each alternative once, sorted. */
function distinctAlternatives(patterns: readonly Pattern[]): readonly Pattern[] {
  const alternatives: Pattern[] = []
  for (const pattern of patterns) {
    if (pattern.kind === 'choice') for (const member of pattern.members) alternatives.push(member)
    else if (pattern.kind !== 'notAllowed') alternatives.push(pattern)
  }
  const distinct: Pattern[] = []
  let isNullable = false
  let last: Pattern | undefined
  for (const pattern of sortById(alternatives)) {
    if (pattern === last) continue
    distinct.push(pattern)
    isNullable ||= pattern.nullable && pattern.kind !== 'empty'
    last = pattern
  }
  // What already matches nothing needs no `empty` beside it.
  return isNullable && distinct[0]?.kind === 'empty' ? distinct.slice(1) : distinct
}

/** What is held by members that stand beside one another. */
function heldTogether(members: readonly Pattern[]): number {
  let held = 0
  let withData = 0
  let withContentOnly = 0
  for (const member of members) {
    held |= member.holds
    if ((member.holds & (holds.data | holds.list)) !== 0) withData += 1
    else if ((member.holds & (holds.text | holds.element)) !== 0) withContentOnly += 1
  }
  const isMixed = withData > 1 || (withData === 1 && withContentOnly > 0)
  return isMixed ? held | holds.mixedData : held
}

/** No schema that is meant seriously puts a group of more into another; a few lines can double one again and again. */
const mostMembers = 100_000

/**
 * The members with nested ones of the same kind taken in and `empty` left out; undefined if one is not allowed.
 *
 * @throws RangeError for more than any memory holds.
 */
function flatten(patterns: readonly Pattern[], kind: 'interleave' | 'group'): Pattern[] | undefined {
  const members: Pattern[] = []
  for (const pattern of patterns) {
    if (pattern.kind === 'notAllowed') return undefined
    if (pattern.kind === kind) {
      if (pattern.members.length > mostMembers) throw new RangeError('A pattern has too many members.')
      for (const member of pattern.members) members.push(member)
    } else if (pattern.kind !== 'empty') members.push(pattern)
  }
  return members
}
