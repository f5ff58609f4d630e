/** Document type declarations and references to what they define: one row a document, all errors compared. */
import assert from 'node:assert/strict'
import { SourceTree } from '../../../server/src/syntax/sourceTree'

function check(text: string, expected: string[] = []): void {
  it(text.length > 100 ? `${text.slice(0, 100)}…` : text, () => {
    const tree = SourceTree.parse(text)
    assert.deepEqual(
      tree.errors().map(({ code, detail }) => [code, ...(detail === undefined ? [] : [detail])].join(' ')),
      expected
    )
    // In pieces the same comes of it.
    assert.deepEqual(SourceTree.parse('').edit(0, 0, text).errors(), tree.errors())
  })
}

describe('a document type declaration', () => {
  check('<!DOCTYPE a><a/>')
  check('<!DOCTYPE a SYSTEM "x.dtd"><a>&x;</a>')
  check('<?xml version="1.0" standalone="yes"?><!DOCTYPE a SYSTEM "x.dtd"><a>&x;</a>', ['reference-undefined x'])
  check('<!DOCTYPE a PUBLIC "-//x" "x.dtd" [ %p; ]><a/>')
  check('<!DOCTYPE a PUBLIC "-//x"><a/>', ['doctype-malformed'])
  check('<!DOCTYPE a [<!ELEMENT a (b?,(c|d)*,e+)><!ELEMENT b (#PCDATA|c)*><!ELEMENT c EMPTY><!ELEMENT d ANY>]><a/>')
  check('<!DOCTYPE a [<!ELEMENT a (b,c|d)>]><a/>', ['doctype-malformed'])
  check('<!DOCTYPE a [<!ATTLIST a b CDATA #IMPLIED c (x|y) "x" d NOTATION (n) #REQUIRED e ID #FIXED "f">]><a/>')
  check('<!DOCTYPE a [<!ATTLIST a b CDATA "<">]><a/>', ['doctype-malformed'])
  check('<!DOCTYPE a [<!NOTATION n PUBLIC "p"><!ENTITY u SYSTEM "s" NDATA n><?p i?><!-- c -->]><a/>')
  check('<!DOCTYPE a [<!NOTATION n:m SYSTEM "s">]><a/>', ['doctype-malformed'])
  check('<!DOCTYPE><a/>', ['doctype-malformed'])
  check('<!DOCTYPE a [<a/>', ['root-missing', 'doctype-not-closed'])
  check('<a/><!DOCTYPE a>', ['doctype-misplaced'])
  check('<a><!DOCTYPE a></a>', ['doctype-misplaced'])
  check('<!DOCTYPE a><!DOCTYPE a><a/>', ['doctype-misplaced'])
  check(`<!DOCTYPE a [<!ELEMENT a ${'('.repeat(100_000)}b${')'.repeat(100_000)}>]><a/>`)
})

describe('a reference to an entity', () => {
  check('<!DOCTYPE a [<!ENTITY e "x">]><a b="&e;">&e;&lt;</a>')
  check('<!DOCTYPE a [<!ENTITY e "x">]><a>&f;</a>', ['reference-undefined f'])
  check('<!DOCTYPE a [<!ENTITY e "<b/>">]><a>&e;</a>')
  check('<!DOCTYPE a [<!ENTITY e "<b/>">]><a b="&e;"/>', ['entity-not-for-values e'])
  check('<!DOCTYPE a [<!ENTITY e "<b>">]><a>&e;</a>', ['entity-malformed e'])
  check('<!DOCTYPE a [<!ENTITY e "&#38;">]><a b="&e;">&e;</a>', ['entity-malformed e', 'entity-malformed e'])
  check('<!DOCTYPE a [<!ENTITY e "&f;"><!ENTITY f "&e;">]><a>&e;</a>', ['entity-recursive e'])
  check('<!DOCTYPE a [<!ENTITY e SYSTEM "s">]><a b="&e;">&e;</a>', ['entity-not-for-values e'])
  check('<!DOCTYPE a [<!NOTATION n SYSTEM "n"><!ENTITY e SYSTEM "s" NDATA n>]><a>&e;</a>', ['entity-malformed e'])
  check(`<!DOCTYPE a [${chain(21)}]><a>&e0;</a>`, ['entity-recursive e0'])
  check(`<!DOCTYPE a [${chain(19)}]><a>&e0;</a>`)
  check(`<!DOCTYPE a [${laughs(10)}]><a>&l9;</a>`, ['entities-too-large l9'])
  check(`<!DOCTYPE a [${laughs(10)}]><a b="&l9;"/>`, ['entities-too-large l9'])
  check(`<!DOCTYPE a [${laughs(4)}]><a>&l3;</a>`)
})

/** So many entities, each of which refers to the next. */
function chain(count: number): string {
  const all = Array.from({ length: count }, (_, index) => `<!ENTITY e${index} "&e${index + 1};">`)
  return `${all.join('')}<!ENTITY e${count} "x">`
}

/** So many entities, each of which refers ten times to the one before. */
function laughs(count: number): string {
  const all = Array.from({ length: count - 1 }, (_, index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`)
  return `<!ENTITY l0 "lol">${all.join('')}`
}
