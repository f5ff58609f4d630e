/** Runs plans as tasks in integrated terminals, and finds out how they ended. */
import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import * as vscode from 'vscode'
import { writeEffective } from '../builds/effectiveDescription'
import { kiwiMounts } from '../builds/mounts'
import { judge, type BuildOutcome } from '../builds/outcome'
import { targetOf, titleOf } from '../builds/request'
import {
  boxResultFileName,
  isFresh,
  parseBoxResult,
  parseResult,
  resultFileName,
  type ResultFile
} from '../kiwi/results'
import type { BuildRequest } from '../kiwi/request'
import { changeTime, currentMounts, mountedBelow, readText, untilGone } from './machine'
import type { Plan } from './plan'
import { TaskWatch } from './taskWatch'
import { readTail, sizeOf } from './tail'

/** How a run ended. */
export interface RunOutcome extends BuildOutcome {
  /** `undefined` where the terminal was closed before there was one. */
  readonly exitCode: number | undefined
  /** Program and arguments as a person would type them. */
  readonly command: readonly string[]
  /** What was made; empty unless the run succeeded. */
  readonly results: readonly ResultFile[]
  /** Mount points that are left below the target or in kiwi's working folders, in the order of release. */
  readonly mounts: readonly string[]
}

/** One run of kiwi-ng, from its start on. */
export interface Run {
  readonly id: string
  readonly title: string
  readonly request: BuildRequest
  readonly plan: Plan
  /** Package manager of the description (`apt`, `zypper`, …), where it is known. */
  readonly packageManager?: string
  /** Milliseconds since 1970. */
  readonly started: number
  /** Absent while it runs. */
  readonly outcome?: RunOutcome
  /** Absent before the terminal is there. */
  readonly terminal?: vscode.Terminal
}

interface LiveRun extends Run {
  outcome?: RunOutcome
  terminal?: vscode.Terminal
  readonly watch: TaskWatch
  readonly logOffset: number
  /** Mounts in kiwi's own working folders that were there before, by other hands. */
  readonly foreignMounts: ReadonlySet<string>
  cancelled: boolean
}

/** How long kiwi may take to clean up before a person is asked whether to interrupt it again. */
const patience = 30_000

export class Runs implements vscode.Disposable {
  private readonly live: LiveRun[] = []
  private readonly changed = new vscode.EventEmitter<void>()
  private readonly ended = new vscode.EventEmitter<Run>()

  /** A run started or ended. */
  readonly onDidChange = this.changed.event
  readonly onDidEnd = this.ended.event

  /** All runs of this window, oldest first. */
  all(): readonly Run[] {
    return this.live
  }

  running(): readonly Run[] {
    return this.live.filter(run => run.outcome === undefined)
  }

  last(): Run | undefined {
    return this.live.at(-1)
  }

  /** Starts `plan` and answers when it has ended; never rejects for what kiwi does. */
  async start(plan: Plan): Promise<RunOutcome> {
    const busy = this.busyWith(plan.request)
    if (busy !== undefined) return notStarted(plan, `“${busy.title}” is building there.`)
    const id = randomUUID()
    const title = titleOf(plan.request)
    const run: LiveRun = {
      id,
      title,
      request: plan.request,
      plan,
      ...(plan.packageManager === undefined ? {} : { packageManager: plan.packageManager }),
      started: Date.now(),
      watch: new TaskWatch(id),
      logOffset: plan.logFile === undefined ? 0 : sizeOf(plan.logFile),
      foreignMounts: new Set(workingMounts()),
      cancelled: false
    }
    // Known from here on, so that a second build into the same target is refused at once.
    this.live.push(run)
    this.changed.fire()
    let outcome: RunOutcome
    try {
      await makeReady(plan)
      await vscode.tasks.executeTask(taskFor(run))
      void this.learnTerminal(run)
      outcome = await this.conclude(run)
    } catch (error) {
      outcome = notStarted(plan, error instanceof Error ? error.message : String(error))
    } finally {
      run.watch.dispose()
    }
    run.outcome = outcome
    this.changed.fire()
    this.ended.fire(run)
    return outcome
  }

  /** Ctrl-C in the terminal, once: a second one would break off kiwi's clean-up and leave mounts behind. */
  async cancel(run: Run): Promise<void> {
    const live = this.live.find(({ id }) => id === run.id)
    if (live === undefined || live.outcome !== undefined) return
    if (live.cancelled) {
      live.terminal?.show()
      return
    }
    live.cancelled = true
    this.changed.fire()
    const terminal = await live.watch.terminal
    if (terminal === undefined) live.watch.execution?.terminate()
    else terminal.sendText('\u0003', false)
    const timer = setTimeout(() => void this.askAgain(live), patience)
    live.watch.onEnd(() => clearTimeout(timer))
  }

  /** Was a cancel asked for? */
  isCancelling(run: Run): boolean {
    return this.live.some(({ id, cancelled }) => id === run.id && cancelled)
  }

  dispose(): void {
    for (const run of this.live) run.watch.dispose()
    this.changed.dispose()
    this.ended.dispose()
  }

