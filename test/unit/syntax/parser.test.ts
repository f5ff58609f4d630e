/** How well-formed and malformed text is read: one row a case, the whole tree compared. */
import assert from 'node:assert/strict'
import { SourceTree } from '../../../server/src/syntax/sourceTree'
import { outline } from '../../support/sourceTreeText'

const rows: readonly { name: string; text: string; tree: string }[] = [
  {
    name: 'elements, attributes, text, comments, CDATA, instructions',
    text: `<?xml version="1.0"?><a b='1 &lt; 2'><!--c--><![CDATA[d]]><?e f?>g&amp;</a>`,
    tree: `declaration "<?xml version=\\"1.0\\"?>"
<a b="1 < 2"> … </a>
  comment "<!--c-->"
  cdata "<![CDATA[d]]>"
  processing-instruction "<?e f?>"
  text "g&amp;"
`
  },
  {
    name: 'a lone < keeps the structure around it',
    text: '<a>\n  <\n  <b/>\n</a>',
    tree: `<a> … </a>
  text "\\n  "
  <> !markup-malformed@0-1
  text "\\n  "
  <b>
  text "\\n"
`
  },
  {
    name: 'a half-typed start tag is empty',
    text: '<a>\n  <b c="1" d\n  <e/>\n</a>',
    tree: `<a> … </a>
  text "\\n  "
  <b c="1" d> !attribute-without-value@9-10(d) !start-tag-not-closed@0-2(b)
  text "\\n  "
  <e>
  text "\\n"
`
  },
  {
    name: 'a start tag without > gets its content when its end tag follows',
    text: '<a><b c="1"\n<d/></b></a>',
    tree: `<a> … </a>
  <b c="1"> … </b> !start-tag-not-closed@0-2(b)
    text "\\n"
    <d>
`
  },
  {
    name: 'an element without end tag ends before the first child that is not indented deeper',
    text: '<a>\n  <b>\n    <c/>\n  <d/>\n  <e/>\n</a>',
    tree: `<a> … </a>
  text "\\n  "
  <b> !element-not-closed@1-2(b)
    text "\\n    "
    <c>
  text "\\n  "
  <d>
  text "\\n  "
  <e>
  text "\\n"
`
  },
  {
    name: 'a misspelt end tag closes the element that gets no other',
    text: '<a>\n  <b>x</bb>\n  <c/>\n</a>',
    tree: `<a> … </a>
  text "\\n  "
  <b> … </bb> !end-tag-mismatched@4-9(b)
    text "x"
  text "\\n  "
  <c>
  text "\\n"
`
  },
  {
    name: 'a surplus end tag closes nothing',
    text: '<a><b></b></b><c/></a>',
    tree: `<a> … </a>
  <b> … </b>
  stray "</b>" !end-tag-stray@0-4(b)
  <c>
`
  },
  {
    name: 'a value without closing quote ends with its tag',
    text: '<a b="1>\n  <c/>\n</a>',
    tree: `<a b="1"> … </a> !attribute-value-not-closed@5-7(b)
  text "\\n  "
  <c>
  text "\\n"
`
  },
  {
    name: 'a value without closing quote does not swallow the next attribute',
    text: '<a b="1 c="2" d="3"/>',
    tree: `<a b="1" c="2" d="3"> !attribute-value-not-closed@5-7(b)
`
  },
  {
    name: 'errors of attributes are told where they are',
    text: `<a b=1 c d="&x; &" b="<"e="2"/>`,
    tree:
      `<a b="1" c d="&x; &" b="<" e="2"> !attribute-value-not-quoted@5-6(b) !attribute-without-value@7-8(c)` +
      ` !reference-undefined@12-15(x) !reference-malformed@16-17 !attribute-value-holds-less-than@22-23(b)` +
      ` !attribute-not-separated@24-25 !attribute-duplicate@19-20(b)\n`
  },
  {
    name: 'comments, CDATA and instructions without end reach to the end of the file',
    text: '<a><!-- b <c/></a>',
    tree: `<a> !element-not-closed@1-2(a)
  comment "<!-- b <c/></a>" !comment-not-closed@0-4
`
  },
  {
    name: 'an empty file has no nodes',
    text: '',
    tree: ''
  }
]

