/** The Stashes view lists what the real kiwi-ng and podman have made. */
import assert from 'node:assert/strict'
import path from 'node:path'
import * as vscode from 'vscode'
import { removeFolder, temporaryFolder } from '../../support/folders'
import { makeStash, removeStash } from '../../support/kiwi'
import { runAsRoot } from '../../support/root'
import { kiwiWithoutStashes, useKiwi, usePodman } from './useKiwi'

/** What the command that refreshes the view answers. */
interface Listing {
  state: string
  stashes: { name: string; tags: string[]; size: number; storage: string }[]
  leftovers: { name: string; path: string }[]
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

  it('whose image is gone are told as left-overs', async function () {
    this.timeout(60_000)
    await makeStash(path.join(folder, 'tree'), stash)
    await runAsRoot('podman', ['rmi', '--force', `localhost/${stash}`])
    const { leftovers } = await refresh()
    assert.deepEqual(
      leftovers.filter(({ name }) => name === stash).map(each => each.path),
      [`/var/tmp/kiwi-stash/${stash}`]
    )
  })

  it('cannot be listed without kiwi-ng, its stash commands, or podman: the view says which', async function () {
    this.timeout(60_000)
    try {
      await useKiwi(path.join(folder, 'no-such-kiwi'))
      assert.equal((await refresh()).state, 'noKiwi')
      await useKiwi(kiwiWithoutStashes(folder))
      assert.equal((await refresh()).state, 'noStashCommands')
      await useKiwi(undefined)
      await usePodman('no-such-podman')
      assert.equal((await refresh()).state, 'noPodman')
    } finally {
      await useKiwi(undefined)
      await usePodman(undefined)
    }
  })
}

async function refresh(): Promise<Listing> {
  return vscode.commands.executeCommand<Listing>('kiwi.stashes.refresh')
}

/** The stashes of this test: the machine may have others. */
async function listed(): Promise<Listing['stashes']> {
  const { stashes } = await refresh()
  return stashes.filter(({ name }) => name === stash)
}
