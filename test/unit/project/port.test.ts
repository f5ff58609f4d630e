/** Tests what `npm start` says about the port that it is asked to use. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { requireFreePort } from '../../../scripts/start/port.mjs'

describe('the port of npm start', () => {
  it('is refused while another program listens there, and taken afterwards', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    assert.ok(typeof address === 'object' && address !== null)
    const { port } = address
    await assert.rejects(requireFreePort(port), new RegExp(`Port ${port} is in use: name another one with --port`))
    other.close()
    await once(other, 'close')
    await requireFreePort(port)
  })
})
