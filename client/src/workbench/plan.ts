/** A request made ready to run: the exact command, and everything that speaks for or against it. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import type { EffectiveDescription } from '../builds/effectiveDescription'
import type { Finding, RunningBuild } from '../builds/finding'
import { preflight } from '../builds/preflight'
import { descriptionFolder, imageRootOf, madeImageRoot, mayAskPassword, needsRoot } from '../builds/request'
import { commandLine, displayCommand, plainCommand, type CommandLine } from '../builds/supervise'
import type { Settings } from '../config'
import { kiwiArguments } from '../kiwi/arguments'
import type { KiwiInstallation } from '../kiwi/installation'
import type { Problem } from '../kiwi/problem'
import type { Distribution } from '../kiwi/remedies'
import type { BuildRequest } from '../kiwi/request'
import type { DescriptionFacts } from './descriptionFacts'
import type { Effective } from './effective'
import { gatherFacts, isRoot, isWritable, realPath } from './machine'

/** Something that can be run. */
export interface Plan {
  readonly request: BuildRequest
  /** What the task starts. */
  readonly command: CommandLine
  /** The same as a person would type it, without the supervision. */
  readonly argv: readonly string[]
  /** `argv` quoted for a shell. */
  readonly display: string
  readonly mayAskPassword: boolean
  /** The log that kiwi will write; `undefined` where it writes none. */
  readonly logFile: string | undefined
  /** As in `RunningBuild`. */
  readonly packageManager: string | undefined
  /** What is written into the folder of the description before the start; absent for a description of the user's own. */
  readonly effective?: EffectiveDescription
}

export interface Preparation {
  /** What the person must be told before it runs; `plan` is absent while one of them is a `stop`. */
  readonly findings: readonly Finding[]
  readonly plan?: Plan
}

/** What a preparation needs to know beside the request. */
export interface Surroundings {
  readonly installation: KiwiInstallation
  readonly settings: Settings
  readonly distribution: Distribution
  readonly running: readonly RunningBuild[]
  /** Names of the images in root's storage, where they are known. */
  readonly rootReferences: readonly string[] | undefined
  /** The description that kiwi will read, where it is known. */
  readonly description: DescriptionFacts | undefined
  /** What an extension becomes on top of its stashes, where it is known. */
  readonly effective?: Effective | undefined
}

/** Nothing is changed on the machine by this. */
export async function prepare(wanted: BuildRequest, surroundings: Surroundings): Promise<Preparation> {
  const { installation, settings, distribution, effective } = surroundings
  const request = await withLog(withDescription(withRealTarget(wanted)))
  const built = kiwiArguments(request, installation, distribution)
  if (!built.ok) return { findings: built.problems.map(stop) }
  const privileges = { needsRoot: needsRoot(request), isRoot, sudo: settings.sudo }
  const command = commandLine(installation.path, built.args, madeImageRoot(request), privileges)
  const variable = [command.program, ...command.args].find(argument => argument.includes('${'))
  if (variable !== undefined) return { findings: [expandedValue(variable)] }
  const facts = await gatherFacts(request, surroundings)
  const findings = preflight(request, facts)
  if (findings.some(finding => finding.severity === 'stop')) return { findings }
  const argv = plainCommand(installation.path, built.args, privileges)
  const plan: Plan = {
    request,
    command,
    argv,
    display: displayCommand(argv),
    mayAskPassword: mayAskPassword(request, isRoot),
    logFile: logFileOf(request),
    packageManager: facts.packageManager,
    ...(effective === undefined ? {} : { effective })
  }
  return { findings, plan }
}

/** Mounts are told by their real paths, so a target behind a symbolic link would be taken for another folder. */
function withRealTarget(request: BuildRequest): BuildRequest {
  return request.kind === 'stash'
    ? { ...request, root: realPath(request.root) }
    : { ...request, target: realPath(request.target) }
}

/** The target may have been changed since, and with it the place of what an extension becomes. */
function withDescription(request: BuildRequest): BuildRequest {
  if (request.kind !== 'stackbuild' || request.extension === undefined) return request
  return { ...request, description: { directory: descriptionFolder(request.target, existsSync) } }
}

/**
 * kiwi keeps no log of a stash or a rebuild by itself, and nobody could tell why one failed. That of a stash comes beside
 * its root tree, where kiwi made that one as root and its folder is there; that of a rebuild into the target, which is made
 * for it and so must be the user's to make.
 */
async function withLog(request: BuildRequest): Promise<BuildRequest> {
  if (request.kind === 'stash') return { ...request, logFile: request.logFile ?? `${request.root}.stash.log` }
  const isRebuild = request.kind === 'stackbuild' && request.description === undefined
  if (!isRebuild || request.logFile !== undefined || !(await isWritable(request.target))) return request
  return { ...request, logFile: path.join(request.target, 'stackbuild.log') }
}

/** Where the log of a run will be. */
function logFileOf(request: BuildRequest): string | undefined {
  if (request.kind === 'boxbuild') return path.join(request.target, 'result.log')
  if (request.logFile !== undefined) return request.logFile
  const writesNone = request.kind === 'stash' || (request.kind === 'stackbuild' && request.description === undefined)
  return writesNone ? undefined : `${imageRootOf(request.target)}.log`
}

function stop(problem: Problem): Finding {
  return { ...problem, severity: 'stop' }
}

/** VS Code replaces variables in the arguments of a task, so what is run would not be what was shown. */
function expandedValue(value: string): Finding {
  return stop({
    code: 'variable-in-value',
    message: `The value ${value} holds \${, which VS Code would replace before kiwi-ng sees it.`,
    remedy: 'Choose a name without ${.'
  })
}
