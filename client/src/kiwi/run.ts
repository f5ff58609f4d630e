/** The one place that runs kiwi-ng outside a terminal: only commands that change nothing. */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { listBoxesArguments, listStashesArguments } from './arguments'
import { parseBoxes } from './boxes'
import type { Box } from './boxes'
import type { KiwiInstallation } from './installation'
import { capability } from './installation'
import type { Problem } from './problem'
import { runProgram } from './process'
import type { RunResult } from './process'
import type { Distribution } from './remedies'
import { parseStashList } from './stashList'
import type { StashDirectory } from './stashList'

export type Answer<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: Problem }

export interface KiwiRunOptions {
  /** Milliseconds; absent: 20000. */
  readonly timeout?: number
  /** Decides what the remedies say; absent: `other`. */
  readonly distribution?: Distribution
}

/** The stash directories of this machine; no root needed. Never throws. */
export async function listStashes(
  installation: KiwiInstallation,
  options: KiwiRunOptions = {}
): Promise<Answer<StashDirectory[]>> {
  const able = capability('stash', installation, options.distribution)
  if (!able.available) return { ok: false, problem: able.problem }
  return ask(installation, listStashesArguments, parseStashList, options)
}

/** The boxes this kiwi knows; no network needed. Box files of the home folder and of /etc count, those of a workspace don't. Never throws. */
export async function listBoxes(installation: KiwiInstallation, options: KiwiRunOptions = {}): Promise<Answer<Box[]>> {
  const able = capability('boxbuild', installation, options.distribution)
  if (!able.available) return { ok: false, problem: able.problem }
  return ask(installation, listBoxesArguments, parseBoxes, options)
}

async function ask<Value>(
  installation: KiwiInstallation,
  args: readonly string[],
  parse: (output: string) => Value | undefined,
  options: KiwiRunOptions
): Promise<Answer<Value>> {
  const command = `${installation.path} ${args.join(' ')}`
  const timeout = options.timeout ?? 20_000
  let result: RunResult
  try {
    result = await runAside(installation.path, args, timeout)
  } catch (error) {
    return failed(
      'kiwi-failed',
      `${command} could not be run: ${error instanceof Error ? error.message : String(error)}`,
      command
    )
  }
  if (result.ended !== 'exited') return { ok: false, problem: endProblem(command, result, timeout) }
  const value = parse(result.stdout)
  if (result.exitCode === 0 && value !== undefined) return { ok: true, value }
  const cause = result.stderr.trim().split('\n').at(-1)?.slice(0, 300) || 'its answer was not understood'
  return failed('kiwi-failed', `${command} failed with exit code ${result.exitCode}: ${cause}`, command)
}

/** In an empty folder: kiwi would take a box file out of the folder it runs in. */
async function runAside(program: string, args: readonly string[], timeout: number): Promise<RunResult> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kiwi-run-'))
  try {
    return await runProgram(program, args, { timeout, cwd: folder })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function endProblem(command: string, result: RunResult, timeout: number): Problem {
  if (result.ended === 'timeout') {
    return problem('kiwi-hanging', `${command} gave no answer within ${timeout / 1000} seconds.`, command)
  }
  const how = result.ended === 'notStarted' ? 'could not be started' : 'was ended before its time'
  return problem('kiwi-failed', `${command} ${how}.`, command)
}

function problem(code: string, message: string, command: string): Problem {
  return { code, message, remedy: `Run it in a terminal to see more: ${command}` }
}

function failed(code: string, message: string, command: string): { ok: false; problem: Problem } {
  return { ok: false, problem: problem(code, message, command) }
}
