/** The shapes of XPath 1.0 expressions and of the patterns that XSLT 1.0 makes of them for the contexts of rules. */

export type Axis =
  | 'ancestor'
  | 'ancestor-or-self'
  | 'attribute'
  | 'child'
  | 'descendant'
  | 'descendant-or-self'
  | 'following'
  | 'following-sibling'
  | 'parent'
  | 'preceding'
  | 'preceding-sibling'
  | 'self'

/** `name` with neither namespace nor local name stands for `*`, with a namespace alone for `prefix:*`. */
export type NodeTest =
  | { readonly kind: 'name'; readonly namespace: string | undefined; readonly localName: string | undefined }
  | { readonly kind: 'node' | 'text' | 'comment' | 'processing-instruction' }

export interface Step {
  readonly axis: Axis
  readonly test: NodeTest
  readonly predicates: readonly Expression[]
}

export type ArithmeticOperator = '+' | '-' | '*' | 'div' | 'mod'
export type ComparisonOperator = '=' | '!=' | '<' | '<=' | '>' | '>='

/** Where a path starts: at the context node, at the document, or at what an expression gives. */
export interface PathExpression {
  readonly kind: 'path'
  readonly start: 'context' | 'document' | Expression
  /** Predicates on `start` where it is an expression. */
  readonly predicates: readonly Expression[]
  readonly steps: readonly Step[]
  /** What the path is in short where it is `@name`, `../@name` and so on, as nearly all are. */
  readonly attribute: NearAttribute | undefined
}

/** An attribute of the context node, or of the node so many levels around it. */
export interface NearAttribute {
  readonly levels: number
  readonly namespace: string
  readonly localName: string
}

export interface ComparisonExpression {
  readonly kind: 'comparison'
  readonly operator: ComparisonOperator
  readonly left: Expression
  readonly right: Expression
}

export interface CallExpression {
  readonly kind: 'call'
  readonly name: string
  readonly parameters: readonly Expression[]
}

export type Expression =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'or' | 'and' | 'union'; readonly operands: readonly Expression[] }
  | {
      readonly kind: 'arithmetic'
      readonly operator: ArithmeticOperator
      readonly left: Expression
      readonly right: Expression
    }
  | ComparisonExpression
  | { readonly kind: 'negative'; readonly operand: Expression }
  | CallExpression
  | PathExpression

/** One alternative of a pattern, read from its last step towards the front. */
export interface PatternPath {
  /** Whether the first step must be a child of the document. */
  readonly absolute: boolean
  readonly steps: readonly PatternStep[]
}

export interface PatternStep {
  /** What the step before must be of this one: `/` asks for the parent, `//` for any ancestor. */
  readonly distance: 'parent' | 'ancestor'
  readonly axis: 'child' | 'attribute'
  readonly test: NodeTest
  readonly predicates: readonly Expression[]
  /** Whether the place of a node among others counts for a predicate. */
  readonly isPositional: boolean
}

/** The context of a rule: a node matches it that matches any of the alternatives. No steps: the document itself. */
export type ContextPattern = readonly PatternPath[]
