/**
 * The types of XML Schema's datatype library (W3C XML Schema Part 2, second edition), without facets.
 *
 * `ENTITY` and `ENTITIES` are checked as names only: no document type is ever read. That an `ID` is given once in a
 * document is not checked here.
 */
import type { DatatypeContext, TypeDefinition } from './datatypes'
import { compareDecimals, decimalDigits, isInteger, readDecimal, writeDecimal } from './decimal'
import type { Decimal } from './decimal'
import { temporalTypes } from './temporalTypes'

const nameStart =
  ':A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C-\\u200D\\u2070-\\u218F' +
  '\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}'
const nameCharacter = `${nameStart}\\-.0-9\\u00B7\\u0300-\\u036F\\u203F-\\u2040`
const namePattern = new RegExp(`^[${nameStart}][${nameCharacter}]*$`, 'u')
const nameTokenPattern = new RegExp(`^[${nameCharacter}]+$`, 'u')

/** Whether the text is a name without a colon, as XML namespaces have it. */
export function isUnprefixedName(text: string): boolean {
  return namePattern.test(text) && !text.includes(':')
}

/** Prefix ('' for none) and local name of a qualified name; undefined if the text is none. */
export function splitQualifiedName(text: string): { prefix: string; localName: string } | undefined {
  const colon = text.indexOf(':')
  const prefix = text.slice(0, Math.max(0, colon))
  const localName = text.slice(colon + 1)
  return isUnprefixedName(localName) && (colon < 0 || isUnprefixedName(prefix)) ? { prefix, localName } : undefined
}

function text(whiteSpace: TypeDefinition['whiteSpace'], allowed?: (literal: string) => boolean): TypeDefinition {
  return {
    whiteSpace,
    read: allowed ? literal => (allowed(literal) ? literal : undefined) : literal => literal,
    length: value => codePoints(value)
  }
}

function codePoints(value: string): number {
  let count = 0
  for (const _character of value) count += 1
  return count
}

function listOf(allowed: (item: string) => boolean): TypeDefinition {
  return {
    whiteSpace: 'collapse',
    read: literal => (literal !== '' && literal.split(' ').every(allowed) ? literal : undefined),
    length: value => value.split(' ').length
  }
}

/** The integers between two bounds, inclusive; decimal where `integer` is false. */
function numbers(integer: boolean, least?: string, most?: string): TypeDefinition {
  return {
    whiteSpace: 'collapse',
    read(literal) {
      const value = readDecimal(literal)
      if (value === undefined || (integer && !isInteger(literal))) return undefined
      if (least !== undefined && compareDecimals(value, decimal(least)) < 0) return undefined
      return most !== undefined && compareDecimals(value, decimal(most)) > 0 ? undefined : writeDecimal(value)
    },
    compare: (one, other) => compareDecimals(decimal(one), decimal(other)),
    digits: value => decimalDigits(decimal(value))
  }
}

function numberOf(literal: string): number {
  return Number(literal.replace('INF', 'Infinity'))
}

/** The number in a literal that is known to be one. */
function decimal(literal: string): Decimal {
  return readDecimal(literal) ?? { negative: false, whole: '', fraction: '' }
}

function floating(round: (value: number) => number): TypeDefinition {
  return {
    whiteSpace: 'collapse',
    read(literal) {
      if (/^(-?INF|NaN)$/.test(literal)) return literal
      if (!/^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(literal)) return undefined
      return String(round(Number(literal))).replace('Infinity', 'INF')
    },
    compare(one, other) {
      // NaN equals itself and is greater than everything else.
      const [first, second] = [numberOf(one), numberOf(other)]
      if (Number.isNaN(first) || Number.isNaN(second)) return Number(Number.isNaN(first)) - Number(Number.isNaN(second))
      return first === second ? 0 : first < second ? -1 : 1
    }
  }
}

