/**
 * Derivatives of patterns: what remains to be matched after an attribute, an element or text.
 *
 * The algorithm is J. Clark's ("An algorithm for RELAX NG validation"), with one change: a derivative by an element's name
 * answers pairs of the declaration that the element may be and what may follow it, instead of an `after` pattern. The
 * content of every element is then a question of its own, whose answer can be remembered by element and pattern.
 */
import { collapse, isBlank } from './datatypes'
import type { Datatype, DatatypeContext } from './datatypes'
import { containsName, nameKey } from './nameClass'
import { holds, membersOf } from './pattern'
import type { AttributePattern, ChoicePattern, ElementPattern, GroupPattern, ListPattern, Pattern } from './pattern'
import type { PatternTable } from './patternTable'

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
  /** All forgotten at once: they keep one another's patterns in memory. */
  readonly #withoutAttributes = new Map<Pattern, Pattern>()
  readonly #withAttributesPresent = new Map<Pattern, Pattern>()
  readonly #afterTextBesideElements = new Map<Pattern, Pattern>()

  constructor(table: PatternTable) {
    this.#table = table
    this.#elements = new Search(table, 'element', 'in order')
    this.#skipped = new Search(table, 'element', 'skipping')
    this.#attributes = new Search(table, 'attribute', 'in any order')
  }

  /** Forgets all answers and the patterns made for them, if there are more of these than `limit`; says whether it did. */
  forgetBeyond(limit: number): boolean {
    if (this.#table.derivedCount <= limit) return false
    this.#table.forgetDerived()
    for (const memory of [this.#withoutAttributes, this.#withAttributesPresent, this.#afterTextBesideElements])
      memory.clear()
    for (const search of [this.#elements, this.#skipped, this.#attributes]) search.forget()
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
    return this.#withAttributesAs(pattern, this.#table.notAllowed, this.#withoutAttributes)
  }

  /** What remains when every attribute that may be there is there. */
  withAttributesPresent(pattern: Pattern): Pattern {
    return this.#withAttributesAs(pattern, this.#table.empty, this.#withAttributesPresent)
  }

  /** What remains after text that has elements beside it: only `text` can match that. */
  afterTextBesideElements(pattern: Pattern): Pattern {
    if ((pattern.holds & holds.text) === 0) return this.#table.notAllowed
    const known = this.#afterTextBesideElements.get(pattern)
    if (known !== undefined) return known
    const after = this.#afterText(pattern, undefined)
    this.#afterTextBesideElements.set(pattern, after)
    return after
  }

  /** What remains after the whole character content of an element or the whole value of an attribute. */
  afterText(pattern: Pattern, text: string, context: DatatypeContext): Pattern {
    return this.#afterText(pattern, { value: text, context })
  }

  /** Whether an attribute's value, or the text of an element without element children, matches. */
  matchesText(pattern: Pattern, text: string, context: DatatypeContext): boolean {
    switch (pattern.kind) {
      case 'text':
        return true
      case 'value':
        return pattern.datatype.read(text, context) === pattern.value
      case 'data':
        if (pattern.except !== undefined && this.matchesText(pattern.except, text, context)) return false
        return pattern.datatype.read(text, context) !== undefined
      case 'list':
        return this.#matchesList(pattern, text, context)
      case 'choice':
        return (pattern.nullable && isBlank(text)) || this.#matchesAlternative(pattern, text, context)
      case 'empty':
      case 'notAllowed':
      case 'interleave':
      case 'group':
      case 'oneOrMore':
      case 'attribute':
      case 'element':
    }
    return pattern.nullable && isBlank(text) ? true : this.afterText(pattern, text, context).nullable
  }

  #matchesAlternative({ members }: ChoicePattern, text: string, context: DatatypeContext): boolean {
    // Of listed values most often all are of one type.
    let datatype: Datatype | undefined
    let value: string | undefined
    for (const member of members) {
      if (member.kind !== 'value') {
        if (this.matchesText(member, text, context)) return true
        continue
      }
      if (member.datatype !== datatype) {
        datatype = member.datatype
        value = datatype.read(text, context)
      }
      if (member.value === value) return true
    }
    return false
  }

  /** What remains where each attribute has become `attribute`, one that may be missing `empty` in any case. */
  #withAttributesAs(pattern: Pattern, attribute: Pattern, memory: Map<Pattern, Pattern>): Pattern {
    if ((pattern.holds & holds.attribute) === 0) return pattern
    if (pattern.particle !== undefined) return pattern.nullable ? this.#table.empty : attribute
    const known = memory.get(pattern)
    if (known !== undefined) return known
    const members: Pattern[] = []
    for (const member of membersOf(pattern)) members.push(this.#withAttributesAs(member, attribute, memory))
    const [only = pattern] = members
    const rest =
      pattern.kind === 'choice' || pattern.kind === 'interleave' || pattern.kind === 'group'
        ? this.#table[pattern.kind](members)
        : this.#table.oneOrMore(only)
    memory.set(pattern, rest)
    return rest
  }

  /** `text` is undefined for text beside elements. */
  #afterText(pattern: Pattern, text: { value: string; context: DatatypeContext } | undefined): Pattern {
    const table = this.#table
    if (pattern.kind === 'text') return pattern
    if (pattern.kind === 'data' || pattern.kind === 'value' || pattern.kind === 'list') {
      return text !== undefined && this.matchesText(pattern, text.value, text.context) ? table.empty : table.notAllowed
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

  #matchesList(pattern: ListPattern, text: string, context: DatatypeContext): boolean {
    let rest = pattern.member
    const whole = collapse(text)
    for (const item of whole === '' ? [] : whole.split(' ')) {
      rest = this.afterText(rest, item, context)
      if (rest.kind === 'notAllowed') return false
    }
    return rest.nullable
  }
}

/** What is known of one pattern. */
interface Memory<Particle extends ElementPattern | AttributePattern> {
  /** By `nameKey` or, for names that the schema does not mention, by `distinctName`. */
  readonly found: Map<string, readonly Transition<Particle>[]>
  /** Made for the few patterns with many members that are asked for many names. */
  members: NamedMembers | undefined
}

/** The members of a pattern by name, as indices. */
interface NamedMembers {
  /** Those that are no more than one particle of one name, by `nameKey`. */
  readonly named: ReadonlyMap<string, readonly number[]>
  readonly others: readonly number[]
}

/** Finds the elements or the attributes of a name in patterns, and what remains beside them. */
class Search<Particle extends ElementPattern | AttributePattern> {
  readonly #table: PatternTable
  readonly #kind: Particle['kind']
  readonly #order: 'in order' | 'skipping' | 'in any order'
  readonly #memories = new Map<Pattern, Memory<Particle>>()

  constructor(table: PatternTable, kind: Particle['kind'], order: 'in order' | 'skipping' | 'in any order') {
    this.#table = table
    this.#kind = kind
    this.#order = order
  }

  forget(): void {
    this.#memories.clear()
  }

  find(pattern: Pattern, namespace: string, localName: string): readonly Transition<Particle>[] {
    if ((pattern.holds & holds[this.#kind]) === 0) return []
    const { particle } = pattern
    if (particle !== undefined) {
      return this.#isSought(particle) && containsName(particle.nameClass, namespace, localName)
        ? [{ particle, rest: this.#behindParticle(pattern) }]
        : []
    }
    let memory = this.#memories.get(pattern)
    if (memory === undefined) {
      memory = { found: new Map(), members: undefined }
      this.#memories.set(pattern, memory)
    }
    const { found } = memory
    const plain = found.get(namespace === '' ? localName : nameKey(namespace, localName))
    if (plain !== undefined) return plain
    const key = this.#table.distinctName(namespace, localName)
    const known = found.get(key) ?? this.#merge(this.#transitions(pattern, memory, namespace, localName))
    found.set(key, known)
    return known
  }

  #isSought(particle: ElementPattern | AttributePattern): particle is Particle {
    return particle.kind === this.#kind
  }

  /** What remains of `x`, `x?`, `x+` or `x*` behind one x. */
  #behindParticle(pattern: Pattern): Pattern {
    if (pattern.kind === 'oneOrMore') return this.#table.optional(pattern)
    const isRepeated = pattern.kind === 'choice' && pattern.members[1]?.kind === 'oneOrMore'
    return isRepeated ? pattern : this.#table.empty
  }

  #transitions(
    pattern: Pattern,
    memory: Memory<Particle>,
    namespace: string,
    localName: string
  ): Transition<Particle>[] {
    if (pattern.kind === 'group' && this.#order !== 'in any order')
      return this.#transitionsInOrder(pattern, namespace, localName)
    const table = this.#table
    const transitions: Transition<Particle>[] = []
    const members = membersOf(pattern)
    for (const index of candidates(members, memory, namespace, localName)) {
      const member = members[index]
      if (member === undefined) continue
      for (const { particle, rest } of this.find(member, namespace, localName)) {
        if (pattern.kind === 'interleave' || pattern.kind === 'group')
          transitions.push({ particle, rest: table.replaced(pattern, index, rest) })
        else if (pattern.kind === 'oneOrMore')
          transitions.push({ particle, rest: table.group([rest, table.optional(pattern)]) })
        else transitions.push({ particle, rest })
      }
    }
    return transitions
  }

  #transitionsInOrder({ members }: GroupPattern, namespace: string, localName: string): Transition<Particle>[] {
    const transitions: Transition<Particle>[] = []
    for (const [index, member] of members.entries()) {
      for (const { particle, rest } of this.find(member, namespace, localName))
        transitions.push({ particle, rest: this.#table.group([rest, ...members.slice(index + 1)]) })
      if (!member.nullable && this.#order === 'in order') break
    }
    return transitions
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

/** To look through so many members, or for so many names, costs less than a table of them. */
const fewMembers = 32
const fewNames = 8

/** Indices of the members that may hold a particle of a name. Most members of a large pattern are of another one. */
function candidates(
  members: readonly Pattern[],
  memory: Memory<ElementPattern | AttributePattern>,
  namespace: string,
  localName: string
): readonly number[] {
  if (members.length > fewMembers && memory.found.size > fewNames) {
    memory.members ??= namedMembers(members)
    const named = memory.members.named.get(nameKey(namespace, localName)) ?? []
    return [...named, ...memory.members.others].sort((one, other) => one - other)
  }
  const found: number[] = []
  let index = 0
  for (const { particle } of members) {
    const nameClass = particle?.nameClass
    const isOther = nameClass?.kind === 'name' && nameClass.localName !== localName
    if (!isOther && (nameClass === undefined || containsName(nameClass, namespace, localName))) found.push(index)
    index += 1
  }
  return found
}

function namedMembers(members: readonly Pattern[]): NamedMembers {
  const named = new Map<string, number[]>()
  const others: number[] = []
  for (const [index, { particle }] of members.entries()) {
    if (particle?.nameClass.kind !== 'name') {
      others.push(index)
      continue
    }
    const key = nameKey(particle.nameClass.namespace, particle.nameClass.localName)
    const known = named.get(key)
    if (known === undefined) named.set(key, [index])
    else known.push(index)
  }
  return { named, others }
}
