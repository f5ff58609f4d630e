/** Tells which patterns can concern an element at all, by its name and its attributes, so that the others cost nothing. */
import type { Expression, PatternPath } from './expression'
import type { XmlRun, XmlTag } from '../xml/instance'
import type { RulePattern } from './rules'

/** A pattern that may concern an element: as the element that it is, or one of its attributes. */
export interface Candidate {
  readonly pattern: RulePattern
  /** Place in the order of patterns. */
  readonly order: number
  /** Local name of the attribute that is the node to judge; undefined where it is the element itself. */
  readonly attribute: string | undefined
}

interface Table {
  readonly always: Candidate[]
  /** By the local name of an attribute that the element must have. */
  readonly byAttribute: Map<string, Candidate[]>
}

/** What of an element decides which patterns may concern it. */
interface NamedParts {
  readonly localName: string
  readonly attributes: readonly { readonly localName: string }[]
}

/** So many answers are kept. */
const mostKnown = 2000

export class RuleIndex {
  /** Patterns with a rule for the document itself. */
  readonly ofDocument: readonly RulePattern[]
  /** Place of each pattern in the order of the schema. */
  readonly order: ReadonlyMap<RulePattern, number>
  readonly #byName = new Map<string, Table>()
  readonly #anyName: Table = { always: [], byAttribute: new Map() }
  /** Patterns that may concern an attribute of any name. */
  readonly #anyAttribute: Candidate[] = []
  /** By the names of elements and their attributes. */
  readonly #known = new Map<string, readonly Candidate[]>()
  /** Whether there are candidates for an element with this tag. */
  readonly #ofTags = new WeakMap<XmlTag, boolean>()

  constructor(patterns: readonly RulePattern[]) {
    this.ofDocument = patterns.filter(({ rules }) =>
      rules.some(({ pattern }) => pattern.some(({ steps }) => steps.length === 0))
    )
    this.order = new Map(patterns.map((pattern, order) => [pattern, order]))
    for (const [order, pattern] of patterns.entries())
      for (const rule of pattern.rules) for (const path of rule.pattern) this.#add({ pattern, order }, path)
  }

  /** What may concern the element, in the order of the patterns, the element before its attributes. */
  candidates(element: NamedParts): readonly Candidate[] {
    const named = this.#byName.get(element.localName)
    if (!named && this.#isForNamesOnly) return none
    const key = [element.localName, ...element.attributes.map(({ localName }) => localName)].join(' ')
    const known = this.#known.get(key)
    if (known) return known
    // Documents may hold any names.
    if (this.#known.size >= mostKnown) this.#known.clear()
    const candidates = this.#find(element, named)
    this.#known.set(key, candidates)
    return candidates
  }

  #find(element: NamedParts, named: Table | undefined): readonly Candidate[] {
    const found: Candidate[] = []
    for (const { always, byAttribute } of named ? [named, this.#anyName] : [this.#anyName]) {
      found.push(...always)
      if (byAttribute.size > 0)
        for (const { localName } of element.attributes) found.push(...(byAttribute.get(localName) ?? none))
    }
    for (const { pattern, order } of this.#anyAttribute)
      for (const { localName } of element.attributes) found.push({ pattern, order, attribute: localName })
    return distinct(found)
  }

  /** What may concern elements of that name, whatever attributes they have. */
  ofElement(localName: string): readonly RulePattern[] {
    const isAbout = ({ steps }: PatternPath): boolean => {
      const element = steps.findLast(({ axis }) => axis === 'child')
      return element?.test.kind === 'name' && (element.test.localName ?? localName) === localName
    }
    return [...this.order.keys()].filter(({ rules }) => rules.some(({ pattern }) => pattern.some(isAbout)))
  }

  /** Whether there may be a candidate for one of the elements in a run. */
  mayConcern({ distinctTags }: XmlRun): boolean {
    for (const tag of distinctTags) {
      let concerns = this.#ofTags.get(tag)
      if (concerns === undefined) {
        const attributes = tag.attributeNames.map(localName => ({ localName }))
        concerns = this.candidates({ localName: tag.localName, attributes }).length > 0
        this.#ofTags.set(tag, concerns)
      }
      if (concerns) return true
    }
    return false
  }

  get #isForNamesOnly(): boolean {
    const { always, byAttribute } = this.#anyName
    return always.length === 0 && byAttribute.size === 0 && this.#anyAttribute.length === 0
  }

  #add(of: { readonly pattern: RulePattern; readonly order: number }, { steps }: PatternPath): void {
    const last = steps.at(-1)
    if (!last) return
    const name = last.test.kind === 'name' ? last.test.localName : undefined
    // Of nodes that are neither elements nor attributes, there are none to judge.
    if (last.test.kind !== 'name' && last.test.kind !== 'node') return
    if (last.axis === 'attribute') {
      if (name === undefined) this.#anyAttribute.push({ ...of, attribute: undefined })
      else addTo(this.#anyName, name, { ...of, attribute: name })
      return
    }
    const required = last.predicates.map(requiredAttribute).find(attribute => attribute !== undefined)
    addTo(name === undefined ? this.#anyName : this.#tableOf(name), required, { ...of, attribute: undefined })
  }

  #tableOf(name: string): Table {
    const known = this.#byName.get(name) ?? { always: [], byAttribute: new Map<string, Candidate[]>() }
    this.#byName.set(name, known)
    return known
  }
}

const none: readonly Candidate[] = []

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

function addTo({ always, byAttribute }: Table, attribute: string | undefined, candidate: Candidate): void {
  if (attribute === undefined) always.push(candidate)
  else byAttribute.set(attribute, [...(byAttribute.get(attribute) ?? []), candidate])
}

/** Each pattern once for each node, in order: several of its rules may have led to it. */
function distinct(candidates: readonly Candidate[]): readonly Candidate[] {
  const sorted = [...candidates].sort(
    (one, other) => one.order - other.order || compared(one.attribute ?? '', other.attribute ?? '')
  )
  return sorted.filter((candidate, index) => {
    const before = sorted[index - 1]
    return before?.order !== candidate.order || before.attribute !== candidate.attribute
  })
}

function compared(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
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
