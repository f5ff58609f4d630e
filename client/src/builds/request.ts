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
  if (request.kind === 'stackbuild') {
    const stashes = request.stashes.join(' + ')
    const { extension } = request
    return extension === undefined ? `Stackbuild ${stashes}` : `Stackbuild ${fileName(extension)} on ${stashes}`
  }
  const name = nameOf(request.description)
  return request.kind === 'build' ? `Build ${name}` : `Boxbuild ${name} in ${request.box}`
}

/** `config.xml` alone would name nothing. */
function fileName(file: string): string {
  const name = path.posix.basename(file)
  return name === 'config.xml' ? path.posix.join(path.posix.basename(path.posix.dirname(file)), name) : name
}

/** The folder below `target` that the effective description of an extension is written into: the first one that is free. */
export function descriptionFolder(target: string, exists: (folder: string) => boolean): string {
  const first = path.posix.join(target, 'description')
  let folder = first
  for (let number = 2; exists(folder); number += 1) folder = `${first}-${number}`
  return folder
}

function nameOf(description: DescriptionReference): string {
  const folder = path.posix.basename(description.directory)
  return description.kiwiFile === undefined ? folder : path.posix.join(folder, description.kiwiFile)
}
