/** Stash extensions over real standard input and output: the test plays the client that knows the containers. */
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { uriOf, waitFor, type ProtocolClient } from '../support/protocolClient'
import { ProtocolSession } from '../support/protocolSession'

const core = `<?xml version="1.0" encoding="utf-8"?>
<image schemaversion="8.5" name="core">
    <description type="system">
        <author>A</author>
        <contact>c</contact>
        <specification>S</specification>
    </description>
    <preferences>
        <version>1.0.0</version>
        <packagemanager>apt</packagemanager>
        <type image="tbz"/>
    </preferences>
    <repository alias="a">
        <source path="http://example.org/a"/>
    </repository>
    <packages type="bootstrap">
        <package name="base-files"/>
    </packages>
    <packages type="image">
        <package name="a"/>
        <archive name="a.tar"/>
    </packages>
</image>
`

const extension = `<image stashed="core" name="web">
    <packages type="bootstrap">
        <package name="b"/>
    </packages>
    <preferences>
        <type image="docker">
            <containerconfig name="web"/>
        </type>
    </preferences>
</image>
`

function more(name: string): string {
  return `<image><packages type="image"><package name="${name}"/></packages></image>`
}

function field(value: unknown, ...names: (string | number)[]): unknown {
  let found = value
  for (const name of names) {
    assert.ok(typeof found === 'object' && found !== null, `${String(name)} of ${JSON.stringify(found)}`)
    found = new Map<string, unknown>(Object.entries(found)).get(String(name))
  }
  return found
}

