/** Evaluates XPath 1.0 expressions (sections 2 and 3) and matches nodes against the contexts of rules (XSLT 1.0, 5.2). */
import type { XmlAttribute } from '../xml/instance'
import type {
  Axis,
  CallExpression,
  ComparisonExpression,
  ContextPattern,
  Expression,
  NearAttribute,
  NodeTest,
  PathExpression,
  PatternPath,
  PatternStep,
  Step
} from './expression'
import { callFunction, callWithTexts, type CallPlace } from './functionCalls'
import { ofContextNode, ofTexts } from './functions'
import { childrenOf, compareOrder, documentOf, type ParentNode, type XPathNode } from './nodes'
import { calculations, compare, isNodes, toBoolean, toNumber, toText, type XPathValue } from './values'

export interface EvaluationPlace extends CallPlace {
  /** The value of a variable that is in scope. */
  readonly variable: (name: string) => XPathValue
}

/** The value of an expression; never throws for one that its parser accepted. */
export function evaluate(expression: Expression, place: EvaluationPlace): XPathValue {
  switch (expression.kind) {
    case 'string':
    case 'number':
      return expression.value
    case 'variable':
      return place.variable(expression.name)
    case 'or':
    case 'and':
    case 'comparison':
      return holds(expression, place)
    case 'union':
      return inOrder(expression.operands.flatMap(operand => nodesOf(evaluate(operand, place))))
    case 'arithmetic': {
      const { operator, left, right } = expression
      return calculations[operator](toNumber(evaluate(left, place)), toNumber(evaluate(right, place)))
    }
    case 'negative':
      return -toNumber(evaluate(expression.operand, place))
    case 'call':
      return callValue(expression, place)
    case 'path':
      break
  }
  return pathNodes(expression, place)
}

/** The value of an expression as a boolean. */
export function holds(expression: Expression, place: EvaluationPlace): boolean {
  switch (expression.kind) {
    case 'or':
      return expression.operands.some(operand => holds(operand, place))
    case 'and':
      return expression.operands.every(operand => holds(operand, place))
    case 'comparison':
      return comparisonHolds(expression, place)
    case 'call': {
      const value = callValue(expression, place)
      return typeof value === 'boolean' ? value : toBoolean(value)
    }
    case 'path':
      if (expression.attribute) return attributeAt(expression.attribute, place.node) !== undefined
      break
    case 'string':
    case 'number':
    case 'variable':
    case 'union':
    case 'arithmetic':
    case 'negative':
      break
  }
  return toBoolean(evaluate(expression, place))
}

/** Whether a node is one that the pattern speaks of. */
export function matches(pattern: ContextPattern, place: EvaluationPlace): boolean {
  for (const path of pattern) if (matchesPath(path, path.steps.length - 1, place.node, place)) return true
  return false
}

function comparisonHolds({ operator, left, right }: ComparisonExpression, place: EvaluationPlace): boolean {
  if (left.kind === 'path' && left.attribute && (right.kind === 'string' || right.kind === 'number')) {
    const attribute = attributeAt(left.attribute, place.node)
    return attribute !== undefined && compare(operator, attribute.value, right.value)
  }
  return compare(operator, evaluate(left, place), evaluate(right, place))
}

/** The value of an expression as a text. */
function textOf(expression: Expression, place: EvaluationPlace): string {
  if (expression.kind === 'path' && expression.attribute)
    return attributeAt(expression.attribute, place.node)?.value ?? ''
  return toText(evaluate(expression, place))
}

function attributeAt({ levels, namespace, localName }: NearAttribute, node: XPathNode): XmlAttribute | undefined {
  let holder: XPathNode | undefined = node
  for (let level = 0; level < levels && holder; level += 1) holder = holder.parent
  if (holder?.kind !== 'element') return undefined
  for (const attribute of holder.element.attributes)
    if (attribute.localName === localName && attribute.namespace === namespace) return attribute
  return undefined
}

