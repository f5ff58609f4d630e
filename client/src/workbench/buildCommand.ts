/** The way that all four build commands go: trust, kiwi-ng, questions, preflight, the exact command, the run. */
import path from 'node:path'
import * as vscode from 'vscode'
import { capability, type Ability, type KiwiInstallation } from '../kiwi/installation'
import type { ProbeResult } from '../kiwi/probe'
import type { Problem } from '../kiwi/problem'
import type { BuildRequest } from '../kiwi/request'
import type { Stash } from '../containers/images'
import type { StashNode } from '../views/stashes'
import { fileOf } from './descriptions'
import type { Effective } from './effective'
import { readInvocation, type Invocation } from './invocation'
import { currentSettings, distribution, tellProbeProblem } from './kiwi'
import { confirm, type Row } from './panel'
import { prepare, type Plan, type Preparation } from './plan'
import type { RunOutcome } from './runs'
import { tellError } from './tell'
import type { Workbench } from './workbench'

/** What a build command answers: how the run ended, or why it was not started; `undefined` when the person gave up. */
export type CommandOutcome =
  | RunOutcome
  | { readonly state: 'refused'; readonly message: string; readonly problems: readonly Problem[] }
  | undefined

/** What a command was called with, from wherever it was called. */
export interface Given {
  readonly invocation: Invocation
  /** The file or folder of the menu it was called from. */
  readonly uri?: vscode.Uri
  /** The stashes selected in the view, in the order of the selection. */
  readonly stashes: readonly Stash[]
}

/** What is special about one of the commands. */
export interface BuildCommand<Request extends BuildRequest> {
  readonly command: string
  /** What kiwi must be able to do, one of them at least. */
  readonly abilities: readonly Ability[]
  /** The first request, complete; asks only what cannot be guessed. `undefined` when the person gave up. */
  readonly gather: (given: Given, installation: KiwiInstallation) => Promise<Request | undefined>
  readonly title: (request: Request) => string
  readonly rows: (request: Request, installation: KiwiInstallation) => readonly Row[]
  /** Called when a plan is about to run: the place to remember choices. */
  readonly chosen: (request: BuildRequest) => Promise<void>
}

export function registerBuildCommand<Request extends BuildRequest>(
  context: vscode.ExtensionContext,
  workbench: Workbench,
  command: BuildCommand<Request>
): void {
  context.subscriptions.push(
    vscode.commands.registerCommand(command.command, (...values: unknown[]) => run(workbench, command, values))
  )
}

async function run<Request extends BuildRequest>(
  workbench: Workbench,
  command: BuildCommand<Request>,
  values: readonly unknown[]
): Promise<CommandOutcome> {
  if (!vscode.workspace.isTrusted) return refuseUntrusted()
  const given = readValues(values)
  if (typeof given === 'string') return refuse([{ code: 'invocation', message: given, remedy: '' }])
  const probe = await probeFor(command.abilities, workbench)
  if (!probe.ok) {
    void tellProbeProblem(probe)
    return refusal([{ code: `kiwi-${probe.problem}`, message: probe.message, remedy: probe.remedy }])
  }
  const { installation } = probe
  const missing = missingAbility(command.abilities, installation)
  if (missing !== undefined) return refuse([missing])
  const request = await command.gather(given, installation)
  if (request === undefined) return undefined
  const ready = (wanted: Request): Promise<Preparation> => prepareIn(workbench, installation, wanted)
  const plan = given.invocation.confirmed
    ? await confirmed(await ready(request))
    : await confirm(request, {
        title: wanted => command.title(wanted),
        rows: wanted => command.rows(wanted, installation),
        prepare: ready
      })
  if (plan === undefined || 'state' in plan) return plan
  await command.chosen(plan.request)
  // The person may have thought for long: what was free then may be in use now.
  const last = await confirmed(await prepareIn(workbench, installation, plan.request))
  if (last === undefined || 'state' in last) return last
  return workbench.runs.start(last)
}

