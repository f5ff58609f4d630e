/** Schemas that are not kiwi's, over real streams: catalogs out of the settings, and a schema that is being written. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { uriOf, waitFor } from '../support/protocolClient'
import { ProtocolSession } from '../support/protocolSession'
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
  const session = new ProtocolSession()

  /** Opens a description, and waits until exactly these codes are told of it. */
  async function open(text: string, settings: object): Promise<(codes: readonly string[]) => Promise<void>> {
    await session.start({ capabilities, settings })
    const server = session.client
    const uri = uriOf(path.join(session.folder, 'x.kiwi'))
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
    const catalog = path.join(session.folder, 'catalog.xml')
    writeFileSync(path.join(session.folder, 'plugin.rng'), plugin)
    writeFileSync(
      catalog,
      '<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog"><system systemId="http://example.org/p" uri="plugin.rng"/></catalog>'
    )
    const told = await open(text, {})
    await told(['extension-schema-missing'])
    session.client.settings = { schema: { catalogs: [catalog] } }
    await session.client.notify('workspace/didChangeConfiguration', { settings: undefined })
    await told(['element-not-allowed'])
  })

  it('are missed aloud, and once, where a catalog of the settings is none', async () => {
    const catalogs = [path.join(session.folder, 'nowhere.xml'), session.folder, path.join(session.folder, 'x.xml')]
    writeFileSync(path.join(session.folder, 'x.xml'), 'no XML')
    const settings = { schema: { catalogs, target: 'oldest' } }
    const told = await open(description('<package name="less"/>'), settings)
    await told([])
    await session.client.notify('workspace/didChangeConfiguration', { settings: undefined })
    await waitFor(
      () => session.client.shown.length === 4,
      () => `four messages; there are ${JSON.stringify(session.client.shown)}`
    )
    assert.deepEqual(
      session.client.shown.map(message => message.replaceAll(session.folder, 'FOLDER').replace(/ It can be .*/, '')),
      [
        'KIWI: The setting kiwi.schema.target cannot be "oldest", so it is "installed".',
        'KIWI: The XML catalog FOLDER/nowhere.xml cannot be read: there is no file at this absolute path, or it may not be read.',
        'KIWI: The XML catalog FOLDER cannot be read: there is no file at this absolute path, or it may not be read.',
        'KIWI: The XML catalog FOLDER/x.xml is not read, because it is not well-formed: line 1, text outside root.'
      ]
    )
  })

  it('are read again when they change', async () => {
    const schema = path.join(session.folder, 'my.rng')
    const told = await open(`<?xml-model href="my.rng"?>${description('<package name="less"/>')}`, {})
    await told(['model-unusable'])
    const change = async (text: string): Promise<void> => {
      writeFileSync(schema, text)
      await session.client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(schema), type: 2 }] })
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
