/** Tests `kiwi-lint effective`: what it prints of descriptions and extensions, and when it fails. */
import assert from 'node:assert/strict'
import { effectiveUsage } from '../../../server/src/lint/effective'
import { description, lint } from './support'

const files = {
  'a/web.kiwi': '<image stashed="core"><packages type="image"><package name="b"/></packages></image>',
  'a/config.sh': 'true\n',
  'a/parts/a.txt': 'a',
  'core/config.xml': description('<package name="a"/>'),
  'core/images.sh': 'true\n'
}
const words = ['effective', 'a/web.kiwi']

describe('kiwi-lint effective', () => {
  it('prints what an extension makes of its stash', async () => {
    const { code, output, messages } = await lint([...words, '--base', 'core'], { files })
    assert.deepEqual([code, messages], [0, ''])
    assert.match(output, /^<\?xml[^]*schemaversion="[\d.]+" name="test"[^]*"a"[^]*"base-files"[^]*"b"[^]*<\/image>\n$/)
  })

  it('prints what a build gets, and what was left out for it', async () => {
    const { code, output, messages } = await lint([...words, '--base', 'core/config.xml', '--build'], { files })
    assert.equal(code, 0)
    assert.ok(!output.includes('base-files'))
    assert.match(messages, /^kiwi-lint: The stash's packages of type bootstrap are left out: .*\n$/)
  })

  it('prints an extension alone where nobody says what is in the stash', async () => {
    const { code, output, messages } = await lint(words, { files })
    assert.equal(code, 1)
    assert.match(output, /<image stashed="core">/)
    assert.equal(
      messages,
      'a/web.kiwi:1:17: error: Nothing is known here of what is in the stash "core": only this file itself is checked.\n' +
        'kiwi-lint: Give the description in the stash by --base.\n'
    )
  })

  it('prints a description in the newest schemaversion', async () => {
    const { code, output } = await lint(['effective', 'core/config.xml'], { files })
    assert.equal(code, 0)
    assert.match(output, /<image schemaversion="[\d.]+" name="test">/)
  })

  it('tells errors by line and column of the file that has them', async () => {
    const wrong = { ...files, 'a/web.kiwi': '<image stashed="core">\n<packages tipe="image"/></image>' }
    const { code, messages } = await lint([...words, '--base', 'core'], { files: wrong })
    assert.equal(code, 1)
    assert.match(messages, /^a\/web.kiwi:2:11: error: /)
  })

  for (const [given, message] of [
    [['effective', 'b.kiwi'], 'b.kiwi: there is no such file.'],
    [['effective', 'a/config.sh'], 'a/config.sh: this is neither a description nor an extension of a stash.'],
    [[...words, '--base', 'b'], '{FOLDER}/b: there is no such file.'],
    [
      [...words, '--base', 'a/web.kiwi'],
      'Nothing can be built on {FOLDER}/a/web.kiwi: there is only an extension of another stash in {FOLDER}/a/web.kiwi.'
    ],
    [['effective', 'a/parts'], 'a/parts: there is no description in this folder.'],
    [['effective', '\u001B[31m'], '\uFFFD[31m: there is no such file.']
  ] as const) {
    it(`fails for ${given.join(' ')}`, async () => {
      assert.deepEqual(await lint(given, { files }), { code: 2, output: '', messages: `kiwi-lint: ${message}\n` })
    })
  }

  it('takes the description in a folder', async () => {
    assert.deepEqual(
      await lint(['effective', 'a', '--base', 'core'], { files }),
      await lint([...words, '--base', 'core/config.xml'], { files })
    )
  })

  it('tells once that there is no such profile', async () => {
    const { code, messages } = await lint(['effective', 'core', '--profile', 'x', '--profile', 'x'], { files })
    assert.deepEqual([code, messages], [1, 'core/config.xml:1:2: error: There is no profile "x". There is none.\n'])
  })

  for (const [given, message] of [
    [['effective'], 'Give one file or folder.'],
    [[...words, 'b'], 'Give one file or folder.'],
    [['effective', ''], 'The name of the file is empty.'],
    [[...words, '--base', ''], 'The option --base needs a value.'],
    [[...words, '--profile'], 'The option --profile needs a value.'],
    [[...words, '--build=yes'], 'The option --build takes no value.'],
    [[...words, '--bogus'], 'There is no option --bogus. There are --base, --profile, --build, --target and --help.'],
    [
      [...words, '--target', '1'],
      'There is no target 1. There are installed, newest, 7.4, 7.5, 7.6, 8.0, 8.1, 8.2, 8.3, 8.4 and 8.5.'
    ]
  ] as const) {
    it(`refuses ${given.join(' ')}`, async () => {
      const messages = `kiwi-lint: ${message}\nkiwi-lint: kiwi-lint effective --help tells how it is used.\n`
      assert.deepEqual(await lint(given, { files }), { code: 2, output: '', messages })
    })
  }

  it('tells how it is used', async () => {
    assert.deepEqual(await lint(['effective', '--help']), { code: 0, output: effectiveUsage, messages: '' })
  })
})