function callValue({ name, parameters }: CallExpression, place: EvaluationPlace): XPathValue {
  if (parameters.length > 0 && ofTexts.has(name)) {
    const texts: string[] = []
    for (const parameter of parameters)
      texts.push(parameter.kind === 'string' ? parameter.value : textOf(parameter, place))
    return callWithTexts(name, texts)
  }
  const given: XPathValue[] = parameters.map(parameter => evaluate(parameter, place))
  if (given.length === 0 && ofContextNode.has(name)) given.push([place.node])
  return callFunction(name, given, place)
}

function pathNodes({ start, predicates, steps }: PathExpression, place: EvaluationPlace): readonly XPathNode[] {
  let nodes: readonly XPathNode[]
  if (start === 'context') nodes = [place.node]
  else if (start === 'document') nodes = [documentOf(place.node)]
  else nodes = filtered(nodesOf(evaluate(start, place)), predicates, place)
  for (const [index, step] of steps.entries()) {
    // The shorthand `//name` goes over all nodes below; the parser makes two steps of it, which one axis can do.
    const previous = steps[index - 1]
    if (isAnywhereBelow(step) && canSearchBelow(steps[index + 1])) continue
    const taken: Step =
      previous && isAnywhereBelow(previous) && canSearchBelow(step) ? { ...step, axis: 'descendant' } : step
    nodes = stepNodes(taken, nodes, place)
  }
  return nodes
}

function isAnywhereBelow({ axis, test, predicates }: Step): boolean {
  return axis === 'descendant-or-self' && test.kind === 'node' && predicates.length === 0
}

/** Positions on the axes `child` and `descendant` differ, so there must be no predicates. */
function canSearchBelow(step: Step | undefined): boolean {
  return step?.axis === 'child' && step.predicates.length === 0
}

function stepNodes(step: Step, from: readonly XPathNode[], place: EvaluationPlace): readonly XPathNode[] {
  const found = from.flatMap(node => filtered(axisNodes(step, node), step.predicates, place))
  if (from.length > 1) return inOrder(found)
  return isReverse(step.axis) ? found.reverse() : found
}

/** Those that all predicates hold for; positions count from 1 in the order given. */
function filtered(
  nodes: readonly XPathNode[],
  predicates: readonly Expression[],
  place: EvaluationPlace
): readonly XPathNode[] {
  let kept = nodes
  for (const predicate of predicates) {
    const size = kept.length
    kept = kept.filter((node, index) => holdsAt(predicate, { ...place, node, position: index + 1, size }))
  }
  return kept
}

function holdsAt(predicate: Expression, place: EvaluationPlace): boolean {
  const value = evaluate(predicate, place)
  return typeof value === 'number' ? value === place.position : toBoolean(value)
}

function isReverse(axis: Axis): boolean {
  return axis.startsWith('ancestor') || axis.startsWith('preceding')
}

/** The nodes on the axis that the test lets through, nearest first. */
function axisNodes({ axis, test }: Step, node: XPathNode): readonly XPathNode[] {
  if (axis === 'child' && node.kind === 'element' && isNamed(test)) {
    return node.childrenNamed(test.localName).filter(child => passes(test, axis, child))
  }
  if (axis === 'descendant' && isNamed(test)) return [...descendantsNamed(node, test)]
  const found: XPathNode[] = []
  for (const candidate of along(axis, node)) if (passes(test, axis, candidate)) found.push(candidate)
  return found
}

interface NamedTest {
  readonly kind: 'name'
  readonly namespace: string | undefined
  readonly localName: string
}

function isNamed(test: NodeTest): test is NamedTest {
  return test.kind === 'name' && test.localName !== undefined
}

/** A name on the attribute axis is one of attributes, on all others of elements (2.3). */
function passes(test: NodeTest, axis: Axis, node: XPathNode): boolean {
  if (test.kind !== 'name') return test.kind === 'node' || test.kind === node.kind
  if (node.kind !== (axis === 'attribute' ? 'attribute' : 'element')) return false
  const { namespace, localName } = node.kind === 'attribute' ? node.attribute : node.element
  return (
    (test.localName === undefined || test.localName === localName) &&
    (test.namespace === undefined || test.namespace === namespace)
  )
}

