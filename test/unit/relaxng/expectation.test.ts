/**
 * What may stand at a place: elements, attributes, values and text, in finished and in half-typed documents.
 */
import assert from 'node:assert/strict'
import { contextAt, declarationsOf, describeValues } from '../../../server/src/relaxng/expectation'
import type {
  AttributeExpectation,
  ContentPlace,
  ElementContext,
  ElementExpectation
} from '../../../server/src/relaxng/expectation'
import type { XmlElement } from '../../../server/src/xml/instance'
import { validatorOf } from '../../../server/src/relaxng/validation'
import { document, grammarOf } from './support'

const schema = `<grammar><start><ref name="shop"/></start>
  <define name="shop"><element name="shop"><a:documentation>Sells things.</a:documentation><interleave>
    <attribute name="name"><a:documentation>Over the door.</a:documentation></attribute>
    <optional><choice><attribute name="open"><data type="boolean"/></attribute><attribute name="closed"/></choice></optional>
    <ref name="owner"/><optional><ref name="address"/></optional><zeroOrMore><ref name="shelf"/></zeroOrMore></interleave></element></define>
  <define name="owner"><a:documentation>Who it belongs to.</a:documentation><element name="owner"><text/></element></define>
  <define name="address"><element name="address"><element name="street"><text/></element><optional><element name="floor"><data type="integer">
    <param name="maxInclusive">9</param></data></element></optional><element name="town"><choice><value>Ulm</value><a:documentation>On the Danube.</a:documentation>
    <value>Jena</value></choice></element></element></define>
  <define name="shelf"><element name="shelf"><optional><attribute name="kinds"><list><oneOrMore><choice><value>fresh</value><value>dry</value></choice></oneOrMore></list></attribute></optional>
    <choice><element name="none"><empty/></element><oneOrMore><element name="item"><attribute name="price"/></element></oneOrMore></choice></element></define>
</grammar>`

const grammar = grammarOf(schema)

/** The context of the element that is reached by `indices` among the element children, from the root. */
function context(text: string, ...indices: readonly number[]): ElementContext {
  const path = [document(text)]
  for (const index of indices) {
    const children: XmlElement[] = []
    const content = path.at(-1)?.content
    assert.ok(content?.kind === 'group')
    for (const child of content.children) if (child.kind === 'element') children.push(child)
    const child = children[index]
    assert.ok(child !== undefined)
    path.push(child)
  }
  const found = contextAt(grammar, path)
  assert.ok(found !== undefined)
  return found
}

function elementsAt(text: string, index: number, replaces = false, ...indices: readonly number[]): string {
  return elementNames(context(text, ...indices).elements({ path: [index], replaces }))
}

/** Names, `!` behind required ones, `+` behind those that may be repeated. */
function elementNames(elements: readonly ElementExpectation[]): string {
  return elements
    .map(({ name, required, repeatable }) => `${name.localName}${required ? '!' : ''}${repeatable ? '+' : ''}`)
    .join(' ')
}

function attributeNames(attributes: readonly AttributeExpectation[]): string {
  return attributes.map(({ name, required }) => `${name.localName}${required ? '!' : ''}`).join(' ')
}

/** The attributes that may be added to the root. */
function wanted(text: string): string {
  const root = document(text)
  return attributeNames(contextAt(grammar, [root])?.attributesWanted(root.attributes) ?? [])
}