describe('stash extensions over the protocol', function () {
  this.timeout(20_000)
  const session = new ProtocolSession()
  let folder = ''
  let client: ProtocolClient
  let uri = ''

  beforeEach(async () => {
    folder = session.folder
    mkdirSync(path.join(folder, 'stash'))
    mkdirSync(path.join(folder, 'own/root/etc'), { recursive: true })
    writeFileSync(path.join(folder, 'stash/config.xml'), core)
    for (const script of ['config.sh', 'images.sh']) writeFileSync(path.join(folder, 'stash', script), 'exit 1\n')
    writeFileSync(path.join(folder, 'own/images.sh'), 'true\n')
    uri = uriOf(path.join(folder, 'own/web.kiwi'))
    await session.start({ folders: [], initializationOptions: { stashes: true } })
    client = session.client
    client.stashes.set('core', described('d'))
  })

  function described(digest: string): object {
    const stash = path.join(folder, 'stash')
    return { state: 'described', digest, folder: stash, description: path.join(stash, 'config.xml') }
  }

  it('are judged with their stash, which is asked for once', async () => {
    writeFileSync(path.join(folder, 'stash/config.xml'), core.replace('alias=', 'alais='))
    await client.open(uri, extension)
    const [found] = await client.diagnosticsWhen(uri, diagnostics => diagnostics.length > 0)
    assert.deepEqual([found?.code, found?.range.start], ['stash-has-errors', { line: 0, character: 16 }])
    assert.deepEqual(client.askedStashes, ['core'])
  })

  it('are shown as what they make of it, with the origin of each piece', async () => {
    await client.open(uri, extension)
    const answer = await client.request('kiwi/effective', { uri, purpose: 'preview' })
    assert.match(String(field(answer, 'text')), /name="web"[^]*<type image="docker">[^]*"base-files"[^]*"b"/)
    assert.deepEqual(field(answer, 'errors'), [])
    assert.deepEqual(field(answer, 'references'), ['core'])
    const marks = field(answer, 'marks')
    assert.ok(Array.isArray(marks))
    const lines = String(field(answer, 'text')).split('\n')
    const origins = marks.map((mark: unknown): string => {
      const line = String(lines[Number(field(mark, 'range', 'start', 'line'))]).trim()
      return `${String(field(mark, 'origin'))} ${String(field(mark, 'originRange', 'start', 'line'))}: ${line.replace(/ schemaversion="[\d.]+"/, '')}`
    })
    // Elements before what is around them.
    assert.deepEqual(
      origins.filter(origin => /image|packa|type|version/.test(origin)),
      [
        'extension 0: <image name="web">',
        'stash 2: <description type="system">',
        'stash 8: <version>1.0.0</version>',
        'stash 9: <packagemanager>apt</packagemanager>',
        'extension 5: <type image="docker">',
        'stash 16: <package name="base-files"/>',
        'stash 15: <packages type="bootstrap">',
        'stash 19: <package name="a"/>',
        'stash 18: <packages type="image">',
        'extension 2: <package name="b"/>',
        'extension 1: <packages type="bootstrap">'
      ]
    )
  })

  it('are made ready for a build on top of the tree', async () => {
    await client.open(uri, extension)
    const answer = await client.request('kiwi/effective', { uri, purpose: 'build' })
    const text = String(field(answer, 'text'))
    assert.ok(!text.includes('base-files') && !text.includes('bootstrap') && !text.includes('a.tar'), text)
    assert.match(text, /<packages type="image">\s*<package name="b"\/>/)
    const own = path.join(folder, 'own')
    assert.deepEqual(field(answer, 'files'), [
      { path: path.join(own, 'images.sh'), name: 'images.sh' },
      { path: path.join(own, 'root'), name: 'root' }
    ])
    assert.deepEqual(field(answer, 'neutralised'), ['config.sh'])
    assert.deepEqual(field(answer, 'errors'), [])
    assert.deepEqual(field(answer, 'name'), 'web')
  })

  it('are built with the files that they include as these are now', async () => {
    const fragment = path.join(folder, 'own/more.xml')
    const including = extension.replace('</image>', '    <include from="this://more.xml"/>\n</image>')
    writeFileSync(fragment, more('old'))
    await client.open(uri, including)
    const build = async () => String(field(await client.request('kiwi/effective', { uri, purpose: 'build' }), 'text'))
    assert.match(await build(), /<package name="old"\/>/)
    writeFileSync(fragment, more('new'))
    assert.match(await build(), /<package name="new"\/>/)
  })

  it('are told of when what they make has changed', async () => {
    await client.open(uri, extension)
    await client.request('kiwi/effective', { uri, purpose: 'preview' })
    assert.deepEqual(client.effectiveChanges, [])
    await client.change(uri, { line: 2, character: 23 }, { line: 2, character: 24 }, 'c')
    await waitFor(
      () => client.effectiveChanges.length === 1,
      () => 'the first change'
    )
    writeFileSync(path.join(folder, 'stash/config.xml'), core.replace('name="core"', 'name="other"'))
    client.stashes.set('core', described('e'))
    await client.notify('kiwi/stashesChanged', {})
    await waitFor(
      () => client.effectiveChanges.length === 2,
      () => 'the second change'
    )
    assert.deepEqual(client.askedStashes, ['core', 'core'])
    assert.deepEqual([...new Set(client.effectiveChanges)], [uri])
  })

  it('are told of a change although somebody has asked meanwhile', async () => {
    client.stashes.delete('core')
    await client.open(uri, extension)
    const ask = async () => client.request('kiwi/effective', { uri, purpose: 'preview' })
    await ask()
    client.stashes.set('core', described('d'))
    await client.notify('kiwi/stashesChanged', {})
    await Promise.all([ask(), ask()])
    await waitFor(
      () => client.effectiveChanges.length > 0,
      () => 'the change'
    )
    assert.deepEqual([...new Set(client.effectiveChanges)], [uri])
  })

  it('are asked for again by the references that they have now', async () => {
    await client.open(uri, extension.replace('stashed="core"', 'stashed="cor"'))
    await client.diagnosticsWhen(uri, found => found.some(({ code }) => code === 'stash-missing'))
    await client.change(uri, { line: 0, character: 19 }, { line: 0, character: 19 }, 'e')
    await client.diagnosticsWhen(uri, found => found.length === 0)
    client.stashes.delete('core')
    await client.notify('kiwi/stashesChanged', {})
    await client.diagnosticsWhen(uri, found => found.some(({ code }) => code === 'stash-missing'))
    assert.deepEqual(client.askedStashes, ['cor', 'core', 'core'])
  })

  it('are described by what they make', async () => {
    await client.open(uri, extension)
    const summary = await client.describe({ uri })
    assert.deepEqual(
      [summary?.kind, summary?.name, summary?.packageManager, summary?.types, summary?.errors],
      ['extension', 'web', 'apt', ['docker'], 0]
    )
  })

  it('are begun, and made out of whole descriptions', async () => {
    const begun = await client.request('kiwi/newExtension', { reference: 'core', name: 'web' })
    assert.match(String(field(begun, 'text')), /<image schemaversion="[\d.]+" stashed="core" name="web">/)
    await client.open(uri, core.replace('name="core"', 'name="web"'))
    const reduced = await client.request('kiwi/reduce', { uri, reference: 'core' })
    assert.match(String(field(reduced, 'text')), /<image schemaversion="[\d.]+" stashed="core" name="web"\/>\n$/)
    const refused = await client.request('kiwi/reduce', { uri, reference: 'other' })
    assert.match(String(field(refused, 'refused')), /other/)
  })

  it('have no effective description where there is none', async () => {
    const fragment = uriOf(path.join(folder, 'own/fragment.xml'))
    await client.open(fragment, '<image><packages type="image"/></image>')
    // oxlint-disable-next-line unicorn/no-null -- the protocol's word for "nothing"
    assert.equal(await client.request('kiwi/effective', { uri: fragment, purpose: 'preview' }), null)
  })
})
