/** Names that a shell or VS Code would change: what kiwi-ng is started with is what was chosen, or nothing is started. */
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as vscode from 'vscode'
import { runCommand } from '../../support/builds'
import { removeFolder, temporaryFolder } from '../../support/folders'
import { describeImage, writeDescription } from '../../support/kiwi'
import { listenToMessages, type MessageListener } from '../../support/messages'
import { recordingKiwi, useKiwi } from './useKiwi'

let folder: string
let messages: MessageListener

export function defineNames(): void {
  before(async () => {
    folder = temporaryFolder('names')
    await useKiwi(recordingKiwi(folder, record()))
  })
  after(async () => {
    await useKiwi(undefined)
    await removeFolder(folder)
  })
  beforeEach(() => {
    messages = listenToMessages()
  })
  afterEach(() => {
    messages.dispose()
    for (const terminal of vscode.window.terminals) {
      terminal.dispose()
    }
  })

  for (const name of [
    '$(touch harm)',
    '`touch harm`',
    `'; touch harm; '`,
    '"quoted" and \\',
    '-dash',
    '$HOME',
    'é 中'
  ]) {
    it(`${JSON.stringify(name)} arrives as it is`, async function () {
      this.timeout(30_000)
      const description = writeDescription(path.join(folder, name), { name: 'literal', source: 'dir:///var/empty' })
      const targetDirectory = path.join(folder, 'Ziel-ü')
      const received = await receive({ description, targetDirectory })
      assert.equal(received[received.indexOf('--description') + 1], path.dirname(description))
      assert.equal(received[received.indexOf('--target-dir') + 1], targetDirectory)
    })
  }

  for (const name of ['$(touch harm)', 'a blank']) {
    it(`${JSON.stringify(name)} is refused as a target, which kiwi hands to shells`, async function () {
      this.timeout(30_000)
      const description = writeDescription(path.join(folder, 'plain'), { name: 'plain', source: 'dir:///var/empty' })
      const outcome = await runCommand('kiwi.build', { description, targetDirectory: path.join(folder, name) })
      assert.equal(outcome?.state, 'refused')
      await messages.next(/to shells without quoting it/)
    })
  }

  for (const name of ['${workspaceFolder}', 'two\nlines']) {
    it(`${JSON.stringify(name)} is refused`, async function () {
      this.timeout(30_000)
      const description = writeDescription(path.join(folder, name), { name: 'literal', source: 'dir:///var/empty' })
      const outcome = await runCommand('kiwi.build', { description, targetDirectory: path.join(folder, 'refused') })
      assert.equal(outcome?.state, 'refused')
      const { kind, text } = await messages.next(/./)
      assert.equal(kind, 'error')
      assert.match(text, /\$\{|line break/)
    })
  }

  it('of a second description in a folder are told to kiwi-ng', async function () {
    this.timeout(30_000)
    const two = path.join(folder, 'two')
    mkdirSync(two)
    for (const name of ['first', 'second']) {
      writeFileSync(path.join(two, `${name}.kiwi`), describeImage({ name, source: 'dir:///var/empty' }))
    }
    const targetDirectory = path.join(folder, 'second')
    const received = await receive({ description: path.join(two, 'second.kiwi'), targetDirectory })
    assert.deepEqual(received.slice(0, 4), ['--kiwi-file', 'second.kiwi', 'system', 'build'])
  })
}

/** What kiwi-ng was started with by a build. */
async function receive(invocation: Record<string, unknown>): Promise<string[]> {
  rmSync(record(), { force: true })
  const outcome = await runCommand('kiwi.build', invocation)
  // It made no image, so it cannot have succeeded.
  assert.equal(outcome?.state, 'failed', JSON.stringify(messages.shown))
  return readFileSync(record(), 'utf8').split('\0').slice(0, -1)
}

function record(): string {
  return path.join(folder, 'received')
}
