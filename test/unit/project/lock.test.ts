/** Tests that set-ups of a checkout wait for each other, and for nobody who is not there any more. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { lstatSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { withLock } from '../../../scripts/setup/lock.mjs'
import { temporaryFolder } from '../../support/folders'

const folder = temporaryFolder('lock')
const lockFile = path.join(folder, 'lock')
after(() => rmSync(folder, { recursive: true }))

/** What this process writes into the lock. */
async function ownMark(): Promise<string> {
  return withLock(lockFile, () => Promise.resolve(readlinkSync(lockFile)))
}

describe('the lock of set-up', () => {
  it('is gone after the work, also after one that fails', async () => {
    assert.match(await ownMark(), new RegExp(`^${process.pid} \\d+$`))
    await assert.rejects(
      withLock(lockFile, () => Promise.reject(new Error('no network'))),
      /no network/
    )
    assert.equal(lstatSync(lockFile, { throwIfNoEntry: false }), undefined)
  })

  it('is waited for while the process that took it runs', async () => {
    symlinkSync(await ownMark(), lockFile)
    const events: string[] = []
    const tell = (line: string): void => {
      events.push(line)
      rmSync(lockFile)
    }
    await withLock(lockFile, () => Promise.resolve(events.push('works')), tell)
    assert.deepEqual(events, [
      `Another command (process ${process.pid}) is setting this checkout up; waiting for it.`,
      'works'
    ])
  })

  it('is taken over from a process that was killed', async () => {
    const { pid } = spawnSync('true')
    symlinkSync(`${pid} 1`, lockFile)
    assert.match(await ownMark(), new RegExp(`^${process.pid} `))
  })

  it('is taken over where another process has the number of the one that was killed', async () => {
    symlinkSync(`${process.pid} 1`, lockFile)
    assert.doesNotMatch(await ownMark(), / 1$/)
  })

  it('is taken over where it names nobody', async () => {
    writeFileSync(lockFile, '')
    assert.match(await ownMark(), new RegExp(`^${process.pid} `))
  })
})