const boolean: TypeDefinition = {
  whiteSpace: 'collapse',
  read: literal => (/^(true|1)$/.test(literal) ? 'true' : /^(false|0)$/.test(literal) ? 'false' : undefined)
}

/** The value is the expanded name as one string, `{namespace}local`. */
const qualifiedName: TypeDefinition = {
  whiteSpace: 'collapse',
  read(literal, context: DatatypeContext) {
    const name = splitQualifiedName(literal)
    if (name === undefined) return undefined
    const namespace = context.resolvePrefix?.(name.prefix) ?? (name.prefix === '' ? '' : undefined)
    return namespace === undefined ? undefined : `{${namespace}}${name.localName}`
  },
  length: value => codePoints(value)
}

const hexBinary: TypeDefinition = {
  whiteSpace: 'collapse',
  read: literal => (/^([0-9a-fA-F]{2})*$/.test(literal) ? literal.toUpperCase() : undefined),
  length: value => value.length / 2
}

const base64Binary: TypeDefinition = {
  whiteSpace: 'collapse',
  read(literal) {
    const packed = literal.replaceAll(' ', '')
    const whole = /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/
    return whole.test(packed) ? packed : undefined
  },
  length: value => {
    const packed = value
    return (packed.length / 4) * 3 - (packed.endsWith('==') ? 2 : packed.endsWith('=') ? 1 : 0)
  }
}

/** A reference as RFC 2396 has it, where characters that it forbids may stand unescaped. */
function isUri(literal: string): boolean {
  if (/%(?![0-9a-fA-F]{2})/.test(literal) || literal.indexOf('#') !== literal.lastIndexOf('#')) return false
  const scheme = /^([^:/?#]*):/.exec(literal)
  return scheme === null || /^[A-Za-z][A-Za-z0-9+.-]*$/.test(scheme[1] ?? '')
}

const isName = (literal: string): boolean => namePattern.test(literal)
const isNameToken = (literal: string): boolean => nameTokenPattern.test(literal)

export const xsdTypes: ReadonlyMap<string, TypeDefinition> = new Map<string, TypeDefinition>([
  ['string', text('preserve')],
  ['normalizedString', text('replace')],
  ['token', text('collapse')],
  ['language', text('collapse', literal => /^[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*$/.test(literal))],
  ['Name', text('collapse', isName)],
  ['NCName', text('collapse', isUnprefixedName)],
  ['ID', text('collapse', isUnprefixedName)],
  ['IDREF', text('collapse', isUnprefixedName)],
  ['ENTITY', text('collapse', isUnprefixedName)],
  ['NMTOKEN', text('collapse', isNameToken)],
  ['IDREFS', listOf(isUnprefixedName)],
  ['ENTITIES', listOf(isUnprefixedName)],
  ['NMTOKENS', listOf(isNameToken)],
  ['anyURI', text('collapse', isUri)],
  ['QName', qualifiedName],
  ['NOTATION', qualifiedName],
  ['boolean', boolean],
  ['hexBinary', hexBinary],
  ['base64Binary', base64Binary],
  ['float', floating(Math.fround)],
  ['double', floating(value => value)],
  ['decimal', numbers(false)],
  ['integer', numbers(true)],
  ['nonPositiveInteger', numbers(true, undefined, '0')],
  ['negativeInteger', numbers(true, undefined, '-1')],
  ['nonNegativeInteger', numbers(true, '0')],
  ['positiveInteger', numbers(true, '1')],
  ['long', numbers(true, '-9223372036854775808', '9223372036854775807')],
  ['int', numbers(true, '-2147483648', '2147483647')],
  ['short', numbers(true, '-32768', '32767')],
  ['byte', numbers(true, '-128', '127')],
  ['unsignedLong', numbers(true, '0', '18446744073709551615')],
  ['unsignedInt', numbers(true, '0', '4294967295')],
  ['unsignedShort', numbers(true, '0', '65535')],
  ['unsignedByte', numbers(true, '0', '255')],
  ...temporalTypes
])
