/**
 * Judges the attributes of an element all at once, where each stands for itself: as what must be there, or may. That is what
 * nearly all elements ask for, some of them for a hundred, and the pattern that would remain after each one of them is then
 * not worth making.
 */
import type { XmlAttribute } from '../xml/instance'
import type { DatatypeContext } from './datatypes'
import type { Derivatives } from './derivative'
import { nameKey, type ExpandedName } from './nameClass'
import { holds, type AttributePattern, type Pattern } from './pattern'

/** An attribute of an element's content. */
interface Entry {
  /** What its value must match. */
  readonly value: Pattern
  /** One bit, the same for the attributes of a choice; 0 for an attribute that may be missing and excludes no other. */
  readonly bit: number
  /** Whether it is one of a choice. */
  readonly isExclusive: boolean
}

/** The attributes of an element's content. */
interface AttributeTable {
  /** By `nameKey`. */
  readonly entries: ReadonlyMap<string, Entry>
  /** The bits of what must be there. */
  readonly required: number
  /** What the attributes leave for children. */
  readonly rest: Pattern
}

/** As many as a number has bits. */
const bitCount = 31

export class AttributeTables {
  readonly #derivatives: Derivatives
  #tables = new WeakMap<Pattern, AttributeTable | 'none'>()

  constructor(derivatives: Derivatives) {
    this.#derivatives = derivatives
  }

  /** Forgets what belongs to patterns that are interned no longer. */
  forget(): void {
    this.#tables = new WeakMap()
  }

  /** What the attributes leave of `content` for children; undefined where that is less simple, or something is wrong. */
  after(attributes: readonly XmlAttribute[], content: Pattern, context: DatatypeContext): Pattern | undefined {
    if (attributes.length === 0 && (content.holds & holds.attribute) === 0) return content
    const found = this.valuesWanted(attributes, content)
    if (found === undefined) return undefined
    let index = 0
    for (const value of found.wanted) {
      const text = attributes[index]?.value ?? ''
      if (value.kind !== 'text' && !this.#derivatives.matchesText(value, text, context)) return undefined
      index += 1
    }
    return found.rest
  }

  /**
   * What the value of each attribute must match, and what all of them leave for children; undefined where that is less
   * simple, or something is wrong.
   */
  valuesWanted(
    attributes: readonly ExpandedName[],
    content: Pattern
  ): { readonly wanted: readonly Pattern[]; readonly rest: Pattern } | undefined {
    const table = this.#tableOf(content)
    if (table === 'none') return undefined
    const { rest } = table
    const wanted: Pattern[] = []
    let present = 0
    for (const { namespace, localName } of attributes) {
      // Nearly every attribute is in no namespace.
      const entry = table.entries.get(namespace === '' ? localName : nameKey(namespace, localName))
      if (entry === undefined || (entry.isExclusive && (present & entry.bit) !== 0)) return undefined
      present |= entry.bit
      wanted.push(entry.value)
    }
    return (present & table.required) === table.required ? { wanted, rest } : undefined
  }

  #tableOf(content: Pattern): AttributeTable | 'none' {
    const known = this.#tables.get(content)
    if (known !== undefined) return known
    const table = new TableMaker().make(content, this.#derivatives.withAttributesPresent(content)) ?? 'none'
    this.#tables.set(content, table)
    return table
  }
}

class TableMaker {
  readonly #entries = new Map<string, Entry>()
  #bits = 0
  #required = 0

  /** Undefined unless every attribute in the pattern stands for itself, or in a choice of attributes. */
  make(content: Pattern, rest: Pattern): AttributeTable | undefined {
    return this.#takes(content) ? { entries: this.#entries, required: this.#required, rest } : undefined
  }

  #takes(pattern: Pattern): boolean {
    if ((pattern.holds & holds.attribute) === 0) return true
    if (pattern.kind === 'attribute') return this.#add(pattern, this.#newBit(true), false)
    if (pattern.kind === 'choice') return this.#takesChoice(pattern.members)
    if (pattern.kind !== 'group' && pattern.kind !== 'interleave') return false
    for (const member of pattern.members) if (!this.#takes(member)) return false
    return true
  }

  #takesChoice(members: readonly Pattern[]): boolean {
    const isOptional = members[0]?.kind === 'empty'
    const isExclusive = members.length > (isOptional ? 2 : 1)
    const bit = isExclusive || !isOptional ? this.#newBit(!isOptional) : 0
    for (const member of members) {
      if (member.kind === 'empty') continue
      if (member.kind !== 'attribute' || !this.#add(member, bit, isExclusive)) return false
    }
    return true
  }

  /** 0 where there are no more; the table then cannot be made. */
  #newBit(isRequired: boolean): number {
    const bit = this.#bits < bitCount ? 1 << this.#bits : 0
    this.#bits += 1
    if (isRequired) this.#required |= bit
    return bit
  }

  #add({ nameClass, member }: AttributePattern, bit: number, isExclusive: boolean): boolean {
    if (nameClass.kind !== 'name' || this.#bits > bitCount) return false
    const key = nameKey(nameClass.namespace, nameClass.localName)
    if (this.#entries.has(key)) return false
    this.#entries.set(key, { value: member, bit, isExclusive })
    return true
  }
}