  /** Two commands at the same moment have both seen the target free. */
  private busyWith(request: BuildRequest): Run | undefined {
    const target = targetOf(request)
    return this.running().find(run => target !== undefined && targetOf(run.request) === target)
  }

  private async learnTerminal(run: LiveRun): Promise<void> {
    const terminal = await run.watch.terminal
    if (terminal === undefined) return
    run.terminal = terminal
    this.changed.fire()
  }

  private async askAgain(run: LiveRun): Promise<void> {
    if (run.outcome !== undefined) return
    const again = 'Interrupt Again'
    const show = 'Show Terminal'
    const choice = await vscode.window.showWarningMessage(
      `${run.title} is still ending ${patience / 1000} seconds after Ctrl-C. Interrupted again, kiwi may leave mounts behind.`,
      show,
      again
    )
    if (choice === show) run.terminal?.show()
    if (choice === again && run.outcome === undefined) run.watch.execution?.terminate()
  }

  private async conclude(run: LiveRun): Promise<RunOutcome> {
    const { exitCode, processId } = await run.watch.end
    // A closed terminal is reported at once, while kiwi still releases its mounts.
    if (processId !== undefined) await untilGone(processId)
    const closed = run.watch.isTerminalClosed() || (exitCode === undefined && processId !== undefined)
    const isAlone = this.running().length === 1
    return conclusion(run, exitCode, run.cancelled || closed, mountsLeft(run, isAlone))
  }
}

function conclusion(
  run: LiveRun,
  exitCode: number | undefined,
  cancelled: boolean,
  mounts: readonly string[]
): RunOutcome {
  const { plan, started } = run
  const target = targetOf(plan.request)
  const resultFile = path.join(target ?? '', resultFileName)
  const boxFile = path.join(target ?? '', boxResultFileName)
  const resultFresh = target !== undefined && isFresh(changeTime(resultFile), started)
  const boxFresh = target !== undefined && plan.request.kind === 'boxbuild' && isFresh(changeTime(boxFile), started)
  const boxResult = boxFresh ? parseBoxResult(readText(boxFile) ?? '') : undefined
  const log = plan.logFile === undefined ? undefined : readTail(plan.logFile, run.logOffset)
  const outcome = judge({
    kind: plan.request.kind,
    title: run.title,
    bySudo: plan.mayAskPassword && plan.request.kind !== 'boxbuild',
    exitCode,
    cancelled,
    resultFresh,
    mountsLeft: mounts.length > 0,
    ...(boxResult === undefined ? {} : { boxResult }),
    ...(log === undefined ? {} : { log })
  })
  const results = outcome.state === 'succeeded' && resultFresh ? parseResult(readText(resultFile) ?? '') : undefined
  return {
    ...outcome,
    exitCode,
    command: plan.argv,
    results: results ?? [],
    mounts
  }
}

/**
 * What is still mounted below the target, and what appeared in kiwi's working folders since the start. The working folders
 * belong to no target, so while other builds run nobody can say whose mounts these are.
 */
function mountsLeft({ foreignMounts, request }: LiveRun, isAlone: boolean): string[] {
  const target = targetOf(request)
  const below = target === undefined ? [] : mountedBelow(target).map(({ point }) => point)
  return [...below, ...(isAlone ? workingMounts().filter(point => !foreignMounts.has(point)) : [])]
}

function workingMounts(): string[] {
  return kiwiMounts(currentMounts()).map(({ point }) => point)
}

/** What must be there, or must not be there, before kiwi starts. */
async function makeReady({ request, logFile, effective }: Plan): Promise<void> {
  const target = targetOf(request)
  if (target === undefined) return
  if (request.kind === 'stackbuild' && request.description !== undefined && effective !== undefined) {
    await writeEffective(request.description.directory, effective)
  }
  // kiwi opens a log file of one's own before it makes the target.
  if (logFile !== undefined && path.dirname(logFile) === target) mkdirSync(target, { recursive: true })
  // kiwi believes an exit number that an earlier box left.
  if (request.kind === 'boxbuild') rmSync(path.join(target, boxResultFileName), { force: true })
}

function taskFor(run: LiveRun): vscode.Task {
  const { command, mayAskPassword, request } = run.plan
  // A folder of the user's own: kiwi takes a list of boxes out of the folder that it runs in.
  const execution = new vscode.ProcessExecution(command.program, [...command.args], { cwd: os.homedir() })
  const task = new vscode.Task(
    { type: 'kiwi', command: request.kind, run: run.id },
    vscode.workspace.workspaceFolders === undefined ? vscode.TaskScope.Global : vscode.TaskScope.Workspace,
    run.title,
    'KIWI',
    execution,
    []
  )
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.New,
    focus: mayAskPassword,
    // The line would be the supervising shell's, not the command that was shown.
    echo: false,
    showReuseMessage: false,
    clear: false,
    close: false
  }
  return task
}

function notStarted(plan: Plan, reason: string): RunOutcome {
  return {
    state: 'failed',
    message: `${titleOf(plan.request)} could not be started: ${reason}`,
    exitCode: undefined,
    command: plan.argv,
    results: [],
    mounts: []
  }
}
