/** A kiwi-ng that is missing, too old, hangs or prints rubbish: a clear message, and the editor goes on. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import * as vscode from 'vscode'
import { removeFolder, temporaryFolder } from '../../support/folders'
import { listenToMessages, type MessageListener } from '../../support/messages'

let folder: string
let messages: MessageListener

export function defineTools(): void {
  before(() => {
    folder = temporaryFolder('tools')
  })
  after(async () => {
    await setKiwi(undefined)
    await removeFolder(folder)
  })
  beforeEach(() => {
    messages = listenToMessages()
  })
  afterEach(() => {
    messages.dispose()
  })

  it('that is missing is told with what to do', async function () {
    this.timeout(60_000)
    const program = path.join(folder, 'no-such-kiwi')
    await setKiwi(program)
    await assertRefused(/no-such-kiwi/)
  })

  it('that is too old for stashes is told with what to install', async function () {
    this.timeout(60_000)
    await setKiwi(writeProgram('old', 'echo "KIWI (next generation) version 9.25.22"'))
    await assertRefused(/9\.25\.22/)
  })

  it('that hangs is told, and given up', async function () {
    this.timeout(60_000)
    await setKiwi(writeProgram('hanging', 'exec sleep 600'))
    await assertRefused(/hanging/)
  })

  it('that prints rubbish is told', async function () {
    this.timeout(60_000)
    await setKiwi(writeProgram('rubbish', 'head -c 100000 /dev/zero; echo "}}<<"; exit 3'))
    await assertRefused(/rubbish/)
  })
}

/** Stackbuild is refused with an error that names the program, no task is started, and the editor still answers. */
async function assertRefused(pattern: RegExp): Promise<void> {
  const targetDirectory = path.join(folder, 'target')
  const started: vscode.TaskExecution[] = []
  const subscription = vscode.tasks.onDidStartTask(({ execution }) => started.push(execution))
  await vscode.commands.executeCommand('kiwi.stackbuild', { stashes: ['any'], targetDirectory, confirmed: true })
  const { kind } = await messages.next(pattern, 40)
  subscription.dispose()
  assert.equal(kind, 'error')
  assert.equal(started.length, 0)
  const document = await vscode.workspace.openTextDocument({ content: 'alive' })
  assert.equal(document.getText(), 'alive')
}

function writeProgram(name: string, body: string): string {
  const file = path.join(folder, name)
  writeFileSync(file, `#!/bin/sh\n${body}\n`, { mode: 0o755 })
  return file
}

async function setKiwi(program: string | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration('kiwi')
  await settings.update('commands.kiwi', program, vscode.ConfigurationTarget.Workspace)
}
