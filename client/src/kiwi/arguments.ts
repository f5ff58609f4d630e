/** Turns a request into the arguments of kiwi-ng, in the form that kiwi 10 and 11 both understand. */
import { checkExtra } from './extraArguments'
import { capability } from './installation'
import type { Ability, KiwiInstallation } from './installation'
import type { Problem } from './problem'
import type { Distribution } from './remedies'
import type {
  BoxbuildRequest,
  BuildDescriptionRequest,
  BuildRequest,
  DescriptionReference,
  Selection,
  StackbuildRequest,
  StashRequest
} from './request'
import { registryProblem, stashNameProblem, stashReferenceProblem, stashTagProblem } from './stashName'
import { boxMemoryProblem, boxPathProblem, boxValueProblem, pathProblem, valueProblem } from './values'

export type KiwiArguments =
  | { readonly ok: true; readonly args: readonly string[] }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** Arguments that print the stashes as JSON. */
export const listStashesArguments: readonly string[] = ['system', 'stash', '--list']

/** Arguments that print the boxes as YAML, without a log line before it. */
export const listBoxesArguments: readonly string[] = ['--loglevel', '40', 'system', 'boxbuild', '--list-boxes']

/**
 * The arguments behind `kiwi-ng` for `request`, or everything that speaks against it. The form: global options first, long
 * names in full, option and value as two arguments, an option repeated for each value, one `--` before what goes to the
 * inner command. `distribution` decides what the remedies say.
 */
export function kiwiArguments(
  request: BuildRequest,
  installation: KiwiInstallation,
  distribution: Distribution = 'other'
): KiwiArguments {
  const writer = new Writer(installation, distribution)
  writer.program()
  writer.require(abilityOf(request))
  switch (request.kind) {
    case 'build':
      writeBuild(writer, request)
      break
    case 'stash':
      writeStash(writer, request)
      break
    case 'stackbuild':
      writeStackbuild(writer, request)
      break
    case 'boxbuild':
      writeBoxbuild(writer, request)
      break
  }
  return writer.problems.length > 0 ? { ok: false, problems: writer.problems } : { ok: true, args: writer.args }
}

/** What a kiwi must be able to do for `request`. */
export function abilityOf(request: BuildRequest): Ability {
  return request.kind === 'stackbuild' && request.description === undefined ? 'rebuild' : request.kind
}

/** Gathers arguments, and what speaks against them, for one installation. */
class Writer {
  readonly args: string[] = []
  readonly problems: Problem[] = []
  readonly installation: KiwiInstallation
  private readonly distribution: Distribution

  constructor(installation: KiwiInstallation, distribution: Distribution) {
    this.installation = installation
    this.distribution = distribution
  }

  /** The program itself is an argument too: of the program that supervises it. */
  program(): void {
    const { path } = this.installation
    this.refuse(pathProblem('The path of kiwi-ng', path))
    if (!path.includes('=')) return
    this.refuse({
      code: 'equals-in-program',
      message: `The path of kiwi-ng holds "=", which env takes for a variable: ${path}.`,
      remedy: 'Move kiwi-ng to a path without "=", or make a link to it there.'
    })
  }

  require(ability: Ability): void {
    const able = capability(ability, this.installation, this.distribution)
    if (!able.available) this.refuse(able.problem)
  }

  refuse(problem: Problem | undefined): void {
    if (problem !== undefined) this.problems.push(problem)
  }

  words(...words: string[]): void {
    this.args.push(...words)
  }

  flag(name: string, set: boolean | undefined): void {
    if (set === true) this.args.push(name)
  }

  value(name: string, what: string, value: string | undefined): void {
    if (value === undefined) return
    this.refuse(valueProblem(what, value))
    this.args.push(name, value)
  }

  path(name: string, what: string, value: string | undefined): void {
    if (value === undefined) return
    this.refuse(pathProblem(what, value))
    this.args.push(name, value)
  }

  number(name: string, what: string, value: number | undefined, highest: number): void {
    if (value === undefined) return
    if (!Number.isInteger(value) || value < 1 || value > highest) {
      this.refuse({
        code: 'number',
        message: `${what} cannot be ${value}.`,
        remedy: `Give a number from 1 to ${highest}.`
      })
    }
    this.args.push(name, String(value))
  }
}

