/** Says in plain words what a rule of the schema asks, read from its test: nothing of any rule is written down here. */
import type { Expression, PathExpression } from '../schematron/expression'
import type { Failure } from '../schematron/judgement'
import { expressionOf } from '../schematron/reach'
import type { XmlElement } from '../xml/instance'
import { alternatives, quoted } from './words'

/** A failed rule, the element that it failed at, and the elements around that, outermost first. */
export interface BrokenRule {
  readonly failure: Failure
  readonly element: XmlElement
  readonly around: readonly XmlElement[]
  /** Whether the element cannot be without the attribute that the rule speaks of. */
  readonly isRequired: (attribute: string) => boolean
}

/** What the rule asks, as a sentence or two; undefined where its test has a form that is not known here. */
export function ruleInWords(broken: BrokenRule): string | undefined {
  const expression = expressionOf(broken.failure.assertion.condition)
  return (
    limitInWords(expression, broken) ??
    reservedInWords(expression, broken) ??
    exclusionInWords(expression, broken) ??
    dependenceInWords(expression, broken) ??
    needInWords(expression, broken)
  )
}

/** Where in a start tag a rule is broken: at an attribute or its value, else at the element's name. */
export interface RulePlace {
  readonly part: 'element' | 'attribute' | 'value'
  /** Undefined where the rule's own words have to tell. */
  readonly attribute: string | undefined
}

export function rulePlace(broken: BrokenRule): RulePlace {
  const expression = expressionOf(broken.failure.assertion.condition)
  if (negated(expression)?.kind === 'call') return { part: 'value', attribute: undefined }
  if (expression.kind === 'or') {
    const attribute = dependentOf(expression.operands)
    if (attribute !== undefined) return { part: 'attribute', attribute }
  }
  return { part: bannedBy(broken) === undefined ? 'attribute' : 'element', attribute: undefined }
}

/** What keeps an element out as a whole: a limit on an attribute that it cannot be without; as a key to compare. */
export function bannedBy(broken: BrokenRule): string | undefined {
  const subject = subjectOf(broken)
  return subject !== undefined && broken.isRequired(subject) ? limitedBy(broken) : undefined
}

/** The attribute whose value a limit depends on, and whose that is; as a key to compare. */
export function limitedBy({ failure }: Pick<BrokenRule, 'failure'>): string | undefined {
  const limit = containment(expressionOf(failure.assertion.condition))
  return limit && `${limit.path.steps.length}@${attributeOf(limit.path, limit.path.steps.length - 1) ?? ''}`
}

/** The attribute that a rule speaks of: the one that its context names; undefined where that names none, or several. */
function subjectOf({ failure, element }: Pick<BrokenRule, 'failure' | 'element'>): string | undefined {
  const [subject, ...others] = failure.rule.attributes
  const has = element.attributes.some(({ namespace, localName }) => namespace === '' && localName === subject)
  return has && others.length === 0 ? subject : undefined
}

/** `contains('oem iso', @image)`: the attribute that the context names needs one of these values of another one. */
function limitInWords(expression: Expression, broken: BrokenRule): string | undefined {
  const limit = containment(expression)
  const subject = subjectOf(broken)
  if (!limit || subject === undefined) return undefined
  const { attribute, holder } = locate(limit.path, broken) ?? {}
  if (attribute === undefined || !holder) return undefined
  const own = holder === broken.element
  const what = broken.isRequired(subject) ? `<${broken.element.localName}>` : subject
  const allowed = `${attribute}=${alternatives(limit.values.map(quoted))}`
  const is = `${attribute}=${quoted(valueOf(holder, attribute))}`
  return `${what} is only for ${allowed}, and ${own ? 'this' : 'the'} <${holder.localName}>${own ? '' : ' around it'} has ${is}.`
}

/** `not(contains('root swap', @name))`: values that the attribute may not have. */
function reservedInWords(expression: Expression, { element }: BrokenRule): string | undefined {
  const inner = negated(expression)
  const limit = inner && containment(inner)
  const attribute = limit && attributeOf(limit.path, 0)
  if (!limit || attribute === undefined) return undefined
  const value = quoted(valueOf(element, attribute))
  return `${attribute}=${value} is reserved, like all that is a part of ${alternatives(limit.values.map(quoted))}.`
}

/** `not(@a)` and `not(../@a)`: an attribute that may not be there. */
function exclusionInWords(expression: Expression, broken: BrokenRule): string | undefined {
  const inner = negated(expression)
  const { attribute, holder } = (inner?.kind === 'path' && locate(inner, broken)) || {}
  if (attribute === undefined || !holder) return undefined
  return holder === broken.element
    ? `${shown(broken)} cannot have the attribute ${attribute}.`
    : `With ${shown(broken)} in it, <${holder.localName}> cannot have the attribute ${attribute}.`
}

