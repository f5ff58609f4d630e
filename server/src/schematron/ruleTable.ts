/** Which patterns can concern what, by names, as plain data: made once of all patterns of a schema. */
import type { Expression, PatternPath } from './expression'
import type { RulePattern } from './rules'

/** Patterns, by their places in the order of the schema; a place may stand there several times. */
export type Orders = readonly number[]

/** Values by a local name. No object: descriptions may hold any names, those of the properties of all objects too. */
type Named<Value> = readonly (readonly [name: string, value: Value])[]

/** The patterns with rules for an element. */
export interface ElementPatterns {
  readonly always: Orders
  /** By an attribute that the element must have. */
  readonly byAttribute: Named<Orders>
}

export interface RuleTable {
  /** Patterns with a rule for the document itself. */
  readonly ofDocument: Orders
  readonly ofElements: Named<ElementPatterns>
  readonly ofAnyElement: ElementPatterns
  /** Patterns with a rule for attributes of this name, of whichever element. */
  readonly ofAttributes: Named<Orders>
  readonly ofAnyAttribute: Orders
}

/** The patterns of a schema, and what leads to them: most are of elements that a description does not have. */
export interface RuleSet {
  readonly table: RuleTable
  /** The pattern with this place in the order of the schema; the same object whenever it is asked for. */
  pattern(order: number): RulePattern
}

/** A set of patterns that have been read, in the order of the schema. */
export function ruleSetOf(patterns: readonly RulePattern[]): RuleSet {
  const pattern = (order: number): RulePattern => {
    const found = patterns[order]
    if (!found) throw new RangeError(`There is no pattern ${order}.`)
    return found
  }
  return { table: tableOf(patterns), pattern }
}

/** The table of some patterns, in the order of the schema. */
export function tableOf(patterns: readonly RulePattern[]): RuleTable {
  const table = new Table()
  for (const [order, { rules }] of patterns.entries())
    for (const rule of rules) for (const path of rule.pattern) table.add(order, path)
  return table.written()
}

class Collected {
  readonly always: number[] = []
  readonly byAttribute = new Map<string, number[]>()

  add(attribute: string | undefined, order: number): void {
    if (attribute === undefined) this.always.push(order)
    else pushTo(this.byAttribute, attribute, order)
  }

  written(): ElementPatterns {
    return { always: this.always, byAttribute: [...this.byAttribute] }
  }
}

class Table {
  readonly #ofDocument: number[] = []
  readonly #ofElements = new Map<string, Collected>()
  readonly #ofAnyElement = new Collected()
  readonly #ofAttributes = new Map<string, number[]>()
  readonly #ofAnyAttribute: number[] = []

  add(order: number, { steps }: PatternPath): void {
    const last = steps.at(-1)
    if (!last) {
      this.#ofDocument.push(order)
      return
    }
    const name = last.test.kind === 'name' ? last.test.localName : undefined
    // Of nodes that are neither elements nor attributes, there are none to judge.
    if (last.test.kind !== 'name' && last.test.kind !== 'node') return
    if (last.axis === 'attribute') {
      if (name === undefined) this.#ofAnyAttribute.push(order)
      else pushTo(this.#ofAttributes, name, order)
      return
    }
    const required = last.predicates.map(requiredAttribute).find(attribute => attribute !== undefined)
    const collected = name === undefined ? this.#ofAnyElement : (this.#ofElements.get(name) ?? new Collected())
    if (name !== undefined) this.#ofElements.set(name, collected)
    collected.add(required, order)
  }

  written(): RuleTable {
    return {
      ofDocument: [...new Set(this.#ofDocument)],
      ofElements: Array.from(this.#ofElements, ([name, collected]) => [name, collected.written()]),
      ofAnyElement: this.#ofAnyElement.written(),
      ofAttributes: [...this.#ofAttributes],
      ofAnyAttribute: this.#ofAnyAttribute
    }
  }
}

function pushTo(lists: Map<string, number[]>, name: string, order: number): void {
  const list = lists.get(name) ?? []
  lists.set(name, list)
  list.push(order)
}

/** Local name of an attribute without which a predicate cannot hold. */
function requiredAttribute(predicate: Expression): string | undefined {
  if (predicate.kind === 'path') {
    const [step] = predicate.steps
    const isOwn = predicate.start === 'context' && step?.axis === 'attribute' && step.test.kind === 'name'
    return isOwn ? step.test.localName : undefined
  }
  if (predicate.kind === 'comparison')
    return comparedAttribute(predicate.left, predicate.right) ?? comparedAttribute(predicate.right, predicate.left)
  if (predicate.kind !== 'and') return undefined
  return predicate.operands.map(requiredAttribute).find(attribute => attribute !== undefined)
}

/** A comparison with a string or a number needs a node to compare. */
function comparedAttribute(side: Expression, other: Expression): string | undefined {
  const isPlain = other.kind === 'string' || other.kind === 'number'
  return side.kind === 'path' && isPlain ? requiredAttribute(side) : undefined
}
