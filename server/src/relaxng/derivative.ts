/**
 * Derivatives of patterns: what remains to be matched after an attribute, an element or text.
 *
 * The algorithm is J. Clark's ("An algorithm for RELAX NG validation"), with one change: a derivative by an element's name
 * answers pairs of the declaration that the element may be and what may follow it, instead of an `after` pattern. The
 * content of every element is then a question of its own, whose answer can be remembered by element and pattern.
 */
import { collapse } from './datatypes'
import type { DatatypeContext } from './datatypes'
import { containsName, nameKey } from './nameClass'
import { holds } from './pattern'
import type { AttributePattern, ElementPattern, Pattern, PatternTable } from './pattern'

/** One way to read an element or an attribute of a given name: as this declaration, before `rest`. */
export interface Transition<Particle extends ElementPattern | AttributePattern> {
  readonly particle: Particle
  readonly rest: Pattern
}

export type ElementTransition = Transition<ElementPattern>
export type AttributeTransition = Transition<AttributePattern>

/** What is remembered of a pattern. Names are remembered by `PatternTable.distinctName`. */
export interface Memo {
  elements?: Map<string, readonly ElementTransition[]>
  attributes?: Map<string, readonly AttributeTransition[]>
  skipping?: Map<string, readonly ElementTransition[]>
  withoutAttributes?: Pattern
  withAttributesPresent?: Pattern
  afterTextBesideElements?: Pattern
}

/** How a pattern is searched: `skipping` is for elements and takes what stands before in a group as if it were there. */
type Search = 'elements' | 'attributes' | 'skipping'

/** The derivatives of the patterns of one table. */
export class Derivatives {
  readonly #table: PatternTable

  constructor(table: PatternTable) {
    this.#table = table
  }

  /** The ways to read an element of this name first. The pattern must be rid of attributes. */
  byElement(pattern: Pattern, namespace: string, localName: string): readonly ElementTransition[] {
    const known = pattern.memo.elements?.get(nameKey(namespace, localName))
    return known ?? (this.#remembered(pattern, 'elements', namespace, localName) as readonly ElementTransition[])
  }

  /** Like `byElement`, as if all that must stand before the element in a group had been there. */
  byElementSkipping(pattern: Pattern, namespace: string, localName: string): readonly ElementTransition[] {
    return this.#remembered(pattern, 'skipping', namespace, localName) as readonly ElementTransition[]
  }

  /** The ways to read an attribute of this name, whatever its value. */
  byAttribute(pattern: Pattern, namespace: string, localName: string): readonly AttributeTransition[] {
    const known = pattern.memo.attributes?.get(nameKey(namespace, localName))
    return known ?? (this.#remembered(pattern, 'attributes', namespace, localName) as readonly AttributeTransition[])
  }

  /** What remains when there is no further attribute; `notAllowed` if one is missing. */
  withoutAttributes(pattern: Pattern): Pattern {
    if ((pattern.holds & holds.attribute) === 0) return pattern
    return (pattern.memo.withoutAttributes ??= this.#mapAttributes(pattern, this.#table.notAllowed, member =>
      this.withoutAttributes(member)
    ))
  }

  /** What remains when every attribute that may be there is there. */
  withAttributesPresent(pattern: Pattern): Pattern {
    if ((pattern.holds & holds.attribute) === 0) return pattern
    return (pattern.memo.withAttributesPresent ??= this.#mapAttributes(pattern, this.#table.empty, member =>
      this.withAttributesPresent(member)
    ))
  }

  /** What remains after text that has elements beside it: only `text` can match that. */
  afterTextBesideElements(pattern: Pattern): Pattern {
    if ((pattern.holds & holds.text) === 0) return this.#table.notAllowed
    return (pattern.memo.afterTextBesideElements ??= this.#afterText(pattern, undefined))
  }

  /** What remains after the whole character content of an element or the whole value of an attribute. */
  afterText(pattern: Pattern, text: string, context: DatatypeContext): Pattern {
    return this.#afterText(pattern, { value: text, context })
  }

  /** Whether an attribute's value, or the text of an element without element children, matches. */
  matchesText(pattern: Pattern, text: string, context: DatatypeContext): boolean {
    if (pattern.kind === 'text') return true
    if (pattern.nullable && /^[\t\n\r ]*$/.test(text)) return true
    return this.afterText(pattern, text, context).nullable
  }

  #remembered(
    pattern: Pattern,
    search: Search,
    namespace: string,
    localName: string
  ): readonly Transition<ElementPattern | AttributePattern>[] {
    const bit = search === 'attributes' ? holds.attribute : holds.element
    if ((pattern.holds & bit) === 0) return []
    const memo: Map<string, readonly Transition<ElementPattern | AttributePattern>[]> = (pattern.memo[search] ??=
      new Map())
    const key = this.#table.distinctName(namespace, localName)
    const known = memo.get(key)
    if (known !== undefined) return known
    const found = this.#merge(this.#transitions(pattern, search, namespace, localName))
    memo.set(key, found)
    return found
  }

