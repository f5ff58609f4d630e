/** The command line of kiwi-lint: words in, what is wanted out, or a sentence that says why that cannot be. */
import { parseArgs } from 'node:util'
import { schemaTarget } from '../config'

export const formatNames = ['human', 'json', 'sarif', 'github'] as const

export type FormatName = (typeof formatNames)[number]

export interface LintOptions {
  readonly format: FormatName
  /** `installed`, `newest` or a schemaversion. */
  readonly target: string
  /** Path of the RELAX NG schema that files are judged by instead of kiwi's. */
  readonly rng: string | undefined
  readonly recursive: boolean
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
  rng: { type: 'string' },
  'stdin-filepath': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' }
} as const

type OptionName = keyof typeof known

/** What the words of the command line ask for. */
export function readCommandLine(words: readonly string[]): CommandLine {
  const { tokens } = parseArgs({
    args: [...words],
    options: known,
    strict: false,
    allowPositionals: true,
    tokens: true
  })
  const values = new Map<OptionName, string>()
  const paths: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') paths.push(token.value)
    if (token.kind !== 'option') continue
    const { name, rawName, value } = token
    if (!isOption(name))
      return wrong(`There is no option ${rawName}. There are ${list(Object.keys(known).map(dashed))}.`)
    const takesValue = known[name].type === 'string'
    if (takesValue && (value ?? '') === '') return wrong(`The option ${rawName} needs a value.`)
    if (!takesValue && value !== undefined) return wrong(`The option ${rawName} takes no value.`)
    values.set(name, value ?? '')
  }
  if (values.has('help')) return { kind: 'help' }
  if (values.has('version')) return { kind: 'version' }
  return checked(values, paths)
}

function checked(values: ReadonlyMap<OptionName, string>, paths: readonly string[]): CommandLine {
  const format = formatNames.find(each => each === (values.get('format') ?? 'human'))
  if (!format) return wrong(`There is no format ${values.get('format') ?? ''}. There are ${list(formatNames)}.`)
  const target = values.get('target') ?? 'newest'
  if (!schemaTarget.values.includes(target))
    return wrong(`There is no target ${target}. There are ${list(schemaTarget.values)}.`)
  if (values.has('rng') && values.has('target'))
    return wrong('--rng and --target both say whose schema decides: give one of them.')
  if (paths.length === 0) return wrong('What is to be checked? Give at least one file or folder.')
  if (paths.includes('')) return wrong('One of the paths is empty.')
  const inputs = paths.filter(each => each === standardInput).length
  if (inputs > 1) return wrong('Standard input can only be read once.')
  if (inputs === 0 && values.has('stdin-filepath'))
    return wrong('--stdin-filepath names the text of standard input: give "-" as a path as well.')
  return {
    kind: 'lint',
    options: {
      format,
      target,
      rng: values.get('rng'),
      recursive: values.has('recursive'),
      stdinFilepath: values.get('stdin-filepath') ?? defaultStdinFilepath,
      paths
    }
  }
}

function isOption(name: string): name is OptionName {
  return Object.hasOwn(known, name)
}

function schemaVersions(): string[] {
  return schemaTarget.values.filter(value => /^\d/.test(value))
}

function wrong(message: string): CommandLine {
  return { kind: 'wrong', message }
}

function dashed(name: string): string {
  return `--${name}`
}

function list(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
}