function writeGlobals(
  writer: Writer,
  globals: Selection & { readonly logFile?: string },
  description?: DescriptionReference
): void {
  writer.value('--type', 'The build type', globals.type)
  for (const profile of globals.profiles ?? []) writer.value('--profile', 'A profile', profile)
  if (description?.kiwiFile?.startsWith('-') === true) {
    writer.refuse({
      code: 'dash-file',
      message: `The name of the description begins with a dash: ${description.kiwiFile}.`,
      remedy: 'Give the file another name.'
    })
  }
  writer.value('--kiwi-file', 'The name of the description', description?.kiwiFile)
  writer.value('--target-arch', 'The target architecture', globals.targetArchitecture)
  writer.path('--logfile', 'The log file', globals.logFile)
  writer.path('--config', 'The runtime configuration', globals.configuration)
  writer.flag('--debug', globals.debug)
}

function writeBuild(writer: Writer, request: BuildDescriptionRequest): void {
  writeGlobals(writer, request, request.description)
  writer.words('system', 'build')
  writer.path('--description', 'The folder of the description', request.description.directory)
  writer.path('--target-dir', 'The target directory', request.target)
  writer.words(...extraArguments(writer, request.extra, 'system build', ['--description', '--target-dir']))
}

function writeStash(writer: Writer, request: StashRequest): void {
  writeGlobals(writer, request)
  writer.words('system', 'stash')
  writer.path('--root', 'The root tree', request.root)
  if (request.tag !== undefined) {
    writer.refuse(named('stash-tag', stashTagProblem(request.tag), 'Choose another tag.'))
    writer.value('--tag', 'The tag', request.tag)
  }
  if (request.name === undefined) return
  writer.refuse(named('stash-name', stashNameProblem(request.name), 'Choose another name for the stash.'))
  writer.value('--container-name', 'The name of the stash', request.name)
}

function writeStackbuild(writer: Writer, request: StackbuildRequest): void {
  const { description } = request
  writeGlobals(writer, request.extension === undefined ? request : { ...request, profiles: [] }, description)
  refuseArchitecture(writer, request)
  if (description?.kiwiFile !== undefined && writer.installation.cli === 'docopt') {
    writer.refuse({
      code: 'kiwi-file-lost',
      message: `kiwi ${writer.installation.version} does not pass the file name ${description.kiwiFile} on in a stackbuild, and would build another description of ${description.directory}.`,
      remedy: 'Put the description into a folder of its own, or install kiwi 11.1.4 or newer.'
    })
  }
  if (request.stashes.length === 0) {
    writer.refuse({ code: 'no-stash', message: 'No stash is given.', remedy: 'Choose at least one stash.' })
  }
  writer.words('system', 'stackbuild')
  for (const stash of request.stashes) {
    writer.refuse(named('stash-reference', stashReferenceProblem(stash), 'Choose a stash from the list.'))
    writer.value('--stash', 'The name of a stash', stash)
  }
  writer.path('--target-dir', 'The target directory', request.target)
  if (request.registry !== undefined) {
    writer.refuse(named('registry', registryProblem(request.registry), 'Write it as in: registry.example.org:5000'))
    writer.value('--from-registry', 'The registry', request.registry)
  }
  writer.path('--description', 'The folder of the description', description?.directory)
  const extra =
    description === undefined
      ? extraArguments(writer, request.extra, 'system create', ['--root', '--target-dir'], ['--signing-key'])
      : extraArguments(writer, request.extra, 'system build', [
          '--description',
          '--target-dir',
          '--allow-existing-root'
        ])
  refuseEmptyExtra(writer, abilityOf(request), extra)
  if (extra.length > 0) writer.words('--', ...extra)
}

function writeBoxbuild(writer: Writer, request: BoxbuildRequest): void {
  writeGlobals(writer, request, request.description)
  refuseArchitecture(writer, request)
  if (request.configuration !== undefined) {
    writer.refuse({
      code: 'configuration-in-box',
      message: 'A runtime configuration of this machine does not reach the kiwi inside a box.',
      remedy: 'Leave the runtime configuration out.'
    })
  }
  writer.words('system', 'boxbuild')
  writer.value('--box', 'The name of the box', request.box)
  writeBoxOptions(writer, request)
  writer.words('--')
  writer.path('--description', 'The folder of the description', request.description.directory)
  writer.path('--target-dir', 'The target directory', request.target)
  writer.words(...extraArguments(writer, request.extra, 'system build', ['--description', '--target-dir']))
  refuseBoxCharacters(writer, request)
}

