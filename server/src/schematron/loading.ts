/**
 * Loads the rules of a schema: abstract patterns become patterns, expressions are read, mistakes are listed.
 *
 *     const { rules, errors } = loadRules('/schemas/kiwi/8.5.rng', url => readFileSync(url, 'utf8'))
 *     const findings = new RuleChecker(ruleSetOf(rules)).check(root)     // ruleTable.ts, evaluation.ts
 *
 * ISO/IEC 19757-3 with the query language XSLT 1.0, in the reading of the "skeleton" that lxml.isoschematron runs: the
 * parameters of an instance are found by its id, so that of two instances with one id the first one's win; they are
 * replaced one after the other, wherever `$name` stands; an instance of an abstract pattern that does not exist gives
 * no pattern. Not done: phases, diagnostics, `include` of Schematron.
 */
import { collapsed } from './functionCalls'
import { parseExpression, parsePattern, type ExpressionScope } from './expressionParser'
import { conditionOf, isConstant, isLocalPattern, isLocalValue, ownAttributes } from './reach'
import type { ReadSchema, SchemaError, SchemaPlace } from '../xml/schemaText'
import { readRuleDocument, type RuleDocument, type RuleNode } from './schemaReader'
import { ExpressionError } from './tokens'
import type { ContextPattern, Expression } from './expression'
import type { Assertion, Rule, RulePattern, Variable } from './rules'

export interface LoadedRules {
  /** Everything that could be read, in the order of the schema. */
  readonly rules: readonly RulePattern[]
  readonly errors: readonly SchemaError[]
}

/** Loads the rules of the schema at `url`, and through `read` every file that it refers to. Never throws because of a schema. */
export function loadRules(url: string, read: ReadSchema): LoadedRules {
  const errors = new Map<string, SchemaError>()
  // Every instance of an abstract pattern repeats its mistakes.
  const report = (error: SchemaError): void => {
    errors.set(JSON.stringify(error), error)
  }
  const document = readRuleDocument(url, read, report)
  const rules = new RuleLoader(document, report).patterns()
  return { rules, errors: [...errors.values()] }
}

type Inside = Pick<Rule, 'variables' | 'hasVariables' | 'assertions'>

/** A pattern as it is evaluated, not yet read: the element with its rules, and what replaces parameters. */
interface Instance {
  readonly node: RuleNode
  readonly id: string
  readonly parameters: ReadonlyMap<string, string>
}

/** An element inside an instance. */
interface Part {
  readonly node: RuleNode
  readonly instance: Instance
}

/** What is known while a part is read. */
interface Scope extends ExpressionScope {
  readonly localVariables: ReadonlySet<string>
}

class RuleLoader {
  readonly #report: (error: SchemaError) => void
  readonly #document: RuleDocument
  readonly #namespaces: ReadonlyMap<string, string>
  readonly #instances: readonly Instance[]
  readonly #abstractRules: ReadonlyMap<string, readonly Part[]>

  constructor(document: RuleDocument, report: (error: SchemaError) => void) {
    this.#report = report
    this.#document = document
    this.#namespaces = this.#declaredNamespaces(document)
    this.#instances = instancesOf(document.patterns)
    const rules = new Map<string, Part[]>()
    for (const instance of this.#instances) {
      for (const node of childrenNamed(instance.node, 'rule')) {
        const id = node.attributes.get('id')
        if (isAbstract(node) && id !== undefined) rules.set(id, [...(rules.get(id) ?? []), { node, instance }])
      }
    }
    this.#abstractRules = rules
  }

