/**
 * Datatypes: which literals each type and facet allows, which are the same value, and that jing thinks so too.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createDatatype, xsdLibrary } from '../../../server/src/relaxng/datatypes'
import type { Datatype, DatatypeParameter } from '../../../server/src/relaxng/datatypes'
import { escaped, jingVerdicts } from './jing'

interface TypeCase {
  readonly type: string
  /** Parameters as `name=value`. */
  readonly parameters?: readonly string[]
  readonly allowed: readonly string[]
  readonly refused: readonly string[]
}

const cases: readonly TypeCase[] = [
  { type: 'string', allowed: ['', ' a\tb '], refused: [] },
  { type: 'string', parameters: ['length=2'], allowed: ['ab', '  ', '\u{1F4BF}x'], refused: ['a', ' ab'] },
  { type: 'normalizedString', parameters: ['pattern=a b'], allowed: ['a\tb', 'a\nb'], refused: ['a  b'] },
  {
    type: 'token',
    parameters: ['minLength=1', 'maxLength=3'],
    allowed: ['abc', '  abc  ', 'a'],
    refused: ['', '   ', 'a b c']
  },
  { type: 'language', allowed: ['de', 'en-GB', 'x-klingon'], refused: ['', 'de_DE', 'abcdefghi', 'de-'] },
  { type: 'Name', allowed: ['a:b', '_x', 'é'], refused: ['1a', '', 'a b'] },
  { type: 'NCName', allowed: ['a', 'a-b.c', ' a '], refused: ['a:b', '-a', ''] },
  { type: 'ID', allowed: ['x1'], refused: ['1x'] },
  { type: 'IDREFS', allowed: ['a b', ' a '], refused: ['', 'a 1'] },
  { type: 'NMTOKEN', allowed: ['1', 'a:b', '-'], refused: ['', 'a b', '#'] },
  { type: 'NMTOKENS', parameters: ['length=2'], allowed: ['1 2', ' a  b '], refused: ['1', '1 2 3'] },
  { type: 'boolean', allowed: ['true', 'false', '1', '0', ' true '], refused: ['', 'yes', 'TRUE', '01'] },
  { type: 'decimal', allowed: ['1', '-1.5', '+.5', '1.', '00'], refused: ['', '.', '1e3', '1,5', 'INF'] },
  {
    type: 'decimal',
    parameters: ['totalDigits=3', 'fractionDigits=1'],
    allowed: ['99.9', '0099.90', '0.1'],
    refused: ['1000', '1.25']
  },
  {
    type: 'integer',
    allowed: ['0', '-5', '+5', '123456789012345678901234567890'],
    refused: ['', '1.0', '1.', '0x1', '--1']
  },
  {
    type: 'integer',
    parameters: ['minInclusive=2048'],
    allowed: ['2048', '99999999999999999999', '+2048'],
    refused: ['2047', '-2048']
  },
  {
    type: 'integer',
    parameters: ['minExclusive=-3', 'maxExclusive=3'],
    allowed: ['-2', '0', '2'],
    refused: ['-3', '3']
  },
  { type: 'nonNegativeInteger', allowed: ['0', '-0', '7'], refused: ['-1'] },
  { type: 'positiveInteger', allowed: ['1', '01'], refused: ['0', '-1'] },
  { type: 'negativeInteger', allowed: ['-1'], refused: ['0', '1'] },
  { type: 'nonPositiveInteger', allowed: ['0', '-1'], refused: ['1'] },
  { type: 'long', allowed: ['9223372036854775807', '-9223372036854775808'], refused: ['9223372036854775808'] },
  { type: 'unsignedLong', allowed: ['18446744073709551615'], refused: ['18446744073709551616', '-1'] },
  { type: 'int', allowed: ['2147483647'], refused: ['2147483648', '-2147483649'] },
  { type: 'short', allowed: ['-32768'], refused: ['32768'] },
  { type: 'byte', allowed: ['127', '-128'], refused: ['128'] },
  { type: 'unsignedByte', allowed: ['255'], refused: ['256'] },
  {
    type: 'double',
    allowed: ['1e5', '-1.5E-3', 'INF', '-INF', 'NaN', '.5', '5.'],
    refused: ['', 'Infinity', '1e', 'inf', '0x10']
  },
  { type: 'float', parameters: ['maxInclusive=1.5'], allowed: ['1.5', '-INF', '1'], refused: ['1.6', 'INF'] },
  {
    type: 'anyURI',
    allowed: ['', 'http://a/b?c#d', 'obs://x y/', '../a', 'urn:x', 'ä', '%20'],
    refused: ['%zz', 'a#b#c', '1a:b']
  },
  { type: 'hexBinary', parameters: ['length=2'], allowed: ['0aF9'], refused: ['0aF', '0a', 'zzzz'] },
  { type: 'base64Binary', parameters: ['length=2'], allowed: ['YWI=', 'YW I='], refused: ['YWI', 'YQ==', 'YWJ='] },
  {
    type: 'dateTime',
    allowed: ['2024-02-29T23:59:59.5Z', '2024-01-01T24:00:00', '-0044-03-15T00:00:00+14:00'],
    refused: [
      '2023-02-29T00:00:00',
      '2024-01-01',
      '2024-01-01T24:00:01',
      '2024-13-01T00:00:00',
      '2024-01-01T00:00:00+15:00'
    ]
  },
  {
    type: 'date',
    parameters: ['minInclusive=2024-01-31'],
    allowed: ['2024-01-31', '2024-02-01Z'],
    refused: ['2024-01-30', '2024-02-31', '24-01-31']
  },
  { type: 'time', allowed: ['00:00:00', '12:30:00.25+01:00', '24:00:00'], refused: ['12:30', '24:00:01', '12:60:00'] },
  { type: 'gYear', allowed: ['2024', '-0001', '12024Z'], refused: ['24', '02024'] },
  { type: 'gYearMonth', allowed: ['2024-12'], refused: ['2024-13', '2024-1'] },
  { type: 'gMonthDay', allowed: ['--02-29'], refused: ['--02-30', '02-29'] },
  { type: 'gDay', allowed: ['---31'], refused: ['---32', '---1'] },
  { type: 'gMonth', allowed: ['--12'], refused: ['--13'] },
  { type: 'duration', allowed: ['P1Y', '-P1Y2M3DT4H5M6.7S', 'PT0S'], refused: ['P', 'PT', '1Y', 'P1S', 'P1.5Y'] },
  { type: 'duration', parameters: ['maxInclusive=P1M'], allowed: ['P27D', 'P1M'], refused: ['P28D', 'P32D', 'P2M'] },
  { type: 'token', parameters: ['pattern=[a-z]+', 'pattern=.*z'], allowed: ['az', 'z'], refused: ['a', 'Z', '1z'] }
]

