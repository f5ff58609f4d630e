/**
 * Documents against schemas, construct by construct: which are valid, and what exactly is told of those that are not.
 */
import assert from 'node:assert/strict'
import type { XmlElement } from '../../../server/src/xml/instance'
import { document, grammarOf, problems } from './support'

interface Case {
  readonly construct: string
  readonly schema: string
  readonly valid: readonly string[]
  /** Documents and their problems. */
  readonly invalid: readonly (readonly [string, ...string[]])[]
}

const cases: readonly Case[] = [
  {
    construct: 'empty',
    schema: '<element name="r"><empty/></element>',
    valid: ['<r/>', '<r> \n </r>', '<r><!-- nothing --></r>'],
    invalid: [
      ['<r>x</r>', '/r/text: text-not-allowed ()'],
      ['<r><a/></r>', '/r/a: element-not-allowed ()'],
      ['<r b=""/>', '/r: attribute-not-allowed b ()'],
      ['<s/>', '/s: element-not-allowed (r!)']
    ]
  },
  {
    construct: 'text',
    schema: '<element name="r"><text/></element>',
    valid: ['<r/>', '<r>x</r>', '<r>x<!-- --><![CDATA[<]]></r>'],
    invalid: [['<r>x<a/></r>', '/r/a: element-not-allowed ()']]
  },
  {
    construct: 'notAllowed',
    schema: '<element name="r"><choice><notAllowed/><element name="a"><empty/></element></choice></element>',
    valid: ['<r><a/></r>'],
    invalid: [['<r/>', '/r: content-incomplete (a!)']]
  },
  {
    construct: 'group',
    schema: `<element name="r"><element name="first"><empty/></element><element name="second"><empty/></element>
      <optional><element name="third"><empty/></element></optional></element>`,
    valid: ['<r><first/><second/></r>', '<r><first/><second/><third/></r>'],
    invalid: [
      ['<r/>', '/r: content-incomplete (first!)'],
      ['<r><first/></r>', '/r: content-incomplete (second!)'],
      ['<r><second/></r>', '/r/second: element-not-allowed (first!)'],
      ['<r><frist/><second/></r>', '/r/frist: element-not-allowed (first!)'],
      ['<r><first/><second/><third/><third/></r>', '/r/third: element-not-allowed ()'],
      ['<r><first/><third/></r>', '/r/third: element-not-allowed (second!)'],
      ['<r><wrong/></r>', '/r/wrong: element-not-allowed (first!)']
    ]
  },
  {
    construct: 'choice',
    schema: `<element name="r"><choice><group><element name="a"><empty/></element><element name="b"><empty/></element></group>
      <element name="c"><empty/></element></choice></element>`,
    valid: ['<r><a/><b/></r>', '<r><c/></r>'],
    invalid: [
      ['<r/>', '/r: content-incomplete (a c)'],
      ['<r><c/><b/></r>', '/r/b: element-not-allowed ()'],
      ['<r><x/></r>', '/r/x: element-not-allowed (a c)']
    ]
  },
  {
    construct: 'interleave',
    schema: `<element name="r"><interleave><element name="one"><empty/></element><optional><element name="two"><empty/></element></optional>
      <zeroOrMore><element name="many"><empty/></element></zeroOrMore><group><element name="begin"><empty/></element>
      <element name="end"><empty/></element></group></interleave></element>`,
    valid: ['<r><begin/><many/><one/><many/><end/><two/></r>', '<r><one/><begin/><end/></r>'],
    invalid: [
      ['<r><begin/><end/></r>', '/r: content-incomplete (one! two many)'],
      ['<r><one/><one/><begin/><end/></r>', '/r/one: element-not-allowed (two many begin!)'],
      ['<r><one/><end/></r>', '/r/end: element-not-allowed (two many begin!)'],
      ['<r><on/><begin/><end/></r>', '/r/on: element-not-allowed (one! two many begin!)'],
      ['<r><on/><begin/><one/><end/></r>', '/r/on: element-not-allowed (one! two many begin!)']
    ]
  },
  {
    construct: 'oneOrMore and zeroOrMore',
    schema: `<element name="r"><oneOrMore><element name="a"><zeroOrMore><element name="b"><empty/></element></zeroOrMore></element></oneOrMore></element>`,
    valid: ['<r><a/></r>', '<r><a/><a><b/><b/></a></r>'],
    invalid: [
      ['<r/>', '/r: content-incomplete (a!)'],
      ['<r><a><a/></a></r>', '/r/a/a: element-not-allowed (b)'],
      ['<r><b/></r>', '/r/b: element-not-allowed (a!)']
    ]
  },
  {
    construct: 'mixed',
    schema: '<element name="r"><mixed><element name="b"><text/></element></mixed></element>',
    valid: ['<r>x<b>y</b>z</r>', '<r><b/></r>'],
    invalid: [['<r>x</r>', '/r: content-incomplete (b!)']]
  },
  {
    construct: 'attributes',
    schema: `<element name="r"><attribute name="id"><data type="NCName"/></attribute><optional><attribute name="kind"><choice>
      <value>small</value><value>large</value></choice></attribute></optional><optional><attribute name="note"/></optional></element>`,
    valid: ['<r id="x"/>', '<r kind=" large " id="x" note=""/>'],
    invalid: [
      ['<r/>', '/r: attribute-missing (@id!)'],
      ['<r id="1"/>', '/r: attribute-value-invalid id (@id!)'],
      ['<r id="x" kind="medium"/>', '/r: attribute-value-invalid kind (@kind!)'],
      ['<r id="x" other=""/>', '/r: attribute-not-allowed other (@kind @note)'],
      ['<r ids="x"/>', '/r: attribute-not-allowed ids (@id! @kind @note)'],
      ['<r nothing="x"/>', '/r: attribute-not-allowed nothing (@id! @kind @note)', '/r: attribute-missing (@id!)']
    ]
  },
  {
    construct: 'a choice of attributes',
    schema: `<element name="r"><choice><attribute name="a"/><attribute name="b"/></choice><optional><choice><attribute name="c"/>
      <attribute name="d"/></choice></optional></element>`,
    valid: ['<r a=""/>', '<r b="" d=""/>'],
    invalid: [
      ['<r/>', '/r: attribute-missing (@a @b)'],
      ['<r a="" b=""/>', '/r: attribute-not-allowed b (@c @d)'],
      ['<r a="" c="" d=""/>', '/r: attribute-not-allowed d ()']
    ]
  },
  {
    construct: 'an attribute that decides on content',
    schema: `<element name="r"><choice><group><attribute name="t"><value>a</value></attribute><element name="a"><empty/></element></group>
      <group><attribute name="t"><value>b</value></attribute><element name="b"><empty/></element></group></choice></element>`,
    valid: ['<r t="a"><a/></r>', '<r t="b"><b/></r>'],
    invalid: [
      ['<r t="a"><b/></r>', '/r/b: element-not-allowed (a!)'],
      ['<r t="c"><b/></r>', '/r: attribute-value-invalid t (@t)']
    ]
  },
  {
    construct: 'elements of one name that differ inside',
    schema: `<element name="r"><oneOrMore><choice><element name="p"><attribute name="x"/></element><element name="p"><element name="y"><empty/></element></element></choice></oneOrMore></element>`,
    valid: ['<r><p x=""/><p><y/></p></r>'],
    invalid: [
      ['<r><p x=""><y/></p></r>', '/r/p/y: element-not-allowed ()'],
      ['<r><p><z/></p></r>', '/r/p/z: element-not-allowed (y!)']
    ]
  },
  {
    construct: 'data',
    schema: `<element name="r"><data type="integer"><param name="minInclusive">3</param><except><value type="integer">5</value></except></data></element>`,
    valid: ['<r>3</r>', '<r> 04 </r>', '<r>6<!-- -->7</r>'],
    invalid: [
      ['<r>2</r>', '/r: text-invalid “2” (integer)'],
      ['<r>+5</r>', '/r: text-invalid “+5” (integer)'],
      ['<r/>', '/r: text-invalid “” (integer)'],
      ['<r>7<a/></r>', '/r/a: element-not-allowed (integer)'],
      ['<r>x<a/></r>', '/r: text-invalid “x” (integer)', '/r/a: element-not-allowed (integer)']
    ]
  },
  {
    construct: 'value',
    schema: `<element name="r"><choice><value type="token">a b</value><value type="string"> c </value><value>true</value></choice></element>`,
    valid: ['<r> a   b </r>', '<r> c </r>', '<r>\ntrue\n</r>'],
    invalid: [['<r>c</r>', '/r: text-invalid “c” (“a b” “ c ” “true”)']]
  },
  {
    construct: 'list',
    schema: `<element name="r"><list><oneOrMore><data type="integer"/><value>px</value></oneOrMore></list></element>`,
    valid: ['<r>1 px</r>', '<r> 1 px 22 px </r>'],
    invalid: [
      ['<r>1</r>', '/r: text-invalid “1” (“px” integer)'],
      ['<r/>', '/r: text-invalid “” (“px” integer)']
    ]
  },
  {
    construct: 'a list that may be empty',
    schema:
      '<element name="r"><attribute name="l"><list><zeroOrMore><value>x</value></zeroOrMore></list></attribute></element>',
    valid: ['<r l=""/>', '<r l=" x x"/>'],
    invalid: [['<r l="y"/>', '/r: attribute-value-invalid l (@l!)']]
  },
  {
    construct: 'qualified names',
    schema: '<element name="r" xmlns:p="urn:p"><value type="QName">p:x</value></element>',
    valid: ['<r xmlns:q="urn:p">q:x</r>', '<r xmlns="" xmlns:p="urn:p"> p:x </r>'],
    invalid: [
      ['<r xmlns:p="urn:other">p:x</r>', '/r: text-invalid “p:x” (“p:x”)'],
      ['<r>p:x</r>', '/r: text-invalid “p:x” (“p:x”)']
    ]
  },
  {
    construct: 'name classes',
    schema: `<element><choice><name>r</name><name ns="urn:r">r</name></choice><zeroOrMore><element><anyName><except><nsName/><nsName ns="urn:no"><except>
      <name ns="urn:no">yes</name></except></nsName></except></anyName><empty/></element></zeroOrMore>
      <zeroOrMore><attribute><nsName ns="urn:a"/></attribute></zeroOrMore></element>`,
    valid: [
      '<r/>',
      '<r xmlns="urn:r"/>',
      '<r xmlns:p="urn:p"><p:x/><p:y/></r>',
      '<r xmlns:p="urn:no"><p:yes/></r>',
      '<r xmlns:a="urn:a" a:x="" a:y=""/>'
    ],
    invalid: [
      ['<r><x/></r>', '/r/x: element-not-allowed ()'],
      ['<r><x/><x xmlns="urn:p"/></r>', '/r/x: element-not-allowed ()'],
      ['<r xmlns:p="urn:no"><p:other/></r>', '/r/other: element-not-allowed ()'],
      ['<r x=""/>', '/r: attribute-not-allowed x ()']
    ]
  },
  {
    construct: 'namespaces of elements and attributes',
    schema:
      '<element name="r" ns="urn:r"><attribute name="a"/><attribute name="p:b" xmlns:p="urn:p"/><element name="s"><empty/></element></element>',
    valid: ['<r xmlns="urn:r" xmlns:p="urn:p" a="" p:b=""><s/></r>'],
    invalid: [
      ['<r xmlns="urn:r" a="" b=""><s/></r>', '/r: attribute-not-allowed b (@b!)'],
      ['<r xmlns="urn:r" xmlns:p="urn:p" a="" p:b=""><s xmlns=""/></r>', '/r/s: element-not-allowed (s!)'],
      ['<r a="" b=""><s/></r>', '/r: element-not-allowed (r!)']
    ]
  },
  {
    construct: 'recursion',
    schema: `<grammar><start><ref name="tree"/></start><define name="tree"><element name="node"><zeroOrMore><ref name="tree"/></zeroOrMore>
      <optional><attribute name="n"/></optional></element></define></grammar>`,
    valid: ['<node><node n=""><node/></node></node>'],
    invalid: [['<node><node m=""/></node>', '/node/node: attribute-not-allowed m (node @n)']]
  },
  {
    construct: 'definitions that are combined',
    schema: `<grammar><start combine="choice"><ref name="a"/></start><start combine="choice"><ref name="b"/></start>
      <define name="a"><element name="a"><ref name="attributes"/></element></define><define name="b"><element name="b"><ref name="attributes"/></element></define>
      <define name="attributes" combine="interleave"><attribute name="x"/></define><div><define name="attributes" combine="interleave"><attribute name="y"/></define></div></grammar>`,
    valid: ['<a x="" y=""/>', '<b y="" x=""/>'],
    invalid: [['<a/>', '/a: attribute-missing (@x!)', '/a: attribute-missing (@y!)']]
  },
  {
    construct: 'nested grammars',
    schema: `<grammar><start><element name="r"><grammar><start><ref name="x"/></start><define name="x"><element name="inner"><parentRef name="x"/></element></define></grammar></element></start>
      <define name="x"><element name="outer"><empty/></element></define></grammar>`,
    valid: ['<r><inner><outer/></inner></r>'],
    invalid: [['<r><inner><inner/></inner></r>', '/r/inner/inner: element-not-allowed (outer!)']]
  },
  {
    construct: 'what is inside of a wrong element',
    schema: `<element name="r"><zeroOrMore><element name="group"><zeroOrMore><element name="item"><attribute name="id"/></element></zeroOrMore></element></zeroOrMore></element>`,
    valid: ['<r><group><item id=""/></group></r>'],
    invalid: [
      [
        '<r><strange><item/></strange></r>',
        '/r/strange: element-not-allowed (group)',
        '/r/strange/item: attribute-missing (@id!)'
      ],
      [
        '<r><goup><item idd=""/></goup></r>',
        '/r/goup: element-not-allowed (group)',
        '/r/goup/item: attribute-not-allowed idd (@id!)'
      ],
      ['<r><item x=""/></r>', '/r/item: element-not-allowed (group)', '/r/item: attribute-not-allowed x (@id!)'],
      [
        '<r><strange><other><item/></other></strange>x</r>',
        '/r/strange: element-not-allowed (group)',
        '/r/strange/other/item: attribute-missing (@id!)',
        '/r/text: text-not-allowed (group)'
      ]
    ]
  }
]

