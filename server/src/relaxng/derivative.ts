/**
 * Derivatives of patterns: what remains to be matched after an attribute, an element or text.
 *
 * The algorithm is J. Clark's ("An algorithm for RELAX NG validation"), with one change: a derivative by an element's name
 * answers pairs of the declaration that the element may be and what may follow it, instead of an `after` pattern. The
 * content of every element is then a question of its own, whose answer can be remembered by element and pattern.
 */
import { collapse } from './datatypes'
import type { DatatypeContext } from './datatypes'
import { asAttribute, asElement } from './particles'
import { containsName, nameKey } from './nameClass'
import { holds, membersOf } from './pattern'
import type {
  AttributePattern,
  DataPattern,
  ElementPattern,
  ListPattern,
  Pattern,
  PatternTable,
  ValuePattern
} from './pattern'

/** One way to read an element or an attribute of a given name: as this declaration, before `rest`. */
export interface Transition<Particle extends ElementPattern | AttributePattern> {
  readonly particle: Particle
  readonly rest: Pattern
}

export type ElementTransition = Transition<ElementPattern>
export type AttributeTransition = Transition<AttributePattern>

/** The derivatives of the patterns of one table. Answers are remembered by pattern and name. */
export class Derivatives {
  readonly #table: PatternTable
  readonly #elements: Search<ElementPattern>
  readonly #skipped: Search<ElementPattern>
  readonly #attributes: Search<AttributePattern>
  readonly #withoutAttributes = new Memory<Pattern>()
  readonly #withAttributesPresent = new Memory<Pattern>()
  readonly #afterTextBesideElements = new Memory<Pattern>()

  constructor(table: PatternTable) {
    this.#table = table
    this.#elements = new Search(table, holds.element, asElement, 'in order')
    this.#skipped = new Search(table, holds.element, asElement, 'skipping')
    this.#attributes = new Search(table, holds.attribute, asAttribute, 'in any order')
  }

  /** Forgets all answers and the patterns made for them, if there are more of these than `limit`; says whether it did. */
  forgetBeyond(limit: number): boolean {
    if (this.#table.derivedCount <= limit) return false
    this.#table.forgetDerived()
    for (const memory of [
      this.#withoutAttributes,
      this.#withAttributesPresent,
      this.#afterTextBesideElements,
      this.#elements.found,
      this.#skipped.found,
      this.#attributes.found
    ]) {
      memory.forget()
    }
    return true
  }

  /** The ways to read an element of this name first. The pattern must be rid of attributes. */
  byElement(pattern: Pattern, namespace: string, localName: string): readonly ElementTransition[] {
    return this.#elements.find(pattern, namespace, localName)
  }

  /** Like `byElement`, as if all that must stand before the element in a group had been there. */
  byElementSkipping(pattern: Pattern, namespace: string, localName: string): readonly ElementTransition[] {
    return this.#skipped.find(pattern, namespace, localName)
  }

  /** The ways to read an attribute of this name, whatever its value. */
  byAttribute(pattern: Pattern, namespace: string, localName: string): readonly AttributeTransition[] {
    return this.#attributes.find(pattern, namespace, localName)
  }

  /** What remains when there is no further attribute; `notAllowed` if one is missing. */
  withoutAttributes(pattern: Pattern): Pattern {
    if ((pattern.holds & holds.attribute) === 0) return pattern
    return this.#withoutAttributes.remember(pattern, () =>
      this.#mapAttributes(pattern, this.#table.notAllowed, member => this.withoutAttributes(member))
    )
  }

  /** What remains when every attribute that may be there is there. */
  withAttributesPresent(pattern: Pattern): Pattern {
    if ((pattern.holds & holds.attribute) === 0) return pattern
    return this.#withAttributesPresent.remember(pattern, () =>
      this.#mapAttributes(pattern, this.#table.empty, member => this.withAttributesPresent(member))
    )
  }

  /** What remains after text that has elements beside it: only `text` can match that. */
  afterTextBesideElements(pattern: Pattern): Pattern {
    if ((pattern.holds & holds.text) === 0) return this.#table.notAllowed
    return this.#afterTextBesideElements.remember(pattern, () => this.#afterText(pattern, undefined))
  }

  /** What remains after the whole character content of an element or the whole value of an attribute. */
  afterText(pattern: Pattern, text: string, context: DatatypeContext): Pattern {
    return this.#afterText(pattern, { value: text, context })
  }

  /** Whether an attribute's value, or the text of an element without element children, matches. */
  matchesText(pattern: Pattern, text: string, context: DatatypeContext): boolean {
    if (pattern.kind === 'text') return true
    if (pattern.nullable && /^[\t\n\r ]*$/.test(text)) return true
    if (pattern.kind === 'choice') return pattern.members.some(member => this.matchesText(member, text, context))
    if (pattern.kind === 'value' || pattern.kind === 'data' || pattern.kind === 'list')
      return this.#matchesLiteral(pattern, text, context)
    return this.afterText(pattern, text, context).nullable
  }

  #mapAttributes(pattern: Pattern, attribute: Pattern, map: (member: Pattern) => Pattern): Pattern {
    if (pattern.kind === 'attribute') return attribute
    if (pattern.kind === 'choice') return this.#table.choice(pattern.members.map(map))
    if (pattern.kind === 'interleave') return this.#table.interleave(pattern.members.map(map))
    if (pattern.kind === 'group') return this.#table.group(pattern.members.map(map))
    return pattern.kind === 'oneOrMore' ? this.#table.oneOrMore(map(pattern.member)) : pattern
  }

  /** `text` is undefined for text beside elements. */
  #afterText(pattern: Pattern, text: { value: string; context: DatatypeContext } | undefined): Pattern {
    const table = this.#table
    if (pattern.kind === 'text') return pattern
    if (pattern.kind === 'data' || pattern.kind === 'value' || pattern.kind === 'list') {
      return text !== undefined && this.#matchesLiteral(pattern, text.value, text.context)
        ? table.empty
        : table.notAllowed
    }
    return table.choice(
      membersOf(pattern).map((member, index, members) => {
        const inner = this.#afterText(member, text)
        if (inner.kind === 'notAllowed') return inner
        if (pattern.kind === 'interleave') return table.interleave(members.with(index, inner))
        if (pattern.kind === 'oneOrMore') return table.group([inner, table.optional(pattern)])
        if (pattern.kind === 'choice') return inner
        const reachable = members.slice(0, index).every(before => before.nullable)
        return reachable ? table.group([inner, ...members.slice(index + 1)]) : table.notAllowed
      })
    )
  }

  #matchesLiteral(pattern: DataPattern | ValuePattern | ListPattern, text: string, context: DatatypeContext): boolean {
    if (pattern.kind === 'value') return pattern.datatype.read(text, context) === pattern.value
    if (pattern.kind === 'data') {
      const excepted = pattern.except !== undefined && this.matchesText(pattern.except, text, context)
      return !excepted && pattern.datatype.read(text, context) !== undefined
    }
    let rest = pattern.member
    const whole = collapse(text)
    for (const item of whole === '' ? [] : whole.split(' ')) {
      rest = this.afterText(rest, item, context)
      if (rest.kind === 'notAllowed') return false
    }
    return rest.nullable
  }
}

