/** The definition of a task of the type `kiwi`, as it stands in tasks.json, read into the call of a command. */

export interface TaskInvocation {
  /** `kiwi.build` */
  readonly command: string
  /** For the command, which checks it. */
  readonly argument: object
}

const commands: ReadonlyMap<unknown, string> = new Map([
  ['build', 'kiwi.build'],
  ['stash', 'kiwi.stash'],
  ['stackbuild', 'kiwi.stackbuild'],
  ['boxbuild', 'kiwi.boxbuild']
])
const paths: ReadonlySet<string> = new Set(['description', 'targetDirectory', 'root', 'configuration'])
/** What is not handed on; nobody confirms a command by writing it into a file. */
const ownNames: ReadonlySet<string> = new Set(['type', 'command', 'buildType', 'confirmed'])

/**
 * `undefined` where there is no such command, or for a task that the extension made itself (`run`). `absolute` makes a path
 * absolute; without it a relative one is left to be refused. VS Code's own field `type` is in the way of the build type, which
 * is `buildType` here.
 */
export function invocationOf(
  definition: Readonly<Record<string, unknown>>,
  absolute: ((file: string) => string) | undefined
): TaskInvocation | undefined {
  const command = commands.get(definition['command'])
  if (command === undefined || 'run' in definition) return undefined
  const argument: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(definition)) {
    if (ownNames.has(name)) continue
    argument[name] = paths.has(name) && typeof value === 'string' && absolute !== undefined ? absolute(value) : value
  }
  if (definition['buildType'] !== undefined) argument['type'] = definition['buildType']
  return { command, argument }
}
