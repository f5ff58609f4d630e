/** Runs other programs without a shell, with an end in time and capped output, and finds them in the search path. */
import { execa } from 'execa'
import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'

export type RunResult =
  | { readonly ended: 'exited'; readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  | { readonly ended: 'signal'; readonly signal: string }
  /** `reason` is the system's code: ENOENT when there is no such program, EACCES when it may not be run. */
  | { readonly ended: 'notStarted'; readonly reason: string }
  | { readonly ended: 'timeout' }
  /** More output than anybody asked for; the program was ended. */
  | { readonly ended: 'tooMuchOutput' }

export interface RunOptions {
  /** Milliseconds. */
  readonly timeout: number
  /** Absolute path; never a folder that somebody else fills, as Python programs look into theirs. */
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
}

const outputLimit = 20_000_000

/** Runs `program` and waits for its end; answers in time even when the program cannot be ended. Never throws. */
export async function runProgram(program: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  const child = execa(program, args, { ...ownGroup(options), stripFinalNewline: false })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>(resolve => {
    timer = setTimeout(resolve, options.timeout, 'late')
  })
  const result = await Promise.race([child, late])
  clearTimeout(timer)
  if (result === 'late') {
    killGroup(child.pid)
    return { ended: 'timeout' }
  }
  if (result.isMaxBuffer) {
    killGroup(child.pid)
    return { ended: 'tooMuchOutput' }
  }
  return endOf(result, result.stdout)
}

/**
 * As {@link runProgram}, but hands the output to `take` as it comes, however much it is; `stdout` of the answer is empty.
 * Rejects with what `take` throws; the program is then ended.
 */
export async function streamProgram(
  program: string,
  args: readonly string[],
  options: RunOptions,
  take: (stdout: AsyncIterable<Buffer>) => Promise<void>
): Promise<RunResult> {
  const child = execa(program, args, { ...ownGroup(options), buffer: { stdout: false } })
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    killGroup(child.pid)
    // Root's process is not ours to end, but it ends when nobody reads what it writes.
    child.stdout.destroy()
  }, options.timeout)
  // One iterator for both, as a stream is closed when the first one is left.
  const chunks = (child.stdout as AsyncIterable<Buffer>)[Symbol.asyncIterator]()
  try {
    await take({ [Symbol.asyncIterator]: () => chunks })
    // What is left of the output keeps nobody waiting.
    while ((await chunks.next()).done !== true);
  } catch (error) {
    killGroup(child.pid)
    child.stdout.destroy()
    if (isLate) return { ended: 'timeout' }
    throw error
  } finally {
    clearTimeout(timer)
  }
  const result = await child
  return isLate ? { ended: 'timeout' } : endOf(result, '')
}

/** A process group of its own, so that what a script has started ends with it and cannot hold the pipes open. */
function ownGroup({ cwd, env }: RunOptions) {
  return {
    cwd,
    // English messages: sudo and podman translate theirs.
    env: { ...env, LC_ALL: 'C.UTF-8' },
    stdin: 'ignore',
    reject: false,
    detached: true,
    cleanup: false,
    maxBuffer: outputLimit
  } as const
}

/** How a program that ended by itself, or never began, did so. */
function endOf(
  result: {
    readonly exitCode?: number | undefined
    readonly signal?: NodeJS.Signals | undefined
    readonly code?: string | undefined
    readonly stderr: string
  },
  stdout: string
): RunResult {
  const { exitCode, signal, code, stderr } = result
  if (exitCode !== undefined) return { ended: 'exited', exitCode, stdout, stderr }
  return signal === undefined ? { ended: 'notStarted', reason: code ?? 'unknown' } : { ended: 'signal', signal }
}

/** What became of a program name in the search path. */
export type FoundProgram =
  | { readonly found: 'program'; readonly path: string }
  | { readonly found: 'notExecutable'; readonly path: string }
  | { readonly found: 'nothing' }

/**
 * The absolute path of `command`: a name that is looked up in `searchPath`, or a path (`~/` is the home folder).
 * Relative entries of the search path are passed over: they would mean the workspace.
 */
export async function findProgram(
  command: string,
  searchPath: string = process.env['PATH'] ?? ''
): Promise<FoundProgram> {
  const candidates = command.includes('/')
    ? [path.resolve(os.homedir(), command.replace(/^~\//, ''))]
    : searchPath
        .split(path.delimiter)
        .filter(folder => path.isAbsolute(folder))
        .map(folder => path.join(folder, command))
  let refused: string | undefined
  for (const candidate of candidates) {
    const state = await stateOf(candidate)
    if (state === 'program') return { found: 'program', path: candidate }
    // A folder that may not be entered hides whether there is such a program: that counts where its path was given.
    if (state === 'notExecutable' || (state === 'hidden' && command.includes('/'))) refused ??= candidate
  }
  return refused === undefined ? { found: 'nothing' } : { found: 'notExecutable', path: refused }
}

async function stateOf(file: string): Promise<'program' | 'notExecutable' | 'hidden' | 'nothing'> {
  try {
    if (!(await stat(file)).isFile()) return 'nothing'
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EACCES' ? 'hidden' : 'nothing'
  }
  try {
    await access(file, constants.X_OK)
    return 'program'
  } catch {
    return 'notExecutable'
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended by itself, or it is root's: then it is not ours to end.
  }
}
