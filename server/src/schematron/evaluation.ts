/**
 * Evaluates the rules of a schema on a tree of elements, and again after a change at the cost of the change.
 *
 *     const checker = new RuleChecker(ruleSetOf(rules))          // loading.ts, ruleTable.ts
 *     for (const { message, element, path } of checker.check(root)) …
 *
 * Verdicts are remembered by element or group, weakly, together with the names and attributes of the elements around
 * it. What a rule asks of the rest of the document is evaluated each time, but only where the element's own subtree and
 * the start tags around it do not decide already. Objects must therefore be immutable.
 *
 * Verdicts are those of libxslt, in XPath 1.0. Not modelled: comments and processing instructions as nodes, prefixes in
 * `name()`, and `position()` and `last()` of the judged node itself.
 */
import type { XmlAttribute, XmlContent, XmlElement, XmlGroup } from '../xml/instance'
import type { EvaluationPlace } from './expressionEvaluation'
import { isMendable, judge, placeAt, type Failure, type View } from './judgement'
import { DocumentNode, ElementNode, type XPathNode } from './nodes'
import { namesIn, RuleIndex, type Candidate } from './ruleIndex'
import type { RulePattern } from './rules'
import type { RuleSet } from './ruleTable'
import { countOf } from './summary'

export type { Failure } from './judgement'

/** A failure and where it is. */
export interface Finding extends Failure {
  /** The element, as given; of a failure at the document the root. */
  readonly element: XmlElement
  /** The elements around it, outermost first, as given. */
  readonly ancestors: readonly XmlElement[]
  /** The way down: from the root's content on, an index into the children of each group that is met. */
  readonly path: readonly number[]
  /** The attributes that the context of the rule and its test name, of those that the element has. */
  readonly attributes: readonly XmlAttribute[]
}

/** A failure at an element as it might be. */
export interface Objection {
  readonly failure: Failure
  /** Whether something that is not there yet could make it good, see `isMendable`. */
  readonly isMendable: boolean
}

/** Short lists are looked through again; for longer ones, or what is below them, outcomes are remembered. */
const shortestRemembered = 8

/** What decides outcomes besides the subtree: the start tags around, innermost first. */
interface Around {
  readonly namespace: string
  readonly localName: string
  readonly attributes: readonly XmlAttribute[]
  readonly outer: Around | undefined
}

/** An element on the way down. */
interface Frame {
  readonly element: XmlElement
  /** Place among the items of the content of the element around it, groups not counted. */
  readonly position: number
  /** The element around it. */
  readonly outer: Frame | undefined
  /** Once it is asked for. */
  node: ElementNode | undefined
  /**
   * What is around the elements in this one, once it is asked for; replaced by an equal one that was met before, so that
   * the next comparison is one of identity.
   */
  around: Around | undefined
}

interface ElementVerdict {
  readonly failures: readonly Failure[]
  /** What only the document can decide. */
  readonly open: readonly Candidate[]
}

interface ElementOutcome extends ElementVerdict {
  readonly kind: 'element'
  readonly content: Outcome | undefined
}

interface GroupOutcome {
  readonly kind: 'group'
  readonly nested: readonly NestedOutcome[]
}

interface NestedOutcome {
  readonly index: number
  /** Position among siblings, from the start of the group. */
  readonly position: number
  readonly outcome: Outcome
}

/** Undefined stands for: nothing wrong, nothing open. */
type Outcome = ElementOutcome | GroupOutcome

interface Remembered<Fact> {
  readonly around: Around | undefined
  readonly fact: Fact
}

/** Where an outcome is told. */
interface Place {
  readonly ancestors: readonly XmlElement[]
  readonly path: readonly number[]
  readonly position: number
  readonly parent: DocumentNode | ElementNode
}

/** More are not told: a document with so many is broken as a whole. */
const mostFindings = 10_000

export class RuleChecker {
  readonly #index: RuleIndex
  readonly #verdicts = new WeakMap<XmlElement, Remembered<ElementVerdict>>()
  readonly #outcomes = new WeakMap<XmlGroup, Remembered<GroupOutcome | undefined>>()
  readonly #findings = new WeakMap<XmlElement, readonly Finding[]>()
  /** Those of some candidates whose patterns name an attribute. */
  readonly #naming = new WeakMap<readonly Candidate[], Map<string, readonly Candidate[]>>()

  constructor(rules: RuleSet) {
    this.#index = new RuleIndex(rules)
  }

