/** Tests what is told of rules that cannot be read, and of schemas in several files. */
import assert from 'node:assert/strict'
import { loadRules } from '../../../server/src/schematron/loading'
import { schemaOf } from './constructs'

function errorsOf(rules: string): readonly string[] {
  return loadRules('/schema.rng', () => schemaOf(rules)).errors.map(({ message }) => message)
}

function withTest(test: string): string {
  return `<sch:pattern id="p"><sch:rule context="a"><sch:assert test="${test}">x</sch:assert></sch:rule></sch:pattern>`
}

function withContext(context: string): string {
  return `<sch:pattern id="p"><sch:rule context="${context}"><sch:assert test="@x">x</sch:assert></sch:rule></sch:pattern>`
}

const faults: readonly (readonly [string, string, string])[] = [
  [
    'an unknown function',
    withTest('matches(@x, 1)'),
    'The test “matches(@x, 1)” in the pattern “p” cannot be read: there is no function “matches”.'
  ],
  [
    'a wrong number of parameters',
    withTest('contains(@x)'),
    'The test “contains(@x)” in the pattern “p” cannot be read: “contains” does not take one parameter.'
  ],
  [
    'a count of no nodes',
    withTest('count(1)'),
    'The test “count(1)” in the pattern “p” cannot be read: “count” takes a set of nodes.'
  ],
  [
    'an unknown variable',
    withTest('$x'),
    'The test “$x” in the pattern “p” cannot be read: there is no variable “$x”.'
  ],
  [
    'an undeclared prefix',
    withTest('n:a'),
    'The test “n:a” in the pattern “p” cannot be read: the prefix “n” is not declared.'
  ],
  [
    'an early end',
    withTest('@x and'),
    'The test “@x and” in the pattern “p” cannot be read: it ends too early, a name is missing.'
  ],
  [
    'something behind the end',
    withTest('@x)'),
    'The test “@x)” in the pattern “p” cannot be read: “)” is not expected.'
  ],
  [
    'a strange character',
    withTest('@x # 1'),
    'The test “@x # 1” in the pattern “p” cannot be read: “#” is not expected.'
  ],
  ['an unknown axis', withTest('up::a'), 'The test “up::a” in the pattern “p” cannot be read: there is no axis “up”.'],
  [
    'a path behind a number',
    withTest('1/a'),
    'The test “1/a” in the pattern “p” cannot be read: a set of nodes is needed.'
  ],
  [
    'a context that climbs',
    withContext('../a'),
    'The context “../a” in the pattern “p” cannot be read: “..” is not expected, a name is missing.'
  ],
  [
    'a context on another axis',
    withContext('ancestor::a'),
    'The context “ancestor::a” in the pattern “p” cannot be read: the axis “ancestor” must not stand in the context of a rule.'
  ],
  [
    'no test',
    '<sch:pattern id="p"><sch:rule context="a"><sch:assert>x</sch:assert></sch:rule></sch:pattern>',
    '“assert” needs the attribute “test”.'
  ],
  [
    'no context',
    '<sch:pattern id="p"><sch:rule><sch:assert test="@x">x</sch:assert></sch:rule></sch:pattern>',
    '“rule” needs the attribute “context”.'
  ],
  [
    'no abstract rule',
    '<sch:pattern id="p"><sch:rule context="a"><sch:extends rule="b"/></sch:rule></sch:pattern>',
    'There is no abstract rule “b”.'
  ],
  [
    'an abstract rule that extends itself',
    '<sch:pattern id="p"><sch:rule abstract="true" id="b"><sch:extends rule="b"/></sch:rule><sch:rule context="a"><sch:extends rule="b"/></sch:rule></sch:pattern>',
    'The rule “b” extends itself, at once or by way of others.'
  ]
]

describe('loading Schematron rules', () => {
  for (const [name, rules, expected] of faults) {
    it(`tells of ${name}`, () => {
      assert.deepEqual(errorsOf(rules), [expected])
    })
  }

  it('tells the place', () => {
    const text = schemaOf(
      `<sch:pattern id="p"><sch:rule context="a">\n  <sch:assert test="(">x</sch:assert></sch:rule></sch:pattern>`
    )
    const [error] = loadRules('/schema.rng', () => text).errors
    assert.deepEqual([error?.url, error?.line, error?.column], ['/schema.rng', 5, 3])
  })

  it('keeps the rules that can be read', () => {
    const { rules } = loadRules('/schema.rng', () => schemaOf(withTest('(') + withTest('@x')))
    assert.deepEqual(
      rules.map(pattern => pattern.rules.flatMap(({ assertions }) => assertions.map(({ test }) => test))),
      [[], ['@x']]
    )
  })

  it('tells of a schema that is not well-formed, or cannot be read', () => {
    const broken = loadRules('/schema.rng', () => '<grammar xmlns:s="http://purl.oclc.org/dsdl/schematron"><s:pattern>')
    assert.match(broken.errors.map(({ message }) => message).join(), /^The schema is not well-formed XML: /)
    const missing = loadRules('/schema.rng', () => {
      throw new Error('no such file')
    })
    assert.deepEqual(
      missing.errors.map(({ message }) => message),
      ['“/schema.rng” cannot be read: no such file.']
    )
  })

  it('reads the files that a schema refers to, each once', () => {
    const files = new Map([
      ['/schemas/main.rng', schemaOf('<include href="parts/one.rng"/><sch:ns prefix="n" uri="urn:n"/>')],
      ['/schemas/parts/one.rng', schemaOf(`<include href="../main.rng"/>${withTest('n:x')}`)]
    ])
    const { rules, errors } = loadRules('/schemas/main.rng', url => files.get(url) ?? '')
    assert.deepEqual(errors, [])
    assert.deepEqual(
      rules.map(({ id }) => id),
      ['p']
    )
  })

  it('reads a schema that is Schematron alone, with its variables', () => {
    const text = `<schema xmlns="http://purl.oclc.org/dsdl/schematron"><let name="v" value="2"/>
      <pattern id="p"><rule context="a"><assert test="@x = $v">x</assert></rule></pattern></schema>`
    const { rules, errors } = loadRules('/rules.sch', () => text)
    assert.deepEqual(errors, [])
    assert.deepEqual(
      rules.map(({ variables }) => variables.map(({ name }) => name)),
      [['v']]
    )
  })

  it('refuses hostile expressions in bounded time', () => {
    const hostile = [
      '('.repeat(100_000),
      '-'.repeat(100_000) + '1',
      `1${' + 1'.repeat(100_000)}`,
      `a${'[a'.repeat(50_000)}`
    ]
    for (const test of hostile) assert.equal(errorsOf(withTest(test)).length, 1)
  })
})
