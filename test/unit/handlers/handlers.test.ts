/** What the handlers rest on: the guard, what a client says of itself, settings, and the search for descriptions. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { readConfiguration, schemaTarget } from '../../../server/src/config'
import { Library } from '../../../server/src/description/library'
import { Documents } from '../../../server/src/handlers/documents'
import { xmlFilesBelow, xmlFilesBelowAtOnce } from '../../../server/src/handlers/fileSystem'
import { guarded } from '../../../server/src/handlers/guard'
import { clientFacts } from '../../../server/src/handlers/initialization'
import { Workspace } from '../../../server/src/handlers/workspace'
import { schemaOf } from '../../support/descriptions'
import { image } from '../../support/image'

describe('the guard around handlers', () => {
  const logged: string[] = []
  const log = { error: (message: string) => logged.push(message) }

  it('logs method and document of what fails, and answers with nothing', async () => {
    const fail = guarded(log, 'textDocument/hover', 'nothing', () => {
      throw new Error('out of order')
    })
    assert.equal(await fail({ textDocument: { uri: 'file:///a.kiwi' } }), 'nothing')
    assert.match(logged.join('\n'), /^textDocument\/hover failed for file:\/\/\/a\.kiwi: Error: out of order/)
  })

  it('answers what the handler answers', async () => {
    const double = guarded(log, 'x', 0, (value: number) => value * 2)
    assert.equal(await double(21), 42)
  })
})

describe('what a client says of itself', () => {
  const minimal = { processId: 1, rootUri: 'file:///w', capabilities: {} }

  it('may be next to nothing', () => {
    const facts = clientFacts(minimal)
    assert.deepEqual(facts.folders, ['/w'])
    assert.deepEqual([facts.snippets, facts.configuration, facts.watchedFiles], [false, false, false])
  })

  it('may be rubbish where it is not checked by the protocol', () => {
    for (const initializationOptions of ['x', 7, [1], { schemaDirectory: 5, installedSchema: '' }]) {
      const { schemaDirectory, installedSchema } = clientFacts({ ...minimal, initializationOptions })
      assert.deepEqual([schemaDirectory, installedSchema], [undefined, undefined])
    }
  })
})

function checkProblems(section: unknown, expected: readonly string[]): void {
  assert.deepEqual(readConfiguration(section).problems, expected)
}

describe('the configuration', () => {
  it('has its default wherever no possible value is given', () => {
    for (const section of [
      undefined,
      'x',
      {},
      { schema: 5 },
      { schema: { target: '9.9' } },
      { schema: { target: 8.5 } }
    ])
      assert.equal(readConfiguration(section).schemaTarget, schemaTarget.default)
  })

  it('takes severities by code, and of paths those that are some; nothing else', () => {
    const section = {
      schema: { catalogs: ['/etc/xml/catalog', 5, ' '] },
      diagnostics: {
        severity: { 'rule-broken': 'hint', 'text-invalid': 'bad', 'no-such-code': 'off', toString: 'off' }
      }
    }
    const { catalogs, severities } = readConfiguration(section)
    assert.deepEqual(catalogs, ['/etc/xml/catalog'])
    assert.deepEqual([...severities], [['rule-broken', 'hint']])
  })

  it('has no catalogs and no severities where something else is given for them', () => {
    for (const value of [undefined, 'x', 5, [' '], { a: 1 }]) {
      const { catalogs, severities } = readConfiguration({
        schema: { catalogs: value },
        diagnostics: { severity: value }
      })
      assert.deepEqual([catalogs, [...severities]], [[], []])
    }
  })

  it('takes each possible value', () => {
    for (const target of schemaTarget.values)
      assert.equal(readConfiguration({ schema: { target } }).schemaTarget, target)
  })

  it('tells what cannot be used', () => {
    const targets = schemaTarget.values.join(', ')
    checkProblems({ schema: { target: '9.9', catalogs: '/a' } }, [
      `The setting kiwi.schema.target cannot be "9.9", so it is "installed". It can be ${targets}.`,
      'The setting kiwi.schema.catalogs must be a list of absolute paths, and is "/a".'
    ])
    checkProblems({ schema: { catalogs: ['my.xml', 5, '/a', 'file:///a'] }, diagnostics: { severity: 'off' } }, [
      'The setting kiwi.schema.catalogs takes absolute paths only, not "my.xml".',
      'The setting kiwi.schema.catalogs takes absolute paths only, not 5.',
      'The setting kiwi.diagnostics.severity must have a value for each name, and is "off".'
    ])
    checkProblems({ diagnostics: { severity: { 'no-such-code': 'off', 'text-invalid': 'bad' } } }, [
      'The setting kiwi.diagnostics.severity names "no-such-code", which does not exist.',
      'The setting kiwi.diagnostics.severity has "bad" for text-invalid. It can be error, warning, information, hint, off.'
    ])
  })

  it('takes no offence at what nobody has set', () => {
    // oxlint-disable-next-line unicorn/no-null -- what clients send
    for (const section of [undefined, null, {}, { schema: { target: null, catalogs: undefined } }, { other: 1 }])
      checkProblems(section, [])
  })
})

describe('the search for descriptions', () => {
  let folder = ''

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'kiwi-workspace-'))
  })

  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  function write(name: string, text: string): string {
    const file = path.join(folder, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, text)
    return file
  }

  it('leaves out what others made', async () => {
    const found = ['a.kiwi', 'deep/er/config.xml', 'deep/part.xml'].map(name => write(name, '<image/>'))
    for (const name of ['node_modules/x/a.kiwi', '.git/a.xml', 'build/image-root/image/config.xml', 'a.txt'])
      write(name, '<image/>')
    assert.deepEqual((await xmlFilesBelow(folder)).sort(), found.sort())
    assert.deepEqual(xmlFilesBelowAtOnce(folder).sort(), found.sort())
    assert.deepEqual(await xmlFilesBelow(path.join(folder, 'nowhere')), [])
  })

  it('tells which folders it could not read', async () => {
    // A name that is no UTF-8 leads nowhere once it has become text.
    mkdirSync(Buffer.concat([Buffer.from(`${folder}/a`), Buffer.from([0xff])]))
    const unread: string[] = []
    await xmlFilesBelow(folder, each => unread.push(path.basename(each)))
    xmlFilesBelowAtOnce(folder, each => unread.push(path.basename(each)))
    assert.deepEqual(unread, ['a\uFFFD', 'a\uFFFD'])
  })

  it('finds the descriptions of a fragment anywhere in the workspace', async () => {
    const part = write('shared/part.xml', '<image/>')
    const description = write('images/one/my.xml', image('<include from="this://../../shared/part.xml"/>'))
    write('images/pom.xml', '<project/>')
    const documents = new Documents()
    const library = new Library(documents, schemaOf())
    await new Workspace(documents, library).add([folder])
    assert.deepEqual(
      library.file(part)?.readings.map(({ file }) => file.path),
      [description]
    )
  })

  it('forgets the descriptions of a folder that is removed, unless they are open or another folder holds them', async () => {
    const part = write('shared/part.xml', '<image/>')
    const include = image('<include from="this://../shared/part.xml"/>')
    const [closed, opened, held] = ['one/a.kiwi', 'one/b.kiwi', 'two/c.kiwi'].map(name => write(name, include))
    assert.ok(closed !== undefined && opened !== undefined && held !== undefined)
    const documents = new Documents()
    const library = new Library(documents, schemaOf())
    const workspace = new Workspace(documents, library)
    const readers = () => library.file(part)?.readings.map(({ file }) => file.path)
    await workspace.add([folder, path.join(folder, 'two')])
    assert.deepEqual(readers(), [closed, opened, held])
    documents.open(pathToFileURL(opened).href, 'xml', 1, include)
    workspace.remove([folder])
    assert.deepEqual(readers(), [opened, held])
    await workspace.add([folder])
    assert.deepEqual(readers(), [closed, opened, held])
  })

  it('finds those above a fragment that is opened alone', () => {
    const part = write('tree/parts/deep/part.xml', '<image/>')
    const description = write('tree/one.kiwi', image('<include from="this://parts/deep/part.xml"/>'))
    const documents = new Documents()
    const library = new Library(documents, schemaOf())
    library.update(part)
    assert.equal(library.file(part)?.alone, true)
    new Workspace(documents, library).searchAround(part)
    assert.deepEqual(
      library.file(part)?.readings.map(({ file }) => file.path),
      [description]
    )
  })
})
