/** Schemas that are not kiwi's, over real streams: catalogs out of the settings, and a schema that is being written. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ProtocolClient, uriOf, waitFor } from '../support/protocolClient'
import { description } from '../unit/lint/support'

const capabilities = {
  workspace: {
    configuration: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true }
  }
}

const plugin =
  '<element name="plugin" ns="http://example.org/p" xmlns="http://relaxng.org/ns/structure/1.0"><text/></element>'

describe('schemas that are not kiwi’s', function () {
  this.timeout(20_000)
  let folder = ''
  let client: ProtocolClient | undefined

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'kiwi-protocol-'))
  })

  afterEach(async () => {
    assert.equal(await client?.stop(), 0)
    client = undefined
    rmSync(folder, { recursive: true })
  })

  /** Opens a description, and waits until exactly these codes are told of it. */
  async function open(text: string, settings: object): Promise<(codes: readonly string[]) => Promise<void>> {
    const { client: server } = await ProtocolClient.start({ folders: [folder], capabilities, settings })
    client = server
    const uri = uriOf(path.join(folder, 'x.kiwi'))
    await server.open(uri, text)
    return async codes => {
      await server.diagnosticsWhen(uri, found => found.map(({ code }) => code).join() === codes.join())
    }
  }

  it('are looked up in the catalogs of the settings', async () => {
    const text = description(
      '<package name="less"/>',
      '<extension xmlns:p="http://example.org/p"><p:plugin><p:x/></p:plugin></extension>'
    )
    const catalog = path.join(folder, 'catalog.xml')
    writeFileSync(path.join(folder, 'plugin.rng'), plugin)
    writeFileSync(
      catalog,
      '<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog"><system systemId="http://example.org/p" uri="plugin.rng"/></catalog>'
    )
    const told = await open(text, {})
    await told(['extension-schema-missing'])
    assert.ok(client)
    client.settings = { schema: { catalogs: [catalog] } }
    await client.notify('workspace/didChangeConfiguration', { settings: undefined })
    await told(['element-not-allowed'])
  })

  it('are missed aloud, and once, where a catalog of the settings is none', async () => {
    const catalogs = [path.join(folder, 'nowhere.xml'), folder, path.join(folder, 'x.xml')]
    writeFileSync(path.join(folder, 'x.xml'), 'no XML')
    const settings = { schema: { catalogs, target: 'oldest' } }
    const told = await open(description('<package name="less"/>'), settings)
    await told([])
    assert.ok(client)
    await client.notify('workspace/didChangeConfiguration', { settings: undefined })
    await waitFor(
      () => client?.shown.length === 4,
      () => `four messages; there are ${JSON.stringify(client?.shown)}`
    )
    assert.deepEqual(
      client.shown.map(message => message.replaceAll(folder, 'FOLDER').replace(/ It can be .*/, '')),
      [
        'KIWI: The setting kiwi.schema.target cannot be "oldest", so it is "installed".',
        'KIWI: The XML catalog FOLDER/nowhere.xml cannot be read: there is no file at this absolute path, or it may not be read.',
        'KIWI: The XML catalog FOLDER cannot be read: there is no file at this absolute path, or it may not be read.',
        'KIWI: The XML catalog FOLDER/x.xml is not read, because it is not well-formed: line 1, text outside root.'
      ]
    )
  })

  it('are read again when they change', async () => {
    const schema = path.join(folder, 'my.rng')
    const told = await open(`<?xml-model href="my.rng"?>${description('<package name="less"/>')}`, {})
    await told(['model-unusable'])
    const change = async (text: string): Promise<void> => {
      writeFileSync(schema, text)
      await client?.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(schema), type: 2 }] })
    }
    await change(plugin)
    await told(['root-not-allowed'])
    await change('<externalRef href="plugin.rng" xmlns="http://relaxng.org/ns/structure/1.0"/>')
    await told(['model-unusable'])
    await change(`<include xmlns="http://relaxng.org/ns/structure/1.0"/>`)
    await told(['model-unusable'])
    await change(
      `<grammar xmlns="http://relaxng.org/ns/structure/1.0"><include href="${path.resolve('schemas/kiwi/8.5.rng')}"/></grammar>`
    )
    await told([])
  })
})
