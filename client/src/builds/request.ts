/** What the rest of the client asks about a build request: its target, its privileges, its name for people. */
import path from 'node:path'
import type { BuildRequest, DescriptionReference } from '../kiwi/request'

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
export function targetOf(request: BuildRequest): string | undefined {
  return request.kind === 'stash' ? undefined : request.target
}

/** The root tree that kiwi makes below `target`, and refuses to make twice. */
export function imageRootOf(target: string): string {
  return path.posix.join(target, 'build', 'image-root')
}

/** The root tree that kiwi makes and mounts in on this machine; a stash makes none, and a box has its own machine. */
export function madeImageRoot(request: BuildRequest): string | undefined {
  return request.kind === 'build' || request.kind === 'stackbuild' ? imageRootOf(request.target) : undefined
}

/** Must kiwi-ng itself run as root? A box does not: in container mode kiwi calls sudo by itself. */
export function needsRoot(request: BuildRequest): boolean {
  return request.kind !== 'boxbuild'
}

/** Can something ask for a password in the terminal? Then it needs the focus. */
export function mayAskPassword(request: BuildRequest, isRoot: boolean): boolean {
  return !isRoot && (needsRoot(request) || (request.kind === 'boxbuild' && request.container === true))
}

/** A short name for terminals, notifications and lists: `Stackbuild deb-mini + tools`. */
export function titleOf(request: BuildRequest): string {
  if (request.kind === 'stash') return `Stash ${request.name ?? request.root}`
  if (request.kind === 'stackbuild') return `Stackbuild ${request.stashes.join(' + ')}`
  const name = nameOf(request.description)
  return request.kind === 'build' ? `Build ${name}` : `Boxbuild ${name} in ${request.box}`
}

function nameOf(description: DescriptionReference): string {
  const folder = path.posix.basename(description.directory)
  return description.kiwiFile === undefined ? folder : path.posix.join(folder, description.kiwiFile)
}
