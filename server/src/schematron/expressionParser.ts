/**
 * Reads XPath 1.0 expressions (W3C Recommendation, 16 November 1999) and XSLT 1.0 patterns (5.2) into their shapes.
 *
 * A published engine was measured first: fontoxpath 3.34 knows XPath 3.1 only, which compares the untyped as strings
 * and refuses several nodes where 1.0 takes the first, so that its verdicts are not those of libxslt.
 */
import type {
  ArithmeticOperator,
  Axis,
  ComparisonOperator,
  ContextPattern,
  Expression,
  NearAttribute,
  NodeTest,
  PathExpression,
  PatternPath,
  PatternStep,
  Step
} from './expression'
import { callFault, yieldsNodes } from './functions'
import { asksForPosition } from './reach'
import { ExpressionError, tokensOf, type Token, type TokenKind } from './tokens'

/** The names that an expression may refer to. */
export interface ExpressionScope {
  /** Namespaces by prefix. */
  readonly namespaces: ReadonlyMap<string, string>
  readonly variables: ReadonlySet<string>
}

const axes: ReadonlySet<string> = new Set<Axis>([
  'ancestor',
  'ancestor-or-self',
  'attribute',
  'child',
  'descendant',
  'descendant-or-self',
  'following',
  'following-sibling',
  'parent',
  'preceding',
  'preceding-sibling',
  'self'
])
const xmlNamespace = 'http://www.w3.org/XML/1998/namespace'
/** Operators and brackets in one expression: more of them are no rule but an attack on the stack. */
const mostOperations = 2000
const deepestNesting = 100

const anyNode: NodeTest = { kind: 'node' }
const anywhereBelow: Step = { axis: 'descendant-or-self', test: anyNode, predicates: [] }

/** Reads an expression. Throws an `ExpressionError` whose message ends a sentence. */
export function parseExpression(text: string, scope: ExpressionScope): Expression {
  const parser = new ExpressionParser(text, scope)
  const expression = parser.expression()
  parser.expectEnd()
  return expression
}

/** Reads the context of a rule. Throws an `ExpressionError` whose message ends a sentence. */
export function parsePattern(text: string, scope: ExpressionScope): ContextPattern {
  const parser = new ExpressionParser(text, scope)
  const pattern = parser.pattern()
  parser.expectEnd()
  return pattern
}

class ExpressionParser {
  readonly #tokens: readonly Token[]
  readonly #scope: ExpressionScope
  #index = 0
  #operations = 0
  #depth = 0

  constructor(text: string, scope: ExpressionScope) {
    this.#tokens = tokensOf(text)
    this.#scope = scope
  }

  expectEnd(): void {
    if (this.#token().kind !== 'end') throw this.#unexpected()
  }

  expression(): Expression {
    if (++this.#depth > deepestNesting) throw new ExpressionError('it is nested too deeply')
    const expression = this.#or()
    this.#depth -= 1
    return expression
  }

  pattern(): ContextPattern {
    const paths = [this.#patternPath()]
    while (this.#take('operator', '|')) paths.push(this.#patternPath())
    return paths
  }

  #token(ahead = 0): Token {
    return this.#tokens[this.#index + ahead] ?? { kind: 'end', text: '', offset: 0 }
  }

  #next(): Token {
    const token = this.#token()
    if (++this.#operations > mostOperations) throw new ExpressionError('it is too long')
    this.#index += 1
    return token
  }

  #at(kind: TokenKind, ...texts: readonly string[]): boolean {
    const token = this.#token()
    return token.kind === kind && texts.includes(token.text)
  }

  #take(kind: TokenKind, text: string): boolean {
    if (!this.#at(kind, text)) return false
    this.#next()
    return true
  }

  #expect(text: string): void {
    if (!this.#take('operator', text)) throw this.#unexpected(`“${text}”`)
  }

  #unexpected(wanted?: string): ExpressionError {
    const { kind, text } = this.#token()
    const found = kind === 'end' ? 'it ends too early' : `“${text}” is not expected`
    return new ExpressionError(wanted === undefined ? found : `${found}, ${wanted} is missing`)
  }

  #list(kind: 'or' | 'and' | 'union', operator: string, operand: () => Expression): Expression {
    const first = operand()
    if (!this.#at('operator', operator)) return first
    const operands = [first]
    while (this.#take('operator', operator)) operands.push(operand())
    if (kind === 'union') operands.forEach(mustBeNodes)
    return { kind, operands }
  }

  #or(): Expression {
    return this.#list('or', 'or', () => this.#list('and', 'and', () => this.#equality()))
  }

  #comparison(operators: readonly ComparisonOperator[], operand: () => Expression): Expression {
    let left = operand()
    for (;;) {
      const operator = operators.find(text => this.#take('operator', text))
      if (operator === undefined) return left
      left = { kind: 'comparison', operator, left, right: operand() }
    }
  }

  #equality(): Expression {
    return this.#comparison(['=', '!='], () => this.#comparison(['<', '<=', '>', '>='], () => this.#additive()))
  }