  /** What the rules find in the document with this root, in document order; reports are among them. */
  check(root: XmlElement): readonly Finding[] {
    const known = this.#findings.get(root)
    if (known) return known
    const document = new DocumentNode(root)
    const findings: Finding[] = []
    const start: Place = { ancestors: [], path: [], position: 0, parent: document }
    for (const pattern of this.#index.ofDocument())
      for (const failure of judge(pattern, placeAt(document), 'whole') ?? []) findings.push(found(failure, root, start))
    const outcome = this.#element(root, undefined, 0)
    if (outcome) this.#tell(outcome, root, start, findings)
    this.#findings.set(root, findings)
    return findings
  }

  /**
   * What the rules would find at `element` itself if it stood in the innermost of `ancestors` (outermost first, the
   * first being the root); what is below it and its neighbours are not judged. Nothing is remembered.
   */
  checkElement(element: XmlElement, ancestors: readonly XmlElement[]): readonly Failure[] {
    return this.judgeElement(nodeIn(element, ancestors)).map(({ failure }) => failure)
  }

  /** What the rules, or those alone that name an attribute, find at an element. Nothing is remembered. */
  judgeElement(node: ElementNode, naming?: string): readonly Objection[] {
    const place = placeAt(node)
    return this.#candidates(node.element, naming).flatMap(candidate =>
      (judgeCandidate(candidate, node, place, 'whole') ?? []).map(failure => ({
        failure,
        isMendable: isMendable(failure, attributeNode(failure, node) ?? node)
      }))
    )
  }

  /** Whether a rule that names an attribute may find something at an element. */
  mayObject(element: XmlElement, naming: string): boolean {
    return this.#candidates(element, naming).length > 0
  }

  /** The patterns that can concern elements of a name, or those of them alone that name an attribute. */
  patternsOn(localName: string, naming?: string): readonly RulePattern[] {
    const patterns = this.#index.ofElement(localName)
    return naming === undefined ? patterns : patterns.filter(pattern => namesIn(pattern).has(naming))
  }

  #candidates(element: XmlElement, naming: string | undefined): readonly Candidate[] {
    const candidates = this.#index.candidates(element)
    if (naming === undefined || candidates.length === 0) return candidates
    const known = this.#naming.get(candidates) ?? new Map<string, readonly Candidate[]>()
    this.#naming.set(candidates, known)
    const found = known.get(naming) ?? candidates.filter(({ pattern }) => namesIn(pattern).has(naming))
    known.set(naming, found)
    return found
  }

  #group(group: XmlGroup, outer: Frame, position: number): GroupOutcome | undefined {
    if (group.run && !this.#index.mayConcern(group.run)) return undefined
    const { children } = group
    const isRemembered = children.length >= shortestRemembered
    const known = isRemembered ? this.#outcomes.get(group) : undefined
    if (known && isSameAround(outer, known.around)) return known.fact
    let nested: NestedOutcome[] | undefined
    let index = 0
    let at = 0
    for (const child of children) {
      let outcome: Outcome | undefined
      if (child.kind === 'element') outcome = this.#element(child, outer, position + at)
      else if (child.kind === 'group') outcome = this.#group(child, outer, position + at)
      if (outcome) (nested ??= []).push({ index, position: at, outcome })
      at += child.kind === 'group' ? countOf(child) : 1
      index += 1
    }
    const fact: GroupOutcome | undefined = nested && { kind: 'group', nested }
    if (isRemembered) this.#outcomes.set(group, { around: aroundIn(outer), fact })
    return fact
  }

  #element(element: XmlElement, outer: Frame | undefined, position: number): ElementOutcome | undefined {
    const { localName, content } = element
    const frame: Frame = { element, position, outer, node: undefined, around: undefined }
    const { failures, open } = this.#index.names.has(localName) ? this.#verdict(frame) : nothingWrong
    let inside: Outcome | undefined
    if (content.kind === 'group') inside = this.#group(content, frame, 0)
    else if (content.kind === 'element') inside = this.#element(content, frame, 0)
    if (failures.length === 0 && open.length === 0 && !inside) return undefined
    return { kind: 'element', failures, open, content: inside }
  }

  #verdict(frame: Frame): ElementVerdict {
    const { element, outer } = frame
    const known = this.#verdicts.get(element)
    if (known && (outer ? isSameAround(outer, known.around) : known.around === undefined)) return known.fact
    const candidates = this.#index.candidates(element)
    if (candidates.length === 0) return nothingWrong
    const failures: Failure[] = []
    const open: Candidate[] = []
    const node = nodeOf(frame)
    const place = placeAt(node)
    for (const candidate of candidates) {
      const judged = judgeCandidate(candidate, node, place, 'local')
      if (!judged) open.push(candidate)
      else if (judged.length > 0) failures.push(...judged)
    }
    const fact = failures.length === 0 && open.length === 0 ? nothingWrong : { failures, open }
    this.#verdicts.set(element, { around: outer && aroundIn(outer), fact })
    return fact
  }

  /** Puts what an outcome holds into a list, with its place, and decides what was left open. */
  #tell(outcome: Outcome, item: XmlContent, place: Place, findings: Finding[]): void {
    if (outcome.kind === 'group') {
      if (item.kind !== 'group') return
      for (const { index, position, outcome: inner } of outcome.nested) {
        if (findings.length >= mostFindings) return
        const child = item.children[index]
        const path = [...place.path, index]
        if (child) this.#tell(inner, child, { ...place, path, position: place.position + position }, findings)
      }
      return
    }
    if (item.kind !== 'element') return
    const { parent, position, ancestors, path } = place
    const node = parent.kind === 'document' ? parent.root : parent.childAt(item, position)
    for (const failure of this.#settled(outcome, node)) findings.push(found(failure, item, place))
    const inside: Place = { ancestors: [...ancestors, item], path, position: 0, parent: node }
    if (outcome.content) this.#tell(outcome.content, item.content, inside, findings)
  }

  /** All failures of an element in the order of the patterns. */
  #settled({ failures, open }: ElementVerdict, node: ElementNode): readonly Failure[] {
    if (open.length === 0) return failures
    const patterns = this.#index.candidates(node.element).map(({ pattern }) => pattern)
    const order = ({ pattern }: Failure): number => patterns.indexOf(pattern)
    const place = placeAt(node)
    const settled = open.flatMap(candidate => judgeCandidate(candidate, node, place, 'whole') ?? [])
    return [...failures, ...settled].sort((one, other) => order(one) - order(other))
  }
}

