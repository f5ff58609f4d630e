/** The Stashes view lists what the real kiwi-ng and podman have made. */
import assert from 'node:assert/strict'
import path from 'node:path'
import * as vscode from 'vscode'
import { removeFolder, temporaryFolder } from '../../support/folders'
import { makeStash, removeStash } from '../../support/kiwi'

/** What the command that refreshes the view answers. */
interface Listing {
  state: string
  stashes: { name: string; tags: string[]; size: number; storage: string }[]
}

const stash = `kiwi-test-listed-${process.pid}`
let folder: string

export function defineStashes(): void {
  before(() => {
    folder = temporaryFolder('stashes')
  })
  after(async function () {
    this.timeout(60_000)
    await removeStash(stash)
    await removeFolder(folder)
  })

  it('made by kiwi-ng system stash are listed, with name, tag and size', async function () {
    this.timeout(60_000)
    await vscode.commands.executeCommand('kiwi.stashes.focus')
    assert.deepEqual(await listed(), [])
    await makeStash(path.join(folder, 'tree'), stash)
    const [found, ...others] = await listed()
    assert.deepEqual(others, [])
    assert.ok(found !== undefined)
    assert.deepEqual(found.tags, ['latest'])
    assert.equal(found.storage, 'root')
    assert.ok(found.size > 0)
  })

  it('that were removed are gone', async function () {
    this.timeout(60_000)
    await removeStash(stash)
    assert.deepEqual(await listed(), [])
  })
}

/** The stashes of this test: the machine may have others. */
async function listed(): Promise<Listing['stashes']> {
  const { stashes } = await vscode.commands.executeCommand<Listing>('kiwi.stashes.refresh')
  return stashes.filter(({ name }) => name === stash)
}
