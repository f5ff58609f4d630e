/** The shapes of Schematron rules, read and ready to be evaluated: plain data. */
import type { ContextPattern, Expression } from './expression'
import type { Condition } from './reach'
import type { SchemaPlace } from '../xml/schemaText'

/** A variable, evaluated where it is needed. */
export interface Variable {
  readonly name: string
  readonly expression: Expression
  /** Whether an element's subtree and the start tags around it decide its value. */
  readonly isLocal: boolean
}

export interface Assertion {
  /** An `assert` fails where its test does not hold; a `report` is told where it does. */
  readonly kind: 'assert' | 'report'
  /** The test as it is evaluated: parameters replaced, white space collapsed. */
  readonly test: string
  readonly condition: Condition
  /** Text, and expressions whose value is put in. */
  readonly message: readonly (string | Expression)[]
  readonly isMessageLocal: boolean
  /** Local names of the attributes of the context node that the test names, each once. */
  readonly attributes: readonly string[]
  readonly place: SchemaPlace
}

export interface Rule {
  /** The context as it is evaluated, parameters replaced. */
  readonly context: string
  readonly pattern: ContextPattern
  readonly isContextLocal: boolean
  /** Local names of the attributes of the context node that the context names, each once. */
  readonly attributes: readonly string[]
  readonly variables: readonly Variable[]
  /** Whether variables are in scope: its own, or those of its pattern. */
  readonly hasVariables: boolean
  readonly assertions: readonly Assertion[]
}

/** One pattern that is evaluated: of its rules the first that matches a node judges it. */
export interface RulePattern {
  /** '' where it has none; several patterns may have the same. */
  readonly id: string
  /** What the parameters of the abstract pattern that it is made of are replaced by. */
  readonly parameters: readonly string[]
  readonly rules: readonly Rule[]
  /** Variables of the schema and of the pattern, evaluated at the document. */
  readonly variables: readonly Variable[]
}
