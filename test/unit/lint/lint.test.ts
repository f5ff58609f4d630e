/** Tests kiwi-lint from its words to its exit code: what is looked for, what is judged, and how each format tells it. */
import assert from 'node:assert/strict'
import path from 'node:path'
import { largestFile } from '../../../server/src/handlers/fileSystem'
import { description, lint, type Run, type RunOptions } from './support'

const wrong = description('<package nam="less"/>')
const fine = description('<package name="less"/>')

/** The paths in the JSON that the words give, with the verdicts. */
async function verdicts(words: string, options: RunOptions): Promise<Record<string, boolean>> {
  const { output } = await lint(['--format', 'json', ...words.split(' ')], options)
  const parse: (line: string) => { path: string; valid: boolean } = JSON.parse
  return Object.fromEntries(
    output
      .split('\n')
      .filter(Boolean)
      .map(line => parse(line))
      .map(each => [each.path, each.valid])
  )
}

async function check(words: string, options: RunOptions, expected: Run): Promise<void> {
  assert.deepEqual(await lint(words.split(' '), options), expected)
}

describe('kiwi-lint', () => {
  describe('looks in a folder as kiwi does', () => {
    const files = { 'a/config.xml': fine, 'a/image/config.xml': fine, 'a/x.kiwi': fine }

    it('for config.xml first', async () => {
      assert.deepEqual(await verdicts('a', { files }), { 'a/config.xml': true })
    })

    it('then for image/config.xml', async () => {
      const found = await verdicts('a', { files: { 'a/image/config.xml': fine, 'a/x.kiwi': fine } })
      assert.deepEqual(found, { 'a/image/config.xml': true })
    })

    it('then for the first *.kiwi by bytes, hidden ones left out', async () => {
      const found = await verdicts('a', {
        files: { 'a/b.kiwi': fine, 'a/.a.kiwi': fine, 'a/B.kiwi': fine, 'a/A.KIWI': fine }
      })
      assert.deepEqual(found, { 'a/B.kiwi': true })
    })

    it('and says so where there is none', () =>
      check(
        'a',
        { files: { 'a/readme.xml': '<a/>' } },
        {
          code: 2,
          output: '0 files checked.\n',
          messages: 'kiwi-lint: a: there is no description in this folder; --recursive looks deeper.\n'
        }
      ))
  })

  it('finds every description below a folder with --recursive, and judges fragments only in them', async () => {
    const files = {
      'one/a.kiwi': description('', '<include from="this://parts/p.xml"/>'),
      'one/parts/p.xml': '<image><packages type="image"><package nam="x"/></packages></image>',
      'one/b.kiwi': fine,
      'two/deep/other.xml': fine,
      'two/pom.xml': '<project/>',
      'two/node_modules/c.kiwi': wrong
    }
    assert.deepEqual(await verdicts('--recursive .', { files }), {
      'one/a.kiwi': false,
      'one/b.kiwi': true,
      'two/deep/other.xml': true
    })
  })

  it('judges a fragment that is given by itself in the descriptions around it', async () => {
    const files = {
      'a.kiwi': description('', '<include from="this://parts/p.xml"/>'),
      'parts/p.xml': '<image><packages type="image"><package nam="x"/></packages></image>'
    }
    assert.deepEqual(await verdicts('parts/p.xml a.kiwi', { files }), { 'parts/p.xml': false, 'a.kiwi': false })
  })

  it('tells what is wrong in a fragment once to people, and in each description to programs', async () => {
    const files = {
      'a.kiwi': description('', '<include from="this://p.xml"/>'),
      'b.kiwi': description('', '<include from="this://p.xml"/>'),
      'p.xml': '<image><packages type="image"><package nam="x"/></packages></image>'
    }
    const { output } = await lint(['--format', 'github', '-r', '.'], { files })
    const line = '::error file=p.xml,line=1,endLine=1,'
    assert.equal(output.split('\n').filter(each => each.startsWith(line)).length, 1)
    const told = await lint(['--format', 'json', '-r', '.'], { files })
    assert.equal(told.output.split('"file":"p.xml"').length, 3)
  })

  it('names files as they were given', async () => {
    assert.deepEqual(await verdicts('{FOLDER}/x.kiwi y.kiwi', { files: { 'x.kiwi': fine, 'y.kiwi': wrong } }), {
      '{FOLDER}/x.kiwi': true,
      '{FOLDER}/y.kiwi': false
    })
  })

  it('gives the verdict of kiwi whatever a comment silences', async () => {
    const files = { 'x.kiwi': `<!-- kiwi-lint: disable=attribute-not-allowed,attribute-missing -->${wrong}` }
    await check(
      '--format json x.kiwi',
      { files },
      {
        code: 0,
        output: '{"path":"x.kiwi","valid":false,"diagnostics":[]}\n',
        messages: ''
      }
    )
  })

  it('says where it does not tell everything', async () => {
    const files = { 'x.kiwi': description('<package nam="a"/>'.repeat(1001)) }
    const messages = 'kiwi-lint: x.kiwi: there is more wrong than the 1000 things that are told.\n'
    for (const format of ['human', 'json', 'sarif', 'github']) {
      const run = await lint(['--format', format, 'x.kiwi'], { files })
      assert.deepEqual([run.code, run.messages], [1, messages])
    }
    const byGrammar = await lint(['--rng', path.resolve('schemas/kiwi/8.0.rng'), 'x.kiwi'], { files })
    assert.deepEqual([byGrammar.code, byGrammar.messages], [1, messages])
  })

  it('refuses more standard input than a description has', async () => {
    assert.deepEqual(await lint(['-'], { input: 'a'.repeat(largestFile + 1) }), {
      code: 2,
      output: '',
      messages: 'kiwi-lint: Standard input is too large for a description.\n'
    })
  })

  it('says of a description that is too large what to do, and reads nothing of it', async () => {
    const files = {
      'x.kiwi': '<a>'.repeat(2_000_000),
      'y.xml': `<image name="y">${fine}${'<!---->'.repeat(1_400_000)}</image>`
    }
    const { code, output } = await lint(['x.kiwi', 'y.xml'], { files })
    assert.equal(code, 1)
    assert.deepEqual(
      output.split('\n').filter(line => line.includes('too-large')),
      [tooLarge('x.kiwi', '2'), tooLarge('y.xml', '1.4')]
    )
  })

  it('reads standard input', async () => {
    assert.deepEqual(await verdicts('-', { input: fine }), { 'stdin.kiwi': true })
    const files = { 'parts/p.xml': '<image><packages type="image"><package nam="x"/></packages></image>' }
    const input = description('', '<include from="this://parts/p.xml"/>')
    assert.deepEqual(await verdicts('- --stdin-filepath a.kiwi', { input, files }), { 'a.kiwi': false })
  })

  it('refuses what is not there, or no description', () =>
    check(
      'no.kiwi a.xml b.kiwi',
      { files: { 'a.xml': '<a/>', 'b.kiwi': 'image:\n' } },
      {
        code: 2,
        output: '0 files checked.\n',
        messages:
          'kiwi-lint: b.kiwi: this is no XML: not checked.\n' +
          'kiwi-lint: no.kiwi: there is no such file.\nkiwi-lint: a.xml: this is no image description.\n'
      }
    ))

  it('says why a file cannot be read', () =>
    check(
      '/dev/null no.kiwi x.kiwi/y.kiwi',
      { files: { 'x.kiwi': fine } },
      {
        code: 2,
        output: '0 files checked.\n',
        messages:
          'kiwi-lint: /dev/null: this is no plain file, but a folder, a pipe or a device.\n' +
          'kiwi-lint: {FOLDER}/no.kiwi: there is no such file.\n' +
          'kiwi-lint: {FOLDER}/x.kiwi/y.kiwi: the file cannot be read.\n'
      }
    ))

  it('names standard input as it was given', async () => {
    const { output } = await lint(['--format', 'github', '-', '--stdin-filepath', '/nowhere/x.kiwi'], { input: wrong })
    assert.match(output, /^::error file=\/nowhere\/x\.kiwi,/)
  })

  it('judges by the schema that is asked for', async () => {
    const files = { 'x.kiwi': fine.replace('schemaversion="8.0"', 'schemaversion="8.4"') }
    assert.deepEqual(await verdicts('--target 8.4 x.kiwi', { files }), { 'x.kiwi': true })
    assert.deepEqual(await verdicts('--target 8.3 x.kiwi', { files }), { 'x.kiwi': false })
  })
})