/** `not(@a) or @b='c'`: what an attribute needs beside it. */
function dependenceInWords(expression: Expression, broken: BrokenRule): string | undefined {
  if (expression.kind !== 'or') return undefined
  const attribute = dependentOf(expression.operands)
  const needed = alternativesInWords(
    expression.operands.filter(operand => !negated(operand)),
    broken
  )
  return attribute === undefined || needed === undefined ? undefined : `${attribute} needs ${needed}.`
}

/** The attribute of the element that one of the alternatives wants to be absent. */
function dependentOf(operands: readonly Expression[]): string | undefined {
  const inner = operands.map(negated).find(operand => operand !== undefined)
  return inner?.kind === 'path' ? attributeOf(inner, 0) : undefined
}

/** `@a`, `../@a='b' or ../@c='d'`: what the element needs. */
function needInWords(expression: Expression, broken: BrokenRule): string | undefined {
  const needed = alternativesInWords(expression.kind === 'or' ? expression.operands : [expression], broken)
  return needed === undefined ? undefined : `${shown(broken)} needs ${needed}.`
}

function alternativesInWords(operands: readonly Expression[], broken: BrokenRule): string | undefined {
  const conditions = operands.map(operand => conditionOn(operand, broken))
  const [first] = conditions
  const known = conditions.flatMap(condition => condition ?? [])
  if (!first || known.length < operands.length || known.some(({ holder }) => holder !== first.holder)) return undefined
  const where = first.holder === broken.element ? '' : ` in the <${first.holder.localName}> around it`
  // "a="b" or "c"", where all alternatives are values of one attribute.
  const starts = new Set(known.map(({ start }) => start))
  const words = starts.size === 1 ? `${first.start}${alternatives(known.map(({ value }) => value))}` : undefined
  return `${words ?? alternatives(known.map(({ start, value }) => start + value))}${where}`
}

/** A condition on one attribute of the element or one around it. */
function conditionOn(
  expression: Expression,
  broken: BrokenRule
): { readonly start: string; readonly value: string; readonly holder: XmlElement } | undefined {
  if (expression.kind === 'path') {
    const { attribute, holder } = locate(expression, broken) ?? {}
    return attribute !== undefined && holder ? { start: 'the attribute ', value: attribute, holder } : undefined
  }
  const [path, value] =
    expression.kind === 'comparison' && expression.operator === '='
      ? [expression.left, expression.right]
      : expression.kind === 'call' && expression.name === 'starts-with'
        ? expression.parameters
        : []
  if (path?.kind !== 'path' || value?.kind !== 'string') return undefined
  const { attribute, holder } = locate(path, broken) ?? {}
  if (attribute === undefined || !holder) return undefined
  const start = expression.kind === 'call' ? `${attribute} beginning with ` : `${attribute}=`
  return { start, value: quoted(value.value), holder }
}

/** The element with the attributes that made the rule look at it. */
function shown({ failure, element }: BrokenRule): string {
  const named = element.attributes.filter(
    ({ namespace, localName }) => namespace === '' && failure.rule.attributes.includes(localName)
  )
  return `<${[element.localName, ...named.map(({ localName, value }) => `${localName}=${quoted(value)}`)].join(' ')}>`
}

function containment(expression: Expression): { values: readonly string[]; path: PathExpression } | undefined {
  if (expression.kind !== 'call' || expression.name !== 'contains') return undefined
  const [list, path] = expression.parameters
  if (list?.kind !== 'string' || path?.kind !== 'path') return undefined
  return { values: list.value.split(/\s+/).filter(value => value !== ''), path }
}

function negated(expression: Expression): Expression | undefined {
  return expression.kind === 'call' && expression.name === 'not' ? expression.parameters[0] : undefined
}

/** The attribute at the end of a path that goes only upwards before, and the element that would have it. */
function locate(
  path: PathExpression,
  { element, around }: Pick<BrokenRule, 'element' | 'around'>
): { readonly attribute: string; readonly holder: XmlElement } | undefined {
  const ups = path.steps.length - 1
  const attribute = attributeOf(path, ups)
  const holder = ups === 0 ? element : around.at(-ups)
  return attribute === undefined || !holder ? undefined : { attribute, holder }
}

/** The attribute at the end of a path of `ups` steps to the parent before it. */
function attributeOf({ start, predicates, steps }: PathExpression, ups: number): string | undefined {
  const last = steps.at(-1)
  const isPlain = start === 'context' && predicates.length === 0 && steps.every(step => step.predicates.length === 0)
  const climbs = steps.slice(0, -1).every(({ axis }) => axis === 'parent')
  if (!isPlain || !climbs || steps.length !== ups + 1 || last?.axis !== 'attribute') return undefined
  return last.test.kind === 'name' ? last.test.localName : undefined
}

function valueOf(element: XmlElement, attribute: string): string {
  return element.attributes.find(({ namespace, localName }) => namespace === '' && localName === attribute)?.value ?? ''
}
