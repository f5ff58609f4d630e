/** After any sequence of edits the tree is what a fresh parse of the text gives. */
import assert from 'node:assert/strict'
import { mostMarks, SourceTree } from '../../../server/src/syntax/sourceTree'
import { markupPieces } from '../../support/markupPieces'
import { randomFrom, type Random } from '../../support/random'
import { fullOutline } from '../../support/sourceTreeText'

const documents = [
  '',
  '<a>\n  <b c="d"/>\n  text\n  <!-- e -->\n</a>\n',
  '<?xml version="1.0"?>\n<image name="x" schemaversion="8.5">\n  <packages type="image">\n' +
    Array.from({ length: 100 }, (_, index) => `    <package name="p${String(index)}"/>\n`).join('') +
    '  </packages>\n  <users>\n    <user name="root">\n      <x/>\n    </user>\n  </users>\n</image>\n',
  '<a><b><c></b></a>\r\n<d e=f g="h>\r  <i/>\r</d>',
  '<p>\n  <q>\n    <r></s>\n  <t>\n  </q\n</p>',
  '<image>\n  <packages>\n    <b>\n      <i/>\n' +
    '    <package name="z"/>\n'.repeat(20) +
    '  </packages>\n  <users/>\n</image>\n',
  '<image\n  <packages>\n    <b>\n  <users\n  <c>\n    <i/>\n  </c>\n  <d>\n    <e>x</e>\n  </d>\n</image>\n'
]

/** Elements without end, and such with one behind them, in which most edits are. */
const openDocuments = ['<image>\n  <users>\n    <b c="d"\n', '<image\n', '<image>\n  <b></c>\n <d>'].map(
  start => `${start}${'  <packages>\n    <package name="z"/>\n    <i>x</i>\n  </packages>\n'.repeat(3)}</image>\n`
)

const pieces = [
  ...markupPieces,
  '\r',
  '<?x',
  '?>',
  '<!DOCTYPE a [',
  ']>',
  'a',
  'packages',
  '<packages',
  '<packages>',
  '</packages>',
  '<package name="z"/>',
  '<b>',
  '</b>',
  '<users\n',
  '</users>',
  ' name="',
  '\n  ',
  '\n    <b>',
  'x="1"',
  '<!',
  '<?xml version="1.0"?>'
]

describe('SourceTree.edit', () => {
  for (const seed of Array.from({ length: 20 }, (_, index) => index + 1)) {
    it(`agrees with a fresh parse after each of 1,000 edits, seed ${String(seed)}`, function () {
      this.timeout(60_000)
      const random = randomFrom(seed)
      let text = random.pick(documents)
      let tree = SourceTree.parse(text)
      for (let round = 0; round < 1000; round += 1) {
        if (round % 40 === 0) {
          text = random.pick(documents)
          tree = SourceTree.parse(text)
        }
        const { start, end, replacement } = randomEdit(text, random)
        const before = text
        text = text.slice(0, start) + replacement + text.slice(end)
        tree = tree.edit(start, end, replacement)
        const message = `seed ${String(seed)}, round ${String(round)}: ${JSON.stringify({ before, start, end, replacement })}`
        assert.equal(tree.text(), text, message)
        const fresh = SourceTree.parse(text)
        assert.equal(fullOutline(tree.root), fullOutline(fresh.root), message)
        assert.deepEqual(tree.errors(), fresh.errors(), message)
        assert.deepEqual(tree.measure, fresh.measure, message)
      }
    })
  }

  it('agrees with a fresh parse behind and in elements without end', function () {
    this.timeout(60_000)
    const random = randomFrom(1)
    for (let round = 0; round < 1000; round += 1) {
      let text = random.pick(openDocuments)
      let tree = SourceTree.parse(text)
      for (let edits = 0; edits < 3; edits += 1) {
        const { start, end, replacement } = randomEdit(text, random)
        text = text.slice(0, start) + replacement + text.slice(end)
        tree = tree.edit(start, end, replacement)
        assert.equal(fullOutline(tree.root), fullOutline(SourceTree.parse(text).root), JSON.stringify(text))
      }
    }
  })

  it('tries each level once deep in an element without end', () => {
    const tree = SourceTree.parse(`<image\n<d>${'<a>'.repeat(246)}<x></x>${'</a>'.repeat(246)}</image>`)
    const edited = tree.edit(740, 740, 'x')
    assert.equal(fullOutline(edited.root), fullOutline(SourceTree.parse(edited.text()).root))
  })

  it('shares what stands before the edit in an element without end', () => {
    const tree = SourceTree.parse('<image>\n  <a>\n    <b/>\n  </a>\n  <c>\n    <d/>\n  </c>\n')
    const place = tree.text().indexOf('/>', 30)
    const edited = tree.edit(place, place, ' e="f"')
    assert.equal(edited.text().slice(30), '  <c>\n    <d e="f"/>\n  </c>\n')
    assert.equal(firstElement(edited), firstElement(tree))
  })

  it('shares every sibling that the edit does not concern', () => {
    const tree = SourceTree.parse('<a><b/><c/><d/></a>')
    const edited = tree.edit(8, 9, 'x')
    const [before, after] = [tree, edited].map(({ root }) => {
      const [top] = root.items
      return top?.kind === 'element' ? top.content.items : []
    })
    assert.equal(after?.length, 3)
    assert.equal(after[0], before?.[0])
    assert.notEqual(after[1], before?.[1])
    assert.equal(after[2], before?.[2])
  })
})

