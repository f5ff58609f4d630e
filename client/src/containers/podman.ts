/** The one place that runs podman: it only looks, and never asks for a password. */
import os from 'node:os'
import type { Problem } from '../kiwi/problem'
import { runProgram } from '../kiwi/process'
import type { RunResult } from '../kiwi/process'
import { installCommand } from '../kiwi/remedies'
import type { Distribution } from '../kiwi/remedies'
import { parseImages, parseInspect } from './images'
import type { Stash, StashDetails, Storage } from './images'

/** How a container storage answered. */
export type StorageState =
  | { readonly state: 'ok'; readonly stashes: readonly Stash[] }
  /** sudo wants a password before root's storage can be seen. */
  | { readonly state: 'locked'; readonly problem: Problem }
  /** No podman on this machine. */
  | { readonly state: 'missing'; readonly problem: Problem }
  | { readonly state: 'failing'; readonly problem: Problem }

export interface PodmanCommands {
  /** Setting `kiwi.commands.podman`. */
  readonly podman: string
  /** Setting `kiwi.commands.sudo`. */
  readonly sudo: string
  /** Does this process run as root? */
  readonly isRoot: boolean
  /** Decides what the remedies say; absent: `other`. */
  readonly distribution?: Distribution
  /** Milliseconds; absent: 20000. */
  readonly timeout?: number
}

/** The images of one storage. As root there is root's storage only: `user` is then empty. Never throws. */
export async function listImages(storage: Storage, commands: PodmanCommands): Promise<StorageState> {
  if (storage === 'user' && commands.isRoot) return { state: 'ok', stashes: [] }
  const answer = await runPodman(['images', '--format', 'json'], storage, commands)
  if (answer.state !== 'ok') return answer
  const stashes = parseImages(answer.output, storage)
  if (stashes !== undefined) return { state: 'ok', stashes }
  return failing('podman images did not print a list of images.', commands)
}

/** Layers, author and times of one image; a problem where podman does not say them. Never throws. */
export async function inspectImage(
  id: string,
  storage: Storage,
  commands: PodmanCommands
): Promise<{ readonly ok: true; readonly details: StashDetails } | { readonly ok: false; readonly problem: Problem }> {
  const answer = await runPodman(['inspect', '--type', 'image', '--', id], storage, commands)
  if (answer.state !== 'ok') return { ok: false, problem: answer.problem }
  const details = parseInspect(answer.output)
  if (details !== undefined) return { ok: true, details }
  return { ok: false, problem: failing(`podman does not describe the image ${id}.`, commands).problem }
}

type PodmanAnswer = { readonly state: 'ok'; readonly output: string } | Exclude<StorageState, { state: 'ok' }>

async function runPodman(args: readonly string[], storage: Storage, commands: PodmanCommands): Promise<PodmanAnswer> {
  const bySudo = storage === 'root' && !commands.isRoot
  const timeout = commands.timeout ?? 20_000
  const options = { timeout, cwd: os.tmpdir() }
  const result = bySudo
    ? await runProgram(commands.sudo, ['-n', '--', commands.podman, ...args], options)
    : await runProgram(commands.podman, args, options)
  if (result.ended === 'exited' && result.exitCode === 0) return { state: 'ok', output: result.stdout }
  return explain(result, bySudo, timeout, commands)
}

function explain(
  result: RunResult,
  bySudo: boolean,
  timeout: number,
  commands: PodmanCommands
): Exclude<StorageState, { state: 'ok' }> {
  if (result.ended === 'timeout') return failing(`podman gave no answer within ${timeout / 1000} seconds.`, commands)
  if (result.ended === 'notStarted') {
    if (!bySudo) return missing(commands)
    return failing(`${commands.sudo} could not be started, and root's stashes can be seen by root only.`, commands)
  }
  if (result.ended !== 'exited') return failing('podman was ended before its time.', commands)
  const error = result.stderr.trim()
  if (bySudo && /^sudo:.*command not found/m.test(error)) return missing(commands)
  if (bySudo && /^(sudo:|Sorry, user|[^\n]*is not in the sudoers file)/m.test(error)) return locked()
  const last = error.split('\n').at(-1)?.slice(0, 300)
  return failing(`podman failed with exit code ${result.exitCode}${last ? `: ${last}` : '.'}`, commands)
}

function locked(): Exclude<StorageState, { state: 'ok' }> {
  return {
    state: 'locked',
    problem: {
      code: 'root-locked',
      message: "The stashes lie in root's container storage, and sudo wants a password before it shows them.",
      remedy: 'Unlock it once in a terminal (sudo -v), or let sudo run “podman images” without a password.'
    }
  }
}

function missing(commands: PodmanCommands): Exclude<StorageState, { state: 'ok' }> {
  return {
    state: 'missing',
    problem: {
      code: 'podman-missing',
      message: `There is no program ${commands.podman}; kiwi keeps stashes in podman's storage.`,
      remedy: `Install it: ${installCommand('podman', commands.distribution ?? 'other')}. If it is installed elsewhere, put its path into the setting kiwi.commands.podman.`
    }
  }
}

function failing(message: string, commands: PodmanCommands): { state: 'failing'; problem: Problem } {
  return {
    state: 'failing',
    problem: {
      code: 'podman-failing',
      message,
      remedy: `Run ${commands.podman} images in a terminal to see more, then refresh.`
    }
  }
}