/** Answers by pattern, all forgotten at once: they keep one another's patterns in memory. */
class Memory<Answer> {
  #answers = new WeakMap<Pattern, Answer>()

  remember(pattern: Pattern, find: () => Answer): Answer {
    const known = this.#answers.get(pattern)
    if (known !== undefined) return known
    const found = find()
    this.#answers.set(pattern, found)
    return found
  }

  forget(): void {
    this.#answers = new WeakMap()
  }
}

/** Finds the elements or the attributes of a name in patterns, and what remains beside them. */
class Search<Particle extends ElementPattern | AttributePattern> {
  readonly #table: PatternTable
  readonly #bit: number
  readonly #pick: (pattern: Pattern) => Particle | undefined
  readonly #order: 'in order' | 'skipping' | 'in any order'
  /** By `nameKey`, or by `distinctName` for names that the schema does not mention. */
  readonly found = new Memory<Map<string, readonly Transition<Particle>[]>>()

  constructor(
    table: PatternTable,
    bit: number,
    pick: (pattern: Pattern) => Particle | undefined,
    order: 'in order' | 'skipping' | 'in any order'
  ) {
    this.#table = table
    this.#bit = bit
    this.#pick = pick
    this.#order = order
  }

  find(pattern: Pattern, namespace: string, localName: string): readonly Transition<Particle>[] {
    if ((pattern.holds & this.#bit) === 0) return []
    const found = this.found.remember(pattern, () => new Map<string, readonly Transition<Particle>[]>())
    const plain = found.get(nameKey(namespace, localName))
    if (plain !== undefined) return plain
    const key = this.#table.distinctName(namespace, localName)
    const known = found.get(key) ?? this.#merge(this.#transitions(pattern, namespace, localName))
    found.set(key, known)
    return known
  }

  #transitions(pattern: Pattern, namespace: string, localName: string): readonly Transition<Particle>[] {
    const table = this.#table
    const followed = (member: Pattern, rest: (inner: Pattern) => Pattern): Transition<Particle>[] =>
      this.find(member, namespace, localName).map(found => ({ particle: found.particle, rest: rest(found.rest) }))
    const particle = this.#pick(pattern)
    if (particle !== undefined) {
      return containsName(particle.nameClass, namespace, localName) ? [{ particle, rest: table.empty }] : []
    }
    if (pattern.kind === 'group' && this.#order !== 'in any order') {
      return pattern.members.flatMap((member, index) => {
        const reachable = this.#order === 'skipping' || pattern.members.slice(0, index).every(before => before.nullable)
        return reachable ? followed(member, inner => table.group([inner, ...pattern.members.slice(index + 1)])) : []
      })
    }
    return membersOf(pattern).flatMap((member, index, members) =>
      followed(member, inner => {
        if (pattern.kind === 'group') return table.group(members.with(index, inner))
        if (pattern.kind === 'interleave') return table.interleave(members.with(index, inner))
        return pattern.kind === 'oneOrMore' ? table.group([inner, table.optional(pattern)]) : inner
      })
    )
  }

  /** Joins ways that read the particle as the same declaration. */
  #merge(transitions: readonly Transition<Particle>[]): readonly Transition<Particle>[] {
    if (transitions.length < 2) return transitions
    const rests = new Map<Particle, Pattern[]>()
    for (const { particle, rest } of transitions) {
      const known = rests.get(particle)
      if (known === undefined) rests.set(particle, [rest])
      else known.push(rest)
    }
    return [...rests].map(([particle, rest]) => ({ particle, rest: this.#table.choice(rest) }))
  }
}