function writeBoxOptions(writer: Writer, request: BoxbuildRequest): void {
  const memory = request.memory === undefined ? undefined : boxMemoryProblem(request.memory)
  if (memory !== undefined) {
    const message = `The memory of the box cannot be ${request.memory}.`
    writer.refuse({ code: 'box-memory', message, remedy: memory })
  }
  writer.value('--box-memory', 'The memory of the box', request.memory)
  writer.value('--box-console', 'The console of the box', request.console)
  writer.number('--box-smp-cpus', 'The number of processors', request.processors, 4096)
  writer.flag('--box-debug', request.keepOpen)
  writer.flag('--container', request.container)
  writer.value('--kiwi-version', 'The version of kiwi in the box', request.kiwiVersion)
  writer.path('--shared-path', 'The shared folder', request.sharedPath)
  writer.flag('--no-update-check', request.updateCheck === false)
  writer.flag('--no-snapshot', request.snapshot === false)
  writer.flag('--no-accel', request.acceleration === false)
  if (request.sharing !== undefined) writer.words(`--${request.sharing}-sharing`)
  if (request.sshKey?.includes('/') === true) {
    writer.refuse({
      code: 'ssh-key',
      message: `The ssh key is not the name of a file in ~/.ssh: ${request.sshKey}.`,
      remedy: 'Give the name alone, such as id_rsa.'
    })
  }
  writer.value('--ssh-key', 'The ssh key', request.sshKey)
  writer.number('--ssh-port', 'The ssh port', request.sshPort, 65_535)
  if (request.architecture !== undefined) writer.words(`--${request.architecture}`)
  writer.value('--machine', 'The machine', request.machine)
  writer.value('--cpu', 'The CPU model', request.cpu)
}

/** Only the options given for `command` in the installed kiwi, minus those that the request sets by itself. */
function extraArguments(
  writer: Writer,
  extra: readonly string[] | undefined,
  command: string,
  reserved: readonly string[],
  allowed?: readonly string[]
): readonly string[] {
  const options = writer.installation.commands.get(command) ?? new Map<string, never>()
  const checked = checkExtra(extra ?? [], {
    command,
    options,
    reserved: new Set(reserved),
    ...(allowed === undefined ? {} : { allowed: new Set(allowed) })
  })
  writer.problems.push(...checked.problems)
  return checked.args
}

function refuseEmptyExtra(writer: Writer, ability: Ability, extra: readonly string[]): void {
  const able = capability(ability, writer.installation)
  if (!able.available || !able.needsExtraArgument || extra.length > 0) return
  const { version, stackbuildPlugin } = writer.installation
  writer.refuse({
    code: 'plugin-needs-argument',
    message: `kiwi ${version} with version ${stackbuildPlugin} of the stackbuild plugin fails in every stackbuild that has no further option.`,
    remedy: `Install kiwi 11.1.4 or newer, or version 1.0.11 of kiwi_stackbuild_plugin${ability === 'rebuild' ? '' : ', or add an option of system build'}.`
  })
}

function refuseArchitecture(writer: Writer, request: StackbuildRequest | BoxbuildRequest): void {
  if (request.targetArchitecture === undefined) return
  writer.refuse({
    code: 'architecture-lost',
    message: `kiwi does not pass a target architecture on in a ${request.kind}.`,
    remedy: 'Leave the target architecture out.'
  })
}

/** Everything that goes into a box passes through the shell that kiwi starts the emulator with. */
function refuseBoxCharacters(writer: Writer, request: BoxbuildRequest): void {
  const paths = [request.description.directory, request.target, request.sharedPath]
  for (const path of paths) if (path !== undefined) writer.refuse(boxPathProblem('A path of the boxbuild', path))
  const given = new Set(paths)
  for (const word of writer.args) if (!given.has(word)) writer.refuse(boxValueProblem('A value of the boxbuild', word))
}

function named(code: string, message: string | undefined, remedy: string): Problem | undefined {
  return message === undefined ? undefined : { code, message, remedy }
}
