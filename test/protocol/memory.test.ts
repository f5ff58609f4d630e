/** The memory of a server that has seen many documents: it is that of those which are open. */
import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { temporaryFolder } from '../support/folders'
import { ProtocolClient, uriOf } from '../support/protocolClient'
import { description } from '../unit/lint/support'

/** Megabytes for the server's objects: enough for some documents, and not for all. */
const memory = 60
const documentCount = 100

describe('documents that are closed', function () {
  this.timeout(60_000)
  let folder = ''
  const options = process.env['NODE_OPTIONS']

  before(() => {
    folder = temporaryFolder('memory')
    process.env['NODE_OPTIONS'] = `--max-old-space-size=${memory}`
  })

  after(() => {
    if (options === undefined) delete process.env['NODE_OPTIONS']
    else process.env['NODE_OPTIONS'] = options
    rmSync(folder, { recursive: true })
  })

  it('are forgotten, though they are still there on disk', async () => {
    const { client } = await ProtocolClient.start({
      capabilities: { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } }
    })
    for (let number = 0; number < documentCount; number += 1) {
      const packages = Array.from(
        { length: 600 },
        (_, index) => `<package name="p${number}-${index}" arch="a"></package>`
      )
      const text = description(packages.join('\n'))
      const file = path.join(folder, `${number}.kiwi`)
      writeFileSync(file, text)
      await client.open(uriOf(file), text)
      await client.diagnosticsWhen(uriOf(file), () => true)
      await client.close(uriOf(file))
    }
    assert.equal(await client.stop(), 0)
  })
})
