/** kiwi-lint from its words to its exit code; everything of the outside world comes in as an argument. */
import path from 'node:path'
import packageJson from '../../package.json'
import { Schemas, type Schema } from '../description/schemas'
import { decode, largestFile } from '../handlers/fileSystem'
import { schemaFiles } from '../handlers/schemaFiles'
import { checkDescriptions } from './check'
import { commands } from './commands'
import { withoutControls } from './displayWidth'
import { formats } from './formats'
import { checkByGrammar } from './grammarCheck'
import { installedSchema } from './installedKiwi'
import { readCommandLine, standardInput, usage, type LintOptions } from './options'
import { namesFor, type NameOf, type Result } from './report'

/** What kiwi-lint needs of the process that it runs in. */
export interface World {
  write(text: string): void
  warn(text: string): void
  /** All of standard input, or so much that it is too large for a file. */
  read(): Promise<Buffer>
  /** Whether what is written goes to a terminal; how many columns that has, where it is known. */
  readonly isTerminal: boolean
  readonly columns: number | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly workingFolder: string
  /** The folder that the programs are installed in. */
  readonly programFolder: string
  /** The folder whose subfolder `kiwi` holds the schemas. */
  readonly schemaFolder: string
}

export type ExitCode = 0 | 1 | 2

/** Runs the words behind the program's name. */
export async function run(words: readonly string[], world: World): Promise<ExitCode> {
  const command = commands.get(words[0] ?? '')
  if (command) return command(words.slice(1), world)
  const asked = readCommandLine(words)
  if (asked.kind === 'help') return told(world, usage)
  if (asked.kind === 'version') return told(world, `kiwi-lint ${packageJson.version}\n`)
  if (asked.kind === 'wrong') return refused(world, [asked.message, 'kiwi-lint --help tells how it is used.'])
  const options = resolved(asked.options, world.workingFolder)
  const nameOf = namesFor(asked.options.paths, world.workingFolder)
  const bytes = options.paths.includes(standardInput) ? await world.read() : undefined
  if (bytes && bytes.length > largestFile) return refused(world, ['Standard input is too large for a description.'])
  const input = bytes && decode(bytes)
  const result = await check(options, world, nameOf, input)
  if (Array.isArray(result)) return refused(world, result)
  const { notes, failures } = result
  world.write(formats[options.format](result, world))
  warn(world, [...notes, ...failures])
  if (failures.length > 0) return 2
  const found = options.format === 'json' ? result.reports().flatMap(each => each.diagnostics) : result.diagnostics()
  return found.some(({ severity }) => severity === 'error') ? 1 : 0
}

/** What was found, or why nothing can be judged. */
async function check(
  options: LintOptions,
  world: World,
  nameOf: NameOf,
  input: string | undefined
): Promise<Result | string[]> {
  if (options.rng !== undefined) return checkByGrammar(options, options.rng, nameOf, input)
  const schema = schemaFor(options.target, world)
  return Array.isArray(schema) ? schema : checkDescriptions(options, schema, nameOf, input)
}

/** The options with absolute paths. */
function resolved(options: LintOptions, workingFolder: string): LintOptions {
  const absolute = (given: string) => (given === standardInput ? given : path.resolve(workingFolder, given))
  return {
    ...options,
    paths: options.paths.map(absolute),
    stdinFilepath: absolute(options.stdinFilepath),
    rng: options.rng === undefined ? undefined : absolute(options.rng)
  }
}

/** Here a target that cannot be had is an error: what another schema says is not what was asked. */
function schemaFor(target: string, { schemaFolder, environment }: World): Schema | string[] {
  const schemas = new Schemas(schemaFiles(schemaFolder))
  const installed = target === 'installed' ? installedSchema(environment['PATH'] ?? '') : undefined
  if (installed?.found === false) return [installed.reason]
  const { schema, failures } = schemas.resolve(target, installed?.path)
  return schema && failures.length === 0 ? schema : [...failures]
}

function told(world: World, text: string): ExitCode {
  world.write(text)
  return 0
}

function refused(world: World, messages: readonly string[]): ExitCode {
  warn(world, messages)
  return 2
}

function warn(world: World, messages: readonly string[]): void {
  for (const message of messages) world.warn(`kiwi-lint: ${withoutControls(message)}\n`)
}
