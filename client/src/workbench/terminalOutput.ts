/** Runs a program as root in a terminal, where sudo can ask for the password, and keeps what it prints in a file. */
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import * as vscode from 'vscode'
import { currentSettings } from './kiwi'
import { isRoot, readText } from './machine'
import { TaskWatch } from './taskWatch'
import { tellError } from './tell'

/**
 * Constant: its first argument is the file that takes the output of the command in the others; the exit code comes into a file
 * beside it. It ends with 0 itself: else VS Code tells of the failure by showing all of this program.
 */
const writeOutput = 'umask 077; file=$1; shift; trap : INT; "$@" >"$file"; echo $? >"$file.code"'

export interface TerminalTask {
  /** Name of the terminal. */
  readonly title: string
  readonly program: string
  readonly args: readonly string[]
  /** Ctrl-C in the terminal when it fires. */
  readonly cancellation?: vscode.CancellationToken
}

/**
 * Hands the output file to `take` when the program has ended, and deletes it afterwards; a file of the user's own below
 * `storage`. What goes wrong is told to the person; the answer is `undefined` then, or where `take` says so.
 */
export async function outputFromTerminal<Value>(
  storage: vscode.Uri,
  { title, program, args, cancellation }: TerminalTask,
  take: (file: string, exitCode: number | undefined) => Promise<Value | undefined>
): Promise<Value | undefined> {
  const folder = storage.fsPath
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const id = randomUUID()
  const file = path.join(folder, `output-${id}`)
  const bySudo = isRoot ? [] : [currentSettings().sudo, '--']
  const all = ['-c', writeOutput, 'kiwi', file, ...bySudo, program, ...args]
  if (all.some(argument => argument.includes('${'))) {
    tellError('A path in the settings kiwi.commands holds ${, which VS Code would replace.')
    return undefined
  }
  const watch = new TaskWatch(id)
  const subscription = cancellation?.onCancellationRequested(() => void interrupt(watch))
  try {
    await vscode.tasks.executeTask(taskOf(id, title, all))
    await watch.end
    const value = await take(file, readExitCode(`${file}.code`))
    // After a failure the terminal says why.
    if (value !== undefined) (await watch.terminal)?.dispose()
    return value
  } finally {
    subscription?.dispose()
    watch.dispose()
    await Promise.all([file, `${file}.code`].map(each => rm(each, { force: true })))
  }
}

/** `undefined` where the terminal was closed before the end. */
function readExitCode(file: string): number | undefined {
  const code = Number.parseInt(readText(file) ?? '', 10)
  return Number.isNaN(code) ? undefined : code
}

async function interrupt(watch: TaskWatch): Promise<void> {
  const terminal = await watch.terminal
  if (terminal === undefined) watch.execution?.terminate()
  else terminal.sendText('\u0003', false)
}

function taskOf(id: string, title: string, args: string[]): vscode.Task {
  const task = new vscode.Task(
    { type: 'kiwi', command: 'images', run: id },
    vscode.workspace.workspaceFolders === undefined ? vscode.TaskScope.Global : vscode.TaskScope.Workspace,
    title,
    'KIWI',
    new vscode.ProcessExecution('/bin/sh', args, { cwd: os.homedir() }),
    []
  )
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.New,
    focus: true,
    echo: false,
    showReuseMessage: false,
    close: false
  }
  return task
}
