/** What the rest of the client asks about a build request: its target, its privileges, its name for people. */
import type { BuildRequest } from '../kiwi/request'

export type {
  BoxbuildRequest,
  BoxSharing,
  BuildDescriptionRequest,
  BuildRequest,
  DescriptionReference,
  Selection,
  StackbuildRequest,
  StashRequest
} from '../kiwi/request'

/** The target directory; `undefined` for a stash, which has none. */
export declare function targetOf(request: BuildRequest): string | undefined

/** Must kiwi-ng itself run as root? A box does not: in container mode kiwi calls sudo by itself. */
export declare function needsRoot(request: BuildRequest): boolean

/** Can something ask for a password in the terminal? Then it needs the focus. */
export declare function mayAskPassword(request: BuildRequest, isRoot: boolean): boolean

/** A short name for terminals, notifications and lists: `Stackbuild deb-mini + tools`. */
export declare function titleOf(request: BuildRequest): string
