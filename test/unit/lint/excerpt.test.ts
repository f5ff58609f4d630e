/** Tests the lines that kiwi-lint shows below a mistake: tabs, wide characters, long lines, several lines. */
import assert from 'node:assert/strict'
import { excerpt } from '../../../server/src/lint/excerpt'
import { SourceTree } from '../../../server/src/syntax/sourceTree'
import { parseFixture } from '../../support/fixture'

/** The lines and carets of the marked range (of the marked place), `columns` wide. */
function check(fixture: string, expected: string, columns = 40, mark: 'cursor' | 'range' = 'range'): void {
  const { file, marks } = parseFixture(`\n${fixture}`, mark)
  const tree = SourceTree.parse(file.text)
  const [start = 0, end = start] = marks
  const lines = excerpt(tree, { start: tree.positionAt(start), end: tree.positionAt(end) }, columns)
  const shown = lines.flatMap(({ number, text, carets }) => [
    `${number === undefined ? '' : number + 1}|${text}`,
    ...(carets === '' ? [] : [`|${carets}`])
  ])
  assert.equal(shown.join('\n'), expected)
  for (const { text } of lines) assert.ok(Array.from(text).length <= columns, text)
}

describe('the excerpt of a file', () => {
  it('puts carets below what is wrong', () => check('<a>\n  <b $0c="1"$0/>\n</a>', '2|  <b c="1"/>\n|     ^^^^^'))

  it('puts one caret below a place, at the end of a line too', () => {
    check('<a>$0</a>', '1|<a></a>\n|   ^', 40, 'cursor')
    check('<a>$0', '1|<a>\n|   ^', 40, 'cursor')
    check('$0', '1|\n|^', 40, 'cursor')
  })

  it('puts blanks in the place of tabs', () => check('\t<a>\t$0b$0</a>', '1|    <a> b</a>\n|        ^'))

  it('counts two columns for wide characters and none for accents', () => {
    check('<a>画像$0描$0述</a>', '1|<a>画像描述</a>\n|       ^^')
    check('<a>e\u0301$0b$0</a>', '1|<a>e\u0301b</a>\n|    ^')
    check('<a>😀$0b$0</a>', '1|<a>😀b</a>\n|     ^')
  })

  it('shows nothing that would steer the terminal', () =>
    check('<a>\u001B[31m$0b$0\u202E</a>', '1|<a>\uFFFD[31mb\uFFFD</a>\n|        ^'))

  it('cuts long lines around the place', () => {
    const text = 'x'.repeat(100)
    check(`${text}$0bad$0${text}`, `1|…${'x'.repeat(10)}bad${'x'.repeat(25)}…\n|${' '.repeat(11)}^^^`)
    check(`${'x'.repeat(20)}$0bad$0${text}`, `1|${'x'.repeat(20)}bad${'x'.repeat(16)}…\n|${' '.repeat(20)}^^^`)
    check(`$0bad$0${text}`, `1|bad${'x'.repeat(36)}…\n|^^^`)
    check(`${text}$0bad$0`, `1|…${'x'.repeat(10)}bad\n|${' '.repeat(11)}^^^`)
    check(`$0${text}$0`, `1|${'x'.repeat(39)}…\n|${'^'.repeat(39)}`)
  })

  it('looks at a part of a very long line only', () => {
    const text = 'x'.repeat(1_000_000)
    check(`${text}$0bad$0${text}`, `1|…${'x'.repeat(10)}bad${'x'.repeat(25)}…\n|${' '.repeat(11)}^^^`)
  })

  it('shows the first and the last of several lines', () => {
    check('<a $0b="1\n  2\n  3$0"/>', '1|<a b="1\n|   ^^^^\n|…\n3|  3"/>\n|  ^')
    check('<a $0b="1\n  2$0"/>', '1|<a b="1\n|   ^^^^\n2|  2"/>\n|  ^')
    check('<a$0>\r\n$0</a>', '1|<a>\n|  ^')
  })
})
