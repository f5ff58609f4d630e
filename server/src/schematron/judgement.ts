/** Judges one node by one pattern: the first rule whose context it matches decides, the others are silent. */
import type { Expression } from './expression'
import { evaluate, holds, matches, type EvaluationPlace } from './expressionEvaluation'
import { collapsed } from './functionCalls'
import type { XmlAttribute } from '../xml/instance'
import { documentOf, type XPathNode } from './nodes'
import type { Condition } from './reach'
import type { Assertion, Rule, RulePattern, Variable } from './rules'
import { isNodes, toText, type XPathValue } from './values'

/** An assertion that failed, or a report that succeeded. */
export interface Failure {
  readonly pattern: RulePattern
  readonly rule: Rule
  readonly assertion: Assertion
  /** With values put in and white space collapsed. */
  readonly message: string
  /** The attribute that was judged; undefined where it was the element itself. */
  readonly attribute: XmlAttribute | undefined
}

/** How much of the document may be looked at. */
export type View = 'local' | 'whole'

/**
 * What is wrong with the node at a place. In the local view only what the node's subtree and the start tags around it decide is
 * evaluated: undefined says that more would have to be read.
 */
export function judge(pattern: RulePattern, at: EvaluationPlace, view: View): readonly Failure[] | undefined {
  for (const rule of pattern.rules) {
    if (view === 'local' && !rule.isContextLocal) return undefined
    const place = rule.hasVariables ? placeWithVariables(pattern, rule, at.node) : at
    if (matches(rule.pattern, place)) return judgeByRule(pattern, rule, place, view)
  }
  return noFailures
}

function judgeByRule(
  pattern: RulePattern,
  rule: Rule,
  place: EvaluationPlace,
  view: View
): readonly Failure[] | undefined {
  let failures: Failure[] | undefined
  for (const assertion of rule.assertions) {
    const isFulfilled = settle(assertion.condition, place, view)
    if (isFulfilled === undefined) return undefined
    if (isFulfilled === (assertion.kind === 'assert')) continue
    if (view === 'local' && !assertion.isMessageLocal) return undefined
    const message = collapsed(assertion.message.map(part => messageText(part, place)).join(''))
    const attribute = place.node.kind === 'attribute' ? place.node.attribute : undefined
    failures ??= []
    failures.push({ pattern, rule, assertion, message, attribute })
  }
  return failures ?? noFailures
}

const noFailures: readonly Failure[] = []

/**
 * Whether an attribute or element that is not there yet could make good what is wrong with a node; if not, something
 * that is there has to go or to change.
 */
export function isMendable({ pattern, rule, assertion }: Failure, node: XPathNode): boolean {
  const place = rule.hasVariables ? placeWithVariables(pattern, rule, node) : placeAt(node)
  const isFulfilled = settle(assertion.condition, place, 'present')
  return isFulfilled === undefined || isFulfilled === (assertion.kind === 'assert')
}

/** Whether the value of an expression comes from nodes of which there are none. */
function asksForMissing(expression: Expression, place: EvaluationPlace): boolean {
  switch (expression.kind) {
    case 'string':
    case 'number':
    case 'variable':
      return false
    case 'or':
    case 'and':
      return expression.operands.some(operand => asksForMissing(operand, place))
    case 'arithmetic':
    case 'comparison':
      return asksForMissing(expression.left, place) || asksForMissing(expression.right, place)
    case 'negative':
      return asksForMissing(expression.operand, place)
    case 'call':
      return expression.parameters.some(parameter => asksForMissing(parameter, place))
    case 'path':
    case 'union':
      break
  }
  const nodes = evaluate(expression, place)
  return isNodes(nodes) && nodes.length === 0
}

/** Whether the condition holds, as far as that is decided by the parts that can be evaluated in a view, or by what is `present`. */
function settle(condition: Condition, place: EvaluationPlace, view: View | 'present'): boolean | undefined {
  if (condition.kind === 'expression') {
    const { expression, isLocal } = condition
    const isOpen = view === 'local' ? !isLocal : view === 'present' && asksForMissing(expression, place)
    return isOpen ? undefined : holds(expression, place)
  }
  if (condition.kind === 'not') {
    const isFulfilled = settle(condition.part, place, view)
    return isFulfilled === undefined ? undefined : !isFulfilled
  }
  const decisive = condition.kind === 'or'
  let isSettled = true
  for (const part of condition.parts) {
    const isFulfilled = settle(part, place, view)
    if (isFulfilled === decisive) return decisive
    if (isFulfilled === undefined) isSettled = false
  }
  return isSettled ? !decisive : undefined
}

function messageText(part: string | Expression, place: EvaluationPlace): string {
  return typeof part === 'string' ? part : toText(evaluate(part, place))
}

/** The place of a node that is judged, where no variables are in scope. */
export function placeAt(node: XPathNode): EvaluationPlace {
  return { node, current: node, position: 1, size: 1, variable: noVariable }
}

const noVariable = (): XPathValue => ''

function placeWithVariables(pattern: RulePattern, rule: Rule, node: XPathNode): EvaluationPlace {
  const values = new Map<string, XPathValue>()
  const around = (
    visible: readonly Variable[],
    at: XPathNode,
    outer: (name: string) => XPathValue
  ): EvaluationPlace => ({
    node: at,
    current: at,
    position: 1,
    size: 1,
    variable: name => {
      const index = visible.findLastIndex(variable => variable.name === name)
      const found = visible[index]
      if (!found) return outer(name)
      const key = `${visible.length}/${index}/${at.kind}`
      const value = values.get(key) ?? evaluate(found.expression, around(visible.slice(0, index), at, outer))
      values.set(key, value)
      return value
    }
  })
  const ofPattern = (name: string): XPathValue => around(pattern.variables, documentOf(node), noVariable).variable(name)
  return around(rule.variables, node, ofPattern)
}
