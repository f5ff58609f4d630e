/** The language server as any client meets it: the bundle that ships, over standard input and output. */
import assert from 'node:assert/strict'
import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Diagnostic } from 'vscode-languageserver'
import { temporaryFolder } from '../support/folders'
import { positionOf, uriOf, waitFor, type ClientOptions, type ProtocolClient } from '../support/protocolClient'
import { ProtocolSession } from '../support/protocolSession'

const allCapabilities = {
  workspace: {
    configuration: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceFolders: true
  },
  textDocument: {
    completion: { completionItem: { snippetSupport: true } },
    publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true }
  }
}

const isEmpty = (diagnostics: readonly Diagnostic[]) => diagnostics.length === 0
const codes = (diagnostics: readonly Diagnostic[] | undefined) => diagnostics?.map(({ code }) => code)

function messageOf(diagnostic: Diagnostic | undefined): string {
  return typeof diagnostic?.message === 'string' ? diagnostic.message : ''
}

function run(bundle: string, ...words: string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`server/dist/${bundle}`, ...words], {
    encoding: 'utf8'
  })
  return { status, stdout, stderr }
}

describe('the language server', function () {
  this.timeout(20_000)
  const session = new ProtocolSession('test/fixtures/descriptions/tree')

  async function start(options: ClientOptions = {}): Promise<ProtocolClient> {
    const { capabilities } = await session.start(options)
    assert.equal(capabilities.hoverProvider, true)
    return session.client
  }

  async function open(server: ProtocolClient, name: string): Promise<{ uri: string; text: string }> {
    const uri = uriOf(path.join(session.folder, name))
    const text = readFileSync(path.join(session.folder, name), 'utf8')
    await server.open(uri, text)
    return { uri, text }
  }

  it('tells a mistake at its place until it is mended', async () => {
    const server = await start({ capabilities: allCapabilities })
    const { uri, text } = await open(server, 'desktop.kiwi')
    await server.diagnosticsWhen(uri, isEmpty)
    const from = positionOf(text, 'iso')
    const to = positionOf(text, 'iso', true)
    await server.change(uri, from, to, 'isoo')
    const [wrong, ...others] = await server.diagnosticsWhen(uri, found => !isEmpty(found))
    assert.deepEqual(others, [])
    assert.deepEqual(wrong?.range, { start: from, end: { ...to, character: to.character + 1 } })
    assert.ok(wrong)
    assert.deepEqual([wrong.code, wrong.severity, wrong.source], ['attribute-value-invalid', 1, 'kiwi'])
    const [file, line] = wrong.codeDescription?.href.split('#L') ?? []
    const heading = readFileSync(fileURLToPath(file ?? ''), 'utf8').split('\n')[Number(line) - 1]
    assert.equal(heading, '### `attribute-value-invalid`')
    await server.change(uri, from, { ...to, character: to.character + 1 }, 'iso')
    await server.diagnosticsWhen(uri, isEmpty)
  })

  it('tells what kind of file each is', async () => {
    const server = await start()
    const files = ['desktop.kiwi', 'components/base.xml', 'components/spare.xml']
    for (const name of files) await open(server, name)
    const yaml = uriOf(path.join(session.folder, 'yaml.kiwi'))
    await server.open(yaml, 'image:\n')
    const uris = [...files.map(name => uriOf(path.join(session.folder, name))), yaml]
    await waitFor(
      () => server.kinds.size === uris.length,
      () => 'the kinds of all documents'
    )
    assert.deepEqual(
      uris.map(uri => server.kinds.get(uri)),
      ['description', 'fragment', 'fragment', 'yaml']
    )
    await server.diagnosticsWhen(yaml, isEmpty)
  })

  it('names the descriptions that include a fragment, as they come and go', async () => {
    const server = await start({ capabilities: allCapabilities })
    const { uri } = await open(server, 'components/server-disk.xml')
    const [serverUri, desktopUri] = ['server.kiwi', 'desktop.kiwi'].map(name => uriOf(path.join(session.folder, name)))
    const told = async (expected: unknown) =>
      waitFor(
        () => JSON.stringify(server.descriptions.get(uri)) === JSON.stringify(expected),
        () => `${JSON.stringify(expected)}, not ${JSON.stringify(server.descriptions.get(uri))}`
      )
    await told([serverUri])
    const { uri: desktop, text } = await open(server, 'desktop.kiwi')
    const at = positionOf(text, '<packages')
    await server.change(desktop, at, at, '<include from="this://components/server-disk.xml"/>')
    await told([desktopUri, serverUri])
  })

  it('describes a file as it is on disk and in the editor, wherever it lies', async () => {
    const server = await start({ capabilities: allCapabilities, folders: [] })
    const uri = uriOf(path.join(session.folder, 'desktop.kiwi'))
    const described = await server.describe({ uri })
    assert.deepEqual([described?.kind, described?.name, described?.types], ['description', 'desktop', ['iso']])
    assert.deepEqual(described?.files, [uri, uriOf(path.join(session.folder, 'components/base.xml'))])
    const text = readFileSync(path.join(session.folder, 'desktop.kiwi'), 'utf8')
    writeFileSync(path.join(session.folder, 'desktop.kiwi'), text.replace('"desktop"', '"office"'))
    assert.equal((await server.describe({ uri }))?.name, 'office')
    await server.open(uri, text.replace('"desktop"', '"unsaved"'))
    assert.equal((await server.describe({ uri, profiles: ['none', 7] }))?.name, 'unsaved')
    for (const rubbish of [
      {},
      { uri: 7 },
      { uri: uriOf(path.join(session.folder, 'nowhere.kiwi')) },
      { uri: 'file://%' }
    ])
      assert.equal(await server.describe(rubbish), null)
  })

  it('completes and explains, in a fragment as in its description', async () => {
    const server = await start({ capabilities: allCapabilities })
    const { uri, text } = await open(server, 'components/base.xml')
    await server.diagnosticsWhen(uri, isEmpty)
    const packages = await server.complete(uri, positionOf(text, '<package name="vim"'))
    assert.ok(packages.some(({ label }) => label === 'namedCollection'))
    const values = await server.complete(uri, positionOf(text, '<packagemanager>', true))
    assert.deepEqual(
      values.map(({ label }) => label),
      ['apk', 'apt', 'zypper', 'dnf4', 'dnf5', 'microdnf', 'pacman']
    )
    const hover = await server.hover(uri, positionOf(text, 'packagemanager'))
    assert.match(JSON.stringify(hover?.contents), /Package Manager/)
    // In white space there is nothing to explain, and a stray place is no failure.
    assert.equal(await server.hover(uri, { line: 0, character: 0 }), null)
    assert.deepEqual(await server.hover('file:///nowhere.kiwi', { line: 0, character: 0 }), null)
    assert.deepEqual(
      server.messages.filter(message => message.includes('failed')),
      []
    )
  })

  it('tells the documentation of a completion when that is shown, where the client asks then', async () => {
    const resolveSupport = { properties: ['documentation'] }
    const capabilities = { textDocument: { completion: { completionItem: { resolveSupport } } } }
    const server = await start({ capabilities })
    const { uri, text } = await open(server, 'desktop.kiwi')
    const items = await server.complete(uri, positionOf(text, 'image="iso"'))
    assert.deepEqual(
      items.flatMap(({ documentation }) => documentation ?? []),
      []
    )
    const item = items.find(({ label }) => label === 'hybridpersistent')
    assert.ok(item)
    const { documentation, ...resolved } = await server.resolve(item)
    assert.match(JSON.stringify(documentation), /Only where `image` is/)
    assert.deepEqual(resolved, item)
    for (const data of [7, { uri }, { uri: 'file:///nowhere.kiwi', position: { line: 0, character: 0 } }])
      assert.deepEqual(await server.resolve({ label: 'hybridpersistent', data }), { label: 'hybridpersistent', data })
    // The list stays in view while more is typed.
    const at = positionOf(text, 'image="iso"')
    await server.change(uri, at, at, 'fl')
    assert.deepEqual((await server.resolve(item)).documentation, documentation)
  })

  it('tells the documentation with each completion to a client that does not ask later', async () => {
    const server = await start({ capabilities: allCapabilities })
    const { uri, text } = await open(server, 'desktop.kiwi')
    const items = await server.complete(uri, positionOf(text, 'image="iso"'))
    assert.match(
      JSON.stringify(items.find(({ label }) => label === 'hybridpersistent')?.documentation),
      /Only where `image` is/
    )
  })

  it('judges descriptions anew when a fragment is edited, and the fragment by its descriptions', async () => {
    const server = await start({ capabilities: allCapabilities })
    const description = await open(server, 'desktop.kiwi')
    await server.diagnosticsWhen(description.uri, isEmpty)
    const fragment = await open(server, 'components/base.xml')
    await server.diagnosticsWhen(fragment.uri, isEmpty)
    const [from, to] = [positionOf(fragment.text, 'apt<'), positionOf(fragment.text, '</packagemanager>')]
    // Right for an old description only: the server is of 7.5, the desktop of 8.5.
    await server.change(fragment.uri, from, to, 'dnf')
    // Before the folder is read wholly the desktop is the only description that is known.
    await server.diagnosticsWhen(fragment.uri, ([told]) => messageOf(told).endsWith('(only in desktop.kiwi)'))
    const [atInclude] = await server.diagnosticsWhen(description.uri, found => !isEmpty(found))
    assert.equal(atInclude?.code, 'include-has-errors')
    assert.deepEqual(
      atInclude?.relatedInformation?.map(({ location }) => location.uri),
      [fragment.uri]
    )
    // The text on disk counts again when the document is closed without saving.
    await server.close(fragment.uri)
    await server.diagnosticsWhen(description.uri, isEmpty)
    await server.diagnosticsWhen(fragment.uri, isEmpty)
  })

  it('tells mistakes in closed fragments, and sees them change on disk', async () => {
    const file = path.join(session.folder, 'components/base.xml')
    const good = readFileSync(file, 'utf8')
    writeFileSync(file, good.replace('<package name="vim"/>', '<package nam="vim"/>'))
    const server = await start({ capabilities: allCapabilities })
    const { uri } = await open(server, 'desktop.kiwi')
    assert.deepEqual(codes(await server.diagnosticsWhen(uriOf(file), found => !isEmpty(found))), [
      'attribute-not-allowed'
    ])
    assert.deepEqual(codes(server.published(uri)), ['include-has-errors'])
    await waitFor(
      () => server.registrations.includes('workspace/didChangeWatchedFiles'),
      () => 'the request to watch files'
    )
    writeFileSync(file, good)
    await server.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(file), type: 2 }] })
    await server.diagnosticsWhen(uriOf(file), isEmpty)
    await server.diagnosticsWhen(uri, isEmpty)
  })

  it('follows the setting for the schema', async () => {
    const server = await start({ capabilities: allCapabilities, settings: { schema: { target: '7.6' } } })
    const { uri } = await open(server, 'desktop.kiwi')
    await server.diagnosticsWhen(uri, found => codes(found)?.includes('schemaversion-too-new') ?? false)
    server.settings = { schema: { target: 'newest' } }
    await server.notify('workspace/didChangeConfiguration', { settings: undefined })
    await server.diagnosticsWhen(uri, isEmpty)
  })

  it('takes settings from clients that only send them', async () => {
    const server = await start({ initializationOptions: { settings: { schema: { target: '7.6' } } } })
    const { uri } = await open(server, 'desktop.kiwi')
    await server.diagnosticsWhen(uri, found => codes(found)?.includes('schemaversion-too-new') ?? false)
    await server.notify('workspace/didChangeConfiguration', { settings: { kiwi: { schema: { target: 'newest' } } } })
    await server.diagnosticsWhen(uri, isEmpty)
  })

  it('prefers the schema of the installed kiwi', async () => {
    const server = await start({ initializationOptions: { installedSchema: path.resolve('schemas/kiwi/8.0.rng') } })
    const { uri } = await open(server, 'desktop.kiwi')
    const found = await server.diagnosticsWhen(uri, diagnostics => !isEmpty(diagnostics))
    assert.match(found.map(messageOf).join('\n'), /the installed kiwi reads versions up to 8\.0/)
  })

  it('finds the descriptions of the workspace where the client refuses its settings', async () => {
    mkdirSync(path.join(session.folder, 'other'))
    const other = path.join(session.folder, 'other/other.kiwi')
    writeFileSync(other, '<image schemaversion="8.0" name="o"><include from="this://../components/spare.xml"/></image>')
    const server = await start({ capabilities: allCapabilities, settings: new Error('No.') })
    const { uri } = await open(server, 'components/spare.xml')
    await waitFor(
      () => server.descriptions.get(uri)?.includes(uriOf(other)) ?? false,
      () => 'the description in the other folder'
    )
    assert.ok(server.messages.some(message => message.includes('No.')))
  })

  it('finds the descriptions of a fragment that is opened without a workspace', async () => {
    const server = await start({ folders: [] })
    const { uri } = await open(server, 'components/server-disk.xml')
    // Valid only as converted from the version of the description beside it.
    await server.diagnosticsWhen(uri, isEmpty)
    const { uri: spare, text } = await open(server, 'components/spare.xml')
    await server.diagnosticsWhen(spare, isEmpty)
    await server.change(spare, positionOf(text, 'groups'), positionOf(text, 'groups', true), 'group')
    assert.deepEqual(codes(await server.diagnosticsWhen(spare, found => !isEmpty(found))), ['attribute-not-allowed'])
  })

  it('looks at the disk again when a document is saved, for clients that watch no files', async () => {
    const server = await start()
    const fragment = await open(server, 'components/spare.xml')
    const { uri } = await open(server, 'desktop.kiwi')
    await server.diagnosticsWhen(uri, isEmpty)
    const file = path.join(session.folder, 'components/base.xml')
    writeFileSync(file, readFileSync(file, 'utf8').replace('<package name="vim"/>', '<package nam="vim"/>'))
    await server.notify('textDocument/didSave', { textDocument: { uri: fragment.uri } })
    assert.deepEqual(codes(await server.diagnosticsWhen(uri, found => !isEmpty(found))), ['include-has-errors'])
  })

  it('says so where there is no schema, and goes on', async () => {
    const server = await start({ initializationOptions: { schemaDirectory: session.folder } })
    const { uri, text } = await open(server, 'desktop.kiwi')
    await server.diagnosticsWhen(uri, isEmpty)
    await server.change(uri, positionOf(text, '</image>'), positionOf(text, '</image>', true), '')
    assert.deepEqual(codes(await server.diagnosticsWhen(uri, found => !isEmpty(found))), ['element-not-closed'])
    assert.ok(server.messages.some(message => message.includes(`There is no schema of kiwi in ${session.folder}`)))
  })

  it('forgets the descriptions of a folder that leaves the workspace', async () => {
    const other = temporaryFolder('protocol')
    const part = uriOf(path.join(session.folder, 'components/base.xml'))
    const include = path.join(path.relative(other, session.folder), 'components/base.xml')
    const description = readFileSync(path.join(session.folder, 'desktop.kiwi'), 'utf8')
    const outside = path.join(other, 'outside.kiwi')
    writeFileSync(outside, description.replace('this://components/base.xml', `this://${include}`))
    const server = await start({ capabilities: allCapabilities, folders: [session.folder, other] })
    await open(server, 'components/base.xml')
    const tells = async (wanted: boolean) =>
      waitFor(
        () => server.descriptions.get(part)?.includes(uriOf(outside)) === wanted,
        () => `${outside} among ${JSON.stringify(server.descriptions.get(part))}: ${wanted}`
      )
    await tells(true)
    await server.notify('workspace/didChangeWorkspaceFolders', {
      event: { added: [], removed: [{ uri: uriOf(other), name: 'other' }] }
    })
    await tells(false)
    rmSync(other, { recursive: true })
  })

  it('reads no file beside the folder that it runs in for a document that is no file', async () => {
    const server = await start()
    const text = readFileSync(path.join(session.folder, 'desktop.kiwi'), 'utf8')
    const uri = 'untitled:Untitled-1'
    await server.open(uri, text.replace('this://components/base.xml', 'this://package.json'), 'kiwi-description')
    await server.diagnosticsWhen(uri, isEmpty)
  })
})

