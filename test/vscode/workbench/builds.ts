/** Builds that succeed, fail, are cancelled, and lose their terminal. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as vscode from 'vscode'
import { runCommand, untilGone, untilMounted, type Outcome } from '../../support/builds'
import { mountsBelow, removeFolder, repository, temporaryFolder } from '../../support/folders'
import {
  makeRootTree,
  makeStash,
  removeStash,
  stashTree,
  startSilentRepository,
  writeDescription
} from '../../support/kiwi'
import type { SilentRepository } from '../../support/kiwi'
import { listenToMessages, type MessageListener } from '../../support/messages'
import { followTasks, type TaskFollower } from '../../support/tasks'
import { useKiwi } from './useKiwi'

const stash = `kiwi-test-${process.pid}`
let folder: string
let messages: MessageListener
let follower: TaskFollower

export function defineBuilds(): void {
  before(async function () {
    this.timeout(60_000)
    folder = temporaryFolder('builds')
    await makeStash(path.join(folder, 'tree'), stash)
  })
  after(async function () {
    this.timeout(60_000)
    await removeStash(stash)
    await removeFolder(folder)
  })
  beforeEach(() => {
    messages = listenToMessages()
    follower = followTasks()
  })
  afterEach(() => {
    messages.dispose()
    follower.dispose()
    for (const terminal of vscode.window.terminals) {
      terminal.dispose()
    }
  })

  defineSuccess()
  defineFailure()
  defineInterruptions()
}

function defineSuccess(): void {
  it('Stackbuild from a stash runs kiwi-ng in a terminal and leaves an image', async function () {
    this.timeout(60_000)
    const targetDirectory = path.join(folder, 'rebuild')
    const outcome = await runCommand('kiwi.stackbuild', { stashes: [stash], targetDirectory })
    const task = await follower.started()
    assert.ok(
      task.command.some(argument => argument.endsWith('kiwi-ng')),
      task.command.join(' ')
    )
    assert.deepEqual(task.end, { exitCode: 0 })
    assert.ok(outcome !== undefined)
    assert.equal(outcome.state, 'succeeded', outcome.message)
    const images = outcome.results.map(result => result.path).filter(file => file.endsWith('.tar.xz'))
    assert.deepEqual(images, [path.join(targetDirectory, `${stash}.x86_64-1.0.0.tar.xz`)])
    // The magic bytes of xz: it is an archive, not only a name.
    assert.equal(
      readFileSync(images[0] ?? '')
        .subarray(0, 6)
        .toString('latin1'),
      '\u00FD7zXZ\0'
    )
    const { kind, actions } = await messages.next(/succeeded/)
    assert.equal(kind, 'information')
    assert.ok(
      actions.some(action => /open/i.test(action)),
      actions.join(', ')
    )
  })
  it('Stackbuild works with kiwi 10 and its plugins too', async function () {
    this.timeout(60_000)
    await useKiwi(path.join(repository, '.setup/kiwi-10/bin/kiwi-ng'))
    // In the form of kiwi 10; the user's own file, which kiwi would read, may be in that of kiwi 11.
    const configuration = path.join(folder, 'kiwi-10.yml')
    writeFileSync(configuration, "xz:\n  - options: '-0'\n")
    try {
      const targetDirectory = path.join(folder, 'ten')
      const outcome = await runCommand('kiwi.stackbuild', { stashes: [stash], targetDirectory, configuration })
      assert.equal(outcome?.state, 'succeeded', outcome?.message)
    } finally {
      await useKiwi(undefined)
    }
  })
}

function defineFailure(): void {
  it('a build that fails is told as failed, with the reason', async function () {
    this.timeout(90_000)
    const description = writeDescription(path.join(folder, 'unreachable'), {
      name: 'unreachable',
      source: 'http://127.0.0.1:9/debian'
    })
    const targetDirectory = path.join(folder, 'failed')
    const outcome = await runCommand('kiwi.build', { description, targetDirectory })
    assert.equal(outcome?.state, 'failed')
    assert.match(outcome?.message ?? '', /Unable to locate package/)
    assert.deepEqual(outcome?.mounts, [])
    const { kind } = await messages.next(/failed/)
    assert.equal(kind, 'error')
    assert.equal(existsSync(path.join(targetDirectory, 'kiwi.result.json')), false)
  })

  it('a stackbuild that fails is told as failed', async function () {
    this.timeout(60_000)
    const broken = `${stash}-broken`
    try {
      const tree = path.join(folder, 'broken')
      makeRootTree(tree, broken)
      // kiwi wants to read the changes of all packages from there.
      rmSync(path.join(tree, 'usr'), { recursive: true })
      await stashTree(tree)
      const targetDirectory = path.join(folder, 'broken-target')
      const outcome = await runCommand('kiwi.stackbuild', { stashes: [broken], targetDirectory })
      assert.equal(outcome?.state, 'failed')
      assert.match(outcome.message, /failed: kiwi broke off with an unexpected error/)
      const { kind } = await messages.next(/failed/)
      assert.equal(kind, 'error')
    } finally {
      await removeStash(broken)
    }
  })

  it('a stash that does not exist is refused before anything runs', async () => {
    const targetDirectory = path.join(folder, 'gone')
    const outcome = await runCommand('kiwi.stackbuild', { stashes: [`${stash}-gone`], targetDirectory })
    assert.equal(outcome?.state, 'refused')
    await messages.next(new RegExp(`${stash}-gone`))
    assert.equal(follower.tasks.length, 0)
    assert.equal(existsSync(targetDirectory), false)
  })
}

function defineInterruptions(): void {
  let silent: SilentRepository
  beforeEach(async () => {
    silent = await startSilentRepository()
  })
  afterEach(() => {
    silent.close()
  })

  it('a cancelled build is told as cancelled and leaves nothing mounted', async function () {
    this.timeout(90_000)
    const { targetDirectory, ended } = await startWaitingBuild(silent, 'cancelled')
    await vscode.commands.executeCommand('kiwi.cancel')
    const outcome = await ended
    assert.equal(outcome?.state, 'cancelled')
    assert.deepEqual(mountsBelow(targetDirectory), [])
    await untilGone(follower)
    const { kind } = await messages.next(/cancelled/)
    assert.equal(kind, 'information')
  })

  it('a build that is ended by Ctrl-C in its terminal is told as cancelled', async function () {
    this.timeout(90_000)
    const { targetDirectory, ended } = await startWaitingBuild(silent, 'typed')
    const terminal = await follower.terminal()
    terminal.sendText('\u0003', false)
    const outcome = await ended
    assert.equal(outcome?.state, 'cancelled')
    assert.deepEqual(mountsBelow(targetDirectory), [])
  })

  it('a second Debian build is refused while the first one runs, wherever it goes', async function () {
    this.timeout(90_000)
    const { description, ended } = await startWaitingBuild(silent, 'apt')
    const second = await runCommand('kiwi.build', { description, targetDirectory: path.join(folder, 'apt-too') })
    await vscode.commands.executeCommand('kiwi.cancel')
    await ended
    assert.equal(second?.state, 'refused')
    assert.match(second.message, /apt can work for one build at a time/)
    assert.equal(follower.tasks.length, 1)
  })

  it('a terminal that is closed in the middle of a build leaves nothing mounted', async function () {
    this.timeout(90_000)
    const { targetDirectory, ended } = await startWaitingBuild(silent, 'closed')
    const terminal = await follower.terminal()
    terminal.dispose()
    const outcome = await ended
    assert.equal(outcome?.state, 'cancelled')
    assert.deepEqual(outcome?.mounts, [])
    assert.deepEqual(mountsBelow(targetDirectory), [])
    await untilGone(follower)
  })

  it('a second build into the same target is refused while the first one runs', async function () {
    this.timeout(90_000)
    const { targetDirectory, ended } = await startWaitingBuild(silent, 'twice')
    const second = await runCommand('kiwi.stackbuild', { stashes: [stash], targetDirectory })
    assert.equal(second?.state, 'refused')
    assert.equal(follower.tasks.length, 1)
    await vscode.commands.executeCommand('kiwi.cancel')
    await ended
  })
}

/** Starts a build that waits for a repository, and comes back when kiwi has mounted the host's folders below its target. */
async function startWaitingBuild(
  silent: SilentRepository,
  name: string
): Promise<{ description: string; targetDirectory: string; ended: Promise<Outcome | undefined> }> {
  const description = writeDescription(path.join(folder, `${name}-description`), { name, source: silent.address })
  const targetDirectory = path.join(folder, name)
  const ended = runCommand('kiwi.build', { description, targetDirectory })
  await untilMounted(targetDirectory, () => JSON.stringify(messages.shown))
  return { description, targetDirectory, ended }
}
