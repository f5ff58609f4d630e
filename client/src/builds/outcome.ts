/** How a build ended, in words for people: what happened, why, and what to do next. */
import type { BuildRequest } from '../kiwi/request'
import { foldRecords, readLog, withoutEscapes } from './log'
import type { LogEvent, LogRecord } from './log'
import { nextStepFor } from './nextSteps'

export interface BuildEnd {
  readonly kind: BuildRequest['kind']
  /** What the messages call it: `Stackbuild deb-mini`. Absent: `The stackbuild`. */
  readonly title?: string
  /** `undefined` when the task ended without one. */
  readonly exitCode: number | undefined
  /** Did the person cancel it, or close the terminal? */
  readonly cancelled: boolean
  /** Was `kiwi.result.json` written after the start? Not asked for a stash, nor for a box. */
  readonly resultFresh: boolean
  /** The number in a box's `result.code`, which was deleted before the start; `undefined` when there is none. */
  readonly boxResult?: number
  /** Is anything mounted below the target, or in a working folder of kiwi, after the end? Absent: nobody looked. */
  readonly mountsLeft?: boolean
  /** What kiwi printed or logged, as far as it is known. */
  readonly log?: string
  /** Was it started by sudo, which may refuse? */
  readonly bySudo?: boolean
}

export interface BuildOutcome {
  readonly state: 'succeeded' | 'failed' | 'cancelled' | 'killed'
  /** One sentence for a notification. */
  readonly message: string
  /** What the log names as the cause, without class name and time. */
  readonly cause?: string
  /** What to do next. */
  readonly nextStep?: string
}

/** Judges the end of a build. */
export function judge(end: BuildEnd): BuildOutcome {
  const name = end.title ?? names[end.kind]
  if (isSuccess(end)) return { state: 'succeeded', message: `${name} succeeded.` }
  const failure = findFailure(end.log ?? '')
  if (end.cancelled || end.exitCode === 130 || interrupted.test(failure?.cause ?? '')) {
    return cancelled(name, end)
  }
  if (end.exitCode === undefined || isSignal(end.exitCode)) return killed(name, end)
  return failed(name, end, failure)
}

/** What a log names as the reason of a failure. */
export interface Failure {
  /** For people: without class names, one line where that says it. */
  readonly cause: string
  /** The whole text, with class name. */
  readonly text: string
}

/** The reason of a failure out of `log` (output or log file); `undefined` when the log names none. */
export function findFailure(log: string): Failure | undefined {
  const events = readLog(log)
  const records = foldRecords(events)
  const error = records.findLast(record => record.level === 'ERROR')
  const traceback = lastOfTraceback(log)
  if (error === undefined) return traceback ?? usageError(events) ?? foreignError(events)
  // Into a log file of one's own kiwi writes these words only; the traceback goes to the terminal.
  if (error.message.startsWith('Unexpected error:')) return traceback ?? unexpected(error.message)
  if (error.message.includes('KiwiDescriptionInvalid')) return invalidDescription(records, error)
  return { cause: shorten(error.message), text: error.message }
}

function unexpected(text: string): Failure {
  return { cause: 'kiwi broke off with an unexpected error', text }
}

// kiwi's own words, and those of the emulator, whose end by Ctrl-C kiwi takes for a success.
const interrupted = /^kiwi aborted by keyboard interrupt|^qemu-\S+ terminating on signal 2\b/

const names: Readonly<Record<BuildEnd['kind'], string>> = {
  build: 'The build',
  stash: 'The stash',
  stackbuild: 'The stackbuild',
  boxbuild: 'The boxbuild'
}

/** kiwi exits with 0 also when a box never ran, and when an attribute could not be set: so the files decide. */
function isSuccess(end: BuildEnd): boolean {
  if (end.exitCode !== 0) return false
  if (end.kind === 'boxbuild') return end.boxResult === 0
  return end.kind === 'stash' || end.resultFresh
}

/** A shell's word for an end by signal N is 128 + N; there are 64 signals. */
function isSignal(exitCode: number): boolean {
  return exitCode > 128 && exitCode <= 192
}

function cancelled(name: string, end: BuildEnd): BuildOutcome {
  // After its own end kiwi has cleaned up; 130 is the word of a shell, and of ours, for Ctrl-C.
  const cleanedUp = end.exitCode !== undefined && end.exitCode <= 130
  return { state: 'cancelled', message: `${name} was cancelled.`, ...releaseStep(end, cleanedUp) }
}

function killed(name: string, end: BuildEnd): BuildOutcome {
  const signal = end.exitCode === undefined ? '' : ` by signal ${end.exitCode - 128}`
  const release = releaseStep(end, false)
  // Nobody but podman knows that a stash is mounted.
  const stashes =
    end.kind === 'stackbuild' ? 'Release the stashes in podman too: sudo podman image umount NAME.' : undefined
  const nextStep = [release.nextStep, stashes].filter(step => step !== undefined).join(' ')
  return { state: 'killed', message: `${name} was killed${signal}.`, ...(nextStep === '' ? {} : { nextStep }) }
}

function releaseStep(end: BuildEnd, cleanedUp: boolean): { readonly nextStep?: string } {
  if (end.mountsLeft === true) {
    return {
      nextStep:
        'kiwi left folders of this machine mounted below the target: release them before you delete or use it again.'
    }
  }
  if (end.mountsLeft === false || cleanedUp) return {}
  return { nextStep: 'Look what is still mounted below the target before you delete or use it again.' }
}