/** The server with this as all that its client ever says. */
function server(input: string): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, ['server/dist/server.js', '--stdio'], { input, encoding: 'utf8', timeout: 10_000 })
}

describe('the commands of the language server package', function () {
  this.timeout(20_000)
  it('say their version and usage', () => {
    for (const bundle of ['server.js', 'kiwi-lint.js']) {
      assert.match(run(bundle, '--version').stdout, /^kiwi-[a-z-]+ \d+\.\d+\.\d+\n$/)
      assert.match(run(bundle, '--help').stdout, /^Usage: kiwi-/)
      assert.equal(run(bundle).status, 2)
    }
  })

  it('end where the client does not speak the protocol, or goes away', () => {
    for (const input of ['Content-Length: abc\r\n\r\n{}', 'Length: 2\r\n\r\n{}', 'Content-Length: 2\r\n\r\n}{']) {
      const { status, stderr } = server(input)
      assert.equal(status, 1)
      assert.match(stderr, /^kiwi-language-server: this is not the Language Server Protocol: .*/)
    }
    const { status, stderr } = server('')
    assert.deepEqual([status, stderr], [1, ''])
  })

  it('lint: no error is 0', () => {
    const { status, stdout, stderr } = run('kiwi-lint.js', 'test/fixtures/descriptions/tree', '--format', 'json')
    assert.deepEqual([status, stderr], [0, ''])
    assert.match(stdout, /^\{"path":"test\/fixtures\/descriptions\/tree\/desktop\.kiwi","valid":true,.*\}\n$/)
  })

  it('lint: standard input is read', () => {
    const input = readFileSync('test/fixtures/descriptions/broken/appliance.kiwi')
    const { status, stdout } = spawnSync(process.execPath, ['server/dist/kiwi-lint.js', '-'], {
      input,
      encoding: 'utf8'
    })
    assert.equal(status, 1)
    assert.match(stdout, /^stdin\.kiwi:10:25: error: /m)
  })

  it('lint: any XML by any schema', () => {
    assert.equal(run('kiwi-lint.js', '--rng', 'schemas/kiwi/8.5.rng', 'test/fixtures/descriptions/old').status, 1)
    const { status, stderr } = run('kiwi-lint.js', '--rng', 'README.md', 'test/fixtures/descriptions/old')
    assert.equal(status, 2)
    assert.match(stderr, /^kiwi-lint: README\.md:1:1: /)
  })

  it('lint: an error is 1, and is said with its place', () => {
    const { status, stdout } = run('kiwi-lint.js', 'test/fixtures/descriptions/broken/appliance.kiwi')
    assert.equal(status, 1)
    assert.match(
      stdout,
      /^test\/fixtures\/descriptions\/broken\/appliance\.kiwi:10:25: error: "dnff" is not a value of <packagemanager>.*\[text-invalid\]$/m
    )
  })

  it('lint: what is no XML is left out, and said so', () => {
    const folder = temporaryFolder('lint')
    const file = path.join(folder, 'yaml.kiwi')
    writeFileSync(file, 'image:\n')
    const { status, stdout, stderr } = run('kiwi-lint.js', '--', file)
    rmSync(folder, { recursive: true })
    assert.deepEqual([status, stdout], [0, '0 files checked.\n'])
    assert.match(stderr, /yaml\.kiwi: this is no XML: not checked\.\n$/)
  })

  it('lint: a link that leads nowhere is said to be unreadable', () => {
    const folder = temporaryFolder('lint')
    const link = path.join(folder, 'loop.kiwi')
    symlinkSync(link, link)
    const { status, stderr } = run('kiwi-lint.js', link)
    rmSync(folder, { recursive: true })
    assert.equal(status, 2)
    assert.match(stderr, /^kiwi-lint: .*loop\.kiwi: the file cannot be read\.\n$/)
  })

  it('lint: what is relative to a folder that is gone is not looked for elsewhere', () => {
    const lint = path.resolve('server/dist/kiwi-lint.js')
    for (const words of ['-r .', '--base x /etc', 'effective .']) {
      const folder = temporaryFolder('lint')
      const script = `cd "${folder}" && rmdir "${folder}" && exec "${process.execPath}" "${lint}" ${words}`
      const { status, stderr } = spawnSync('/bin/sh', ['-c', script], { encoding: 'utf8' })
      assert.equal(status, 2)
      assert.equal(stderr, 'kiwi-lint: The folder that kiwi-lint was started in is gone: give absolute paths.\n')
    }
  })

  it('lint: a wrong command line or file is 2', () => {
    for (const words of [['--nonsense'], ['--'], ['no-such-file.kiwi'], ['docs'], ['README.md']]) {
      const { status, stderr } = run('kiwi-lint.js', ...words)
      assert.equal(status, 2)
      assert.notEqual(stderr, '')
    }
  })
})
