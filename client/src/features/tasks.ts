/** Builds out of tasks.json: the same command with the same checks, run as if it had been called from the palette. */
import path from 'node:path'
import * as vscode from 'vscode'
import type { CommandOutcome } from '../workbench/buildCommand'
import { invocationOf, type TaskInvocation } from '../workbench/taskDefinition'

export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.tasks.registerTaskProvider('kiwi', {
      provideTasks: () => [],
      resolveTask: task => resolve(task)
    })
  )
}

/** `undefined` for what the extension started itself, or what names no command. The definition stays the same object. */
function resolve({ definition, scope, name }: vscode.Task): vscode.Task | undefined {
  const folder = typeof scope === 'object' ? scope.uri.fsPath : vscode.workspace.workspaceFolders?.[0]?.uri.fsPath
  const read = invocationOf(definition, folder === undefined ? undefined : file => path.resolve(folder, file))
  if (read === undefined) return undefined
  const execution = new vscode.CustomExecution(() => Promise.resolve(new CommandTerminal(read)))
  return new vscode.Task(definition, scope ?? vscode.TaskScope.Workspace, name, 'KIWI', execution, [])
}

/** Calls the command, which opens a terminal of its own for kiwi-ng, and ends with the truth about its outcome. */
class CommandTerminal implements vscode.Pseudoterminal {
  private readonly written = new vscode.EventEmitter<string>()
  private readonly closed = new vscode.EventEmitter<number>()
  private readonly invocation: TaskInvocation

  readonly onDidWrite = this.written.event
  readonly onDidClose = this.closed.event

  constructor(invocation: TaskInvocation) {
    this.invocation = invocation
  }

  open(): void {
    void this.run()
  }

  /** Ends this view of the build only: the build itself has a terminal, and a cancel of its own. */
  close(): void {
    this.written.dispose()
    this.closed.dispose()
  }

  private async run(): Promise<void> {
    const { command, argument } = this.invocation
    this.written.fire('The build runs in a terminal of its own.\r\n')
    try {
      const outcome = await vscode.commands.executeCommand<CommandOutcome>(command, argument)
      this.written.fire(`${outcome?.message ?? 'The build was not started.'}\r\n`)
      this.closed.fire(outcome?.state === 'succeeded' ? 0 : 1)
    } catch (error) {
      this.written.fire(`${String(error)}\r\n`)
      this.closed.fire(1)
    }
  }
}
