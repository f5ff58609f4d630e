/** A kiwi-ng that is missing, too old, hangs or prints rubbish: a clear message, and the editor goes on. */
import assert from 'node:assert/strict'
import path from 'node:path'
import * as vscode from 'vscode'
import { runCommand } from '../../support/builds'
import { removeFolder, temporaryFolder } from '../../support/folders'
import { listenToMessages, type MessageListener } from '../../support/messages'
import { kiwiWithoutStashes, pretendKiwi, useKiwi } from './useKiwi'

let folder: string
let messages: MessageListener

export function defineTools(): void {
  before(() => {
    folder = temporaryFolder('tools')
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
  })

  it('that is missing is told with what to do', async function () {
    this.timeout(60_000)
    const program = path.join(folder, 'no-such-kiwi')
    await useKiwi(program)
    await assertRefused(/no-such-kiwi/)
  })

  it('that is too old is told with its version', async function () {
    this.timeout(60_000)
    await useKiwi(pretendKiwi(folder, 'old', `echo '{"version": "9.25.21"}'`))
    await assertRefused(/kiwi 9\.25\.21; kiwi 10\.0 or newer is needed/)
  })

  it('that has no stash commands is told with what to install', async function () {
    this.timeout(60_000)
    await useKiwi(kiwiWithoutStashes(folder))
    await assertRefused(/11\.0\.5/)
  })

  it('that hangs is told, and given up', async function () {
    this.timeout(60_000)
    await useKiwi(pretendKiwi(folder, 'hanging', 'exec sleep 600'))
    await assertRefused(/hanging\/kiwi-ng runs with, gave no answer/)
  })

  it('that prints rubbish is told', async function () {
    this.timeout(60_000)
    await useKiwi(pretendKiwi(folder, 'rubbish', 'head -c 100000 /dev/zero; echo "}}<<"; exit 3'))
    await assertRefused(/rubbish\/kiwi-ng does not answer as kiwi does/)
  })
}

/** Stackbuild is refused with an error that names the program, no task is started, and the editor still answers. */
async function assertRefused(pattern: RegExp): Promise<void> {
  const targetDirectory = path.join(folder, 'target')
  const started: vscode.TaskExecution[] = []
  const subscription = vscode.tasks.onDidStartTask(({ execution }) => started.push(execution))
  const outcome = await runCommand('kiwi.stackbuild', { stashes: ['any'], targetDirectory })
  const { kind } = await messages.next(pattern, 40)
  subscription.dispose()
  assert.equal(kind, 'error')
  assert.equal(outcome?.state, 'refused')
  assert.equal(started.length, 0)
  const document = await vscode.workspace.openTextDocument({ content: 'alive' })
  assert.equal(document.getText(), 'alive')
}
