/** The values of XPath 1.0 expressions and how they turn into each other (sections 3.4, 4.2, 4.3, 4.4), as libxml2 does. */
import type { ArithmeticOperator, ComparisonOperator } from './expression'
import { stringValueOf, type XPathNode } from './nodes'

type Single = string | number | boolean

/** Sets of nodes are in document order. */
export type XPathValue = Single | readonly XPathNode[]

export function isNodes(value: XPathValue): value is readonly XPathNode[] {
  return typeof value === 'object'
}

export function toText(value: XPathValue): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  const [first] = value
  return first === undefined ? '' : stringValueOf(first)
}

export function toNumber(value: XPathValue): number {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  return parseNumber(toText(value))
}

export function toBoolean(value: XPathValue): boolean {
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return value !== 0 && !Number.isNaN(value)
  return value.length > 0
}

export const calculations: Readonly<Record<ArithmeticOperator, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  div: (left, right) => left / right,
  mod: (left, right) => left % right
}

/** Compares as section 3.4 says: of sets of nodes one fitting node, or one fitting pair, is enough. */
export function compare(operator: ComparisonOperator, left: XPathValue, right: XPathValue): boolean {
  if (typeof left === 'object')
    return typeof right === 'object' ? comparesInPairs(operator, left, right) : comparesSome(operator, left, right)
  return typeof right === 'object' ? comparesSome(reversed[operator], right, left) : comparisons[operator](left, right)
}

const reversed = { '=': '=', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const

function comparesInPairs(
  operator: ComparisonOperator,
  left: readonly XPathNode[],
  right: readonly XPathNode[]
): boolean {
  const others = right.map(stringValueOf)
  if (operator === '=') {
    const known = new Set(others)
    return left.some(node => known.has(stringValueOf(node)))
  }
  return left.some(node => {
    const text = stringValueOf(node)
    return others.some(other => comparisons[operator](text, other))
  })
}

function comparesSome(operator: ComparisonOperator, nodes: readonly XPathNode[], value: Single): boolean {
  const isFitting = comparisons[operator]
  if (typeof value === 'boolean') return isFitting(nodes.length > 0, value)
  for (const node of nodes) if (isFitting(stringValueOf(node), value)) return true
  return false
}

const comparisons: Readonly<Record<ComparisonOperator, (left: Single, right: Single) => boolean>> = {
  '=': areEqual,
  '!=': (left, right) => !areEqual(left, right),
  '<': (left, right) => toNumber(left) < toNumber(right),
  '<=': (left, right) => toNumber(left) <= toNumber(right),
  '>': (left, right) => toNumber(left) > toNumber(right),
  '>=': (left, right) => toNumber(left) >= toNumber(right)
}

function areEqual(left: Single, right: string | number | boolean): boolean {
  if (typeof left === 'boolean' || typeof right === 'boolean') return toBoolean(left) === toBoolean(right)
  if (typeof left === 'number' || typeof right === 'number') return toNumber(left) === toNumber(right)
  return left === right
}

const numberSyntax = /^[ \t\r\n]*(-?(?:\d+(?:\.\d*)?|\.\d+))(?:[eE](?:([+-]?\d+)|[+-]?))?[ \t\r\n]*$/

/** Reads a number out of a string; with the exponents that libxml2 takes and the Recommendation does not have. */
function parseNumber(text: string): number {
  const [, digits, exponent] = numberSyntax.exec(text) ?? []
  return digits === undefined ? Number.NaN : Number(`${digits}e${exponent ?? '0'}`)
}

/** libxml2 writes what is larger or smaller than these in powers of ten. */
const largestPlain = 1e9
const smallestPlain = 1e-5
const largestInteger = 2_147_483_647
const significantDigits = 15

/** A number as text, in the 15 digits and the notation of libxml2. */
function numberText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity'
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (Number.isInteger(value) && size < largestInteger) return String(value)
  if (size > largestPlain || size < smallestPlain) {
    const [mantissa = '', exponent = ''] = value.toExponential(significantDigits - 1).split('e')
    return `${withoutZeros(mantissa)}e${exponent.replace(/^([+-])(\d)$/, '$10$2')}`
  }
  const integerDigits = Math.floor(Math.log10(size)) + 1
  return withoutZeros(value.toFixed(Math.max(0, significantDigits - integerDigits)))
}

function withoutZeros(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal
}