/** Before a kiwi is called unable it is asked once more: the person may have installed what was missing. */
async function probeFor(abilities: readonly Ability[], { kiwi }: Workbench): Promise<ProbeResult> {
  const known = await kiwi.probe()
  if (!known.ok || missingAbility(abilities, known.installation) === undefined) return known
  kiwi.forget()
  return kiwi.probe()
}

/** Why `installation` has none of `abilities`; `undefined` where it has one. */
function missingAbility(abilities: readonly Ability[], installation: KiwiInstallation): Problem | undefined {
  const found = abilities.map(ability => capability(ability, installation, distribution))
  const [first] = found
  return first?.available === false && found.every(({ available }) => !available) ? first.problem : undefined
}

async function prepareIn(
  workbench: Workbench,
  installation: KiwiInstallation,
  request: BuildRequest
): Promise<Preparation> {
  const needsReferences = request.kind === 'stackbuild' || request.kind === 'stash'
  const described = describedFile(request)
  const { profiles, type } = request.kind === 'stash' ? { profiles: [], type: undefined } : request
  return prepare(request, {
    installation,
    settings: currentSettings(),
    distribution,
    running: workbench.runs.running(),
    rootReferences: needsReferences ? await workbench.stashes.rootReferences() : undefined,
    description: described === undefined ? undefined : await workbench.describe(described, profiles, type),
    effective: await effectiveFor(request, workbench)
  })
}

/** The description that kiwi will read; `undefined` for that of a rebuild, which lies inside a stash. */
function describedFile(request: BuildRequest): string | undefined {
  if (request.kind === 'stash') return path.join(request.root, 'image/config.xml')
  if (request.kind === 'stackbuild' && request.extension !== undefined) return request.extension
  return request.description === undefined ? undefined : fileOf(request.description)
}

async function effectiveFor(request: BuildRequest, { server }: Workbench): Promise<Effective | undefined> {
  if (request.kind !== 'stackbuild' || request.extension === undefined) return undefined
  return server.effective(vscode.Uri.file(request.extension), 'build', request.profiles)
}

/** Who says that the person has confirmed has taken the questions on themselves; what cannot work stays refused. */
async function confirmed({ plan, findings }: Preparation): Promise<Plan | CommandOutcome> {
  return plan ?? refuse(findings.filter(({ severity }) => severity === 'stop'))
}

async function refuse(problems: readonly Problem[]): Promise<CommandOutcome> {
  tellError(problems.map(({ message, remedy }) => (remedy === '' ? message : `${message} ${remedy}`)).join(' '))
  return refusal(problems)
}

function refusal(problems: readonly Problem[]): CommandOutcome {
  return { state: 'refused', message: problems.map(({ message }) => message).join(' '), problems }
}

function refuseUntrusted(): CommandOutcome {
  const message = 'kiwi-ng is not run in a folder that you have not trusted.'
  const manage = 'Manage Workspace Trust'
  void offer(message, manage, 'workbench.trust.manage')
  return refusal([{ code: 'untrusted', message, remedy: 'Trust the folder first.' }])
}

async function offer(message: string, action: string, command: string): Promise<void> {
  const choice = await vscode.window.showErrorMessage(message, action)
  if (choice === action) await vscode.commands.executeCommand(command)
}

/** Sorts out what VS Code passes from a menu, a tree or a program; a text says what is wrong with it. */
function readValues([first, second]: readonly unknown[]): Given | string {
  if (first instanceof vscode.Uri) return { invocation: {}, uri: first, stashes: [] }
  const nodes = Array.isArray(second) && second.length > 0 ? second : [first]
  const stashes = nodes.flatMap(node => (isStashNode(node) ? [node.stash] : []))
  if (stashes.length > 0) return { invocation: {}, stashes }
  if (typeof first !== 'object' || first === null || isNode(first)) return { invocation: {}, stashes: [] }
  const read = readInvocation(first)
  return read.ok ? { invocation: read.invocation, stashes: [] } : read.message
}

function isNode(value: object): boolean {
  return 'kind' in value
}

function isStashNode(value: unknown): value is StashNode & { kind: 'stash' } {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'stash' && 'stash' in value
}
