/**
 * Schemas: what loads, what is wrong with those that do not, and where.
 */
import assert from 'node:assert/strict'
import { document, load, problems } from './support'

/** The first error, as `file:line: message`; 'none' where there is no error. */
function errorsOf(files: Readonly<Record<string, string>>): string[] {
  const { grammar, errors } = load(files)
  assert.equal(grammar === undefined, errors.length > 0)
  return errors.map(({ url, line, message }) => `${url}:${line}: ${message}`)
}

const incorrect: readonly (readonly [string, string, ...string[]])[] = [
  ['a root that is no pattern', '<html/>', '1: The root of a RELAX NG schema is a pattern or “grammar”, not “html”.'],
  [
    'an unknown element',
    '<element name="r">\n<emtpy/></element>',
    '2: “emtpy” must not stand in “element”.',
    '1: “element” needs content.',
    '1: An element needs a pattern for its content.'
  ],
  ['an unknown attribute', '<element name="r" nmae=""><empty/></element>', '1: “element” has no attribute “nmae”.'],
  [
    'a missing attribute',
    '<grammar><start>\n<ref/></start></grammar>',
    '2: “ref” needs the attribute “name”.',
    '2: “” is not defined in this grammar.'
  ],
  [
    'an include of nothing',
    '<grammar><start><element name="r"><empty/></element></start>\n<include/></grammar>',
    '2: “include” needs the attribute “href”.'
  ],
  ['text where none may be', '<element name="r">x<empty/></element>', '1: “element” must not hold text.'],
  ['a group without members', '<element name="r"><group/></element>', '1: “group” needs content.'],
  ['an element without a name', '<element><empty/></element>', '1: “element” needs a name.'],
  ['a name that is none', '<element name="1"><empty/></element>', '1: “1” is no name.'],
  ['an undeclared prefix', '<element name="p:r"><empty/></element>', '1: The prefix “p” is not declared.'],
  [
    'a pattern for a name',
    '<element><choice><empty/></choice><empty/></element>',
    '1: “empty” must not stand in a name class.'
  ],
  [
    'two patterns in an attribute',
    '<element name="r"><attribute name="a"><text/><text/></attribute></element>',
    '1: An attribute takes one pattern for its value.'
  ],
  [
    'a namespace declaration as attribute',
    '<element name="r"><attribute name="xmlns"/></element>',
    '1: Namespace declarations are no attributes: a schema cannot speak of them.'
  ],
  [
    'anyName excepted from itself',
    '<element><anyName><except><anyName/></except></anyName><empty/></element>',
    '1: “anyName” must not be excepted from “anyName”.'
  ],
  [
    'an unknown definition',
    '<grammar><start><ref name="x"/></start></grammar>',
    '1: “x” is not defined in this grammar.'
  ],
  [
    'an unknown definition that nothing needs',
    '<grammar><start><element name="r"><empty/></element></start>\n<define name="y"><ref name="x"/></define></grammar>',
    '2: “x” is not defined in this grammar.'
  ],
  [
    'a grammar without start',
    '<grammar><define name="x"><empty/></define></grammar>',
    '1: This grammar has no “start”.'
  ],
  [
    'parentRef without parent',
    '<grammar><start><parentRef name="x"/></start></grammar>',
    '1: “parentRef” needs a grammar around the one it stands in.'
  ],
  [
    'a definition given twice',
    '<grammar><start><ref name="x"/></start><define name="x"><element name="a"><empty/></element></define>\n<define name="x"><notAllowed/></define></grammar>',
    '2: “x” is defined twice without “combine”.'
  ],
  [
    'two ways to combine',
    '<grammar><start><ref name="x"/></start><define combine="choice" name="x"><element name="a"><empty/></element></define>\n<define combine="interleave" name="x"><notAllowed/></define></grammar>',
    '2: “x” is combined by choice here and by interleave there.'
  ],
  [
    'recursion without an element',
    '<grammar><start><ref name="x"/></start><define name="x"><choice><element name="a"><empty/></element>\n<ref name="x"/></choice></define></grammar>',
    '2: “x” refers to itself without an element between.'
  ],
  [
    'an unknown datatype',
    '<element name="r"><data type="strnig"/></element>',
    '1: The datatype library “http://www.w3.org/2001/XMLSchema-datatypes” has no type “strnig”.'
  ],
  [
    'an unknown library',
    '<element name="r"><data type="x" datatypeLibrary="urn:x"/></element>',
    '1: The datatype library “urn:x” is not known.'
  ],
  [
    'a wrong parameter',
    '<element name="r"><data type="integer">\n<param name="minInclusive">x</param></data></element>',
    '2: “x” for “minInclusive” is no value of the type “integer”.'
  ],
  [
    'a value that is none',
    '<element name="r"><value type="integer">x</value></element>',
    '1: “x” is no value of the type “integer”.'
  ],
  [
    'except before param',
    '<element name="r"><data type="integer"><except><value>1</value></except><param name="minInclusive">1</param></data></element>',
    '1: “except” stands behind all “param” elements.'
  ],
  [
    'a relative datatype library',
    '<element name="r" ><data type="x" datatypeLibrary="x"/></element>',
    '1: “x” is no absolute URI without fragment for the attribute “datatypeLibrary”.',
    '1: The datatype library “x” is not known.'
  ],
  [
    'an element in an attribute',
    '<element name="r"><attribute name="a"><element name="b"><empty/></element></attribute></element>',
    '1: An attribute holds neither elements nor attributes.'
  ],
  [
    'attributes in a repeated group',
    '<element name="r"><oneOrMore><group><attribute name="a"/><attribute name="b"/></group></oneOrMore></element>',
    '1: An attribute inside a group or interleave must not be repeated.'
  ],
  [
    'text in a list',
    '<element name="r"><list><text/></list></element>',
    '1: A list holds data and values only: no elements, attributes, text, lists or interleaves.'
  ],
  [
    'text excepted from data',
    '<element name="r"><data type="token"><except><text/></except></data></element>',
    '1: Only data, values and choices of them can be excepted from data.'
  ],
  ['a start that is no element', '<text/>', '1: A document has one root: “start” holds elements only.'],
  [
    'data beside an element',
    '<element name="r"><data type="token"/><element name="a"><empty/></element></element>',
    '1: Data, values and lists cannot stand beside text, elements or other data in the content of one element or attribute.'
  ],
  [
    'repeated data',
    '<element name="r"><oneOrMore><value>x</value></oneOrMore></element>',
    '1: Data, values and lists cannot stand beside text, elements or other data in the content of one element or attribute.'
  ],
  [
    'an attribute asked for twice',
    '<element name="r"><attribute name="a"/><optional><attribute name="a"/></optional></element>',
    '1: The attribute “a” is asked for twice.'
  ],
  [
    'an attribute that a wildcard takes in',
    '<element name="r"><attribute name="a"/><zeroOrMore><attribute><anyName/></attribute></zeroOrMore></element>',
    '1: The attribute “a” is asked for twice.'
  ],
  [
    'a wildcard attribute that is not repeated',
    '<element name="r"><attribute><anyName/></attribute></element>',
    '1: An attribute whose name is a wildcard must be inside “oneOrMore” or “zeroOrMore”.'
  ],
  [
    'an element on both sides of an interleave',
    '<element name="r"><interleave><element name="a"><empty/></element><optional><element name="a"><text/></element></optional></interleave></element>',
    '1: The element “a” stands on both sides of an interleave.'
  ],
  [
    'text on both sides of an interleave',
    '<element name="r"><interleave><text/><mixed><element name="a"><empty/></element></mixed></interleave></element>',
    '1: Text stands on both sides of an interleave.'
  ]
]