function* descendantsNamed(node: XPathNode, test: NamedTest): Generator<XPathNode, void, undefined> {
  const children = node.kind === 'element' ? node.childrenTowards(test.localName) : childrenOf(node)
  for (const child of children) {
    if (passes(test, 'descendant', child)) yield child
    yield* descendantsNamed(child, test)
  }
}

function* along(axis: Axis, node: XPathNode): Generator<XPathNode, void, undefined> {
  switch (axis) {
    case 'self':
      yield node
      return
    case 'child':
      yield* childrenOf(node)
      return
    case 'attribute':
      if (node.kind === 'element') yield* node.attributes
      return
    case 'parent':
      if (node.parent) yield node.parent
      return
    case 'ancestor-or-self':
      yield node
      yield* ancestorsOf(node)
      return
    case 'ancestor':
      yield* ancestorsOf(node)
      return
    case 'descendant-or-self':
      yield node
      yield* descendantsOf(node)
      return
    case 'descendant':
      yield* descendantsOf(node)
      return
    case 'following-sibling':
    case 'preceding-sibling':
      yield* siblings(axis, node)
      return
    case 'following':
      // From an attribute libxml2 starts behind its element, the content of which it leaves out.
      for (const around of [node, ...ancestorsOf(node)])
        for (const sibling of siblings('following-sibling', around)) yield* selfAndBelow(sibling)
      return
    case 'preceding':
      for (const around of [node, ...ancestorsOf(node)])
        for (const sibling of siblings('preceding-sibling', around)) yield* [...selfAndBelow(sibling)].reverse()
  }
}

function* ancestorsOf(node: XPathNode): Generator<ParentNode, void, undefined> {
  for (let around: ParentNode | undefined = node.parent; around; around = around.parent) yield around
}

function* descendantsOf(node: XPathNode): Generator<XPathNode, void, undefined> {
  for (const child of childrenOf(node)) yield* selfAndBelow(child)
}

function* selfAndBelow(node: XPathNode): Generator<XPathNode, void, undefined> {
  yield node
  yield* descendantsOf(node)
}

function siblings(direction: 'following-sibling' | 'preceding-sibling', node: XPathNode): readonly XPathNode[] {
  if (node.kind === 'attribute' || !node.parent) return []
  const all: readonly XPathNode[] = node.parent.children
  const index = all.indexOf(node)
  return direction === 'following-sibling' ? all.slice(index + 1) : all.slice(0, Math.max(0, index)).reverse()
}

function nodesOf(value: XPathValue): readonly XPathNode[] {
  return isNodes(value) ? value : []
}

/** The nodes in document order, each once. */
function inOrder(nodes: readonly XPathNode[]): readonly XPathNode[] {
  const isSorted = nodes.every((node, index) => {
    const before = nodes[index - 1]
    return before === undefined || compareOrder(before, node) < 0
  })
  return isSorted ? nodes : [...new Set(nodes)].sort(compareOrder)
}

function matchesPath(path: PatternPath, index: number, node: XPathNode, place: EvaluationPlace): boolean {
  const step = path.steps[index]
  if (!step) return node.kind === 'document'
  if (node.kind === 'document' || (step.axis === 'attribute') !== (node.kind === 'attribute')) return false
  if (!passes(step.test, step.axis, node)) return false
  if (step.predicates.length > 0 && !predicatesHold(step, node, place)) return false
  if (index === 0) return !path.absolute || node.parent.kind === 'document'
  for (let around: ParentNode | undefined = node.parent; around; around = around.parent) {
    if (matchesPath(path, index - 1, around, place)) return true
    if (step.distance === 'parent') return false
  }
  return false
}

function predicatesHold(
  step: PatternStep,
  node: Exclude<XPathNode, { kind: 'document' }>,
  place: EvaluationPlace
): boolean {
  const { predicates, isPositional } = step
  if (isPositional) return filtered(axisNodes(step, node.parent), predicates, place).includes(node)
  const here = node === place.node ? place : { ...place, node }
  for (const predicate of predicates) if (!holds(predicate, here)) return false
  return true
}
