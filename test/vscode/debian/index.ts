/** The examples of Debian, from a description over a stash to an image on top of it, with packages of the real distribution. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as vscode from 'vscode'
import { runCommand, untilGone, untilMounted } from '../../support/builds'
import { runTests } from '../../support/extensionHost'
import { mountsBelow, removeFolder, temporaryFolder } from '../../support/folders'
import { removeStash } from '../../support/kiwi'
import { listenToMessages, type MessageListener } from '../../support/messages'
import { runAsRoot } from '../../support/root'
import { followTasks, type TaskFollower } from '../../support/tasks'
import { waitFor } from '../../support/waiting'

/** A name of its own: the machine may have a stash of the example's name. */
const stash = `kiwi-test-debian-${process.pid}`

let folder: string
let configuration: string
let messages: MessageListener
let follower: TaskFollower

export function run(): Promise<void> {
  return runTests(() => {
    describe('The Debian examples', function () {
      this.timeout(240_000)
      before(() => {
        folder = temporaryFolder('debian')
        configuration = path.join(folder, 'kiwi.yml')
        // Packing takes most of the time of a build, and is not what is tested.
        writeFileSync(configuration, "xz:\n  options: '-0'\n")
      })
      after(async () => {
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
      })

      it('lose their terminal while packages are installed, and nothing stays mounted', losesItsTerminal)
      it('build', builds)
      it('become a stash', stashes)
      it('are built upon', buildsOnTop)
      it('are extended: what that becomes is shown, and built as a container image', extendsIt)
    })
  })
}

async function losesItsTerminal(): Promise<void> {
  const targetDirectory = path.join(folder, 'closed')
  const ended = runCommand('kiwi.build', { description: example('debian-tbz'), targetDirectory, configuration })
  await untilMounted(targetDirectory, shown)
  // dpkg of the new system is at work: its own process, in the new root, holds the mounts.
  await waitFor('packages are installed', () => processesBelow(targetDirectory).length > 0, { seconds: 120 })
  const terminal = await follower.terminal()
  terminal.dispose()
  const outcome = await ended
  assert.equal(outcome?.state, 'cancelled')
  assert.deepEqual(mountsBelow(targetDirectory), [])
  await untilGone(follower)
  assert.deepEqual(processesBelow(targetDirectory), [])
}

async function builds(): Promise<void> {
  const targetDirectory = path.join(folder, 'base')
  const outcome = await runCommand('kiwi.build', { description: example('debian-tbz'), targetDirectory, configuration })
  assert.equal(outcome?.state, 'succeeded', shown())
  await messages.next(/succeeded/)
}

async function stashes(): Promise<void> {
  const outcome = await runCommand('kiwi.stash', { root: path.join(folder, 'base/build/image-root'), name: stash })
  assert.equal(outcome?.state, 'succeeded', shown())
  await runAsRoot('podman', ['image', 'exists', `localhost/${stash}`])
}

async function buildsOnTop(): Promise<void> {
  const targetDirectory = path.join(folder, 'top')
  const description = example('debian-on-stash')
  const outcome = await runCommand('kiwi.stackbuild', { stashes: [stash], description, targetDirectory, configuration })
  assert.ok(outcome !== undefined, shown())
  assert.equal(outcome.state, 'succeeded', outcome.message)
  const archive = outcome.results.map(result => result.path).find(file => file.endsWith('.tar.xz')) ?? ''
  const files = execFileSync('tar', ['-tf', archive], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  // From the stash, and from the description on top of it.
  assert.match(files, /^usr\/bin\/less$/m)
  assert.match(files, /^usr\/bin\/nano$/m)
}

async function extendsIt(): Promise<void> {
  const extension = path.join(folder, 'extension/config.xml')
  mkdirSync(path.join(folder, 'extension/root/etc'), { recursive: true })
  writeFileSync(extension, readFileSync(example('debian-extension'), 'utf8').replace('"debian-base"', `"${stash}"`))
  writeFileSync(path.join(folder, 'extension/root/etc/extended'), 'yes\n')
  writeFileSync(path.join(folder, 'extension/config.sh'), '#!/bin/sh\ntouch /etc/configured\n', { mode: 0o755 })
  const options = { purpose: 'preview', quiet: true }
  const uri = await vscode.commands.executeCommand<vscode.Uri>(
    'kiwi.effective.show',
    vscode.Uri.file(extension),
    options
  )
  const preview = (await vscode.workspace.openTextDocument(uri)).getText()
  assert.match(preview, /<package name="less"\/>[^]*<package name="nano"\/>/)
  assert.match(preview, /<type image="docker"/)
  assert.doesNotMatch(preview, /<type image="tbz"/)
  const targetDirectory = path.join(folder, 'extended')
  const outcome = await runCommand('kiwi.stackbuild', { description: extension, targetDirectory, configuration })
  assert.equal(outcome?.state, 'succeeded', outcome?.message)
  const image = outcome.results.map(result => result.path).find(file => file.includes('.docker.tar')) ?? ''
  const files = filesInImage(image)
  for (const file of ['usr/bin/less', 'usr/bin/nano', 'etc/extended', 'etc/configured'])
    assert.ok(files.has(file), file)
}

/** The files in all layers of a container image, as kiwi leaves it for docker. */
function filesInImage(image: string): Set<string> {
  const unpacked = path.join(folder, 'unpacked')
  mkdirSync(unpacked)
  execFileSync('tar', ['-C', unpacked, '-xf', image])
  const layers = readdirSync(unpacked, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.tar'))
  const options = { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const
  const lists = layers.map(layer => execFileSync('tar', ['-tf', path.join(unpacked, layer)], options))
  return new Set(lists.flatMap(list => list.split('\n').map(name => name.replace(/^\.\//, ''))))
}

function example(name: string): string {
  return path.join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', name, 'config.xml')
}

function shown(): string {
  return JSON.stringify(messages.shown)
}

/** The processes whose root is a folder below `targetDirectory`: those of the new system. */
function processesBelow(targetDirectory: string): string[] {
  return readdirSync('/proc').filter(entry => {
    try {
      return /^\d+$/.test(entry) && readlinkSync(`/proc/${entry}/root`).startsWith(`${targetDirectory}/`)
    } catch {
      // It has ended since, or belongs to somebody else.
      return false
    }
  })
}
