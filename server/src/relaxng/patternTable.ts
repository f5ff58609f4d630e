/**
 * The table of a grammar's patterns: makes them, simplifies them, and keeps each only once.
 */
import type { Datatype, DatatypeValue } from './datatypes'
import { mentionedNames, nameClassKey, nameKey, otherName, type NameClass } from './nameClass'
import { attributePattern, dataPattern, ElementDeclaration, holds, valuePattern } from './pattern'
import type { EmptyPattern, GroupPattern, InterleavePattern, NotAllowedPattern, Pattern, TextPattern } from './pattern'
import type { SchemaPlace } from '../xml/schemaText'

/** Patterns of a schema that are made when they are needed, instead of being in the table from the start. */
export interface PreparedPatterns {
  /** How many ids are theirs, those of `empty`, `notAllowed` and `text` among them, which come first. */
  readonly count: number
  /** The compound pattern with this key (`compoundKey`). */
  withKey(key: string): Pattern | undefined
}

/** The kinds of patterns that are put together of others. */
export type CompoundKind = 'choice' | 'interleave' | 'group' | 'oneOrMore' | 'list'

const signs = { choice: '|', interleave: '&', group: ',', oneOrMore: '+', list: 'l' } as const
const kinds = new Map<string, CompoundKind>([
  [signs.choice, 'choice'],
  [signs.interleave, 'interleave'],
  [signs.group, 'group'],
  [signs.oneOrMore, 'oneOrMore'],
  [signs.list, 'list']
])

/** A string that is the same for two compound patterns exactly if they are written alike. */
export function compoundKey(kind: CompoundKind, memberIds: readonly number[]): string {
  return `${signs[kind]}${memberIds.join(',')}`
}

/** What has this key. */
export function compoundOf(key: string): { readonly kind: CompoundKind; readonly memberIds: readonly number[] } {
  const kind = kinds.get(key.charAt(0))
  if (kind === undefined) throw new RangeError(`“${key}” is no key of a compound pattern.`)
  return { kind, memberIds: key.slice(1).split(',').map(Number) }
}

/** Makes and keeps the patterns of one grammar. */
export class PatternTable {
  readonly empty: EmptyPattern = { kind: 'empty', id: 0, nullable: true, holds: holds.empty, particle: undefined }
  readonly notAllowed: NotAllowedPattern = { kind: 'notAllowed', id: 1, nullable: false, holds: 0, particle: undefined }
  readonly text: TextPattern = { kind: 'text', id: 2, nullable: true, holds: holds.text, particle: undefined }
  readonly #interned = new Map<string, Pattern>()
  readonly #mentioned = new Set<string>()
  readonly #prepared: PreparedPatterns | undefined
  #count: number
  /** Ids from here on are of patterns that the schema does not consist of. */
  #schemaCount = Infinity
  #derivedCount = 0

  constructor(prepared?: PreparedPatterns) {
    this.#prepared = prepared
    this.#count = prepared?.count ?? 3
  }

  /** Says that the schema is loaded: what is made from now on can be made again. */
  seal(): void {
    this.#schemaCount = this.#count
  }

  /** How many patterns are kept that the schema does not consist of. */
  get derivedCount(): number {
    return this.#derivedCount
  }

