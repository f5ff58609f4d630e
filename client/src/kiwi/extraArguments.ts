/** Checks the further options that a person wants to give to the inner command, before hours of work depend on them. */
import type { CommandOption, CommandOptions } from './installation'
import type { Problem } from './problem'
import { valueProblem } from './values'

/** What the inner command accepts from a person. */
export interface ExtraRules {
  /** `system build`, for messages. */
  readonly command: string
  readonly options: CommandOptions
  /** Options that are set by the request itself. */
  readonly reserved: ReadonlySet<string>
  /** Where given, no other option has an effect there. */
  readonly allowed?: ReadonlySet<string>
}

export interface ExtraArguments {
  readonly args: readonly string[]
  readonly problems: readonly Problem[]
}

/**
 * `extra` with option and value as two arguments each, and everything that kiwi would refuse (kiwi itself looks at them
 * after pulling and copying the stashes only, or not before the box has started).
 */
export function checkExtra(extra: readonly string[], rules: ExtraRules): ExtraArguments {
  const args: string[] = []
  const problems: Problem[] = []
  const seen = new Set<string>()
  const rest = [...extra]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const equals = word.startsWith('--') ? word.indexOf('=') : -1
    const name = equals < 0 ? word : word.slice(0, equals)
    const given = equals < 0 ? undefined : word.slice(equals + 1)
    const option = rules.options.get(name)
    const refused = nameProblem(name, option, seen, rules)
    if (refused !== undefined) problems.push(refused)
    if (option === undefined) {
      // What follows would have been its value.
      if (name.startsWith('--') && rest[0]?.startsWith('-') === false) rest.shift()
      continue
    }
    seen.add(name)
    args.push(name)
    if (option.flag) {
      if (given !== undefined) problems.push(problem('extra-flag', `${name} takes no value.`, `Write ${name} alone.`))
      continue
    }
    const value = given ?? takeValue(rest, rules.options)
    const wrong = optionValueProblem(option, value)
    if (wrong !== undefined) problems.push(wrong)
    if (value !== undefined) args.push(value)
  }
  return { args, problems }
}

function nameProblem(
  name: string,
  option: CommandOption | undefined,
  seen: ReadonlySet<string>,
  rules: ExtraRules
): Problem | undefined {
  if (name === '--help') {
    // kiwi 11 prints the help and then runs the command all the same.
    return problem('extra-help', 'With --help kiwi would still run the command.', 'Leave --help out.')
  }
  if (option === undefined) {
    return problem(
      'extra-unknown',
      `The installed kiwi knows no option ${name} in ${rules.command}.`,
      `Write an option of kiwi-ng ${rules.command} in full, with its two dashes.`
    )
  }
  if (rules.reserved.has(name)) {
    return problem('extra-reserved', `${name} is set by the command itself.`, `Leave ${name} out.`)
  }
  if (rules.allowed !== undefined && !rules.allowed.has(name)) {
    const names = [...rules.allowed].join(', ')
    return problem('extra-not-here', `${name} has no place in a build of stashes alone.`, `Only ${names} can be given.`)
  }
  if (!option.multiple && seen.has(name)) {
    return problem('extra-twice', `${name} is given twice.`, `Give ${name} once.`)
  }
  return undefined
}

/** The next word as a value; a word that is itself an option means that the value was forgotten. */
function takeValue(rest: string[], options: CommandOptions): string | undefined {
  const next = rest[0]
  return next === undefined || options.has(next) ? undefined : rest.shift()
}

function optionValueProblem(option: CommandOption, value: string | undefined): Problem | undefined {
  if (value === undefined) {
    return problem('extra-no-value', `${option.name} needs a value.`, `Write the value behind ${option.name}.`)
  }
  if (option.choices.length > 0 && !option.choices.includes(value)) {
    const choices = option.choices.join(', ')
    return problem('extra-choice', `${option.name} cannot be ${value}.`, `Choose one of: ${choices}.`)
  }
  return valueProblem(`The value of ${option.name}`, value)
}

function problem(code: string, message: string, remedy: string): Problem {
  return { code, message, remedy }
}