  patterns(): readonly RulePattern[] {
    const scope: Scope = { namespaces: this.#namespaces, variables: new Set(), localVariables: new Set() }
    const outer = this.#variables(
      this.#document.variables.map(node => ({
        node,
        instance: { node, id: '', parameters: new Map() }
      })),
      scope,
      isConstant
    )
    return this.#instances.map(instance => {
      const own = this.#variables(partsNamed({ node: instance.node, instance }, 'let'), outer.scope, isConstant)
      const rules = childrenNamed(instance.node, 'rule')
        .filter(node => !isAbstract(node))
        .flatMap(node => this.#rule({ node, instance }, own.scope) ?? [])
      const parameters = [...instance.parameters.values()]
      return { id: instance.id, parameters, rules, variables: [...outer.variables, ...own.variables] }
    })
  }

  #declaredNamespaces({ namespaces }: RuleDocument): ReadonlyMap<string, string> {
    const declared = new Map<string, string>()
    for (const node of namespaces) {
      const prefix = this.#attribute(node, 'prefix')
      const uri = this.#attribute(node, 'uri')
      if (prefix !== undefined && uri !== undefined && !declared.has(prefix)) declared.set(prefix, uri)
    }
    return declared
  }

  #rule(part: Part, scope: Scope): Rule | undefined {
    const context = this.#parameterised(part, 'context')
    const pattern =
      context === undefined ? undefined : this.#read(part, 'context', context, () => parsePattern(context, scope))
    if (context === undefined || !pattern) return undefined
    return {
      context,
      pattern,
      isContextLocal: isLocalPattern(pattern, name => scope.localVariables.has(name)),
      attributes: patternAttributes(pattern),
      ...this.#inside(part, scope)
    }
  }

  /** What a rule says where its context matches. */
  #inside(part: Part, scope: Scope): Inside {
    const parts = this.#withExtended(part, new Set())
    const { variables, scope: inner } = this.#variables(
      parts.filter(({ node }) => node.name === 'let'),
      scope,
      isLocalValue
    )
    const assertions = parts.flatMap(child => this.#assertion(child, inner) ?? [])
    return { variables, hasVariables: inner.variables.size > 0, assertions }
  }

  /** The children of a rule, with those of the abstract rules that it extends in place of `extends`. */
  #withExtended({ node, instance }: Part, extended: ReadonlySet<RuleNode>): readonly Part[] {
    return elementsIn(node).flatMap((child): readonly Part[] => {
      if (child.name !== 'extends') return [{ node: child, instance }]
      const id = this.#attribute(child, 'rule')
      const found = id === undefined ? [] : (this.#abstractRules.get(id) ?? [])
      if (id !== undefined && found.length === 0) this.#fail(child.place, `There is no abstract rule “${id}”.`)
      return found.flatMap(rule => {
        if (!extended.has(rule.node)) return this.#withExtended(rule, new Set([...extended, rule.node]))
        this.#fail(child.place, `The rule “${id ?? ''}” extends itself, at once or by way of others.`)
        return []
      })
    })
  }

  #assertion(part: Part, scope: Scope): Assertion | undefined {
    const { node, instance } = part
    if (node.name !== 'assert' && node.name !== 'report') return undefined
    const test = this.#parameterised(part, 'test')
    const expression =
      test === undefined ? undefined : this.#read(part, 'test', test, () => parseExpression(test, scope))
    if (test === undefined || !expression) return undefined
    const isLocalVariable = (name: string): boolean => scope.localVariables.has(name)
    const message = node.content.flatMap(item => this.#messagePart(item, instance, scope) ?? [])
    return {
      kind: node.name,
      test: collapsed(test),
      condition: conditionOf(expression, isLocalVariable),
      message,
      isMessageLocal: message.every(item => typeof item === 'string' || isLocalValue(item, isLocalVariable)),
      attributes: ownAttributes(expression),
      place: node.place
    }
  }

  #messagePart(item: RuleNode | string, instance: Instance, scope: Scope): string | Expression | undefined {
    if (typeof item === 'string') return replaced(item, instance.parameters)
    const part = { node: item, instance }
    switch (item.name) {
      case 'emph':
      case 'dir':
      case 'span':
        return replaced(textIn(item), instance.parameters)
      case 'name': {
        const path = item.attributes.has('path') ? this.#parameterised(part, 'path') : '.'
        return this.#read(part, 'path', path ?? '.', () => parseExpression(`name(${path ?? '.'})`, scope))
      }
      case 'value-of': {
        const select = this.#parameterised(part, 'select')
        return select === undefined
          ? undefined
          : this.#read(part, 'select', select, () => parseExpression(select, scope))
      }
      default:
        return undefined
    }
  }

  #variables(
    parts: readonly Part[],
    outer: Scope,
    isLocal: (expression: Expression, isLocalVariable: (name: string) => boolean) => boolean
  ): { readonly variables: readonly Variable[]; readonly scope: Scope } {
    const variables: Variable[] = []
    let scope = outer
    for (const part of parts) {
      const name = this.#attribute(part.node, 'name')
      const value = this.#parameterised(part, 'value')
      const around = scope
      const expression =
        value === undefined ? undefined : this.#read(part, 'value', value, () => parseExpression(value, around))
      if (name === undefined || !expression) continue
      const variable = { name, expression, isLocal: isLocal(expression, other => around.localVariables.has(other)) }
      variables.push(variable)
      const localVariables = new Set(around.localVariables)
      if (variable.isLocal) localVariables.add(name)
      else localVariables.delete(name)
      scope = { namespaces: around.namespaces, variables: new Set([...around.variables, name]), localVariables }
    }
    return { variables, scope }
  }

  #read<Shape extends Expression | ContextPattern>(
    { node, instance }: Part,
    attribute: string,
    text: string,
    parse: () => Shape
  ): Shape | undefined {
    try {
      return parse()
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      const where = instance.id === '' ? '' : ` in the pattern “${instance.id}”`
      this.#fail(node.place, `The ${attribute} “${collapsed(text)}”${where} cannot be read: ${error.message}.`)
      return undefined
    }
  }

  /** An attribute that must be there, parameters replaced. */
  #parameterised({ node, instance }: Part, attribute: string): string | undefined {
    const text = this.#attribute(node, attribute)
    return text === undefined ? undefined : replaced(text, instance.parameters)
  }

  #attribute(node: RuleNode, name: string): string | undefined {
    const value = node.attributes.get(name)
    if (value === undefined) this.#fail(node.place, `“${node.name}” needs the attribute “${name}”.`)
    return value
  }

  #fail(place: SchemaPlace, message: string): void {
    this.#report({ message, ...place })
  }
}

