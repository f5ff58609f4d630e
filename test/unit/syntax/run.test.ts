/** Runs say in short what the nodes are that they are read into, and hold nothing that is a mistake. */
import assert from 'node:assert/strict'
import { measureText } from '../../../server/src/syntax/measure'
import type { Run } from '../../../server/src/syntax/run'
import { SourceTree } from '../../../server/src/syntax/sourceTree'
import type { SourceNode, SourceSequence } from '../../../server/src/syntax/tree'
import { randomFrom, type Random } from '../../support/random'
import { fullOutline } from '../../support/sourceTreeText'

/** Each run in a sequence and below it, in order. */
function runsIn(sequence: SourceSequence): Run[] {
  if (sequence.kind === 'leaf' && sequence.run) return [sequence.run]
  if (sequence.kind === 'branch') return sequence.items.flatMap(runsIn)
  return sequence.items.flatMap(node => (node.kind === 'element' ? runsIn(node.content) : []))
}

/** Each run as `tag(attribute=value …) …`, and how many nodes it has. */
function check(text: string, expected: readonly string[]): void {
  assert.deepEqual(runsIn(SourceTree.parse(text).root).map(rendered), expected)
}

function rendered(run: Run): string {
  let index = 0
  const tags = run.tags.map(({ localName, attributeNames }) => {
    const attributes = attributeNames.map(name => `${name}=${run.value(index++)}`)
    return `${localName}(${attributes.join(' ')})`
  })
  return `${String(run.nodeCount)}: ${tags.join(' ')}`
}

const list = '<b/> <b/> <b/> <b/>'

describe('Runs', () => {
  it('are lists of elements without content', () => {
    check(`<a>\n <b c="d"/>\n <!-- e -->\n <b f='"' c = "d"/>\n <b  c="g>"\n f=""/> <h/></a>`, [])
    check(`<a>\n <b c="d"/>\n <!-- e -->\n <b f='"' c="d"/>\n <b  c="g>"\n f=""/> <h/></a>`, [
      '10: b(c=d) b(f=" c=d) b(c=g> f=) h()'
    ])
  })

  for (const blank of [' ', '\n', '\r\n\r  '])
    it(`go on with elements alike for as long as a leaf has room, behind ${JSON.stringify(blank)}`, () => {
      const like = Array.from({ length: 20 }, (_, index) => `${blank}<b c="${String(index)}"/>`).join('')
      const text = `<a>${like}${blank}<b c='20' />${blank}<b c="21"/>${blank}<b d="22"/></a>`
      const values = Array.from({ length: 22 }, (_, index) => `b(c=${String(index)})`)
      check(text, [`32: ${values.slice(0, 16).join(' ')}`, `14: ${values.slice(16).join(' ')} b(d=22)`])
      const tree = SourceTree.parse(text)
      assert.deepEqual(tree.measure, measureText(text))
      for (const run of runsIn(tree.root)) checkRun(run, text)
    })

  it('end before what is more than that', () => {
    for (const other of ['<x></x>', '<x:b/>', '<b xmlns="u"/>', '<b c="&amp;"/>', '<b c="\t"/>'])
      check(`<a>${list} ${other}<b/></a>`, ['8: b() b() b() b()'])
    check(`<a>${list} text <b/></a>`, ['7: b() b() b() b()'])
  })

  it('hold no mistake', () => {
    for (const mistake of [
      '<bb',
      '<b c/>',
      '<b c="d" c="e"/>',
      '<b c="<"/>',
      '<b\u0001/>',
      '<!-- -- -->',
      '</b>',
      '&x;'
    ])
      for (const run of runsIn(SourceTree.parse(`<a>${list}${mistake}${list}</a>`).root))
        assert.ok(!run.text.includes(mistake), `${mistake} is in ${run.text}`)
  })

  it('are none where there is too little', () => {
    check('<a><b/><b/></a>', [])
    check('<a></a>', [])
    check(list, [])
  })

  for (const seed of Array.from({ length: 10 }, (_, index) => index + 1)) {
    it(`agree with their nodes, seed ${String(seed)}`, function () {
      this.timeout(60_000)
      const random = randomFrom(seed)
      let runs = 0
      for (let round = 0; round < 200; round += 1) {
        const text = randomText(random)
        const tree = SourceTree.parse(text)
        assert.equal(tree.text(), text)
        const found = runsIn(tree.root)
        runs += found.length
        for (const run of found) checkRun(run, text)
        // An edit that changes nothing but the nodes around it makes these loose.
        const edited = tree.edit(3, 3, ' ')
        assert.equal(fullOutline(edited.root), fullOutline(SourceTree.parse(edited.text()).root), text)
        assert.deepEqual(tree.measure, measureText(text))
      }
      assert.ok(runs > 100, String(runs))
    })
  }
})

function checkRun(run: Run, message: string): void {
  const nodes = childrenOf(`<a>${run.text}</a>`)
  const elements = nodes.flatMap(node => (node.kind === 'element' ? [node] : []))
  let index = 0
  assert.equal(nodes.length, run.nodeCount, message)
  assert.deepEqual(
    run.tags.map(({ localName, attributeNames }) => [
      localName,
      attributeNames.map(name => [name, run.value(index++)])
    ]),
    elements.map(({ startTag }) => [startTag.name, startTag.attributes.map(({ name, value }) => [name, value])]),
    message
  )
  assert.deepEqual(new Set(run.distinctTags), new Set(run.tags))
  assert.equal(run.distinctTags.length, new Set(run.tags).size)
  for (const { errorCount, measure } of nodes) assert.ok(errorCount === 0 && measure.length > 0, message)
}

function childrenOf(text: string): readonly SourceNode[] {
  const [top] = SourceTree.parse(text).root.items
  assert.ok(top?.kind === 'element')
  const { content } = top
  return content.kind === 'leaf'
    ? content.items
    : content.items.flatMap(leaf => (leaf.kind === 'leaf' ? leaf.items : []))
}

const pieces = [
  ['<b/>', '<b/>', '<b c="d"/>', '<b c="d" e="f"/>', "<b c='d'/>", '<!-- x -->', '\n  ', '\r\n', '\r', ' ', '\t'],
  ['<b\n c="d"\r\n/>', '<bé/>', '<b c="é"/>', '<b c="\uD83D\uDE00"/>', '<!---->', '<!-->-->', '<b c=d/>', '<c></c>'],
  ['<b', '<!--', 'text', '&amp;', '<?x?>', '<b c="', '"/>', '</b>', '<b>', '<b xmlns:x="y"/>', '<x:b/>', '\u0000']
].flat()

/** A list that goes on well for the most part. */
function randomText(random: Random): string {
  const parts = Array.from({ length: random.below(120) }, () =>
    pieces.slice(0, random.below(30) === 0 ? pieces.length : 11 + random.below(8))
  )
  return `<a>${parts.map(some => random.pick(some)).join('')}</a>`
}
