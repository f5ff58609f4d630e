/**
 * The types of XML Schema's datatype library (W3C XML Schema Part 2, second edition), without facets.
 *
 * `ENTITY` and `ENTITIES` are checked as names only: no document type is ever read. That an `ID` is given once in a
 * document is not checked here.
 */
import type { DatatypeContext, DatatypeValue, TypeDefinition } from './datatypes'
import { compareDecimals, decimalDigits, isInteger, readDecimal } from './decimal'
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

const same = (one: DatatypeValue, other: DatatypeValue): boolean => one === other

function text(whiteSpace: TypeDefinition['whiteSpace'], allowed: (literal: string) => boolean): TypeDefinition {
  return {
    whiteSpace,
    read: literal => (allowed(literal) ? literal : undefined),
    equal: same,
    length: value => codePoints(String(value))
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
    equal: same,
    length: value => String(value).split(' ').length
  }
}

/** The integers between two bounds, inclusive; decimal where `integer` is false. */
function numbers(integer: boolean, least?: string, most?: string): TypeDefinition {
  const low = least === undefined ? undefined : readDecimal(least)
  const high = most === undefined ? undefined : readDecimal(most)
  return {
    whiteSpace: 'collapse',
    read(literal) {
      const value = readDecimal(literal)
      if (value === undefined || (integer && !isInteger(literal))) return undefined
      if (low !== undefined && compareDecimals(value, low) < 0) return undefined
      return high !== undefined && compareDecimals(value, high) > 0 ? undefined : value
    },
    equal: (one, other) => compareDecimals(one as Decimal, other as Decimal) === 0,
    compare: (one, other) => compareDecimals(one as Decimal, other as Decimal),
    digits: value => decimalDigits(value as Decimal)
  }
}

function floating(round: (value: number) => number): TypeDefinition {
  return {
    whiteSpace: 'collapse',
    read(literal) {
      if (literal === 'INF') return Infinity
      if (literal === '-INF') return -Infinity
      if (literal === 'NaN') return NaN
      return /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(literal) ? round(Number(literal)) : undefined
    },
    equal: (one, other) => one === other || (Number.isNaN(one) && Number.isNaN(other)),
    compare(one, other) {
      // NaN equals itself and is greater than everything else.
      const [first, second] = [Number(one), Number(other)]
      if (Number.isNaN(first) || Number.isNaN(second)) return Number(Number.isNaN(first)) - Number(Number.isNaN(second))
      return first === second ? 0 : first < second ? -1 : 1
    }
  }
}

const boolean: TypeDefinition = {
  whiteSpace: 'collapse',
  read: literal => (/^(true|1)$/.test(literal) ? true : /^(false|0)$/.test(literal) ? false : undefined),
  equal: same
}

/** The value is the expanded name as one string, `{namespace}local`. */
const qualifiedName: TypeDefinition = {
  whiteSpace: 'collapse',
  read(literal, context: DatatypeContext) {
    const name = splitQualifiedName(literal)
    if (name === undefined) return undefined
    const namespace = context.resolvePrefix(name.prefix) ?? (name.prefix === '' ? '' : undefined)
    return namespace === undefined ? undefined : `{${namespace}}${name.localName}`
  },
  equal: same,
  length: value => codePoints(String(value))
}

const hexBinary: TypeDefinition = {
  whiteSpace: 'collapse',
  read: literal => (/^([0-9a-fA-F]{2})*$/.test(literal) ? literal.toUpperCase() : undefined),
  equal: same,
  length: value => String(value).length / 2
}

const base64Binary: TypeDefinition = {
  whiteSpace: 'collapse',
  read(literal) {
    const packed = literal.replaceAll(' ', '')
    const whole = /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/
    return whole.test(packed) ? packed : undefined
  },
  equal: same,
  length: value => {
    const packed = String(value)
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
const anything = (): boolean => true

export const xsdTypes: ReadonlyMap<string, TypeDefinition> = new Map<string, TypeDefinition>([
  ['string', text('preserve', anything)],
  ['normalizedString', text('replace', anything)],
  ['token', text('collapse', anything)],
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
