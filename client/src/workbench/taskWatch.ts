/** Follows one task of ours through VS Code's events: its process, its terminal, its end. */
import * as vscode from 'vscode'

export interface TaskEnd {
  /** `undefined` where VS Code knows none: the terminal was closed, or the program could not be started. */
  readonly exitCode: number | undefined
  /** First process of the terminal; `undefined` where none was started. */
  readonly processId: number | undefined
}

/** Milliseconds between two events of one end. */
const grace = 1000

/** Must be made before the task is executed: its events may come before the call that executes it has answered. */
export class TaskWatch implements vscode.Disposable {
  /** Resolves once, when the task's process has ended or its terminal was closed. */
  readonly end: Promise<TaskEnd>
  /** The terminal; `undefined` where it cannot be told or the task ended first. */
  readonly terminal: Promise<vscode.Terminal | undefined>
  /** Absent before the task started. */
  execution: vscode.TaskExecution | undefined

  private readonly subscriptions: vscode.Disposable[] = []
  private processId: number | undefined
  private found: vscode.Terminal | undefined

  constructor(runId: string) {
    const isOurs = (event: { readonly execution: vscode.TaskExecution }): boolean =>
      event.execution.task.definition['run'] === runId
    this.end = new Promise(resolve => {
      const finish = (exitCode: number | undefined): void => resolve({ exitCode, processId: this.processId })
      this.subscriptions.push(
        vscode.tasks.onDidStartTask(event => {
          if (isOurs(event)) this.execution = event.execution
        }),
        vscode.tasks.onDidEndTaskProcess(event => {
          if (isOurs(event)) finish(event.exitCode)
        }),
        // These two tell no exit code; where there is one, the event above comes, at the latest a moment after them.
        vscode.tasks.onDidEndTask(event => {
          if (isOurs(event)) setTimeout(finish, grace, undefined)
        }),
        vscode.window.onDidCloseTerminal(terminal => {
          if (terminal === this.found) setTimeout(finish, grace, terminal.exitStatus?.code)
        })
      )
    })
    this.terminal = new Promise(resolve => {
      this.subscriptions.push(
        vscode.tasks.onDidStartTaskProcess(event => {
          if (!isOurs(event)) return
          this.processId = event.processId
          this.execution = event.execution
          const check = (terminal: vscode.Terminal): void => {
            void this.isAt(terminal, event.processId).then(found => found && resolve(terminal))
          }
          for (const terminal of vscode.window.terminals) check(terminal)
          this.subscriptions.push(vscode.window.onDidOpenTerminal(check))
        })
      )
      this.onEnd(() => resolve(this.found))
    })
  }

  private async isAt(terminal: vscode.Terminal, processId: number): Promise<boolean> {
    if ((await terminal.processId) !== processId) return false
    this.found = terminal
    return true
  }

  onEnd(listener: () => void): void {
    void this.end.then(listener)
  }

  /** Did somebody, or VS Code itself, close the terminal? False for one whose process ended by itself. */
  isTerminalClosed(): boolean {
    const reason = this.found?.exitStatus?.reason
    return reason !== undefined && reason !== vscode.TerminalExitReason.Process
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose()
  }
}
