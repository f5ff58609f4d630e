/** Follows, inside the extension host, the tasks that a command starts: the process that really ran, and its terminal. */
import * as vscode from 'vscode'
import { waitFor } from './waiting'

/** A task whose process has started. */
export interface StartedTask {
  /** Program and arguments as VS Code was given them. */
  command: string[]
  processId: number
  /** Absent while it runs; undefined where VS Code knows no code. */
  end?: { exitCode: number | undefined }
}

/** Every task that starts from {@link followTasks} on, the first one first. */
export interface TaskFollower {
  tasks: StartedTask[]
  /** Waits for the first task. */
  started(): Promise<StartedTask>
  /** Waits for the terminal of the first task. */
  terminal(): Promise<vscode.Terminal>
  dispose(): void
}

/** Starts following. */
export function followTasks(): TaskFollower {
  const tasks: StartedTask[] = []
  const subscriptions = [
    vscode.tasks.onDidStartTaskProcess(({ execution, processId }) => {
      const { execution: process } = execution.task
      const command = process instanceof vscode.ProcessExecution ? [process.process, ...process.args] : []
      tasks.push({ command, processId })
    }),
    vscode.tasks.onDidEndTaskProcess(({ exitCode }) => {
      const task = tasks.find(({ end }) => end === undefined)
      if (task !== undefined) {
        task.end = { exitCode }
      }
    })
  ]
  const started = (): Promise<StartedTask> => waitFor('a task has started', () => tasks[0], { seconds: 30 })
  return {
    tasks,
    started,
    async terminal() {
      const { processId } = await started()
      return waitFor('the terminal of the task', async () => {
        for (const terminal of vscode.window.terminals) {
          if ((await terminal.processId) === processId) {
            return terminal
          }
        }
        return undefined
      })
    },
    dispose: () => {
      for (const subscription of subscriptions) {
        subscription.dispose()
      }
    }
  }
}