/** The patterns that are evaluated: the concrete ones, and what instances make of abstract ones. */
function instancesOf(patterns: readonly RuleNode[]): readonly Instance[] {
  const byId = new Map<string, RuleNode[]>()
  for (const node of patterns) {
    const id = node.attributes.get('id')
    if (id !== undefined) byId.set(id, [...(byId.get(id) ?? []), node])
  }
  return patterns.flatMap((node): Instance[] => {
    if (isAbstract(node)) return []
    const id = node.attributes.get('id') ?? ''
    const abstractId = node.attributes.get('is-a')
    if (abstractId === undefined) return [{ node, id, parameters: new Map() }]
    const parameters = parametersOf(id === '' ? [] : (byId.get(id) ?? []))
    return (byId.get(abstractId) ?? []).map(template => ({ node: template, id, parameters }))
  })
}

/** Parameter by parameter, that of the first pattern that has so many. Without an id there are none. */
function parametersOf(namesakes: readonly RuleNode[]): ReadonlyMap<string, string> {
  const lists = namesakes.map(node => childrenNamed(node, 'param'))
  const parameters = new Map<string, string>()
  for (let index = 0; ; index += 1) {
    const param = lists.find(list => list.length > index)?.[index]
    if (!param) return parameters
    const name = param.attributes.get('name') ?? ''
    if (!parameters.has(name)) parameters.set(name, param.attributes.get('value') ?? '')
  }
}

/** The text with every `$name` of a parameter replaced, one parameter after the other. */
function replaced(text: string, parameters: ReadonlyMap<string, string>): string {
  let result = text
  for (const [name, value] of parameters) result = result.replaceAll(`$${name}`, () => value)
  return result
}

function patternAttributes(pattern: ContextPattern): readonly string[] {
  const names = pattern.flatMap(({ steps }) => (steps.at(-1)?.predicates ?? []).flatMap(ownAttributes))
  return [...new Set(names)]
}

function isAbstract({ attributes }: RuleNode): boolean {
  return attributes.get('abstract') === 'true'
}

function elementsIn({ content }: RuleNode): readonly RuleNode[] {
  return content.filter(item => typeof item !== 'string')
}

function childrenNamed(node: RuleNode, name: string): readonly RuleNode[] {
  return elementsIn(node).filter(child => child.name === name)
}

function partsNamed({ node, instance }: Part, name: string): readonly Part[] {
  return childrenNamed(node, name).map(child => ({ node: child, instance }))
}

function textIn({ content }: RuleNode): string {
  return content.map(item => (typeof item === 'string' ? item : textIn(item))).join('')
}
