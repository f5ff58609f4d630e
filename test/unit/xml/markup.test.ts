/** Schemas read as XML: both ways of reading agree with each other and with another reader, and mistakes are told. */
import { DOMParser, type Element, type Node } from '@xmldom/xmldom'
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { MarkupElement, readMarkup } from '../../../server/src/xml/markup'

interface Outline {
  readonly name: string
  readonly place: string
  readonly attributes: readonly string[]
  readonly content: readonly (Outline | string)[]
}

function outline(element: MarkupElement): Outline {
  const { namespace, localName, line, column, attributes, content } = element
  return {
    name: `{${namespace}}${localName}`,
    place: `${String(line)}:${String(column)}`,
    attributes: attributes.map(each => `{${each.namespace}}${each.localName}=${each.value}`),
    content: joined(content.map(item => (typeof item === 'string' ? item : outline(item))))
  }
}

function outlineOfPeer(element: Element): Outline {
  const attributes = Array.from(element.attributes).filter(({ name }) => !/^xmlns(?::|$)/.test(name))
  return {
    name: `{${element.namespaceURI ?? ''}}${element.localName ?? ''}`,
    place: `${String(element.lineNumber)}:${String(element.columnNumber)}`,
    attributes: attributes.map(each => `{${each.namespaceURI ?? ''}}${each.localName ?? ''}=${each.value}`),
    content: joined(Array.from(element.childNodes).flatMap(contentOfPeer))
  }
}

function contentOfPeer(node: Node): (Outline | string)[] {
  if (isElement(node)) return [outlineOfPeer(node)]
  return node.nodeType === 3 || node.nodeType === 4 ? [node.nodeValue ?? ''] : []
}

function isElement(node: Node): node is Element {
  return node.nodeType === 1
}

/** Texts side by side are one. */
function joined(content: readonly (Outline | string)[]): readonly (Outline | string)[] {
  const found: (Outline | string)[] = []
  for (const item of content) {
    const last = found.at(-1)
    if (typeof item === 'string' && typeof last === 'string') found.splice(-1, 1, last + item)
    else if (item !== '') found.push(item)
  }
  return found
}

function read(text: string): Outline {
  const element = readMarkup(text)
  assert.ok(element instanceof MarkupElement, element instanceof MarkupElement ? '' : element.message)
  return outline(element)
}

function readByPeer(text: string): Outline {
  const root = new DOMParser().parseFromString(text, 'text/xml').documentElement
  assert.ok(root)
  return outlineOfPeer(root)
}

/** A text, and the same with an instruction behind its end, which makes it none that is written plainly. */
function check(text: string): void {
  const expected = readByPeer(text)
  assert.deepEqual(read(text), expected, text)
  assert.deepEqual(read(`${text}<?x?>`), expected, text)
}

describe('readMarkup', () => {
  for (const name of readdirSync('schemas/kiwi').filter(file => file.endsWith('.rng'))) {
    it(`reads the schema ${name} as others do`, function () {
      this.timeout(60_000)
      check(readFileSync(path.join('schemas/kiwi', name), 'utf8'))
    })
  }

  it('reads whatever else may stand in XML as others do', () => {
    check('<a/>')
    check(
      '<?xml version="1.0" encoding="UTF-8"?>\n<!-- a -->\n<a b="c" d=\'"\'>\n  <e> f &amp; &#65; </e>\r\n\t<g\n h="i\nj"/>\n</a>\n'
    )
    check('<a xmlns="u" xmlns:p="v"><p:b p:c="d" e="f" xml:lang="en"/><b xmlns="" xmlns:p="w" p:c=""><p:b/></b></a>')
    check('<a><![CDATA[<b>]]>c<!-- d -->e<?f g?></a>')
    check('<é à="ü">ñ</é>')
    check(`<!DOCTYPE a [<!ELEMENT a ANY>]>\n${'<a>'.repeat(100)}${'</a>'.repeat(100)}`)
  })

  it('tells the first mistake and its place', () => {
    const texts = {
      '': '1:1 root missing',
      '<a>\n <b>\n</a>': '2:3 element not closed: “b”',
      '<a b="c" b="d"/>': '1:10 attribute duplicate: “b”',
      '<a>&b;</a>': '1:4 reference undefined: “b”',
      '<a b="&c;"/>': '1:7 reference undefined: “c”',
      '<a><!-- -- --></a>': '1:9 comment holds double hyphen',
      '<a>]]></a>': '1:4 cdata end in text',
      '<a>\u0001</a>': '1:4 character invalid: “U+0001”',
      '<a/><b/>': '1:6 root repeated: “b”',
      'a<b/>': '1:1 text outside root',
      '<p:a/>': '1:1 a prefix is declared nowhere',
      '<a><b p:c="d"/></a>': '1:4 a prefix is declared nowhere'
    }
    const found = Object.keys(texts).map(text => {
      const mistake = readMarkup(text)
      assert.ok(!(mistake instanceof MarkupElement), text)
      return [text, `${String(mistake.line)}:${String(mistake.column)} ${mistake.message}`]
    })
    assert.deepEqual(Object.fromEntries(found), texts)
  })
})