describe('RELAX NG validation', () => {
  for (const { construct, schema, valid, invalid } of cases) {
    describe(construct, () => {
      for (const text of valid) {
        it(`accepts ${text}`, () => assert.deepEqual(problems(grammarOf(schema), document(text)), []))
      }
      for (const [text, ...expected] of invalid) {
        it(`refuses ${text}`, () => assert.deepEqual(problems(grammarOf(schema), document(text)), expected))
      }
    })
  }

  it('knows each of many alternatives by its name, with a wildcard and a second meaning among them', () => {
    const names = numbered(60)
    const meanings = names.map(name => `<element name="${name}"><attribute name="n"/></element>`)
    const second = '<element name="e7"><attribute name="m"/></element>'
    const others = `<element><anyName><except>${names.map(name => `<name>${name}</name>`).join('')}</except></anyName><empty/></element>`
    const grammar = grammarOf(
      `<element name="r"><zeroOrMore><choice>${[...meanings, second, others].join('')}</choice></zeroOrMore></element>`
    )
    const right = names.map(name => `<${name} n=""/>`).join('')
    assert.deepEqual(problems(grammar, document(`<r>${right}<other/><e7 m=""/>${right}</r>`)), [])
    assert.deepEqual(problems(grammar, document(`<r>${right}<other n=""/><e59/><e8 m=""/></r>`)), [
      '/r/other: attribute-not-allowed n ()',
      '/r/e59: attribute-missing (@n!)',
      '/r/e8: attribute-not-allowed m (@n!)',
      '/r/e8: attribute-missing (@n!)'
    ])
  })

  it('takes a moment where a schema has tens of thousands of alternatives, or thousands in any order', function () {
    this.timeout(10_000)
    const declared = (count: number): string =>
      numbered(count)
        .map(name => `<element name="${name}"><empty/></element>`)
        .join('')
    const choice = `<element name="r"><oneOrMore><choice>${declared(40_000)}</choice></oneOrMore></element>`
    assert.deepEqual(problems(grammarOf(choice), holding(numbered(20_000))), [])
    const interleave = `<element name="r"><interleave>${declared(2000)}</interleave></element>`
    assert.deepEqual(problems(grammarOf(interleave), holding(numbered(2000).reverse())), [])
  })
})

/** An element with nothing in it. */
const bare: XmlElement = {
  kind: 'element',
  namespace: '',
  localName: 'e',
  attributes: [],
  content: { kind: 'group', children: [] }
}

/** An element with children of these names. */
function holding(names: readonly string[]): XmlElement {
  const children = names.map((localName): XmlElement => ({ ...bare, localName }))
  return { ...bare, localName: 'r', content: { kind: 'group', children } }
}

/** The names e0, e1 and so on. */
function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `e${index}`)
}