/**
 * Literals that the second edition of XML Schema Part 2 allows and jing does not: midnight as the end of a day, and zeros
 * at the end of a decimal, which are none of its digits.
 */
const refusedByJing = new Set(['2024-01-01T24:00:00', '24:00:00', '0099.90'])

function datatype({ type, parameters = [] }: Pick<TypeCase, 'type' | 'parameters'>, library = xsdLibrary): Datatype {
  const created = createDatatype(library, type, parameters.map(parameterOf), { resolvePrefix: () => undefined })
  assert.ok('datatype' in created, JSON.stringify(created))
  return created.datatype
}

function parameterOf(text: string): DatatypeParameter {
  const [name = '', ...value] = text.split('=')
  return { name, value: value.join('=') }
}

function allows(type: Datatype, literal: string): boolean {
  return type.read(literal, { resolvePrefix: () => undefined }) !== undefined
}

describe('Datatypes', () => {
  for (const typeCase of cases) {
    const { type, parameters = [], allowed, refused } = typeCase
    it(`allows and refuses literals of ${[type, ...parameters].join(', ')}`, () => {
      const created = datatype(typeCase)
      assert.deepEqual(
        allowed.filter(literal => !allows(created, literal)),
        [],
        'refused'
      )
      assert.deepEqual(
        refused.filter(literal => allows(created, literal)),
        [],
        'allowed'
      )
    })
  }

  it('agrees with jing on all of them', function () {
    this.timeout(60_000)
    const folder = mkdtempSync(path.join(tmpdir(), 'relaxng-'))
    const definitions = cases.map(({ type, parameters = [] }, index) => {
      const params = parameters.map(parameterOf).map(({ name, value }) => `<param name="${name}">${value}</param>`)
      return `<element name="e${index}"><attribute name="v"><data type="${type}">${params.join('')}</data></attribute></element>`
    })
    const literals = cases.flatMap(({ allowed, refused }, index) =>
      [...allowed, ...refused].map(literal => ({
        text: `<e${index} v="${escaped(literal)}"/>`,
        valid: allowed.includes(literal) && !refusedByJing.has(literal)
      }))
    )
    const theirs = jingVerdicts(
      folder,
      `<choice>${definitions.join('')}</choice>`,
      literals.map(({ text }) => text)
    )
    rmSync(folder, { recursive: true })
    assert.ok(theirs !== undefined)
    assert.deepEqual(
      literals.filter(({ valid }, index) => valid !== theirs[index]),
      []
    )
  })

  it('compares values, not their spelling', () => {
    assert.ok(same('integer', '+007', '7'))
    assert.ok(same('decimal', '-0.0', '0'))
    assert.ok(same('boolean', '1', 'true'))
    assert.ok(same('double', '1e2', '100'))
    assert.ok(same('dateTime', '2024-01-01T00:00:00Z', '2024-01-01T01:00:00+01:00'))
    assert.ok(same('duration', 'P1Y', 'P12M'))
    assert.ok(same('hexBinary', 'ab', 'AB'))
    assert.ok(same('token', ' a  b ', 'a b'))
    assert.ok(!same('string', ' a', 'a'))
    assert.ok(!same('decimal', '1.1', '1.10001'))
  })

  it('has the built-in string and token, without parameters', () => {
    assert.ok(allows(datatype({ type: 'token' }, ''), 'x'))
    assert.deepEqual(
      createDatatype('', 'token', [{ name: 'length', value: '1' }], { resolvePrefix: () => undefined }),
      {
        error: { message: 'The built-in type “token” takes no parameters.', parameter: 0 }
      }
    )
  })

  it('says what is wrong with a type or a parameter', () => {
    assert.equal(message('strnig'), `The datatype library “${xsdLibrary}” has no type “strnig”.`)
    assert.equal(message('string', 'enumeration=a'), '“enumeration” is no parameter of the type “string”.')
    assert.equal(message('string', 'minInclusive=1'), '“minInclusive” is no parameter of the type “string”.')
    assert.equal(message('integer', 'length=1'), '“length” is no parameter of the type “integer”.')
    assert.equal(message('integer', 'minInclusive=x'), '“x” for “minInclusive” is no value of the type “integer”.')
    assert.equal(message('string', 'length=-1'), '“length” must be a whole number, not “-1”, for the type “string”.')
    assert.equal(message('string', 'length=1', 'length=2'), 'The parameter “length” is given twice.')
    assert.equal(
      message('string', 'pattern=('),
      'The regular expression “(” is not one of XML Schema: a “(” is not closed.'
    )
  })
})

/** Whether two literals mean the same value of a type. */
function same(type: string, one: string, other: string): boolean {
  const [first, second] = [one, other].map(literal =>
    datatype({ type }).read(literal, { resolvePrefix: () => undefined })
  )
  assert.ok(first !== undefined && second !== undefined)
  return first === second
}

/** What is wrong with a type and its parameters. */
function message(type: string, ...parameters: string[]): string {
  const created = createDatatype(xsdLibrary, type, parameters.map(parameterOf), { resolvePrefix: () => undefined })
  return 'error' in created ? created.error.message : 'nothing'
}
