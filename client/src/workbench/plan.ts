/** A request made ready to run: the exact command, and everything that speaks for or against it. */
import path from 'node:path'
import type { Finding } from '../builds/preflight'
import { preflight, type RunningBuild } from '../builds/preflight'
import { mayAskPassword, needsRoot, targetOf } from '../builds/request'
import { commandLine, displayCommand, plainCommand, type CommandLine } from '../builds/supervise'
import type { Settings } from '../config'
import { kiwiArguments } from '../kiwi/arguments'
import type { KiwiInstallation } from '../kiwi/installation'
import type { Problem } from '../kiwi/problem'
import type { BuildRequest } from '../kiwi/request'
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
  readonly running: readonly RunningBuild[]
  /** Names of the images in root's storage, where they are known. */
  readonly rootReferences: readonly string[] | undefined
}

/** Nothing is changed on the machine by this. */
export async function prepare(wanted: BuildRequest, surroundings: Surroundings): Promise<Preparation> {
  const { installation, settings } = surroundings
  const request = await withLog(withRealTarget(wanted))
  const built = kiwiArguments(request, installation)
  if (!built.ok) return { findings: built.problems.map(stop) }
  const privileges = { needsRoot: needsRoot(request), isRoot, sudo: settings.sudo }
  const command = commandLine(installation.path, built.args, privileges)
  const variable = [command.program, ...command.args].find(argument => argument.includes('${'))
  if (variable !== undefined) return { findings: [expandedValue(variable)] }
  const facts = await gatherFacts(request, surroundings.running, surroundings.rootReferences)
  const findings = preflight(request, facts)
  if (findings.some(finding => finding.severity === 'stop')) return { findings }
  const argv = plainCommand(installation.path, built.args, privileges)
  const plan: Plan = {
    request,
    command,
    argv,
    display: displayCommand(argv),
    mayAskPassword: mayAskPassword(request, isRoot),
    logFile: logFileOf(request)
  }
  return { findings, plan }
}

/** Mounts are told by their real paths, so a target behind a symbolic link would be taken for another folder. */
function withRealTarget(request: BuildRequest): BuildRequest {
  return request.kind === 'stash'
    ? { ...request, root: realPath(request.root) }
    : { ...request, target: realPath(request.target) }
}

/** kiwi keeps no log of a rebuild by itself; beside the image it does no harm and tells why a build failed. */
async function withLog(request: BuildRequest): Promise<BuildRequest> {
  if (request.kind !== 'stackbuild' || request.description !== undefined || request.logFile !== undefined)
    return request
  const writable = await isWritable(request.target)
  return writable ? { ...request, logFile: path.join(request.target, 'stackbuild.log') } : request
}

/** Where the log of a run will be. */
function logFileOf(request: BuildRequest): string | undefined {
  const target = targetOf(request)
  if (target === undefined) return undefined
  if (request.kind === 'boxbuild') return path.join(target, 'result.log')
  if ('logFile' in request && request.logFile !== undefined) return request.logFile
  return request.kind === 'stackbuild' && request.description === undefined
    ? undefined
    : path.join(target, 'build', 'image-root.log')
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
