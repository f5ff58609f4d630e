/** An installed kiwi as data: its version, its options, and what can be done with it. */
import path from 'node:path'
import { isRecord, parseJson, textOf, textsOf } from './json'
import type { Problem } from './problem'
import { installCommand, newestKiwi } from './remedies'
import type { Distribution } from './remedies'
import { isPlainForShell } from './values'
import { compareVersions, isVersionIn } from './version'

export interface CommandOption {
  /** With the two dashes. */
  readonly name: string
  readonly flag: boolean
  readonly multiple: boolean
  /** Known for the command line of kiwi 11 only; else `false`. */
  readonly required: boolean
  /** Known for the command line of kiwi 11 only; else empty. */
  readonly choices: readonly string[]
}

/** The options of one command, by name. */
export type CommandOptions = ReadonlyMap<string, CommandOption>

export interface KiwiInstallation {
  /** Absolute path of `kiwi-ng`. */
  readonly path: string
  /** `11.1.6` */
  readonly version: string
  readonly cli: 'docopt' | 'typer'
  /** By command: `''` holds the global options, `system build` those of that command. */
  readonly commands: ReadonlyMap<string, CommandOptions>
  /** Absolute path of the Python interpreter that kiwi runs with. */
  readonly interpreter: string
  /** Absolute path of the installed `kiwi.rng`, where it was found. */
  readonly schemaFile?: string
  /** Version of the package `kiwi-stackbuild-plugin`, where installed; kiwi 11.1 and newer ignore it. */
  readonly stackbuildPlugin?: string
  /** Version of the package `kiwi-boxed-plugin`, where installed; kiwi 11.1 and newer ignore it. */
  readonly boxedPlugin?: string
}

/** What a kiwi can do. `rebuild` is stackbuild without a description. */
export type Ability = 'build' | 'stash' | 'stackbuild' | 'rebuild' | 'boxbuild'

export type Capability =
  | {
      readonly available: true
      /** This kiwi fails unless at least one argument for the inner command is given. */
      readonly needsExtraArgument: boolean
    }
  | { readonly available: false; readonly problem: Problem }

export type Capabilities = Readonly<Record<Ability, Capability>>

/** The oldest kiwi whose command line is known here. */
export const oldestVersion = '10.0'

/** What `installation` can do, with what to install where it cannot. */
export function capabilities(installation: KiwiInstallation, distribution: Distribution = 'other'): Capabilities {
  const of = (ability: Ability): Capability => capability(ability, installation, distribution)
  return {
    build: of('build'),
    stash: of('stash'),
    stackbuild: of('stackbuild'),
    rebuild: of('rebuild'),
    boxbuild: of('boxbuild')
  }
}

/** What one ability is worth with this kiwi. */
export function capability(
  ability: Ability,
  installation: KiwiInstallation,
  distribution: Distribution = 'other'
): Capability {
  const { version, cli, commands } = installation
  const command = ability === 'rebuild' ? 'stackbuild' : ability
  const update = `Install kiwi 11.1.4 or newer: ${newestKiwi(distribution)}.`
  if (ability !== 'build' && isVersionIn(version, '11.0', '11.1')) {
    return refusal('kiwi-11.0', `kiwi ${version} cannot run ${command}: in 11.0 it is missing or broken.`, update)
  }
  if (!commands.has(`system ${command}`)) return missingCommand(command, installation, distribution)
  if (ability === 'build' || ability === 'stackbuild') {
    const problem = folderProblem(installation)
    if (problem !== undefined) return { available: false, problem }
  }
  if (ability === 'rebuild' && isVersionIn(version, '11.1', '11.1.4')) {
    return refusal('no-rebuild', `kiwi ${version} fails in every stackbuild without a description.`, update)
  }
  // Newer plugins take the absence of arguments behind `--` for an error that they do not catch.
  const plugin = installation.stackbuildPlugin
  const needsExtraArgument =
    command === 'stackbuild' && cli === 'docopt' && plugin !== undefined && compareVersions(plugin, '1.0.11') > 0
  return { available: true, needsExtraArgument }
}

/** Reads what the probe printed; `undefined` for anything that is not the probe's answer. */
export function parseProbe(output: string, program: string, interpreter: string): KiwiInstallation | undefined {
  const answer = probeAnswer(output)
  const version = textOf(answer?.['version'])
  const cli = answer?.['cli']
  const commands = answer?.['commands']
  if (version === undefined || (cli !== 'docopt' && cli !== 'typer') || !isRecord(commands)) return undefined
  const parsed = new Map(Object.entries(commands).map(([name, options]) => [name, parseOptions(options)]))
  if (!parsed.has('') || !parsed.has('system build')) return undefined
  const schemaFile = textOf(answer?.['schema'])
  const stackbuildPlugin = textOf(answer?.['stackbuildPlugin'])
  const boxedPlugin = textOf(answer?.['boxedPlugin'])
  return {
    path: program,
    version,
    cli,
    commands: parsed,
    interpreter,
    ...(schemaFile === undefined ? {} : { schemaFile }),
    ...(stackbuildPlugin === undefined ? {} : { stackbuildPlugin }),
    ...(boxedPlugin === undefined ? {} : { boxedPlugin })
  }
}

/** The object on the last line that is one; what a start file of Python prints before it does not matter. */
export function probeAnswer(output: string): Record<string, unknown> | undefined {
  for (const line of output.split('\n').reverse()) {
    const value = line.startsWith('{') ? parseJson(line) : undefined
    if (isRecord(value)) return value
  }
  return undefined
}

function parseOptions(options: unknown): CommandOptions {
  const parsed = new Map<string, CommandOption>()
  for (const option of Array.isArray(options) ? options : []) {
    const name = isRecord(option) ? textOf(option['name']) : undefined
    if (!isRecord(option) || name === undefined) continue
    parsed.set(name, {
      name,
      flag: option['flag'] === true,
      multiple: option['multiple'] === true,
      required: option['required'] === true,
      choices: textsOf(option['choices'])
    })
  }
  return parsed
}

function missingCommand(command: string, installation: KiwiInstallation, distribution: Distribution): Capability {
  const { version, cli } = installation
  const message = `kiwi ${version} at ${installation.path} has no command ${command}.`
  if (cli === 'typer' || command === 'build') {
    return refusal(`no-${command}`, message, `Install a complete kiwi: ${newestKiwi(distribution)}.`)
  }
  const plugin = command === 'boxbuild' ? 'boxedPlugin' : 'stackbuildPlugin'
  return refusal(
    `no-${command}`,
    `${message} Before kiwi 11.1 it comes with a plugin.`,
    `Install the plugin with kiwi's own Python (${installCommand(plugin, distribution)}), or kiwi 11.1.4 or newer, which has it built in.`
  )
}

/** Whatever is built from a description, kiwi hands the path of its own scripts to a shell without quoting it. */
function folderProblem({ version, schemaFile }: KiwiInstallation): Problem | undefined {
  const folder = schemaFile === undefined ? '' : path.dirname(path.dirname(schemaFile))
  if (isPlainForShell(folder)) return undefined
  return {
    code: 'kiwi-folder',
    message: `kiwi ${version} lies in ${folder}, and fails in every build from a path with a blank or another character that a shell does not take literally.`,
    remedy: `Install kiwi in a folder with a plain path (${installCommand('kiwi', 'other')}), and put the path of its kiwi-ng into the setting kiwi.commands.kiwi.`
  }
}

function refusal(code: string, message: string, remedy: string): Capability {
  return { available: false, problem: { code, message, remedy } }
}
