/** Reads the arguments of kiwi-ng by the option trees of a real kiwi, strictly, and tells what does not fit. */
import type { CommandOptions, KiwiInstallation } from '../../../client/src/kiwi/installation'

/** What is wrong with `args`; empty when kiwi would take them. */
export function misfits(args: readonly string[], kiwi: KiwiInstallation): string[] {
  const service = args.indexOf('system')
  if (service < 0) return ['names no service']
  const command = `system ${args[service + 1]}`
  const separator = args.indexOf('--', service)
  const end = separator < 0 ? args.length : separator
  return [
    ...readOptions(args.slice(0, service), '', kiwi),
    ...readOptions(args.slice(service + 2, end), command, kiwi),
    ...(separator < 0 ? [] : readOptions(args.slice(separator + 1), innerCommand(command, args), kiwi))
  ]
}

function innerCommand(command: string, args: readonly string[]): string {
  const isRebuild = command === 'system stackbuild' && !args.slice(0, args.indexOf('--')).includes('--description')
  return isRebuild ? 'system create' : 'system build'
}

function readOptions(words: readonly string[], command: string, kiwi: KiwiInstallation): string[] {
  const options = kiwi.commands.get(command)
  if (options === undefined) return [`kiwi ${kiwi.version} has no ${command}`]
  const problems: string[] = []
  const counts = new Map<string, number>()
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? ''
    const option = options.get(word)
    if (option === undefined) {
      problems.push(`${command}: ${word} is no option`)
      continue
    }
    counts.set(word, (counts.get(word) ?? 0) + 1)
    if (option.flag) continue
    index += 1
    const value = words[index]
    if (value === undefined) problems.push(`${command}: ${word} misses its value`)
    if (value !== undefined && option.choices.length > 0 && !option.choices.includes(value)) {
      problems.push(`${command}: ${word} cannot be ${value}`)
    }
  }
  return [...problems, ...countProblems(counts, options, command, words)]
}

function countProblems(
  counts: ReadonlyMap<string, number>,
  options: CommandOptions,
  command: string,
  words: readonly string[]
): string[] {
  const problems: string[] = []
  for (const option of options.values()) {
    const count = counts.get(option.name) ?? 0
    if (count > 1 && !option.multiple) problems.push(`${command}: ${option.name} is given ${count} times`)
  }
  // Only kiwi 11 tells which options are required, and both require the same. What goes to the inner command of a
  // stackbuild is completed by kiwi itself.
  const required: Readonly<Record<string, readonly string[]>> = {
    'system stackbuild': ['--stash', '--target-dir'],
    'system stash': words.includes('--list') ? [] : ['--root'],
    'system boxbuild': words.includes('--list-boxes') ? [] : ['--box']
  }
  for (const name of required[command] ?? []) if (!counts.has(name)) problems.push(`${command}: ${name} is missing`)
  return problems
}

/** The options that the tree itself calls required, for the commands that are called directly. */
export function missingRequired(args: readonly string[], command: string, kiwi: KiwiInstallation): string[] {
  const options = [...(kiwi.commands.get(command)?.values() ?? [])]
  return options.filter(option => option.required && !args.includes(option.name)).map(option => option.name)
}