describe('kiwi-lint --target installed', () => {
  it('says where there is no kiwi, and looks in no folder that is relative', () =>
    check(
      '--target installed x.kiwi',
      { files: { 'x.kiwi': fine }, environment: { PATH: '.:bin' } },
      {
        code: 2,
        output: '',
        messages: 'kiwi-lint: There is no program kiwi-ng in the search path.\n'
      }
    ))

  it('judges extensions by what is in their stash, where that is said', async () => {
    const files = {
      'web.kiwi': '<?kiwi-stash profiles="Live"?><image stashed="core"/>',
      'core/config.xml': fine
    }
    assert.deepEqual(await verdicts('web.kiwi', { files }), { 'web.kiwi': true })
    for (const base of ['core', 'core/config.xml'])
      assert.deepEqual(await verdicts(`--base ${base} web.kiwi`, { files }), { 'web.kiwi': false })
    const { output } = await lint(['--format', 'github', '--base', 'core', 'web.kiwi'], { files })
    assert.match(output, /^::error file=web\.kiwi,line=1,endLine=1,col=24,.*The stash "core" has no profile "Live"/)
    const alone = await lint(['web.kiwi'], { files })
    assert.deepEqual([alone.code, alone.messages], [0, 'kiwi-lint: Give the description in the stash by --base.\n'])
  })

  for (const [base, message] of [
    ['nowhere', '{FOLDER}/nowhere: there is no such file.'],
    ['a', '{FOLDER}/a: there is no description in this folder.'],
    ['/dev/null', '/dev/null: this is no plain file, but a folder, a pipe or a device.'],
    ['a/x.rng', 'Nothing can be built on {FOLDER}/a/x.rng: there is no description in XML in {FOLDER}/a/x.rng.'],
    [
      'web.kiwi',
      'Nothing can be built on {FOLDER}/web.kiwi: there is only an extension of another stash in {FOLDER}/web.kiwi.'
    ]
  ] as const) {
    it(`checks nothing on top of ${base}, on which nothing can be built`, () =>
      check(
        `--base ${base} web.kiwi`,
        { files: { 'web.kiwi': '<image stashed="core"/>', 'a/x.rng': '<grammar/>' } },
        { code: 2, output: '', messages: `kiwi-lint: ${message}\n` }
      ))
  }

  it('names the option where another kiwi is to be chosen', async () => {
    const files = { 'x.kiwi': fine.replace('schemaversion="8.0"', 'schemaversion="8.5"') }
    const { output } = await lint(['--target', '8.0', 'x.kiwi'], { files })
    assert.match(output, /Install kiwi [\d.]+ or newer, or choose another one by the option --target\. \[/)
  })

  it('takes the schema of the kiwi in the search path', async () => {
    const environment = { PATH: `/nowhere:${process.cwd()}/.setup/kiwi-10/bin` }
    const files = {
      'x.kiwi': description('<package name="less"/>').replace(
        '<type image',
        '<type overlayroot_readonly_createoptions="x" image'
      )
    }
    assert.deepEqual(await verdicts('--target installed x.kiwi', { files, environment }), { 'x.kiwi': false })
    const { output } = await lint(['--target', 'installed', 'x.kiwi'], { files, environment })
    assert.match(output, /<type> has no attribute overlayroot_readonly_createoptions\./)
  })
})

/** A schema that is another one. */
function reference(place: string): string {
  return `<externalRef href="${place}" xmlns="http://relaxng.org/ns/structure/1.0"/>`
}

describe('kiwi-lint --rng', () => {
  const schema =
    '<grammar xmlns="http://relaxng.org/ns/structure/1.0"><include href="parts/b.rng"/><start><element name="a"><ref name="b"/></element></start></grammar>'
  const part =
    '<grammar xmlns="http://relaxng.org/ns/structure/1.0"><define name="b"><oneOrMore><element name="b"><attribute name="c"/><externalRef href="d.rng"/></element></oneOrMore></define></grammar>'
  const inner = '<element name="d" xmlns="http://relaxng.org/ns/structure/1.0"><empty/></element>'
  const schemas = { 's.rng': schema, 'parts/b.rng': part, 'parts/d.rng': inner }

  it('judges any XML by any schema', () =>
    check(
      '--rng s.rng good.xml bad.xml',
      { files: { ...schemas, 'good.xml': '<a><b c=""><d/></b></a>', 'bad.xml': '<a><b c=""/>\n<e/></a>' } },
      {
        code: 1,
        output: [
          'bad.xml:1:5: error: <b> is incomplete. Missing: <d>. [content-incomplete]',
          '  1 | <a><b c=""/>',
          '    |     ^',
          'bad.xml:2:2: error: <e> is not allowed in <a>. Allowed: <b>. [element-not-allowed]',
          '  2 | <e/></a>',
          '    |  ^',
          '2 files checked: 2 errors.',
          ''
        ].join('\n'),
        messages: ''
      }
    ))

  it('takes folders for the XML files in them', async () => {
    const files = { ...schemas, 'x/good.xml': '<a><b c=""><d/></b></a>', 'x/y/bad.xml': '<z/>' }
    assert.deepEqual(await verdicts('--rng s.rng x', { files }), { 'x/good.xml': true })
    assert.deepEqual(await verdicts('-r --rng s.rng x', { files }), { 'x/good.xml': true, 'x/y/bad.xml': false })
    await check(
      '--rng s.rng a',
      { files: { ...schemas, 'a/b/x.xml': '<a/>' } },
      {
        code: 2,
        output: '0 files checked.\n',
        messages: 'kiwi-lint: a: there is no XML file in this folder; --recursive looks deeper.\n'
      }
    )
  })

  it('says what is wrong in a schema, and where', async () => {
    const broken = { ...schemas, 'parts/d.rng': inner.replace('<empty/>', '<empty/>\n  <emty/>'), 'x.xml': '<a/>' }
    await check(
      '--rng s.rng x.xml',
      { files: broken },
      {
        code: 2,
        output: '',
        messages: 'kiwi-lint: parts/d.rng:2:3: “emty” must not stand in “element”.\n'
      }
    )
    await check(
      '--rng no.rng x.xml',
      { files: broken },
      {
        code: 2,
        output: '',
        messages: 'kiwi-lint: no.rng:1:1: “{FOLDER}/no.rng” cannot be read: there is no such file.\n'
      }
    )
    await check(
      '--rng parts x.xml',
      { files: broken },
      {
        code: 2,
        output: '',
        messages:
          'kiwi-lint: parts:1:1: “{FOLDER}/parts” cannot be read: this is no plain file, but a folder, a pipe or a device.\n'
      }
    )
    await check(
      '--rng s.rng x.xml',
      { files: { 's.rng': reference('http://example.org/a.rng'), 'x.xml': '<a/>' } },
      {
        code: 2,
        output: '',
        messages:
          'kiwi-lint: s.rng:1:1: “http://example.org/a.rng” cannot be read: nothing is fetched from the network; ' +
          'put a copy on this machine, and name that.\n'
      }
    )
    assert.deepEqual(
      await verdicts('--rng s.rng x.xml', {
        files: { ...schemas, 's.rng': reference('file://{FOLDER}/parts/d.rng'), 'x.xml': '<d/>' }
      }),
      { 'x.xml': true }
    )
  })
})

function tooLarge(file: string, millions: string): string {
  const sizes = `it has ${millions} million tags, attributes and special characters, and more than 1.3 million are not read`
  const remedy = 'Put parts of it into files of their own, and <include> them.'
  return `${file}:1:1: error: This file is not checked: ${sizes}. ${remedy} [file-too-large]`
}