function failed(name: string, end: BuildEnd, failure: Failure | undefined): BuildOutcome {
  const reason = describeEnd(end)
  const cause = failure?.cause
  const nextStep = (failure === undefined ? undefined : nextStepFor(failure.text)) ?? reason.nextStep
  const headline = cause?.split('\n')[0] ?? reason.message
  return {
    state: 'failed',
    message: `${name} failed: ${headline}${/[.!?]$/.test(headline) ? '' : '.'}`,
    ...(cause === undefined ? {} : { cause }),
    nextStep
  }
}

function describeEnd(end: BuildEnd): { readonly message: string; readonly nextStep: string } {
  const look = 'Read the last lines in the terminal.'
  if (end.exitCode === 127) {
    return {
      message: 'kiwi-ng was not found',
      nextStep: 'Install kiwi, or put its path into the setting kiwi.commands.kiwi.'
    }
  }
  if (end.exitCode === 125) {
    return {
      message: 'env could not start kiwi-ng',
      nextStep: 'Read the last lines in the terminal: env of coreutils 8.31 or newer is needed.'
    }
  }
  if (end.exitCode === 126) return { message: 'kiwi-ng could not be run', nextStep: 'Make kiwi-ng executable.' }
  // sudo ends with 1 as kiwi does, but then there is no log.
  if (end.exitCode === 1 && end.bySudo === true && end.log === undefined) {
    return {
      message: 'sudo did not accept the password, or kiwi ended with exit code 1 before it wrote a log',
      nextStep: look
    }
  }
  if (end.exitCode !== 0) return { message: `kiwi ended with exit code ${end.exitCode}`, nextStep: look }
  if (end.kind !== 'boxbuild') return { message: 'kiwi ended without an error, but wrote no result', nextStep: look }
  return end.boxResult === undefined
    ? { message: 'the box wrote no result: it did not start, or was stopped', nextStep: look }
    : {
        message: `kiwi ended with exit code ${end.boxResult} inside the box`,
        nextStep: 'Read result.log in the target.'
      }
}

/** The texts of validation stand in lines of level INFO before the error, which itself only says "invalid". */
function invalidDescription(records: readonly LogRecord[], error: LogRecord): Failure {
  const rules = records.findLastIndex(record => record.message === 'Schematron validation failed:')
  const causes: string[] = []
  for (const record of rules < 0 ? [] : records.slice(rules + 1)) {
    if (!record.message.startsWith('--> ')) break
    causes.push(record.message.slice('--> '.length).split('\n')[0] ?? '')
  }
  for (const { message } of records) {
    causes.push(...[...message.matchAll(/kiwi_xslt-\w+:\d+:\d+: error: (.*)/g)].flatMap(match => match[1] ?? []))
  }
  return { cause: causes.length > 0 ? causes.join('\n') : shorten(error.message), text: error.message }
}

/** The last line of a Python traceback, which names the exception. */
function lastOfTraceback(log: string): Failure | undefined {
  const start = log.lastIndexOf('Traceback (most recent call last):')
  if (start < 0) return undefined
  const lines = withoutEscapes(log.slice(start)).split(/\r?\n/).slice(1)
  const end = lines.find(line => /^\w/.test(line))
  // The lines above it tell where it happened, which can matter more than what happened.
  return end === undefined ? undefined : { cause: end, text: lines.slice(0, lines.indexOf(end) + 1).join('\n') }
}

/** kiwi 11 draws a box around what it did not understand; kiwi 10 prints its usage. */
function usageError(events: readonly LogEvent[]): Failure | undefined {
  const lines = events.flatMap(event => (event.kind === 'text' ? [event.line] : []))
  const boxed = lines.flatMap(line => /^│ (.*?) *│$/.exec(line)?.[1] ?? [])
  const plain = lines.find(line => line.startsWith('Error: '))?.slice('Error: '.length)
  const text = boxed.length > 0 ? boxed.join(' ') : plain
  if (text !== undefined) return { cause: text, text }
  if (!lines.some(line => /^usage: kiwi-ng/i.test(line))) return undefined
  return { cause: 'kiwi did not understand the command', text: 'usage' }
}

/** What sudo, podman or qemu said, where kiwi itself told of no error. */
function foreignError(events: readonly LogEvent[]): Failure | undefined {
  const lines = events.flatMap(event => (event.kind === 'text' ? [event.line] : []))
  const found = lines.find(line =>
    /^(sudo:|Error:|qemu-system-\w+:(?!.* warning:)|Sorry, user|.*is not in the sudoers)/.test(line)
  )
  return found === undefined ? undefined : { cause: found, text: lines.join('\n') }
}

/** Without class names and without what the program printed beside its error; the one line of it that says most. */
function shorten(message: string): string {
  const text = message
    .replace(/^(?:Kiwi\w+: )+/, '')
    .replace(/^([\w.-]+): stderr: /, '$1: ')
    .replace(/\n?, stdout: [\s\S]*$/, '')
    .trim()
  for (const telling of tellingLines) {
    const found = telling.exec(text)?.[1]
    if (found !== undefined) return found
  }
  return text.split('\n')[0] ?? text
}

const tellingLines: readonly RegExp[] = [
  // apt and dpkg, whose own summary says least.
  /(?:^|: )(E: (?!Can not write log|Sub-process).*)$/m,
  /^(dpkg: error .*)$/m,
  // podman, after its warnings.
  /(?:^|^podman: )Error: (.*)$/m
]
