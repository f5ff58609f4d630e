/** What is known of the stashes of this machine, and which state of the view that is. */
import type { Storage } from '../containers/images'
import type { StorageState } from '../containers/podman'
import type { Problem } from '../kiwi/problem'
import type { StashDirectory } from '../kiwi/stashList'

/** Everything the view shows. */
export interface StashOverview {
  /** Why there is nothing to list; absent when there is something, or simply no stash yet. */
  readonly obstacle?:
    | { readonly kind: 'noKiwi' | 'noStashCommands' | 'noPodman' }
    | { readonly kind: 'problem'; readonly problem: Problem }
  readonly root?: StorageView
  readonly user?: StorageView
  /** Stash directories without an image. */
  readonly leftovers: readonly StashDirectory[]
  /** What went wrong beside what could be listed. */
  readonly problems: readonly Problem[]
}

export interface StorageView {
  readonly storage: Storage
  readonly state: StorageState
  /** Root's storage is locked, and this is what it held when the person unlocked it (milliseconds since 1970). */
  readonly seen?: number
}

/** Which of its states the view is in: the context key `kiwi.stashes.state`. */
export type ViewState = 'loading' | 'noKiwi' | 'noStashCommands' | 'noPodman' | 'empty' | 'list'

/** Which of its states the view is in with this overview. */
export function stateOf({ obstacle, root, user, leftovers, problems }: StashOverview): ViewState {
  if (obstacle !== undefined) return obstacle.kind === 'problem' ? 'list' : obstacle.kind
  const isEmpty = [root, user].every(
    view => view === undefined || (view.state.state === 'ok' && !view.state.stashes.some(({ fromKiwi }) => fromKiwi))
  )
  return isEmpty && leftovers.length === 0 && problems.length === 0 ? 'empty' : 'list'
}
