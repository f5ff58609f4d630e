/** The one place that runs kiwi-ng outside a terminal: only commands that change nothing. */
import type { Box } from './boxes'
import type { KiwiInstallation } from './installation'
import type { Problem } from './problem'
import type { StashDirectory } from './stashList'

export type Answer<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: Problem }

/** The stash directories of this machine; no root needed. Never throws. */
export declare function listStashes(installation: KiwiInstallation): Promise<Answer<StashDirectory[]>>

/** The boxes this kiwi knows; no network needed. `directory`: where a box file of one's own is looked for. Never throws. */
export declare function listBoxes(installation: KiwiInstallation): Promise<Answer<Box[]>>