describe('RELAX NG expectations', () => {
  it('tell what an element is about, from it or from its definition', () => {
    assert.equal(context('<shop/>').documentation, 'Sells things.')
    assert.equal(context('<shop><owner/></shop>', 0).documentation, 'Who it belongs to.')
    assert.equal(context('<shop><shelf/></shop>', 0).documentation, undefined)
  })

  it('list attributes with what they may be', () => {
    const attributes = context('<shop/>').attributes()
    assert.equal(attributeNames(attributes), 'name! open closed')
    assert.deepEqual(
      attributes.map(({ documentation }) => documentation),
      ['Over the door.', undefined, undefined]
    )
    const [name, open] = attributes.map(({ values }) => values)
    assert.deepEqual(name, { values: [], datatypes: [], anyText: true, list: false })
    assert.deepEqual(
      open?.values.map(({ value }) => value),
      ['true', 'false']
    )
    const [kinds] = context('<shop><shelf/></shop>', 0).attributes()
    assert.deepEqual(kinds?.values, {
      values: ['fresh', 'dry'].map(value => ({ value, documentation: undefined })),
      datatypes: [],
      anyText: false,
      list: true
    })
  })

  it('leave out attributes that are there or that those exclude', () => {
    assert.equal(wanted('<shop/>'), 'name! open closed')
    assert.equal(wanted('<shop open="nonsense"/>'), 'name!')
    assert.equal(wanted('<shop name="" unknown=""/>'), 'open closed')
    assert.equal(wanted('<shop closed="" name=""/>'), '')
  })

  it('know which elements may be inserted, given what precedes and follows', () => {
    assert.equal(elementsAt('<shop/>', 0), 'owner! address shelf+')
    assert.equal(elementsAt('<shop><owner/></shop>', 0), 'address shelf+')
    assert.equal(elementsAt('<shop><owner/></shop>', 1), 'address shelf+')
    assert.equal(elementsAt('<shop><address/><shelf/></shop>', 1), 'owner! shelf+')
    assert.equal(elementsAt('<shop><address/></shop>', 0, false, 0), 'street!')
    assert.equal(elementsAt('<shop><address><street/><town>Ulm</town></address></shop>', 0, false, 0), '')
    assert.equal(elementsAt('<shop><address><street/><town>Ulm</town></address></shop>', 1, false, 0), 'floor')
    assert.equal(elementsAt('<shop><address><street/></address></shop>', 1, false, 0), 'floor town!')
    assert.equal(elementsAt('<shop><address><town>Ulm</town></address></shop>', 0, false, 0), 'street!')
    assert.equal(elementsAt('<shop><shelf/></shop>', 0, false, 0), 'none item+')
    assert.equal(elementsAt('<shop><shelf><item price=""/></shelf></shop>', 0, false, 0), 'item+')
    assert.equal(elementsAt('<shop><shelf><none/></shelf></shop>', 1, false, 0), '')
  })

  it('know what may replace a child, finished or half typed', () => {
    assert.equal(elementsAt('<shop><own/><shelf/></shop>', 0, true), 'owner! address shelf+')
    assert.equal(elementsAt('<shop><owner/><shelf/></shop>', 0, true), 'owner! address shelf+')
    assert.equal(elementsAt('<shop><address><stre/><town/></address></shop>', 0, true, 0), 'street!')
  })

  it('find places in nested groups', () => {
    const { content } = document('<shop><owner/><address/></shop>')
    const root: XmlElement = {
      ...document('<shop/>'),
      content: { kind: 'group', children: [{ kind: 'nothing' }, content] }
    }
    const at = (place: ContentPlace): string => elementNames(contextAt(grammar, [root])?.elements(place) ?? [])
    assert.equal(at({ path: [1, 1], replaces: false }), 'shelf+')
    assert.equal(at({ path: [1, 1], replaces: true }), 'address shelf+')
    assert.equal(at({ path: [0], replaces: true }), 'shelf+')
  })

  it('go on behind mistakes and find elements of wrong parents by name', () => {
    assert.equal(elementsAt('<shop nam="x"><ownr/><what/></shop>', 2), 'owner address shelf+')
    assert.equal(elementsAt('<unknown><shelf/></unknown>', 0, false, 0), 'none item+')
    assert.equal(elementsAt('<shop><what><address/></what></shop>', 0, false, 0, 0), 'street!')
    assert.equal(contextAt(grammar, [document('<unknown/>')]), undefined)
    assert.equal(contextAt(grammar, []), undefined)
  })

  it('tell what the text may be', () => {
    const text = '<shop><address><street/><floor/><town/></address></shop>'
    assert.equal(context(text, 0, 0).text().anyText, true)
    assert.deepEqual(context(text, 0, 1).text().datatypes, [
      { name: 'integer', parameters: [{ name: 'maxInclusive', value: '9' }] }
    ])
    assert.deepEqual(context(text, 0, 2).text(), {
      values: [
        { value: 'Ulm', documentation: 'On the Danube.' },
        { value: 'Jena', documentation: undefined }
      ],
      datatypes: [],
      anyText: false,
      list: false
    })
  })

  it('tell what is missing', () => {
    assert.equal(elementNames(context('<shop/>').missing()), 'owner!')
    assert.equal(elementNames(context('<shop><owner/></shop>').missing()), '')
    assert.equal(elementNames(context('<shop><address/></shop>', 0).missing()), 'street! town!')
  })

  it('know all declarations and their parents', () => {
    const names = grammar.elements.map(({ nameClass }) => (nameClass.kind === 'name' ? nameClass.localName : '*'))
    assert.deepEqual(names, ['shop', 'owner', 'address', 'shelf', 'street', 'floor', 'town', 'none', 'item'])
    const [street, ...others] = declarationsOf(grammar, 'street')
    assert.equal(others.length, 0)
    assert.deepEqual(
      street?.parents.map(({ nameClass }) => nameClass),
      [{ kind: 'name', namespace: '', localName: 'address' }]
    )
    assert.deepEqual(declarationsOf(grammar, 'nowhere'), [])
    assert.deepEqual(declarationsOf(grammar, 'shop')[0]?.parents, [])
  })

  it('tell the values that a wrong one should have been', () => {
    const [problem] = validatorOf(grammar).validate(document('<shop name="" open="yes"><owner/></shop>')).problems
    assert.ok(problem?.kind === 'attribute-value-invalid' && problem.wanted.kind === 'attribute')
    assert.deepEqual(
      describeValues(problem.wanted.member).values.map(({ value }) => value),
      ['true', 'false']
    )
  })
})