describe('SourceTree.parse', () => {
  for (const { name, text, tree } of rows) {
    it(name, () => {
      const parsed = SourceTree.parse(text)
      assert.equal(outline(parsed.root), tree)
      assert.equal(parsed.text(), text)
    })
  }

  it('opens no more than 256 elements within each other, and keeps the text', () => {
    const text = '<a>'.repeat(1000) + '</a>'.repeat(1000)
    const tree = SourceTree.parse(text)
    assert.equal(tree.text(), text)
    assert.deepEqual(
      tree.errors().map(({ code, start }) => `${code}@${String(start)}`),
      ['nesting-too-deep@769']
    )
  })

  it('reads 100,000 unfinished attributes and end tags in bounded time', function () {
    this.timeout(60_000)
    for (const text of [
      '<a b="'.repeat(100_000),
      '</b>'.repeat(100_000),
      '<b><c></d>'.repeat(50_000),
      '&'.repeat(100_000)
    ]) {
      assert.equal(SourceTree.parse(text).text(), text)
    }
  })
})

describe('SourceTree: errors of the file as a whole', () => {
  const files: readonly { text: string; errors: string[] }[] = [
    { text: '', errors: ['root-missing'] },
    { text: '\uFEFF<?xml version="1.0"?><a/>', errors: [] },
    { text: ' <?xml version="1.0"?><a/>', errors: ['declaration-misplaced'] },
    { text: '<a/>x<b/>', errors: ['text-outside-root', 'root-repeated'] },
    { text: '<a/><!DOCTYPE a>', errors: ['doctype-misplaced'] },
    { text: '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;&d;</a>', errors: ['reference-undefined'] }
  ]
  for (const { text, errors } of files) {
    it(JSON.stringify(text), () => {
      assert.deepEqual(
        SourceTree.parse(text)
          .errors()
          .map(({ code }) => code),
        errors
      )
    })
  }
})

describe('SourceTree: offsets and positions', () => {
  const text = '<a>\r\n  <b\n c="1"/>\r</a>\n'
  const tree = SourceTree.parse(text)

  it('agree with each other at every offset', () => {
    const lines = text.split(/\r\n|\n|\r/)
    for (const [line, content] of lines.entries()) {
      for (let character = 0; character <= content.length; character += 1) {
        const offset = tree.offsetAt({ line, character })
        assert.deepEqual(tree.positionAt(offset), { line, character })
      }
    }
  })

  it('are clamped to the line and to the file', () => {
    assert.equal(tree.offsetAt({ line: 0, character: 99 }), 3)
    assert.equal(tree.offsetAt({ line: 99, character: 0 }), text.length)
    assert.deepEqual(tree.positionAt(999), { line: 4, character: 0 })
  })
})

describe('SourceTree.mayHold', () => {
  const tree = SourceTree.parse('<a><b/></a>')

  it('knows what is not in a text that was read', () => {
    assert.deepEqual(
      ['<b', '<c'].map(part => tree.mayHold(part)),
      [true, false]
    )
  })

  it('says no of nothing that an edit may have brought', () => {
    assert.equal(tree.edit(4, 5, 'c').mayHold('<c'), true)
  })
})

describe('SourceTree.pathAt', () => {
  const cases: readonly { text: string; path: string[] }[] = [
    { text: '<a>$0<b/></a>', path: ['a'] },
    { text: '<a><b$0/></a>', path: ['a', 'b'] },
    { text: '<a> $0<b/></a>', path: ['a', 'text'] },
    { text: '<a><b/>$0 </a>', path: ['a', 'text'] },
    { text: '<a><$0</a>', path: ['a', ''] },
    { text: '<a><b$0\n<c/></a>', path: ['a', 'b'] },
    { text: '<a>x$0</a>', path: ['a', 'text'] },
    { text: '<a><!-- $0--></a>', path: ['a', 'comment'] },
    { text: '<a></a$0>', path: ['a'] }
  ]
  for (const { text, path } of cases) {
    it(text, () => {
      const tree = SourceTree.parse(text.replace('$0', ''))
      const names = tree
        .pathAt(text.indexOf('$0'))
        .map(({ node }) => (node.kind === 'element' ? node.startTag.name : node.kind))
      assert.deepEqual(names, path)
    })
  }
})
