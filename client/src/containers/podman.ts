/** The one place that runs podman outside a terminal: it only looks, and never asks for a password. */
import { randomUUID } from 'node:crypto'
import os from 'node:os'
import type { Problem } from '../kiwi/problem'
import { runProgram, streamProgram } from '../kiwi/process'
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

/** The id of the image that podman takes for `reference`, as stackbuild would. */
export type FoundImage =
  | { readonly state: 'found'; readonly id: string }
  | { readonly state: 'absent' }
  | Exclude<StorageState, { state: 'ok' }>

/** Looks `reference` up in one storage, by podman's own rules for short names. Never throws. */
export async function findImage(reference: string, storage: Storage, commands: PodmanCommands): Promise<FoundImage> {
  if (storage === 'user' && commands.isRoot) return { state: 'absent' }
  const answer = await inspectImage(reference, storage, commands)
  if (answer.ok) return { state: 'found', id: answer.details.id }
  // An error may have any cause; this command says by its exit code that there is no such image.
  const { result, bySudo } = await callPodman(['image', 'exists', '--', reference], storage, commands)
  if (result.ended === 'exited' && result.exitCode === 0) return failing(answer.problem.message, commands)
  const explained = explain(result, bySudo, commands)
  // sudo ends with 1 too, but says why.
  const isAbsent = result.ended === 'exited' && result.exitCode === 1 && explained.state === 'failing'
  return isAbsent ? { state: 'absent' } : explained
}

/** How the reading of a folder went. */
export type ReadFolder =
  { readonly state: 'ok' } | { readonly state: 'noFolder' } | Exclude<StorageState, { state: 'ok' }>

/**
 * Hands `folder` of an image to `take`, as a tar archive. A container is made for it, never started, and removed again.
 * Rejects with what `take` throws.
 */
export async function readFolderOf(
  id: string,
  folder: string,
  storage: Storage,
  commands: PodmanCommands,
  take: (archive: AsyncIterable<Buffer>) => Promise<void>
): Promise<ReadFolder> {
  const name = `kiwi-read-${randomUUID()}`
  const created = await runPodman(
    // The command is never run; an image without one could not become a container.
    ['create', '--pull=never', '--network=none', '--name', name, '--', id, '/bin/true'],
    storage,
    commands
  )
  if (created.state !== 'ok') return created
  try {
    return await copyOut(`${name}:${folder}`, storage, commands, take)
  } finally {
    await callPodman(['rm', '--force', '--', name], storage, commands)
  }
}

async function copyOut(
  place: string,
  storage: Storage,
  commands: PodmanCommands,
  take: (archive: AsyncIterable<Buffer>) => Promise<void>
): Promise<ReadFolder> {
  const { program, args, bySudo } = commandFor(['cp', place, '-'], storage, commands)
  const { timeout, cwd } = optionsOf(commands, readingTimeout)
  const result = await streamProgram(program, args, { timeout, cwd }, take)
  if (result.ended === 'exited' && result.exitCode === 0) return { state: 'ok' }
  const isMissing = result.ended === 'exited' && /could not be found|no such file or directory/i.test(result.stderr)
  return isMissing ? { state: 'noFolder' } : explain(result, bySudo, commands, timeout)
}

/** Milliseconds that the copying of a folder may take. */
const readingTimeout = 120_000

type PodmanAnswer = { readonly state: 'ok'; readonly output: string } | Exclude<StorageState, { state: 'ok' }>

async function runPodman(args: readonly string[], storage: Storage, commands: PodmanCommands): Promise<PodmanAnswer> {
  const { result, bySudo } = await callPodman(args, storage, commands)
  if (result.ended === 'exited' && result.exitCode === 0) return { state: 'ok', output: result.stdout }
  return explain(result, bySudo, commands)
}

async function callPodman(args: readonly string[], storage: Storage, commands: PodmanCommands) {
  const { program, args: all, bySudo } = commandFor(args, storage, commands)
  return { result: await runProgram(program, all, optionsOf(commands, defaultTimeout)), bySudo }
}

function commandFor(args: readonly string[], storage: Storage, commands: PodmanCommands) {
  const bySudo = storage === 'root' && !commands.isRoot
  return bySudo
    ? { program: commands.sudo, args: ['-n', '--', commands.podman, ...args], bySudo }
    : { program: commands.podman, args, bySudo }
}

function optionsOf({ timeout }: PodmanCommands, otherwise: number) {
  return { timeout: timeout ?? otherwise, cwd: os.tmpdir() }
}

const defaultTimeout = 20_000

function explain(
  result: RunResult,
  bySudo: boolean,
  commands: PodmanCommands,
  timeout = optionsOf(commands, defaultTimeout).timeout
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