/** The node of an element that stands in the innermost of `ancestors`, the first of which is the root. */
export function nodeIn(element: XmlElement, ancestors: readonly XmlElement[]): ElementNode {
  const [root = element, ...inner] = ancestors
  let parent: ElementNode = new DocumentNode(root).root
  for (const ancestor of inner) parent = new ElementNode(ancestor, parent, 0)
  return ancestors.length === 0 ? parent : new ElementNode(element, parent, 0)
}

function attributeNode({ attribute }: Failure, node: ElementNode): XPathNode | undefined {
  return attribute && node.attributes.find(own => own.attribute === attribute)
}

const nothingWrong: ElementVerdict = { failures: [], open: [] }

/** `place` is that of the element. */
function judgeCandidate(
  { pattern, attribute }: Candidate,
  element: ElementNode,
  place: EvaluationPlace,
  view: View
): readonly Failure[] | undefined {
  if (attribute === undefined) return judge(pattern, place, view)
  const nodes = element.attributes.filter(node => node.attribute.localName === attribute)
  const failures: Failure[] = []
  for (const node of nodes) {
    const judged = judge(pattern, placeAt(node), view)
    if (!judged) return undefined
    failures.push(...judged)
  }
  return failures
}

function nodeOf(frame: Frame): ElementNode {
  if (frame.node) return frame.node
  const { element, outer, position } = frame
  const node = outer ? nodeOf(outer).childAt(element, position) : new DocumentNode(element).root
  frame.node = node
  return node
}

/** What is around the elements in that of a frame. */
function aroundIn(frame: Frame): Around {
  const { namespace, localName, attributes } = frame.element
  return (frame.around ??= { namespace, localName, attributes, outer: frame.outer && aroundIn(frame.outer) })
}

/** Whether the start tags around are those of an earlier time; where they are equal, `frame` takes over the earlier ones. */
function isSameAround(frame: Frame, known: Around | undefined): boolean {
  if (!known || !isEqual(aroundIn(frame), known)) return false
  frame.around = known
  return true
}

function isEqual(one: Around | undefined, other: Around | undefined): boolean {
  let left = one
  let right = other
  while (left && right) {
    if (left === right) return true
    if (left.localName !== right.localName || left.namespace !== right.namespace) return false
    if (!haveSameAttributes(left.attributes, right.attributes)) return false
    left = left.outer
    right = right.outer
  }
  return left === right
}

function haveSameAttributes(one: readonly XmlAttribute[], other: readonly XmlAttribute[]): boolean {
  if (one === other) return true
  if (one.length !== other.length) return false
  return one.every((attribute, index) => {
    const against = other[index]
    return (
      against !== undefined &&
      attribute.localName === against.localName &&
      attribute.value === against.value &&
      attribute.namespace === against.namespace
    )
  })
}

function found(failure: Failure, element: XmlElement, { ancestors, path }: Place): Finding {
  const names = failure.attribute
    ? new Set<string>()
    : new Set([...failure.rule.attributes, ...failure.assertion.attributes])
  const named = [...names].flatMap(name =>
    element.attributes.filter(({ namespace, localName }) => namespace === '' && localName === name)
  )
  const attributes = failure.attribute ? [failure.attribute] : named
  return { ...failure, element, ancestors, path, attributes }
}
