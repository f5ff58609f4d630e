/** Tells which patterns can concern an element at all, by its name and its attributes, so that the others cost nothing. */
import type { PatternPath } from './expression'
import type { XmlRun, XmlTag } from '../xml/instance'
import type { RulePattern } from './rules'
import type { ElementPatterns, Orders, RuleSet } from './ruleTable'

/** A pattern that may concern an element: as the element that it is, or one of its attributes. */
export interface Candidate {
  readonly pattern: RulePattern
  /** Place in the order of patterns. */
  readonly order: number
  /** Local name of the attribute that is the node to judge; undefined where it is the element itself. */
  readonly attribute: string | undefined
}

/** What of an element decides which patterns may concern it. */
interface NamedParts {
  readonly localName: string
  readonly attributes: readonly { readonly localName: string }[]
}

interface Listed {
  readonly always: Orders
  readonly byAttribute: ReadonlyMap<string, Orders>
}

/** So many answers are kept. */
const mostKnown = 2000

export class RuleIndex {
  /** Local names of elements for which there may be candidates, whatever attributes they have. */
  readonly names: Pick<ReadonlySet<string>, 'has'>
  readonly #rules: RuleSet
  readonly #ofElements: ReadonlyMap<string, Listed>
  readonly #ofAnyElement: Listed
  readonly #ofAttributes: ReadonlyMap<string, Orders>
  readonly #ofAnyAttribute: Orders
  /** Whether all patterns are for elements of a name. */
  readonly #isForNamesOnly: boolean
  /** By the names of elements and those of their attributes that matter. */
  readonly #known = new Map<string, readonly Candidate[]>()
  /** Whether there are candidates for an element with this tag. */
  readonly #ofTags = new WeakMap<XmlTag, boolean>()

  constructor(rules: RuleSet) {
    const { ofElements, ofAnyElement, ofAttributes, ofAnyAttribute } = rules.table
    this.#rules = rules
    this.#ofElements = new Map(ofElements.map(([name, patterns]) => [name, listed(patterns)]))
    this.#ofAnyElement = listed(ofAnyElement)
    this.#ofAttributes = new Map(ofAttributes)
    this.#ofAnyAttribute = ofAnyAttribute
    this.#isForNamesOnly =
      ofAnyElement.always.length + ofAnyElement.byAttribute.length + ofAttributes.length + ofAnyAttribute.length === 0
    this.names = this.#isForNamesOnly ? this.#ofElements : allNames
  }

  /** Patterns with a rule for the document itself. */
  ofDocument(): readonly RulePattern[] {
    return this.#rules.table.ofDocument.map(order => this.#rules.pattern(order))
  }

  /** What may concern the element, in the order of the patterns, the element before its attributes. */
  candidates({ localName, attributes }: NamedParts): readonly Candidate[] {
    const named = this.#ofElements.get(localName)
    const isForNamesOnly = this.#isForNamesOnly
    if (!named && isForNamesOnly) return none
    let key = localName
    for (const { localName: attribute } of attributes)
      if (named?.byAttribute.has(attribute) || (!isForNamesOnly && this.#mattersAnywhere(attribute)))
        key += ` ${attribute}`
    const known = this.#known.get(key)
    if (known) return known
    // Documents may hold any names.
    if (this.#known.size >= mostKnown) this.#known.clear()
    const candidates = this.#find(attributes, named)
    this.#known.set(key, candidates)
    return candidates
  }

  /** Whether there may be a candidate for one of the elements in a run. */
  mayConcern({ distinctTags }: XmlRun): boolean {
    for (const tag of distinctTags) {
      let concerns = this.#ofTags.get(tag)
      if (concerns === undefined) {
        concerns = this.#concerns(tag)
        this.#ofTags.set(tag, concerns)
      }
      if (concerns) return true
    }
    return false
  }

  /** What may concern elements of that name, whatever attributes they have. */
  ofElement(localName: string): readonly RulePattern[] {
    const isAbout = ({ steps }: PatternPath): boolean => {
      const element = steps.findLast(({ axis }) => axis === 'child')
      return element?.test.kind === 'name' && (element.test.localName ?? localName) === localName
    }
    const lists = [this.#ofElements.get(localName) ?? nothing, this.#ofAnyElement].flatMap(
      ({ always, byAttribute }) => [...always, ...[...byAttribute.values()].flat()]
    )
    const orders = new Set([...lists, ...[...this.#ofAttributes.values()].flat(), ...this.#ofAnyAttribute])
    return [...orders]
      .sort((one, other) => one - other)
      .map(order => this.#rules.pattern(order))
      .filter(({ rules }) => rules.some(({ pattern }) => pattern.some(isAbout)))
  }

  #concerns({ localName, attributeNames }: XmlTag): boolean {
    const named = this.#ofElements.get(localName)
    return (
      (named?.always ?? none).length + this.#ofAnyElement.always.length > 0 ||
      attributeNames.some(attribute => named?.byAttribute.has(attribute) || this.#mattersAnywhere(attribute))
    )
  }

  /** Whether there are patterns for elements of any name with that attribute, or for the attribute itself. */
  #mattersAnywhere(attribute: string): boolean {
    return (
      this.#ofAnyAttribute.length > 0 ||
      this.#ofAttributes.has(attribute) ||
      this.#ofAnyElement.byAttribute.has(attribute)
    )
  }

  #find(attributes: NamedParts['attributes'], named: Listed | undefined): readonly Candidate[] {
    const orders: number[] = []
    for (const { always, byAttribute } of named ? [named, this.#ofAnyElement] : [this.#ofAnyElement]) {
      orders.push(...always)
      for (const { localName } of attributes) orders.push(...(byAttribute.get(localName) ?? none))
    }
    const ofElement = this.#candidatesAt(orders, undefined)
    if (this.#isForNamesOnly) return ofElement
    const ofAttributes = [...new Set(attributes.map(({ localName }) => localName))]
      .sort()
      .flatMap(name => this.#candidatesAt([...(this.#ofAttributes.get(name) ?? none), ...this.#ofAnyAttribute], name))
    return [...ofElement, ...ofAttributes].sort((one, other) => one.order - other.order)
  }

  /** Each pattern once, in order: several of its rules may have led to it. */
  #candidatesAt(orders: Orders, attribute: string | undefined): Candidate[] {
    const candidates: Candidate[] = []
    // A typed array sorts numbers as numbers, without a call for each pair.
    for (const order of new Set(Int32Array.from(orders).sort()))
      candidates.push({ pattern: this.#rules.pattern(order), order, attribute })
    return candidates
  }
}

const allNames = { has: () => true }
const none: readonly never[] = []
const nothing: Listed = { always: none, byAttribute: new Map() }

function listed({ always, byAttribute }: ElementPatterns): Listed {
  return { always, byAttribute: new Map(byAttribute) }
}

const names = new WeakMap<RulePattern, ReadonlySet<string>>()

/** Local names of the attributes, of whichever element, that the contexts and tests of a pattern name. */
export function namesIn(pattern: RulePattern): ReadonlySet<string> {
  const known = names.get(pattern)
  if (known) return known
  const texts = pattern.rules.flatMap(({ context, assertions }) => [context, ...assertions.map(({ test }) => test)])
  const found = new Set(texts.flatMap(text => Array.from(text.matchAll(/@([\w.-]+)/g), ([, name]) => name ?? '')))
  names.set(pattern, found)
  return found
}
