/** Words that, standing first, ask kiwi-lint for something else than a check. A file of such a name is given as ./NAME. */
import { printEffective } from './effective'
import type { ExitCode, World } from './world'

/** Runs the words behind its own. */
export type Command = (words: readonly string[], world: World) => ExitCode | Promise<ExitCode>

export const commands: ReadonlyMap<string, Command> = new Map([['effective', printEffective]])
