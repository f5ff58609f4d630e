/** Splits the words of a command line into options and the rest, by the options that there are. */
import { parseArgs } from 'node:util'
import { together } from '../services/words'

/** `string`: it takes a value. */
export interface KnownOption {
  readonly type: 'string' | 'boolean'
  readonly short?: string
}

export interface SplitWords<Name extends string> {
  /** What was given for each option, in order; '' for one that takes no value. */
  readonly values: ReadonlyMap<Name, readonly string[]>
  /** Everything else, and everything behind `--`. */
  readonly others: readonly string[]
}

/** The words as options and others, or a sentence that says what is wrong with them. */
export function splitWords<Name extends string>(
  words: readonly string[],
  known: Readonly<Record<Name, KnownOption>>
): SplitWords<Name> | string {
  const options: Record<string, KnownOption> = known
  const isKnown = (name: string): name is Name => Object.hasOwn(known, name)
  const { tokens } = parseArgs({ args: [...words], options, strict: false, allowPositionals: true, tokens: true })
  const values = new Map<Name, string[]>()
  const others: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') others.push(token.value)
    if (token.kind !== 'option') continue
    const { name, rawName, value } = token
    if (!isKnown(name)) return `There is no option ${rawName}. There are ${together(Object.keys(known).map(dashed))}.`
    const takesValue = known[name].type === 'string'
    if (takesValue && (value ?? '') === '') return `The option ${rawName} needs a value.`
    if (!takesValue && value !== undefined) return `The option ${rawName} takes no value.`
    values.set(name, [...(values.get(name) ?? []), value ?? ''])
  }
  return { values, others }
}

function dashed(name: string): string {
  return `--${name}`
}
