/** Names in start tags that kiwi stops at: one row a tag, all that is wrong with it. */
import assert from 'node:assert/strict'
import { faultyTagsIn } from '../../../server/src/description/names'
import { SourceTree } from '../../../server/src/syntax/sourceTree'

function check(text: string, expected: string[]): void {
  it(text, () => {
    const tree = SourceTree.parse(text)
    const found = faultyTagsIn(tree).flatMap(({ offset, faults }) =>
      faults.map(({ kind, name, start, end }) => {
        assert.equal(tree.text(offset + start, offset + end), name)
        return `${kind} ${name}`
      })
    )
    assert.deepEqual(found, expected)
  })
}

describe('names in start tags', () => {
  check('<a b="c" xml:lang="d" xmlns="u"><e xmlns=""/></a>', [])
  check('<a xmlns:n="u"><n:b n:c="d"><n:e/></n:b></a>', [])
  check('<a><n:b m:c="d"/></a>', ['prefix-undeclared n:b', 'prefix-undeclared m:c'])
  check('<a><b xmlns:n="u"/><n:c/></a>', ['prefix-undeclared n:c'])
  check('<:a b:="c" n:m:d="e"/>', ['name-invalid :a', 'name-invalid b:', 'name-invalid n:m:d'])
  check('<a xmlns:n="" xmlns:m="%" xmlns="a b"/>', [
    'namespace-invalid xmlns:n',
    'namespace-invalid xmlns:m',
    'namespace-invalid xmlns'
  ])
  check('<a xmlns:xml="u" xmlns:xmlns="u" xmlns:n="http://www.w3.org/XML/1998/namespace"/>', [
    'namespace-invalid xmlns:xml',
    'namespace-invalid xmlns:xmlns',
    'namespace-invalid xmlns:n'
  ])
  check('<a xmlns:xml="http://www.w3.org/XML/1998/namespace"/>', [])
  check('<a xmlns:n="u" xmlns:m="u" n:b="" m:b=""/>', ['attribute-duplicate m:b'])
  check('<a xmlns:é="u"><ä ö="ü"/></a>', ['name-not-ascii xmlns:é', 'name-not-ascii ä', 'name-not-ascii ö'])

  it('are looked for once', () => {
    const tree = SourceTree.parse('<n:a/>')
    assert.equal(faultyTagsIn(tree), faultyTagsIn(tree))
  })
})