/** That in the top element, behind a text. */
function firstElement(tree: SourceTree): unknown {
  return tree.documentElement()?.node.content.items[1]
}

describe('an element that is typed into one of the same name', () => {
  it('takes the end tag of that one', () => {
    const tree = SourceTree.parse('<a><r></</a>').edit(4, 4, '<a>')
    assert.equal(fullOutline(tree.root), fullOutline(SourceTree.parse(tree.text()).root))
  })
})

describe('a text that gets too many parts', () => {
  it('is not read until it has fewer again', () => {
    const text = `<a>${'<!---->'.repeat(mostMarks - 2)}</a>`
    const read = SourceTree.parse(text)
    assert.deepEqual(read.errors(), [])
    const large = read.edit(3, 3, '<')
    assert.deepEqual(large.errors(), [{ code: 'file-too-large', start: 0, end: 1, detail: String(mostMarks + 1) }])
    assert.deepEqual([large.documentElement(), large.root.count, large.text(0, 5)], [undefined, 1, '<a><<'])
    assert.deepEqual(large.positionAt(5), { line: 0, character: 5 })
    const still = large.edit(3, 3, 'y')
    assert.deepEqual([still.errors()[0]?.code, still.text(0, 5)], ['file-too-large', '<a>y<'])
    const small = still.edit(3, 5, '')
    assert.deepEqual([small.errors(), small.length, small.root.count], [[], text.length, 1])
  })

  it('is read however long it is', () => {
    const blanks = ' '.repeat(2 * mostMarks)
    const tree = SourceTree.parse(`<a>${blanks}</a>`).edit(3, 3, blanks)
    assert.deepEqual([tree.errors(), tree.length], [[], 4 * mostMarks + 7])
  })
})

describe('an attribute that is typed', () => {
  for (const written of [' b="c"', " b='c'", ' b = "c" d', ' b c', ' b=c'])
    it(`leaves what is in the element as it is: ${written}`, () => {
      let tree = SourceTree.parse('<a>\n  <x y="z"/>\n</a>\n')
      const content = contentOf(tree)
      for (let index = 0; index < written.length; index += 1) {
        tree = tree.edit(2 + index, 2 + index, written.charAt(index))
        assert.equal(tree.text(), `<a${written.slice(0, index + 1)}>\n  <x y="z"/>\n</a>\n`)
        assert.equal(contentOf(tree), content, tree.text())
        assert.equal(fullOutline(tree.root), fullOutline(SourceTree.parse(tree.text()).root))
      }
    })
})

function contentOf({ root }: SourceTree): unknown {
  const [top] = root.items
  return top?.kind === 'element' ? top.content : undefined
}

function randomEdit(text: string, random: Random): { start: number; end: number; replacement: string } {
  const start = random.below(text.length + 1)
  const length =
    random.below(3) === 0
      ? random.below(Math.min(30, text.length - start) + 1)
      : random.below(Math.min(2, text.length - start) + 1)
  return { start, end: start + length, replacement: random.below(4) === 0 ? '' : random.pick(pieces) }
}
