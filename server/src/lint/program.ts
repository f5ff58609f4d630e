/** kiwi-lint from its words to its exit code; everything of the outside world comes in as an argument. */
import path from 'node:path'
import { version } from '../../package.json'
import { decode, largestFile } from '../handlers/fileSystem'
import { stashFrom } from './base'
import { checkDescriptions } from './check'
import { commands } from './commands'
import { withoutControls } from './displayWidth'
import { formats } from './formats'
import { checkByGrammar } from './grammarCheck'
import { readCommandLine, standardInput, usage, type LintOptions } from './options'
import { namesFor, type NameOf, type Result } from './report'
import { schemaFor } from './target'
import { folderGone, isOutOfReach, type ExitCode, type World } from './world'

/** Runs the words behind the program's name. */
export async function run(words: readonly string[], world: World): Promise<ExitCode> {
  const command = commands.get(words[0] ?? '')
  if (command) return command(words.slice(1), world)
  const asked = readCommandLine(words)
  if (asked.kind === 'help') return told(world, usage)
  if (asked.kind === 'version') return told(world, `kiwi-lint ${version}\n`)
  if (asked.kind === 'wrong') return refused(world, [asked.message, 'kiwi-lint --help tells how it is used.'])
  const { paths, base, rng } = asked.options
  if (isOutOfReach([...paths.filter(each => each !== standardInput), base, rng], world))
    return refused(world, [folderGone])
  const options = resolved(asked.options, world.workingFolder)
  const nameOf = namesFor([...asked.options.paths, asked.options.stdinFilepath], world.workingFolder)
  const bytes = options.paths.includes(standardInput) ? await world.read() : undefined
  if (bytes && bytes.length > largestFile) return refused(world, ['Standard input is too large for a description.'])
  const input = bytes && decode(bytes)
  const result = check(options, world, nameOf, input)
  if (Array.isArray(result)) return refused(world, result)
  const { notes, failures } = result
  world.write(formats[options.format](result, world))
  warn(world, [...notes(), ...failures])
  if (failures.length > 0) return 2
  const found = options.format === 'json' ? result.reports().flatMap(each => each.diagnostics) : result.diagnostics()
  return found.some(({ severity }) => severity === 'error') ? 1 : 0
}

/** What was found, or why nothing can be judged. */
function check(options: LintOptions, world: World, nameOf: NameOf, input: string | undefined): Result | string[] {
  if (options.rng !== undefined) return checkByGrammar(options, options.rng, nameOf, input)
  const stash = options.base === undefined ? undefined : stashFrom(options.base)
  if (typeof stash === 'string') return [stash]
  const schema = schemaFor(options.target, world)
  return Array.isArray(schema) ? schema : checkDescriptions(options, { schema, stash }, nameOf, input)
}

/** The options with absolute paths. */
function resolved(options: LintOptions, workingFolder: string): LintOptions {
  const absolute = (given: string) => (given === standardInput ? given : path.resolve(workingFolder, given))
  return {
    ...options,
    paths: options.paths.map(absolute),
    stdinFilepath: absolute(options.stdinFilepath),
    base: options.base && absolute(options.base),
    rng: options.rng && absolute(options.rng)
  }
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
