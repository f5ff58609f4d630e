/** Starts builds inside the extension host through the commands of the extension, and follows them to their end. */
import { existsSync } from 'node:fs'
import * as vscode from 'vscode'
import { mountsBelow } from './folders'
import type { TaskFollower } from './tasks'
import { waitFor } from './waiting'

/** What a command answers when its build has ended, as far as the tests look at it. */
export interface Outcome {
  state: string
  message: string
  mounts: string[]
  results: { path: string }[]
}

/** Runs one of the build commands without a question; its answer is undefined where one was left open. */
export async function runCommand(command: string, invocation: Record<string, unknown>): Promise<Outcome | undefined> {
  return vscode.commands.executeCommand<Outcome | undefined>(command, { ...invocation, confirmed: true })
}

/** Waits until kiwi has mounted the host's /dev below `targetDirectory`: from here on a careless end does harm. */
export async function untilMounted(targetDirectory: string, details: () => string): Promise<void> {
  const isMounted = (): boolean => mountsBelow(targetDirectory).some(point => point.endsWith('/dev'))
  await waitFor(`/dev is mounted below ${targetDirectory}`, isMounted, { seconds: 60, details })
}

/** Waits until the first process of the terminal is gone, and so kiwi, for which it waits. */
export async function untilGone(follower: TaskFollower): Promise<void> {
  const { processId } = await follower.started()
  await waitFor('the process of the build is gone', () => !existsSync(`/proc/${processId}`), { seconds: 20 })
}
