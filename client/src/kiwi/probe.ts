/** Asks the installed kiwi for its version and options, without ever running one of its commands. */
import { mkdtemp, open, realpath, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { oldestVersion, parseProbe, probeAnswer } from './installation'
import type { KiwiInstallation } from './installation'
import { isRecord, textOf } from './json'
import { probeProgram } from './probeProgram'
import { findProgram, runProgram } from './process'
import type { RunResult } from './process'
import { newestKiwi } from './remedies'
import type { Distribution } from './remedies'
import { compareVersions } from './version'

export type ProbeProblem = 'missing' | 'notExecutable' | 'tooOld' | 'hanging' | 'rubbish'

export type ProbeResult =
  | { readonly ok: true; readonly installation: KiwiInstallation }
  | { readonly ok: false; readonly problem: ProbeProblem; readonly message: string; readonly remedy: string }

export interface ProbeOptions {
  /** Value of PATH where `command` is looked up; absent: this process's. */
  readonly searchPath?: string
  /** Milliseconds; absent: 20000. */
  readonly timeout?: number
  /** Decides what the remedies say; absent: `other`. */
  readonly distribution?: Distribution
}

/** Finds `command` (setting `kiwi.commands.kiwi`: a name, or a path) and asks it. Never throws. */
export async function probeKiwi(command: string, options: ProbeOptions = {}): Promise<ProbeResult> {
  try {
    return await findAndAsk(command, options)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return failure('rubbish', `${command} could not be asked: ${reason}.`, 'Mend that, then refresh.')
  }
}

async function findAndAsk(command: string, options: ProbeOptions): Promise<ProbeResult> {
  const update = `Install it: ${newestKiwi(options.distribution ?? 'other')}.`
  const setting = 'If it is installed elsewhere, put its path into the setting kiwi.commands.kiwi.'
  const found = await findProgram(command, options.searchPath)
  if (found.found === 'nothing') return failure('missing', `There is no program ${command}.`, `${update} ${setting}`)
  if (found.found === 'notExecutable') {
    return failure('notExecutable', `${found.path} cannot be run.`, `Make it executable (chmod +x), or: ${update}`)
  }
  const interpreter = await findInterpreter(found.path, options.searchPath)
  if (interpreter.found !== 'program') return interpreterProblem(found.path, interpreter)
  const timeout = options.timeout ?? 20_000
  const result = await askInterpreter(interpreter, timeout)
  return judge(found.path, interpreter.path, result, timeout, `${update} ${setting}`)
}

/** The Python that a program runs with, or why there is none. */
type Interpreter =
  /** `userPackages`: its line does not forbid packages that were installed for the user only. */
  | { readonly found: 'program'; readonly path: string; readonly userPackages: boolean }
  | { readonly found: 'notExecutable' | 'missing'; readonly path: string }
  | { readonly found: 'unreadable' | 'noPython' }

/** Python for the script at `file`: out of its first line, or beside it where that is a shell (pip's way for long paths). */
async function findInterpreter(file: string, searchPath: string | undefined): Promise<Interpreter> {
  const resolved = await realpath(file)
  const beginning = await beginningOf(resolved)
  if (beginning === undefined) return { found: 'unreadable' }
  const [first = '', second = ''] = beginning.split('\n')
  const words = /^#!\s*(.*)$/.exec(first)?.[1]?.trim().split(/\s+/) ?? []
  const program = words.shift() ?? ''
  if (program === '/bin/sh') {
    const named = /^'''exec'\s+"?([^"]+?)"?\s+"\$0"/.exec(second)?.[1]
    if (named !== undefined) return pythonAt(named, [], searchPath)
    const beside = await pythonAt(path.join(path.dirname(resolved), 'python3'), [], searchPath)
    return beside.found === 'missing' ? { found: 'noPython' } : beside
  }
  if (path.basename(program) !== 'env') return pythonAt(program, words, searchPath)
  const name = words.findIndex(word => !word.startsWith('-') && !word.includes('='))
  return name < 0 ? { found: 'noPython' } : pythonAt(words[name] ?? '', words.slice(name + 1), searchPath)
}

async function pythonAt(
  program: string,
  flags: readonly string[],
  searchPath: string | undefined
): Promise<Interpreter> {
  // Anything but Python would take the program below for its own language.
  if (!/^(python|pypy)[\d.]*$/.test(path.basename(program))) return { found: 'noPython' }
  const found = await findProgram(program, searchPath)
  if (found.found === 'nothing') return { found: 'missing', path: program }
  if (found.found === 'notExecutable') return { found: 'notExecutable', path: found.path }
  return { found: 'program', path: found.path, userPackages: !flags.some(flag => /^-[a-zA-Z]*[sI]/.test(flag)) }
}

function interpreterProblem(file: string, interpreter: Exclude<Interpreter, { found: 'program' }>): ProbeResult {
  const other = 'put the path of another kiwi-ng into the setting kiwi.commands.kiwi.'
  if (interpreter.found === 'notExecutable') {
    return failure(
      'notExecutable',
      `${file} runs with ${interpreter.path}, which you may not execute.`,
      `Get the right to execute it and to enter the folders above it, or ${other}`
    )
  }
  if (interpreter.found === 'missing') {
    const message = `${file} runs with ${interpreter.path}, which is not there.`
    return failure('rubbish', message, `Install kiwi again, or ${other}`)
  }
  if (interpreter.found === 'unreadable') {
    return failure('rubbish', `${file} cannot be read.`, `Get the right to read it, or ${other}`)
  }
  return failure(
    'rubbish',
    `${file} is not kiwi's own program: its first line names no Python interpreter.`,
    'Put the path of the real kiwi-ng into the setting kiwi.commands.kiwi.'
  )
}

/** The first bytes as text; `undefined` when the file cannot be read. */
async function beginningOf(file: string): Promise<string | undefined> {
  try {
    const handle = await open(file)
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0)
      return buffer.toString('utf8', 0, bytesRead)
    } finally {
      await handle.close()
    }
  } catch {
    return undefined
  }
}

/** In an empty folder of our own: Python imports from the folder it runs in, kiwi looks for box files there. */
async function askInterpreter(interpreter: Interpreter & { found: 'program' }, timeout: number): Promise<RunResult> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kiwi-probe-'))
  try {
    const words = interpreter.userPackages ? [] : ['no-user-site']
    return await runProgram(interpreter.path, ['-I', '-c', probeProgram, ...words], { timeout, cwd: folder })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function judge(file: string, interpreter: string, result: RunResult, timeout: number, remedy: string): ProbeResult {
  if (result.ended === 'timeout') {
    return failure(
      'hanging',
      `${interpreter}, which ${file} runs with, gave no answer within ${timeout / 1000} seconds.`,
      `Run ${file} --version in a terminal to see where it stops, then refresh.`
    )
  }
  if (result.ended !== 'exited') {
    const how = result.ended === 'tooMuchOutput' ? 'printed far too much' : 'could not be run to its end'
    return failure('rubbish', `${interpreter}, which ${file} runs with, ${how}.`, remedy)
  }
  const answer = probeAnswer(result.stdout)
  const version = isRecord(answer) ? textOf(answer['version']) : undefined
  if (version !== undefined && /^\d/.test(version) && compareVersions(version, oldestVersion) < 0) {
    return failure('tooOld', `${file} is kiwi ${version}; kiwi ${oldestVersion} or newer is needed.`, remedy)
  }
  const installation = parseProbe(result.stdout, file, interpreter)
  if (installation !== undefined) return { ok: true, installation }
  const cause =
    answer?.['missing'] === true
      ? 'its Python has no kiwi package'
      : (textOf(answer?.['failure']) ?? firstLine(result.stderr) ?? 'the answer was not understood')
  return failure('rubbish', `${file} does not answer as kiwi does: ${cause}.`, remedy)
}

function firstLine(text: string): string | undefined {
  return text.trim().split('\n')[0]?.slice(0, 200) || undefined
}

function failure(problem: ProbeProblem, message: string, remedy: string): ProbeResult {
  return { ok: false, problem, message, remedy }
}
