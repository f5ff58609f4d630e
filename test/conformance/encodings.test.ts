/** Files in all kinds of encodings, declared rightly and wrongly: read as kiwi's own parser reads them. */
import assert from 'node:assert/strict'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { temporaryFolder } from '../support/folders'
import { disagreements } from './mutants/verdicts'

const body = `<image schemaversion="8.5" name="encoded">
  <description type="system"><author>AUTHOR</author><contact>c</contact><specification>s</specification></description>
  <preferences><version>1.0.0</version><packagemanager>apt</packagemanager><type image="tbz"/></preferences>
  <repository type="apt-deb"><source path="dir:///var/empty"/></repository>
  <packages type="bootstrap"><package name="base-files"/></packages>
</image>
`

type Encoder = (text: string) => Buffer

const utf8: Encoder = text => Buffer.from(text, 'utf8')
const latin1: Encoder = text => Buffer.from(text, 'latin1')
const utf16le: Encoder = text => Buffer.from(text, 'utf16le')
const utf16be: Encoder = text => Buffer.from(text, 'utf16le').swap16()
const utf32le: Encoder = text => wide(text, false)
const utf32be: Encoder = text => wide(text, true)

const encoders: Readonly<Record<string, Encoder>> = { utf8, latin1, utf16le, utf16be, utf32le, utf32be }
/** Left out: utf-7, iso-8859-16 and hz-gb-2312, which kiwi's parser reads on some machines and nobody writes. */
const names = [
  undefined,
  'utf-8',
  'UTF-8',
  'utf8',
  'utf-16',
  'UTF-16',
  'utf-16le',
  'UTF-16BE',
  'ucs-2',
  'utf-32',
  'iso-8859-1',
  'ISO-8859-15',
  'latin1',
  'l1',
  'us-ascii',
  'ascii',
  'windows-1252',
  'cp1252',
  'iso-8859-2',
  'koi8-r',
  'shift_jis',
  'euc-jp',
  'gb18030',
  'gbk',
  'big5',
  'euc-kr',
  'iso-2022-jp',
  'ebcdic-cp-us',
  'nonsense',
  'x-user-defined',
  'macintosh',
  'ibm866',
  'html',
  'tis-620',
  'ISO-10646-UCS-4',
  'utf-8-sig',
  'UTF8'
]

/** Each file in one encoding, saying another or none, with and without a mark, in ASCII letters only and with others. */
function* files(): Generator<{ title: string; bytes: Buffer }> {
  for (const [encoding, encode] of Object.entries(encoders)) {
    for (const declared of names) {
      for (const mark of ['', '\uFEFF']) {
        for (const author of mark === '' ? ['Ann', 'Änn'] : ['Änn']) {
          const declaration = declared === undefined ? '' : `<?xml version="1.0" encoding="${declared}"?>\n`
          const title = `${encoding}, declared ${declared ?? 'nothing'}, ${mark === '' ? 'no mark' : 'mark'}, ${author}`
          yield { title, bytes: encode(`${mark}${declaration}${body.replace('AUTHOR', author)}`) }
        }
      }
    }
  }
  yield* broken()
}

function* broken(): Generator<{ title: string; bytes: Buffer }> {
  const whole = utf8(`<?xml version="1.0"?>\n${body}`)
  const place = whole.indexOf('AUTHOR')
  const sequences: Readonly<Record<string, number[]>> = {
    'a lone continuation byte': [0x80],
    'a cut sequence': [0xc3],
    'an overlong slash': [0xc0, 0xaf],
    'an overlong NUL': [0xc0, 0x80],
    'a surrogate': [0xed, 0xa0, 0x80],
    'beyond Unicode': [0xf5, 0x80, 0x80, 0x80],
    'U+FFFE': [0xef, 0xbf, 0xbe],
    'U+FFFF': [0xef, 0xbf, 0xbf],
    'U+FFFD': [0xef, 0xbf, 0xbd],
    'a mark within': [0xef, 0xbb, 0xbf],
    NUL: [0],
    'a control character': [1],
    DEL: [0x7f],
    NEL: [0xc2, 0x85]
  }
  for (const [title, inserted] of Object.entries(sequences))
    yield { title, bytes: Buffer.concat([whole.subarray(0, place), Buffer.from(inserted), whole.subarray(place)]) }
  const text = `\uFEFF${body}`
  yield { title: 'UTF-16 of odd length', bytes: Buffer.concat([utf16le(text), Buffer.from([0x20])]) }
  yield { title: 'UTF-16 with a lone surrogate', bytes: utf16le(text.replace('AUTHOR', '\uD800')) }
  yield { title: 'UTF-16 with a pair', bytes: utf16be(text.replace('AUTHOR', '\u{1F600}')) }
  yield {
    title: 'UTF-8 behind UTF-16',
    bytes: Buffer.concat([utf16le(`\uFEFF${body.slice(0, 200)}`), utf8(body.slice(200))])
  }
  yield { title: 'two marks', bytes: utf8(`\uFEFF\uFEFF${body}`) }
  yield { title: 'nothing', bytes: Buffer.alloc(0) }
  yield { title: 'a mark alone', bytes: utf8('\uFEFF') }
  yield { title: 'half a mark', bytes: Buffer.concat([Buffer.from([0xef, 0xbb]), utf8(body)]) }
}

function wide(text: string, bigEndian: boolean): Buffer {
  const characters = Array.from(text, character => character.codePointAt(0) ?? 0)
  const bytes = Buffer.alloc(4 * characters.length)
  for (const [index, code] of characters.entries()) {
    if (bigEndian) bytes.writeUInt32BE(code, 4 * index)
    else bytes.writeUInt32LE(code, 4 * index)
  }
  return bytes
}

describe('encodings', function () {
  this.timeout(120_000)

  it('are accepted and refused as kiwi does', async () => {
    const folder = temporaryFolder('encodings')
    const all = [...files()]
    const written = all.map(({ bytes }, index) => {
      const file = path.join(folder, String(index), 'config.kiwi')
      mkdirSync(path.dirname(file))
      writeFileSync(file, bytes)
      return file
    })
    const different = await disagreements(
      all.map(({ title }) => title),
      written
    )
    rmSync(folder, { recursive: true })
    assert.deepEqual(different, [])
  })
})