  #arithmetic(operators: readonly ArithmeticOperator[], operand: () => Expression): Expression {
    let left = operand()
    for (;;) {
      const operator = operators.find(text => this.#take('operator', text))
      if (operator === undefined) return left
      left = { kind: 'arithmetic', operator, left, right: operand() }
    }
  }

  #additive(): Expression {
    return this.#arithmetic(['+', '-'], () => this.#arithmetic(['*', 'div', 'mod'], () => this.#negative()))
  }

  #negative(): Expression {
    let negative = 0
    while (this.#take('operator', '-')) negative += 1
    const operand = this.#list('union', '|', () => this.#path())
    if (negative === 0) return operand
    const once: Expression = { kind: 'negative', operand }
    return negative % 2 === 1 ? once : { kind: 'negative', operand: once }
  }

  #path(): Expression {
    const { kind, text } = this.#token()
    const isPrimary =
      kind === 'variable' ||
      kind === 'string' ||
      kind === 'number' ||
      kind === 'function' ||
      (kind === 'operator' && text === '(')
    if (!isPrimary) return this.#locationPath()
    const primary = this.#primary()
    const predicates = this.#predicates()
    const steps = this.#at('operator', '/', '//') ? this.#furtherSteps() : []
    if (predicates.length === 0 && steps.length === 0) return primary
    mustBeNodes(primary)
    return { kind: 'path', start: primary, predicates, steps, attribute: undefined }
  }

  #primary(): Expression {
    const token = this.#next()
    if (token.kind === 'string') return { kind: 'string', value: token.text }
    if (token.kind === 'number') return { kind: 'number', value: Number(token.text) }
    if (token.kind === 'function') return this.#call(token.text)
    if (token.kind === 'variable') {
      if (this.#scope.variables.has(token.text)) return { kind: 'variable', name: token.text }
      throw new ExpressionError(`there is no variable “$${token.text}”`)
    }
    const expression = this.expression()
    this.#expect(')')
    return expression
  }

  #call(name: string): Expression {
    this.#expect('(')
    const parameters: Expression[] = []
    if (!this.#at('operator', ')')) {
      do parameters.push(this.expression())
      while (this.#take('operator', ','))
    }
    this.#expect(')')
    const call = { kind: 'call' as const, name, parameters }
    const fault = callFault(call)
    if (fault !== undefined) throw new ExpressionError(fault)
    return call
  }

  #locationPath(): PathExpression {
    const { kind, text } = this.#token()
    if (kind === 'operator' && text === '//') return fromDocument(this.#furtherSteps())
    if (kind === 'operator' && text === '/') {
      this.#next()
      return fromDocument(this.#startsStep() ? [this.#step(), ...this.#furtherSteps()] : [])
    }
    const steps = [this.#step(), ...this.#furtherSteps()]
    return { kind: 'path', start: 'context', predicates: [], steps, attribute: nearAttribute(steps) }
  }

  #furtherSteps(): Step[] {
    const steps: Step[] = []
    for (;;) {
      if (this.#take('operator', '//')) steps.push(anywhereBelow, this.#step())
      else if (this.#take('operator', '/')) steps.push(this.#step())
      else return steps
    }
  }

  #startsStep(): boolean {
    const { kind, text } = this.#token()
    return (
      kind === 'name' || kind === 'axis' || kind === 'node-type' || (kind === 'operator' && /^(?:@|\.\.?)$/.test(text))
    )
  }

  #step(): Step {
    if (this.#take('operator', '.')) return { axis: 'self', test: anyNode, predicates: [] }
    if (this.#take('operator', '..')) return { axis: 'parent', test: anyNode, predicates: [] }
    return { axis: this.#axis(), test: this.#nodeTest(), predicates: this.#predicates() }
  }

  #axis(): Axis {
    if (this.#take('operator', '@')) return 'attribute'
    const { kind, text } = this.#token()
    if (kind !== 'axis') return 'child'
    if (!isAxis(text)) throw new ExpressionError(`there is no axis “${text}”`)
    this.#next()
    this.#expect('::')
    return text
  }

  #nodeTest(): NodeTest {
    const { kind, text } = this.#token()
    if (kind === 'node-type') {
      this.#next()
      this.#expect('(')
      if (text === 'processing-instruction' && this.#token().kind === 'string') this.#next()
      this.#expect(')')
      return { kind: text === 'node' || text === 'text' || text === 'comment' ? text : 'processing-instruction' }
    }
    if (kind !== 'name') throw this.#unexpected('a name')
    this.#next()
    if (text === '*') return { kind: 'name', namespace: undefined, localName: undefined }
    const colon = text.indexOf(':')
    if (colon === -1) return { kind: 'name', namespace: '', localName: text }
    const prefix = text.slice(0, colon)
    const namespace = prefix === 'xml' ? xmlNamespace : this.#scope.namespaces.get(prefix)
    if (namespace === undefined) throw new ExpressionError(`the prefix “${prefix}” is not declared`)
    const localName = text.slice(colon + 1)
    return { kind: 'name', namespace, localName: localName === '*' ? undefined : localName }
  }

  #predicates(): Expression[] {
    const predicates: Expression[] = []
    while (this.#take('operator', '[')) {
      predicates.push(this.expression())
      this.#expect(']')
    }
    return predicates
  }

  #patternPath(): PatternPath {
    const absolute = this.#take('operator', '/')
    if (absolute && !this.#startsStep()) return { absolute, steps: [] }
    // A leading `//` says what is so without it: the step may stand anywhere.
    if (!absolute) this.#take('operator', '//')
    const steps = [this.#patternStep('parent')]
    for (;;) {
      if (this.#take('operator', '//')) steps.push(this.#patternStep('ancestor'))
      else if (this.#take('operator', '/')) steps.push(this.#patternStep('parent'))
      else return { absolute, steps }
    }
  }

  #patternStep(distance: PatternStep['distance']): PatternStep {
    const axis = this.#axis()
    if (axis !== 'child' && axis !== 'attribute')
      throw new ExpressionError(`the axis “${axis}” must not stand in the context of a rule`)
    const test = this.#nodeTest()
    const predicates = this.#predicates()
    return { distance, axis, test, predicates, isPositional: predicates.some(asksForPosition) }
  }
}

function fromDocument(steps: readonly Step[]): PathExpression {
  return { kind: 'path', start: 'document', predicates: [], steps, attribute: undefined }
}

/** What the steps of a path from the context node are in short, where they lead to an attribute and else only upwards. */
function nearAttribute(steps: readonly Step[]): NearAttribute | undefined {
  const [last, ...before] = steps.toReversed()
  if (last?.axis !== 'attribute' || last.test.kind !== 'name' || last.predicates.length > 0) return undefined
  const { namespace, localName } = last.test
  const isUpwards = before.every(
    ({ axis, test, predicates }) => axis === 'parent' && test.kind === 'node' && predicates.length === 0
  )
  if (!isUpwards || namespace === undefined || localName === undefined) return undefined
  return { levels: before.length, namespace, localName }
}

function isAxis(text: string): text is Axis {
  return axes.has(text)
}

function mustBeNodes(expression: Expression): void {
  if (!yieldsNodes(expression)) throw new ExpressionError('a set of nodes is needed')
}
