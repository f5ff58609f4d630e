/** What a command can be told by a keybinding, a task or another extension, read into a request without any question. */
import path from 'node:path'
import type { BoxSharing } from '../kiwi/request'

/**
 * The argument of `kiwi.build`, `kiwi.stash`, `kiwi.stackbuild` and `kiwi.boxbuild`. Everything is optional: what is
 * missing is asked for. Each command reads the fields that its kiwi command knows and ignores the others.
 */
export interface Invocation {
  /** Absolute path of the description's file, or of a directory in which kiwi's own look-up finds it. */
  readonly description?: string
  /** Absolute path. */
  readonly targetDirectory?: string
  readonly profiles?: readonly string[]
  /** Build type: `oem`, `iso`, … */
  readonly type?: string
  /** Stashes, the lowest first; stackbuild only. */
  readonly stashes?: readonly string[]
  /** Registry from which all stashes are pulled; stackbuild only. */
  readonly registry?: string
  /** Absolute path of a root tree; stash only. */
  readonly root?: string
  /** Name and tag of the stash to be made; stash only. */
  readonly name?: string
  readonly tag?: string
  /** Name out of `--list-boxes`, and how it runs; boxbuild only. */
  readonly box?: string
  readonly container?: boolean
  readonly sharing?: BoxSharing
  readonly memory?: string
  readonly processors?: number
  readonly sshPort?: number
  readonly acceleration?: boolean
  readonly cpu?: string
  readonly updateCheck?: boolean
  /** More options of the inner command, each option and each value an element of its own. */
  readonly extra?: readonly string[]
  /** Runtime configuration file of kiwi, absolute. */
  readonly configuration?: string
  readonly debug?: boolean
  /** The command was shown to the person before: run it at once. What cannot work is refused all the same. */
  readonly confirmed?: boolean
}

export type ReadInvocation =
  { readonly ok: true; readonly invocation: Invocation } | { readonly ok: false; readonly message: string }

type Check = (value: unknown) => string | undefined

const isText: Check = value => (typeof value === 'string' && value !== '' ? undefined : 'must be a text')
const isTexts: Check = value =>
  Array.isArray(value) && value.every(item => typeof item === 'string') ? undefined : 'must be a list of texts'
const isAbsolute: Check = value =>
  typeof value === 'string' && path.isAbsolute(value) ? undefined : 'must be an absolute path'
const isSwitch: Check = value => (typeof value === 'boolean' ? undefined : 'must be true or false')
const isCount: Check = value =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? undefined : 'must be a whole number above 0'
const isSharing: Check = value =>
  value === '9p' || value === 'virtiofs' || value === 'sshfs' ? undefined : 'must be 9p, virtiofs or sshfs'

const checks: Readonly<Record<keyof Invocation, Check>> = {
  description: isAbsolute,
  targetDirectory: isAbsolute,
  profiles: isTexts,
  type: isText,
  stashes: isTexts,
  registry: isText,
  root: isAbsolute,
  name: isText,
  tag: isText,
  box: isText,
  container: isSwitch,
  sharing: isSharing,
  memory: isText,
  processors: isCount,
  sshPort: isCount,
  acceleration: isSwitch,
  cpu: isText,
  updateCheck: isSwitch,
  extra: isTexts,
  configuration: isAbsolute,
  debug: isSwitch,
  confirmed: isSwitch
}

/** Reads `value`; a name that is not known, or a value of the wrong kind, is refused rather than passed over. */
export function readInvocation(value: object): ReadInvocation {
  const read: Record<string, unknown> = {}
  for (const [name, given] of Object.entries(value) as [string, unknown][]) {
    if (given === undefined) continue
    if (!isField(name)) return { ok: false, message: `There is no field ${name}.` }
    const problem = checks[name](given)
    if (problem !== undefined) return { ok: false, message: `The field ${name} ${problem}.` }
    read[name] = given
  }
  return { ok: true, invocation: read }
}

function isField(name: string): name is keyof Invocation {
  return Object.hasOwn(checks, name)
}
