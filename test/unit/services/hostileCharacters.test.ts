/** Characters that no XML may hold, and every way to end a line: told at their places, in every kind of node. */
import assert from 'node:assert/strict'
import { diagnose } from '../../../server/src/services/diagnostics'
import { decode } from '../../../server/src/handlers/fileSystem'
import { libraryOf, MemoryFiles } from '../../support/descriptions'

const path = '/i/x.kiwi'

const places: Readonly<Record<string, (character: string) => string>> = {
  text: character => `<author>a${character}b</author>`,
  value: character => `<author x="a${character}b"/>`,
  comment: character => `<!--a${character}b-->`,
  CDATA: character => `<author><![CDATA[a${character}b]]></author>`,
  instruction: character => `<?p a${character}b?>`,
  name: character => `<a${character}b/>`,
  'end tag': character => `<author></author${character}>`
}

/** The control characters but tab and the ends of lines, surrogates that stand alone, and what is no character. */
const odd = [
  ...Array.from({ length: 32 }, (_, code) => code).filter(code => ![9, 10, 13].includes(code)),
  0xd800,
  0xdbff,
  0xdc00,
  0xdfff,
  0xfffe,
  0xffff
]

function errorsOf(text: string): { codes: string[]; starts: number[]; lines: number[] } {
  const file = libraryOf(new MemoryFiles([{ path, text }])).file(path)
  assert.ok(file)
  const found = diagnose(file).filter(({ code }) => code === 'character-invalid')
  return {
    codes: diagnose(file).map(({ code }) => code),
    starts: found.map(({ span }) => span.start),
    lines: found.map(({ span }) => file.tree.positionAt(span.start).line)
  }
}

describe('characters that XML forbids', () => {
  for (const [place, write] of Object.entries(places)) {
    it(`are told where they stand: ${place}`, () => {
      for (const code of odd) {
        const character = String.fromCharCode(code)
        const text = `<image schemaversion="8.5" name="n">\n<description type="system">${write(character)}</description>\n</image>`
        const { starts, lines } = errorsOf(text)
        assert.deepEqual(starts, [text.indexOf(character)], `U+${code.toString(16)}`)
        assert.deepEqual(lines, [1], `U+${code.toString(16)}`)
      }
    })
  }

  it('are all told where there are many', () => {
    assert.equal(errorsOf(`<image>${'\u0000'.repeat(500)}</image>`).starts.length, 500)
  })
})

describe('ends of lines', () => {
  for (const [name, end] of Object.entries({ LF: '\n', CRLF: '\r\n', CR: '\r' })) {
    it(`count as one each: ${name}`, () => {
      const lines = [
        '<image schemaversion="8.5" name="n">',
        '  <description',
        '    type="system"',
        '    nonsense="x">\u0001',
        '</image>'
      ]
      const file = libraryOf(new MemoryFiles([{ path, text: lines.join(end) }])).file(path)
      assert.ok(file)
      const at = (code: string): string[] =>
        diagnose(file)
          .filter(each => each.code === code)
          .map(({ span }) => JSON.stringify(file.tree.positionAt(span.start)))
      assert.deepEqual(at('attribute-not-allowed'), ['{"line":3,"character":4}'])
      assert.deepEqual(at('character-invalid'), ['{"line":3,"character":17}'])
    })
  }
})

describe('files in several encodings', () => {
  const text = '<?xml version="1.0"?>\n<image schemaversion="8.5" name="ä\u{1F600}">\u{1F600}</image>\n'
  const marked = `\uFEFF${text}`
  const utf16 = Buffer.from(marked, 'utf16le')
  for (const [name, bytes] of Object.entries({
    'UTF-8': Buffer.from(text),
    'UTF-8 with a mark': Buffer.from(marked),
    'UTF-16, small end first': utf16,
    'UTF-16, big end first': Buffer.from(utf16).swap16()
  }))
    it(`read alike: ${name}`, () => {
      assert.equal(decode(bytes), text)
    })

  it('that are mixed keep what can be read', () => {
    const mixed = Buffer.concat([Buffer.from(text), Buffer.from([0xff, 0xfe, 0x00]), Buffer.from('<x/>')])
    const { codes } = errorsOf(decode(mixed))
    assert.ok(codes.includes('character-invalid') && codes.includes('root-repeated'), codes.join(' '))
  })
})