describe('RELAX NG schemas', () => {
  for (const [what, schema, ...messages] of incorrect) {
    it(`tells ${what}`, () => {
      assert.deepEqual(
        errorsOf({ 's.rng': schema }),
        messages.map(message => `s.rng:${message}`)
      )
    })
  }

  it('tells text that is no XML, and where', () => {
    const [error, ...others] = errorsOf({ 's.rng': '<element name="r">\n<empty>\n</element>' })
    assert.match(error ?? '', /^s\.rng:\d: The schema is not well-formed XML: .*\.$/)
    assert.deepEqual(others, [])
    assert.equal(errorsOf({ 's.rng': '' }).length, 1)
  })

  it('is not confused by annotations, wherever they stand', () => {
    const schema = `<grammar xmlns:x="urn:x" x:attribute=""><x:note>text</x:note><start x:y=""><ref name="r"><a:documentation>A reference.</a:documentation><x:note/></ref></start>
      <define name="r"><element name="r"><x:note><element/></x:note><choice><value>v<!-- comment --></value><x:note/><data type="integer"><x:note/></data></choice></element></define></grammar>`
    assert.deepEqual(errorsOf({ 's.rng': schema }), [])
  })

  it('includes files, with overrides', () => {
    const files = {
      'dir/main.rng': `<grammar><include href="lib/base.rng"><start><ref name="other"/></start><div><define name="part"><element name="mine"><empty/></element></define></div></include>
        <define name="other"><element name="other"><ref name="part"/></element></define></grammar>`,
      'dir/lib/base.rng': `<grammar><start><ref name="part"/></start><define name="part"><ref name="gone"/></define><include href="../deep.rng"/></grammar>`,
      'dir/deep.rng': `<grammar><div><define name="deep"><element name="deep"><empty/></element></define></div></grammar>`
    }
    const { grammar, errors } = load(files)
    assert.ok(grammar !== undefined, JSON.stringify(errors))
    assert.deepEqual(problems(grammar, document('<other><mine/></other>')), [])
    assert.deepEqual(problems(grammar, document('<other><yours/></other>')), [
      '/other/yours: element-not-allowed (mine!)'
    ])
  })

  it('resolves references against the document or xml:base', () => {
    const start = '<start><element name="r"><empty/></element></start>'
    for (const [main, href, base, wanted] of [
      ['main.rng', 'part.rng', '', 'part.rng'],
      ['/a/b/main.rng', '../c/./part.rng', '', '/a/c/part.rng'],
      ['/a/main.rng', '/x/part.rng', '', '/x/part.rng'],
      ['a/main.rng', '../../part.rng', '', '../part.rng'],
      ['C:\\a\\main.rng', 'b/part.rng', '', 'C:/a/b/part.rng'],
      ['file:///a/b/main.rng', '../part%20x.rng', '', 'file:///a/part%20x.rng'],
      ['/a/main.rng', 'http://b/part.rng', '', 'http://b/part.rng'],
      ['/a/main.rng', 'part.rng', 'sub/', '/a/sub/part.rng']
    ] as const) {
      const files = {
        [main]: `<grammar><div xml:base="${base}"><include href="${href}"/></div></grammar>`,
        [wanted]: `<grammar>${start}</grammar>`
      }
      assert.deepEqual(errorsOf(files), [], main)
    }
  })

  it('tells what is wrong with an include', () => {
    const start = '<start><element name="r"><empty/></element></start>'
    assert.deepEqual(errorsOf({ 'a.rng': `<grammar>${start}\n<include href="none.rng"/></grammar>` }), [
      'a.rng:2: “none.rng” cannot be read: there is no such file.'
    ])
    assert.deepEqual(errorsOf({ 'a.rng': `<grammar>${start}<include href="b.rng"/></grammar>`, 'b.rng': '<empty/>' }), [
      'a.rng:1: “b.rng” is not a grammar: its root is “empty”.'
    ])
    assert.deepEqual(
      errorsOf({
        'a.rng': `<grammar>${start}<include href="b.rng"/></grammar>`,
        'b.rng': '<grammar>\n<include href="a.rng"/></grammar>'
      }),
      ['b.rng:2: “a.rng” refers to itself, at once or by way of others.']
    )
    assert.deepEqual(
      errorsOf({
        'a.rng': `<grammar><include href="b.rng">\n<define name="x"><empty/></define></include></grammar>`,
        'b.rng': `<grammar>${start}</grammar>`
      }),
      ['a.rng:2: “b.rng” has no definition of “x” that could be overridden.']
    )
  })

  it('refuses what stands for more than memory holds', () => {
    const levels = Array.from({ length: 200 }, (_, level) => level)
    const tooLarge = ['a0.rng:1: The schema is too large, or nested too deeply.']
    const chained = (times: number, count: number) =>
      Object.fromEntries(
        levels.slice(0, count).map((level): [string, string] => {
          const include = `<include href="a${level + 1}.rng"/>`
          return [`a${level}.rng`, `<grammar>${level === count - 1 ? '' : include.repeat(times)}</grammar>`]
        })
      )
    for (const files of [chained(1, 200), chained(2, 50)]) assert.deepEqual(errorsOf(files), tooLarge)
    const doubled = levels
      .slice(0, 50)
      .map(level => `<define name="d${level}">${`<ref name="d${level + 1}"/>`.repeat(2)}</define>`)
    const last = '<define name="d50"><optional><element name="b"><empty/></element></optional></define>'
    const root = '<start><element name="r"><ref name="d0"/></element></start>'
    assert.deepEqual(errorsOf({ 'a0.rng': `<grammar>${root}${doubled.join('')}${last}</grammar>` }), tooLarge)
  })

  it('follows external references and hands “ns” to them', () => {
    const main = '<element name="r" ns="urn:r"><externalRef href="part.rng"/></element>'
    const { grammar } = load({
      'main.rng': main,
      'part.rng': '<element name="s"><value type="integer">1</value></element>'
    })
    assert.ok(grammar !== undefined)
    assert.deepEqual(problems(grammar, document('<r xmlns="urn:r"><s>01</s></r>')), [])
    assert.deepEqual(
      errorsOf({ 'main.rng': main, 'part.rng': '<element name="s"><externalRef href="main.rng"/></element>' }),
      ['part.rng:1: “main.rng” refers to itself, at once or by way of others.']
    )
  })
})
