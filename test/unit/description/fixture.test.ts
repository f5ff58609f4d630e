/** The fixture reader itself: what it takes apart and what it refuses. */
import assert from 'node:assert/strict'
import { cursorOf, parseFixture } from '../../support/fixture'

describe('parseFixture', () => {
  it('finds a cursor', () => {
    const fixture = parseFixture('<image $0/>', 'cursor')
    assert.equal(fixture.file.text, '<image />')
    assert.equal(cursorOf(fixture), 7)
  })

  it('finds a range in the second of two files', () => {
    const fixture = parseFixture('//- /a.kiwi\n<image/>\n//- /b.xml\n<$0image$0/>', 'range')
    assert.deepEqual(fixture.file, { path: '/b.xml', text: '<image/>' })
    assert.deepEqual(fixture.marks, [1, 6])
    assert.deepEqual(fixture.files, [
      { path: '/a.kiwi', text: '<image/>' },
      { path: '/b.xml', text: '<image/>' }
    ])
  })

  for (const [title, text, wanted] of [
    ['a missing cursor', '<image/>', 'cursor'],
    ['a surplus marker', '<$0image$0/>', 'cursor'],
    ['half a range', '<$0image/>', 'range'],
    ['a marker where none is wanted', '<$0image/>', 'plain'],
    ['a range over two files', '//- /a\n$0\n//- /b\n$0', 'range'],
    ['a file named twice', '//- /a\n\n//- /a\n', 'plain'],
    ['a path that is not absolute', '//- a\n', 'plain']
  ] as const) {
    it(`refuses ${title}`, () => {
      assert.throws(() => parseFixture(text, wanted))
    })
  }
})
