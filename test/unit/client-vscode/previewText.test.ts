/** What the preview of an effective description shows, out of what the language server answers. */
import assert from 'node:assert/strict'
import {
  readEffective,
  readReduced,
  type Effective,
  type Mark,
  type Origin
} from '../../../client/src/workbench/effective'
import {
  markAt,
  markedLines,
  originText,
  previewContent,
  shortOriginText
} from '../../../client/src/workbench/previewText'

const none: Effective = { text: '', marks: [], errors: [], files: [], neutralised: [], references: [], notes: [] }
const xml = '<?xml version="1.0"?>\n<image>\n  <a/>\n  <b/>\n</image>\n'

function mark(origin: Origin, first: number, last: number, name = 'web.kiwi', line = 6): Mark {
  const uri = `file:///images/${name}`
  return {
    origin,
    uri,
    range: { start: place(first), end: place(last) },
    originRange: { start: place(line), end: place(line) }
  }
}

function place(line: number) {
  return { line, character: 2 }
}

function lines(marks: readonly Mark[], origins: readonly Origin[]): string[] {
  return markedLines(marks, new Set(origins)).map(({ first, last, mark: { origin } }) => `${first}-${last} ${origin}`)
}

describe('the text of a preview', () => {
  it('is the effective description, where there is nothing to say about it', () =>
    assert.deepEqual(previewContent({ ...none, text: xml }, 'preview'), { text: xml, marks: [] }))

  it('begins behind the XML declaration with what is left out of a build', () => {
    const effective: Effective = {
      ...none,
      text: xml,
      marks: [mark('extension', 2, 3)],
      notes: ['The section of type bootstrap -- it is in the stash -- is left out.'],
      neutralised: ['config.sh'],
      files: [{ path: '/images/root', name: 'root' }],
      references: ['base', 'tools:1']
    }
    const { text, marks } = previewContent(effective, 'build')
    assert.deepEqual(text.split('\n').slice(0, 8), [
      '<?xml version="1.0"?>',
      '<!--',
      '  This is handed to kiwi, on top of base + tools:1.',
      '  - The section of type bootstrap - - it is in the stash - - is left out.',
      '  - config.sh of the stash is not run again: an empty script takes its place.',
      '  - Files beside it: root',
      '-->',
      '<image>'
    ])
    assert.deepEqual(lines(marks, ['extension']), ['8-9 extension'])
    assert.equal(text.split('\n')[8], '  <a/>')
  })

  it('begins with that where there is no XML declaration', () => {
    const { text } = previewContent({ ...none, text: '<image/>', notes: ['Ends in a dash -'] }, 'preview')
    assert.equal(text, '<!--\n  - Ends in a dash -\n-->\n<image/>')
  })
})

const nested = [mark('stash', 0, 9), mark('extension', 2, 6), mark('include', 4, 4), mark('stash', 5, 5, 'config.xml')]

function originAt(line: number, character: number): string | undefined {
  return markAt(nested, { line, character })?.origin
}

describe('the marks of a preview', () => {
  it('count on each line by the innermost one', () =>
    assert.deepEqual(lines(nested, ['extension', 'include']), ['2-3 extension', '4-4 include', '6-6 extension']))
  it('of one place on neighbouring lines are one', () => {
    const two = [mark('extension', 1, 1), mark('extension', 2, 3, 'web.kiwi', 8)]
    assert.deepEqual(lines(two, ['extension']), ['1-3 extension'])
    assert.deepEqual(lines([mark('include', 1, 1, 'a.xml'), mark('include', 2, 2, 'b.xml')], ['include']), [
      '1-1 include',
      '2-2 include'
    ])
  })
  it('lead from a place to the innermost one that holds it, else to one of its line', () => {
    assert.deepEqual(
      [originAt(4, 2), originAt(4, 0), originAt(3, 0), originAt(9, 9), originAt(20, 0)],
      ['include', 'extension', 'extension', 'stash', undefined]
    )
  })
  it('say where they came from', () => {
    assert.equal(originText(mark('extension', 1, 1)), 'from the extension, web.kiwi:7')
    assert.equal(shortOriginText(mark('extension', 1, 1)), 'web.kiwi:7')
    assert.equal(shortOriginText(mark('conversion', 1, 1)), 'converted')
    assert.equal(originText(mark('include', 1, 1, 'my%20users.xml', 0)), 'included, my users.xml:1')
    assert.equal(originText(mark('conversion', 1, 1, 'bad%zz.xml')), 'converted, bad%zz.xml:7')
  })
})

describe('an answer of the language server', () => {
  it('is read, whatever is missing in it', () => {
    // oxlint-disable-next-line unicorn/no-null -- the protocol's word for "nothing"
    for (const value of [undefined, null, 5, [], { text: 5 }]) assert.equal(readEffective(value), undefined)
    assert.deepEqual(readEffective({ text: 'x', marks: [{ origin: 'magic' }, 5], errors: 5 }), { ...none, text: 'x' })
    const whole = {
      text: 'x',
      marks: [mark('stash', 1, 2)],
      errors: [{ message: 'Wrong.', uri: 'file:///a', range: mark('stash', 1, 2).range }],
      name: 'web',
      files: [{ path: '/a/config.sh', name: 'config.sh' }],
      neutralised: ['images.sh'],
      references: ['base'],
      notes: ['A note.']
    }
    assert.deepEqual(readEffective(whole), whole)
    assert.deepEqual(readReduced({ text: '<image/>' }), { text: '<image/>' })
    assert.deepEqual(readReduced({ refused: 'No.' }), { refused: 'No.' })
    assert.equal(readReduced({}), undefined)
  })
})
