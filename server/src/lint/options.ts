/** The command line of kiwi-lint: words in, what is wanted out, or a sentence that says why that cannot be. */
import { schemaTarget } from '../config'
import { together } from '../services/words'
import { splitWords } from './words'

export const formatNames = ['human', 'json', 'sarif', 'github'] as const

export type FormatName = (typeof formatNames)[number]

export interface LintOptions {
  readonly format: FormatName
  /** `installed`, `newest` or a schemaversion. */
  readonly target: string
  /** Path of the RELAX NG schema that files are judged by instead of kiwi's. */
  readonly rng: string | undefined
  readonly recursive: boolean
  /** Path of the description in the stash of the extensions among the paths, or of its folder. */
  readonly base: string | undefined
  /** What to call the text of standard input, which is wanted where `-` is among the paths. */
  readonly stdinFilepath: string
  readonly paths: readonly string[]
}

export type CommandLine =
  | { readonly kind: 'lint'; readonly options: LintOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'wrong'; readonly message: string }

/** The path that stands for standard input. */
export const standardInput = '-'

/** The file beside which standard input is thought to lie where nobody says it. */
const defaultStdinFilepath = 'stdin.kiwi'

export const usage = `Usage: kiwi-lint [OPTION…] PATH…
       kiwi-lint effective [OPTION…] FILE

Says what kiwi would object to in image descriptions, and where. A PATH is a file, or a folder in
which the description is looked for as kiwi does it: config.xml, then image/config.xml, then the
first *.kiwi. What a description includes is checked with it. A file that descriptions include is
judged as part of those beside it and above it. "-" reads standard input.

kiwi-lint effective … prints descriptions as kiwi sees them; kiwi-lint effective --help tells how.

Options:
  --format FORMAT         human (for people and terminals), json (one object a line for each
                          description), sarif (2.1.0), github (annotations of a workflow).
  --target TARGET         Whose schema decides: that of the newest kiwi known (newest), of the
                          installed one (installed), or of a schemaversion:
                          ${schemaVersions().join(', ')}.
  --recursive, -r         Check every description in a folder, at any depth.
  --base CONFIG           What the stashes of extensions (<image stashed="…">) hold: a description, or
                          the folder that it lies in.
  --rng SCHEMA            Judge any XML files by a RELAX NG schema in XML syntax instead of kiwi's.
  --stdin-filepath FILE   The file that standard input is the text of.
  --help, -h              Show this text.
  --version               Show the version.
  --                      Everything behind it is a PATH.

Exit code: 0 without errors, 1 with errors, 2 where the command line is wrong, or a file or schema
cannot be read.
`

const known = {
  format: { type: 'string' },
  target: { type: 'string' },
  recursive: { type: 'boolean', short: 'r' },
  base: { type: 'string' },
  rng: { type: 'string' },
  'stdin-filepath': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' }
} as const

type OptionName = keyof typeof known

/** What the words of the command line ask for. */
export function readCommandLine(words: readonly string[]): CommandLine {
  const split = splitWords<OptionName>(words, known)
  if (typeof split === 'string') return wrong(split)
  if (split.values.has('help')) return { kind: 'help' }
  if (split.values.has('version')) return { kind: 'version' }
  return checked(name => split.values.get(name)?.at(-1), split.others)
}

function checked(valueOf: (name: OptionName) => string | undefined, paths: readonly string[]): CommandLine {
  const format = formatNames.find(each => each === (valueOf('format') ?? 'human'))
  if (!format) return wrong(`There is no format ${valueOf('format') ?? ''}. There are ${together(formatNames)}.`)
  const target = valueOf('target') ?? 'newest'
  const noTarget = checkTarget(target)
  if (noTarget !== undefined) return wrong(noTarget)
  const rng = valueOf('rng')
  if (rng !== undefined && valueOf('target') !== undefined)
    return wrong('--rng and --target both say whose schema decides: give one of them.')
  if (rng !== undefined && /^https?:/i.test(rng))
    return wrong('--rng takes a file of this machine: nothing is fetched from the network.')
  const base = valueOf('base')
  if (rng !== undefined && base !== undefined)
    return wrong('--base is for extensions of a stash, which --rng does not know: give one of them.')
  if (paths.length === 0) return wrong('What is to be checked? Give at least one file or folder.')
  if (paths.includes('')) return wrong('One of the paths is empty.')
  const inputs = paths.filter(each => each === standardInput).length
  if (inputs > 1) return wrong('Standard input can only be read once.')
  if (inputs === 0 && valueOf('stdin-filepath') !== undefined)
    return wrong('--stdin-filepath names the text of standard input: give "-" as a path as well.')
  return {
    kind: 'lint',
    options: {
      format,
      target,
      base,
      rng,
      recursive: valueOf('recursive') !== undefined,
      stdinFilepath: valueOf('stdin-filepath') ?? defaultStdinFilepath,
      paths
    }
  }
}

/** A sentence where there is no such target. */
export function checkTarget(target: string): string | undefined {
  return schemaTarget.values.includes(target)
    ? undefined
    : `There is no target ${target}. There are ${together(schemaTarget.values)}.`
}

function schemaVersions(): string[] {
  return schemaTarget.values.filter(value => /^\d/.test(value))
}

function wrong(message: string): CommandLine {
  return { kind: 'wrong', message }
}
