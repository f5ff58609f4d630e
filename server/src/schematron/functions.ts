/** The functions of XPath 1.0 (section 4) that rules may call, and `current()` of XSLT 1.0 (12.4). */
import type { CallExpression, Expression } from './expression'

interface FunctionFacts {
  readonly least: number
  readonly most: number
}

const anyNumber = Number.POSITIVE_INFINITY

/** How many parameters each function takes. `id`, `key`, `document` and the like have no meaning on a lone tree. */
const functions = new Map<string, FunctionFacts>([
  ...['last', 'position', 'true', 'false', 'current'].map((name): [string, FunctionFacts] => [
    name,
    { least: 0, most: 0 }
  ]),
  ...['local-name', 'namespace-uri', 'name', 'string', 'string-length', 'normalize-space', 'number'].map(
    (name): [string, FunctionFacts] => [name, { least: 0, most: 1 }]
  ),
  ...['count', 'boolean', 'not', 'lang', 'sum', 'floor', 'ceiling', 'round'].map((name): [string, FunctionFacts] => [
    name,
    { least: 1, most: 1 }
  ]),
  ...['starts-with', 'contains', 'substring-before', 'substring-after'].map((name): [string, FunctionFacts] => [
    name,
    { least: 2, most: 2 }
  ]),
  ['substring', { least: 2, most: 3 }],
  ['translate', { least: 3, most: 3 }],
  ['concat', { least: 2, most: anyNumber }]
])

/** Functions that take a set of nodes and nothing else. */
const ofNodes = new Set(['count', 'sum', 'local-name', 'namespace-uri', 'name'])

/** Functions that take texts and nothing else. */
export const ofTexts: ReadonlySet<string> = new Set([
  'concat',
  'contains',
  'normalize-space',
  'starts-with',
  'string',
  'string-length',
  'substring-after',
  'substring-before'
])

/** Functions that speak of the context node where they get no parameter. */
export const ofContextNode: ReadonlySet<string> = new Set([
  'local-name',
  'namespace-uri',
  'name',
  'string',
  'string-length',
  'normalize-space',
  'number'
])

/** What is wrong with a call, as the end of a sentence; undefined where nothing is. */
export function callFault({ name, parameters }: CallExpression): string | undefined {
  const facts = functions.get(name)
  if (!facts) return `there is no function “${name}”`
  if (parameters.length < facts.least || parameters.length > facts.most) {
    return `“${name}” does not take ${parameters.length === 1 ? 'one parameter' : `${parameters.length} parameters`}`
  }
  if (ofNodes.has(name) && !parameters.every(yieldsNodes)) return `“${name}” takes a set of nodes`
  return undefined
}

/** Whether the value of an expression can be a set of nodes. */
export function yieldsNodes(expression: Expression): boolean {
  const { kind } = expression
  return (
    kind === 'path' || kind === 'union' || kind === 'variable' || (kind === 'call' && expression.name === 'current')
  )
}
