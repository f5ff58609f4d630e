/**
 * Judges the attributes of an element all at once, where each stands for itself: as what must be there, or may. That is what
 * nearly all elements ask for, some of them for a hundred, and the pattern that would remain after each one of them is then
 * not worth making.
 */
import type { XmlAttribute } from '../xml/instance'
import type { DatatypeContext } from './datatypes'
import type { Derivatives } from './derivative'
import { nameKey } from './nameClass'
import { holds, type AttributePattern, type Pattern } from './pattern'

/** The attributes of an element's content by name. */
interface AttributeTable {
  readonly byName: ReadonlyMap<string, AttributePattern>
  /** The names of those that must be there. */
  readonly required: readonly string[]
}

export class AttributeTables {
  readonly #derivatives: Derivatives
  readonly #tables = new WeakMap<Pattern, AttributeTable | 'none'>()

  constructor(derivatives: Derivatives) {
    this.#derivatives = derivatives
  }

  /** What the attributes leave of `content` for children; undefined where that is less simple, or something is wrong. */
  after(attributes: readonly XmlAttribute[], content: Pattern, context: DatatypeContext): Pattern | undefined {
    const table = this.#tableOf(content)
    if (table === 'none') return undefined
    for (const { namespace, localName, value } of attributes) {
      const wanted = table.byName.get(nameKey(namespace, localName))?.member
      if (!wanted) return undefined
      if (wanted.kind !== 'text' && !this.#derivatives.matchesText(wanted, value, context)) return undefined
    }
    for (const key of table.required)
      if (!attributes.some(({ namespace, localName }) => nameKey(namespace, localName) === key)) return undefined
    return this.#derivatives.withAttributesPresent(content)
  }

  #tableOf(content: Pattern): AttributeTable | 'none' {
    const known = this.#tables.get(content)
    if (known !== undefined) return known
    const byName = new Map<string, AttributePattern>()
    const required: string[] = []
    const table = collect(content, byName, required) ? { byName, required } : 'none'
    this.#tables.set(content, table)
    return table
  }
}

/** Whether every attribute in the pattern stands for itself; if so they are put into the tables. */
function collect(pattern: Pattern, byName: Map<string, AttributePattern>, required: string[]): boolean {
  if ((pattern.holds & holds.attribute) === 0) return true
  if (pattern.kind === 'attribute') return add(pattern, byName, required)
  if (pattern.kind === 'group' || pattern.kind === 'interleave')
    return pattern.members.every(member => collect(member, byName, required))
  if (pattern.kind !== 'choice' || pattern.members.length !== 2) return false
  const attribute = pattern.members.find(member => member.kind === 'attribute')
  const isOptional = pattern.members.some(member => member.kind === 'empty')
  return attribute !== undefined && isOptional && add(attribute, byName, undefined)
}

function add(
  attribute: AttributePattern,
  byName: Map<string, AttributePattern>,
  required: string[] | undefined
): boolean {
  const { nameClass } = attribute
  if (nameClass.kind !== 'name') return false
  const key = nameKey(nameClass.namespace, nameClass.localName)
  if (byName.has(key)) return false
  byName.set(key, attribute)
  required?.push(key)
  return true
}
