/**
 * What expressions read: whether their value can change when an element and the start tags around it have not, and
 * which of the element's own attributes they name.
 *
 * "Local" is what an element's subtree and the names and attributes of its ancestors decide; all else needs the document.
 */
import type { Axis, ContextPattern, Expression, PathExpression, Step } from './expression'
import { ofContextNode } from './functions'

/**
 * Where the nodes of a path lie: the element itself, in its subtree, on the way from it to the root, attributes of
 * those on that way, or anywhere.
 */
type Region = 'self' | 'below' | 'above' | 'attribute' | 'anywhere'

/** Whether only the presence, number or name of nodes counts, or also the text in them. */
type Use = 'presence' | 'value'

interface Surroundings {
  /** Region of the context node. */
  readonly region: Region
  /** Region of the node that the rule speaks of. */
  readonly current: Region
  /** Whether positions count nodes of a local step; those of the rule's own node count its siblings. */
  readonly inPredicate: boolean
  readonly isLocalVariable: (name: string) => boolean
}

/** A test taken apart where `or`, `and` and `not` let a local part decide it. */
export type Condition =
  | { readonly kind: 'or' | 'and'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | { readonly kind: 'expression'; readonly expression: Expression; readonly isLocal: boolean }

/** The condition that an expression is, when it is asked of an element. */
export function conditionOf(expression: Expression, isLocalVariable: (name: string) => boolean): Condition {
  if (expression.kind === 'or' || expression.kind === 'and') {
    return { kind: expression.kind, parts: expression.operands.map(operand => conditionOf(operand, isLocalVariable)) }
  }
  const [parameter] = expression.kind === 'call' ? expression.parameters : []
  if (expression.kind === 'call' && expression.name === 'not' && parameter)
    return { kind: 'not', part: conditionOf(parameter, isLocalVariable) }
  return { kind: 'expression', expression, isLocal: isLocal(expression, 'presence', ofRule(isLocalVariable)) }
}

/** The expression that a condition was made of. */
export function expressionOf(condition: Condition): Expression {
  if (condition.kind === 'expression') return condition.expression
  if (condition.kind === 'not') return { kind: 'call', name: 'not', parameters: [expressionOf(condition.part)] }
  return { kind: condition.kind, operands: condition.parts.map(expressionOf) }
}

/** Whether the value of an expression, asked of an element, is local. */
export function isLocalValue(expression: Expression, isLocalVariable: (name: string) => boolean): boolean {
  return isLocal(expression, 'value', ofRule(isLocalVariable))
}

/** Whether the value of an expression is the same for every node of every document. */
export function isConstant(expression: Expression, isLocalVariable: (name: string) => boolean): boolean {
  const around: Surroundings = { region: 'anywhere', current: 'anywhere', inPredicate: false, isLocalVariable }
  return isLocal(expression, 'value', around)
}

/** Whether it is local that an element, or an attribute of it, matches the context of a rule. */
export function isLocalPattern(pattern: ContextPattern, isLocalVariable: (name: string) => boolean): boolean {
  return pattern.every(({ steps }) =>
    steps.every(({ predicates, isPositional }, index) => {
      const region = index === steps.length - 1 ? 'self' : 'above'
      const around: Surroundings = { region, current: 'self', inPredicate: false, isLocalVariable }
      return !isPositional && predicates.every(predicate => isLocal(predicate, 'presence', around))
    })
  )
}

/** Local names of the attributes of the context node that an expression names, each once. */
export function ownAttributes(expression: Expression): readonly string[] {
  const found = new Set<string>()
  collectOwnAttributes(expression, found)
  return [...found]
}

/** Whether the outcome of a predicate depends on the place of its node among others. */
export function asksForPosition(predicate: Expression): boolean {
  switch (predicate.kind) {
    case 'string':
    case 'path':
    case 'union':
      return false
    case 'number':
    case 'variable':
    case 'arithmetic':
    case 'negative':
      return true
    case 'or':
    case 'and':
      return predicate.operands.some(callsPosition)
    case 'comparison':
      return callsPosition(predicate.left) || callsPosition(predicate.right)
    case 'call':
      break
  }
  return callsPosition(predicate) || numeric.has(predicate.name)
}

const numeric = new Set(['count', 'sum', 'number', 'floor', 'ceiling', 'round', 'string-length'])

function callsPosition(expression: Expression): boolean {
  switch (expression.kind) {
    case 'string':
    case 'number':
    case 'variable':
    case 'path':
      return false
    case 'or':
    case 'and':
    case 'union':
      return expression.operands.some(callsPosition)
    case 'comparison':
    case 'arithmetic':
      return callsPosition(expression.left) || callsPosition(expression.right)
    case 'negative':
      return callsPosition(expression.operand)
    case 'call':
      break
  }
  const { name, parameters } = expression
  return name === 'position' || name === 'last' || parameters.some(callsPosition)
}

function ofRule(isLocalVariable: (name: string) => boolean): Surroundings {
  return { region: 'self', current: 'self', inPredicate: false, isLocalVariable }
}

function isLocal(expression: Expression, use: Use, around: Surroundings): boolean {
  switch (expression.kind) {
    case 'string':
    case 'number':
      return true
    case 'variable':
      return around.isLocalVariable(expression.name)
    case 'or':
    case 'and':
      return expression.operands.every(operand => isLocal(operand, 'presence', around))
    case 'union':
      return expression.operands.every(operand => isLocal(operand, use, around))
    case 'arithmetic':
    case 'comparison':
      return isLocal(expression.left, 'value', around) && isLocal(expression.right, 'value', around)
    case 'negative':
      return isLocal(expression.operand, 'value', around)
    case 'call':
      return isLocalCall(expression.name, expression.parameters, use, around)
    case 'path':
      break
  }
  return isLocalRegion(regionOf(expression, around), use)
}

function isLocalRegion(region: Region, use: Use): boolean {
  return region !== 'anywhere' && (region !== 'above' || use === 'presence')
}

const ofPresence = new Set(['boolean', 'not', 'count', 'name', 'local-name', 'namespace-uri'])

function isLocalCall(name: string, parameters: readonly Expression[], use: Use, around: Surroundings): boolean {
  if (name === 'position' || name === 'last') return around.inPredicate
  if (name === 'current') return isLocalRegion(around.current, use)
  if (name === 'lang' && around.region === 'anywhere') return false
  const needs: Use = ofPresence.has(name) ? 'presence' : 'value'
  if (parameters.length === 0 && ofContextNode.has(name)) return isLocalRegion(around.region, needs)
  return parameters.every(parameter => isLocal(parameter, needs, around))
}

function regionOf(path: PathExpression, around: Surroundings): Region {
  let region = startRegion(path, around)
  if (!path.predicates.every(predicate => isLocalPredicate(predicate, region, around))) return 'anywhere'
  for (const step of path.steps) region = regionBehind(step, region, around)
  return region
}

function startRegion({ start }: PathExpression, around: Surroundings): Region {
  if (start === 'context') return around.region
  if (start === 'document') return 'anywhere'
  if (start.kind === 'path') return regionOf(start, around)
  return start.kind === 'call' && start.name === 'current' ? around.current : 'anywhere'
}

function isLocalPredicate(predicate: Expression, region: Region, around: Surroundings): boolean {
  return isLocal(predicate, 'presence', { ...around, region, inPredicate: true })
}

function regionBehind(step: Step, from: Region, around: Surroundings): Region {
  const region = regionAlong(step.axis, from)
  return step.predicates.every(predicate => isLocalPredicate(predicate, region, around)) ? region : 'anywhere'
}

function regionAlong(axis: Axis, from: Region): Region {
  if (from === 'anywhere') return 'anywhere'
  switch (axis) {
    case 'self':
      return from
    case 'parent':
    case 'ancestor':
    case 'ancestor-or-self':
      return 'above'
    case 'attribute':
      return from === 'above' ? 'attribute' : 'below'
    case 'child':
    case 'descendant':
    case 'descendant-or-self':
      return from === 'self' || from === 'below' ? 'below' : 'anywhere'
    case 'following':
    case 'following-sibling':
    case 'preceding':
    case 'preceding-sibling':
      break
  }
  return 'anywhere'
}

function collectOwnAttributes(expression: Expression, found: Set<string>): void {
  switch (expression.kind) {
    case 'string':
    case 'number':
    case 'variable':
      return
    case 'or':
    case 'and':
    case 'union':
      for (const operand of expression.operands) collectOwnAttributes(operand, found)
      return
    case 'arithmetic':
    case 'comparison':
      collectOwnAttributes(expression.left, found)
      collectOwnAttributes(expression.right, found)
      return
    case 'negative':
      collectOwnAttributes(expression.operand, found)
      return
    case 'call':
      for (const parameter of expression.parameters) collectOwnAttributes(parameter, found)
      return
    case 'path': {
      const step = expression.steps.find(({ axis }) => axis !== 'self')
      const isOwn = expression.start === 'context' && step?.axis === 'attribute' && step.test.kind === 'name'
      if (isOwn && step.test.localName !== undefined) found.add(step.test.localName)
    }
  }
}
