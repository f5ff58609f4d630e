/** Each form of `from` leads where kiwi looks, and the graph of inclusions follows edits. */
import assert from 'node:assert/strict'
import { IncludeGraph, includedPaths, resolveInclude } from '../../../server/src/description/includes'
import { SourceTree } from '../../../server/src/syntax/sourceTree'

function check(from: string, expected: object): void {
  it(JSON.stringify(from), () => {
    assert.deepEqual(resolveInclude(from, '/images/fedora/fedora.kiwi'), expected)
  })
}

describe('the reference of an include', () => {
  check('this://a.xml', { kind: 'file', path: '/images/fedora/a.xml', part: false })
  check('this://./sub/a.xml', { kind: 'file', path: '/images/fedora/sub/a.xml', part: false })
  check('this://../x/a.xml', { kind: 'file', path: '/images/x/a.xml', part: false })
  check('this:///a.xml', { kind: 'file', path: '/a.xml', part: false })
  check('/abs/a.xml', { kind: 'file', path: '/abs/a.xml', part: false })
  check('file:///abs/a.xml', { kind: 'file', path: '/abs/a.xml', part: false })
  check('dir:///abs/a.xml', { kind: 'file', path: '/abs/a.xml', part: false })
  check('a.xml', { kind: 'relative', path: '/images/fedora/a.xml', part: false })
  check('./a.xml', { kind: 'relative', path: '/images/fedora/a.xml', part: false })
  check('file://a.xml', { kind: 'not-a-file', name: 'file://a.xml' })
  check('file://dir/a.xml', { kind: 'working-folder', path: 'dir/a.xml' })
  check('http://host/a.xml', { kind: 'working-folder', path: 'host/a.xml' })
  check('file:a.xml', { kind: 'working-folder', path: 'a.xml' })
  check('', { kind: 'itself' })
  check('this://./fedora.kiwi', { kind: 'itself' })
  check('this://a.xml#x', { kind: 'file', path: '/images/fedora/a.xml', part: true })
  check('#', { kind: 'file', path: '/images/fedora/fedora.kiwi', part: true })
  check('#x', { kind: 'file', path: '/images/fedora/fedora.kiwi', part: true })
  check('this://fedora.kiwi#x', { kind: 'file', path: '/images/fedora/fedora.kiwi', part: true })
  check('#a#b', { kind: 'malformed' })
  check('this://a.xml/', { kind: 'file', path: '/images/fedora/a.xml', part: false })
  check('a.xml?x=1', { kind: 'relative', path: '/images/fedora/a.xml', part: false })
  check("this://a'(b)~@!$&*+,;=%20.xml", { kind: 'file', path: "/images/fedora/a'(b)~@!$&*+,;=%20.xml", part: false })
  check('this://a:1/b.xml', { kind: 'file', path: '/images/fedora/a:1/b.xml', part: false })
  for (const from of [
    'a b.xml',
    'this://ä.xml',
    'this://a:b.xml',
    'this://this://a.xml',
    'a%2.xml',
    'a[b].xml',
    'a\\b.xml',
    ' a.xml'
  ])
    check(from, { kind: 'malformed' })
})

describe('the reference of an include in a document that is no file', () => {
  it('leads nowhere unless it is absolute', () => {
    for (const description of ['untitled:Untitled-1', 'git:/i/x.kiwi', '']) {
      for (const from of ['this://a.xml', './a.xml', 'this://../a.xml'])
        assert.deepEqual(resolveInclude(from, description), { kind: 'nowhere' })
      assert.deepEqual(resolveInclude('/abs/a.xml', description), { kind: 'file', path: '/abs/a.xml', part: false })
      assert.deepEqual(resolveInclude('', description), { kind: 'itself' })
    }
  })
})

describe('the files that a description includes', () => {
  it('are those of its root, once each', () => {
    const tree = SourceTree.parse(
      '<image><include from="this://a.xml"/><include/><include from="b.xml"/><include from="this://a.xml"/>' +
        '<x><include from="this://c.xml"/></x><include from="http://host/d.xml"/></image>'
    )
    assert.deepEqual(includedPaths(tree, '/i/x.kiwi'), ['/i/a.xml', '/i/b.xml'])
  })

  it('are named with entities replaced, and by elements in no namespace only', () => {
    const tree = SourceTree.parse(
      '<!DOCTYPE image [<!ENTITY f "a.xml">]><image><include from="this://&f;"/><include xmlns="u" from="this://b.xml"/></image>'
    )
    assert.deepEqual(includedPaths(tree, '/i/x.kiwi'), ['/i/a.xml'])
  })

  it('are none where the root is no image', () => {
    for (const root of ['imag', 'image xmlns="urn:x"', 'k:image'])
      assert.deepEqual(
        includedPaths(SourceTree.parse(`<${root}><include from="this://a.xml"/></image>`), '/i/x.kiwi'),
        [],
        root
      )
  })
})

describe('the graph of inclusions', () => {
  it('forgets what a description no longer includes', () => {
    const graph = new IncludeGraph()
    graph.set('/a.kiwi', ['/x.xml', '/y.xml'])
    graph.set('/b.kiwi', ['/x.xml'])
    assert.deepEqual(graph.descriptionsIncluding('/x.xml'), ['/a.kiwi', '/b.kiwi'])
    graph.set('/a.kiwi', ['/y.xml'])
    assert.deepEqual(graph.descriptionsIncluding('/x.xml'), ['/b.kiwi'])
    graph.set('/b.kiwi', undefined)
    assert.deepEqual(graph.descriptionsIncluding('/x.xml'), [])
    assert.deepEqual(graph.filesIncludedBy('/a.kiwi'), ['/y.xml'])
    assert.deepEqual(graph.filesIncludedBy('/b.kiwi'), [])
  })
})
