/** Turns a request into the arguments of kiwi-ng, in the form that kiwi 10.3 and 11 both understand. */
import type { KiwiInstallation } from './installation'
import type { Problem } from './problem'
import type { BuildRequest } from './request'

export type KiwiArguments =
  | { readonly ok: true; readonly args: readonly string[] }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** The arguments behind `kiwi-ng` for `request`, or everything that speaks against it. */
export declare function kiwiArguments(request: BuildRequest, installation: KiwiInstallation): KiwiArguments

/** Arguments that print the stashes as JSON. */
export const listStashesArguments: readonly string[] = ['system', 'stash', '--list']

/** Arguments that print the boxes as YAML, without a log line before it. */
export const listBoxesArguments: readonly string[] = ['--loglevel', '40', 'system', 'boxbuild', '--list-boxes']