  /** Lets go of the patterns that the schema does not consist of. Those still in use stay right, but are no longer interned. */
  forgetDerived(): void {
    for (const [key, { id }] of this.#interned) if (id >= this.#schemaCount) this.#interned.delete(key)
    this.#derivedCount = 0
  }

  choice(patterns: readonly Pattern[]): Pattern {
    const alternatives = distinctAlternatives(patterns)
    const [only = this.notAllowed] = alternatives
    return alternatives.length < 2 ? only : this.#compound('choice', alternatives)
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
    return member.kind === 'text' ? member : this.#compound('oneOrMore', [member])
  }

  optional(member: Pattern): Pattern {
    return this.choice([this.empty, member])
  }

  zeroOrMore(member: Pattern): Pattern {
    return this.optional(this.oneOrMore(member))
  }

  list(member: Pattern): Pattern {
    return member.kind === 'notAllowed' ? member : this.#compound('list', [member])
  }

  data(datatype: Datatype, except: Pattern | undefined): Pattern {
    const key = `d${except?.id ?? ''} ${datatype.key}`
    return this.#interned.get(key) ?? this.#intern(key, dataPattern(this.#newId(), datatype, except))
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
      this.#interned.get(key) ?? this.#intern(key, valuePattern(this.#newId(), datatype, literal, value, documentation))
    )
  }

  attribute(nameClass: NameClass, member: Pattern, documentation: string | undefined): Pattern {
    if (member.kind === 'notAllowed') return member
    const key = `@${member.id} ${JSON.stringify([nameClassKey(nameClass), documentation])}`
    const known = this.#interned.get(key)
    if (known !== undefined) return known
    this.mention(nameClass)
    return this.#intern(key, attributePattern(this.#newId(), nameClass, member, documentation))
  }

  /** A new declaration. Its content is `notAllowed` until it is completed with the true one. */
  element(nameClass: NameClass, documentation: string | undefined, place: SchemaPlace): ElementDeclaration {
    this.mention(nameClass)
    return new ElementDeclaration(this.#newId(), nameClass, documentation, place, this.notAllowed)
  }

  /** Makes a compound pattern that is not in the table yet, and keeps it. Its members are simplified already. */
  keep(kind: CompoundKind, key: string, id: number, members: readonly Pattern[]): Pattern {
    const pattern = compoundPattern(kind, id, members)
    if (id >= this.#schemaCount) this.#derivedCount += 1
    return this.#intern(key, pattern)
  }

  /** Says that a name class is in use, so that `distinctName` tells the names in it apart. */
  mention(nameClass: NameClass): void {
    for (const { namespace, localName } of mentionedNames(nameClass)) {
      this.#mentioned.add(nameKey(namespace, otherName))
      if (localName !== undefined) this.#mentioned.add(nameKey(namespace, localName))
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

  /** Members of an interleave are sorted. */
  #together(kind: 'interleave' | 'group', members: readonly Pattern[]): Pattern {
    const [only = this.empty] = members
    return members.length < 2 ? only : this.#compound(kind, members)
  }

  #compound(kind: CompoundKind, members: readonly Pattern[]): Pattern {
    const ids: number[] = []
    for (const { id } of members) ids.push(id)
    const key = compoundKey(kind, ids)
    return this.#interned.get(key) ?? this.#prepared?.withKey(key) ?? this.keep(kind, key, this.#newId(), members)
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

function compoundPattern(kind: CompoundKind, id: number, members: readonly Pattern[]): Pattern {
  const [member, second] = members
  if (member === undefined) throw new RangeError('A compound pattern has members.')
  if (kind === 'list') return { kind, id, nullable: false, holds: holds.list, particle: undefined, member }
  if (kind === 'oneOrMore') {
    const { nullable, particle } = member
    const held = holds.oneOrMore | (heldTogether([member, member]) & ~holds.unrepeatedWildcard)
    return { kind, id, nullable, holds: held, particle, member }
  }
  if (kind === 'choice') {
    let nullable = false
    let held = 0
    for (const alternative of members) {
      nullable ||= alternative.nullable
      held |= alternative.holds
    }
    const particle = member.kind === 'empty' && members.length === 2 ? second?.particle : undefined
    return { kind, id, nullable, holds: held, particle, members }
  }
  let nullable = true
  for (const part of members) nullable &&= part.nullable
  const held = heldTogether(members) | holds[kind]
  const grouped = (held & holds.attribute) === 0 ? held : held | holds.groupedAttribute
  return { kind, id, nullable, holds: grouped, particle: undefined, members }
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