  #transitions(
    pattern: Pattern,
    search: Search,
    namespace: string,
    localName: string
  ): readonly Transition<ElementPattern | AttributePattern>[] {
    const within = (member: Pattern) => this.#remembered(member, search, namespace, localName)
    const followed = (member: Pattern, rest: (inner: Pattern) => Pattern) =>
      within(member).map(transition => ({ particle: transition.particle, rest: rest(transition.rest) }))
    switch (pattern.kind) {
      case 'element':
      case 'attribute':
        return containsName(pattern.nameClass, namespace, localName)
          ? [{ particle: pattern, rest: this.#table.empty }]
          : []
      case 'choice':
        return pattern.members.flatMap(within)
      case 'interleave':
        return pattern.members.flatMap((member, index) =>
          followed(member, inner => this.#table.interleave(pattern.members.with(index, inner)))
        )
      case 'group':
        return pattern.members.flatMap((member, index) => {
          if (search === 'attributes')
            return followed(member, inner => this.#table.group(pattern.members.with(index, inner)))
          const reachable = search === 'skipping' || pattern.members.slice(0, index).every(before => before.nullable)
          if (!reachable) return []
          return followed(member, inner => this.#table.group([inner, ...pattern.members.slice(index + 1)]))
        })
      case 'oneOrMore':
        return followed(pattern.member, inner => this.#table.group([inner, this.#table.optional(pattern)]))
      default:
        return []
    }
  }

  /** Joins ways that read the element as the same declaration. */
  #merge<Particle extends ElementPattern | AttributePattern>(
    transitions: readonly Transition<Particle>[]
  ): readonly Transition<Particle>[] {
    if (transitions.length < 2) return transitions
    const rests = new Map<Particle, Pattern[]>()
    for (const { particle, rest } of transitions) {
      const known = rests.get(particle)
      if (known === undefined) rests.set(particle, [rest])
      else known.push(rest)
    }
    return [...rests].map(([particle, rest]) => ({ particle, rest: this.#table.choice(rest) }))
  }

  #mapAttributes(pattern: Pattern, attribute: Pattern, map: (member: Pattern) => Pattern): Pattern {
    switch (pattern.kind) {
      case 'attribute':
        return attribute
      case 'choice':
        return this.#table.choice(pattern.members.map(map))
      case 'interleave':
        return this.#table.interleave(pattern.members.map(map))
      case 'group':
        return this.#table.group(pattern.members.map(map))
      case 'oneOrMore':
        return this.#table.oneOrMore(map(pattern.member))
      default:
        return pattern
    }
  }

  /** `text` is undefined for text beside elements. */
  #afterText(pattern: Pattern, text: { value: string; context: DatatypeContext } | undefined): Pattern {
    const table = this.#table
    switch (pattern.kind) {
      case 'text':
        return pattern
      case 'choice':
        return table.choice(pattern.members.map(member => this.#afterText(member, text)))
      case 'interleave':
        return table.choice(
          pattern.members.map((member, index) =>
            table.interleave(pattern.members.with(index, this.#afterText(member, text)))
          )
        )
      case 'group':
        return table.choice(
          pattern.members.map((member, index) =>
            pattern.members.slice(0, index).every(before => before.nullable)
              ? table.group([this.#afterText(member, text), ...pattern.members.slice(index + 1)])
              : table.notAllowed
          )
        )
      case 'oneOrMore':
        return table.group([this.#afterText(pattern.member, text), table.optional(pattern)])
      case 'data':
      case 'value':
      case 'list':
        return text !== undefined && this.#matchesLiteral(pattern, text.value, text.context)
          ? table.empty
          : table.notAllowed
      default:
        return table.notAllowed
    }
  }

  #matchesLiteral(pattern: Pattern, text: string, context: DatatypeContext): boolean {
    switch (pattern.kind) {
      case 'data':
        return (
          pattern.datatype.read(text, context) !== undefined &&
          (pattern.except === undefined || !this.matchesText(pattern.except, text, context))
        )
      case 'value': {
        const value = pattern.datatype.read(text, context)
        return value !== undefined && pattern.datatype.equal(value, pattern.value)
      }
      case 'list': {
        let rest = pattern.member
        const whole = collapse(text)
        for (const item of whole === '' ? [] : whole.split(' ')) {
          rest = this.afterText(rest, item, context)
          if (rest.kind === 'notAllowed') return false
        }
        return rest.nullable
      }
      default:
        return false
    }
  }
}
