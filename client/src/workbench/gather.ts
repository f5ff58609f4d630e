/** The questions that the build commands share, each with the answer that is proposed. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { imageRootOf, targetOf } from '../builds/request'
import type { BuildRequest, DescriptionReference } from '../kiwi/request'
import type { Given } from './buildCommand'
import { chooseDescription, fileOf, savedReference } from './descriptions'
import { freeTarget } from './targetNames'
import { askTarget } from './targets'
import type { Workbench } from './workbench'

/** The description that the command is about; `undefined` after the person gave up or was told why there is none. */
export async function requestedDescription(
  given: Given,
  workbench: Workbench
): Promise<DescriptionReference | undefined> {
  const { description } = given.invocation
  return description === undefined ? chooseDescription(given.uri, workbench) : savedReference(description, workbench)
}

/** The target for a description: as given, as the last time, or asked for. */
export function describedTarget(
  given: Given,
  description: DescriptionReference,
  workbench: Workbench
): Promise<string | undefined> {
  return fileTarget(given, fileOf(description), workbench)
}

/** The same for the file of a description. */
export function fileTarget(given: Given, file: string, workbench: Workbench): Promise<string | undefined> {
  const folder = path.basename(path.dirname(file))
  const name = path.basename(file) === 'config.xml' ? folder : `${folder}-${path.basename(file, '.kiwi')}`
  return chooseTarget(given, file, name, workbench)
}

/** The target for what is known by `key`; `name` proposes the folder's name the first time. */
export async function chooseTarget(
  given: Given,
  key: string,
  name: string,
  workbench: Workbench
): Promise<string | undefined> {
  const { targetDirectory } = given.invocation
  if (targetDirectory !== undefined) return path.normalize(targetDirectory)
  const remembered = workbench.targets.propose(key, name)
  // kiwi never builds into a target twice, and removing one is for the person to decide.
  const proposed = existsSync(imageRootOf(remembered)) ? freeTarget(remembered) : remembered
  return workbench.targets.isUnknown(key) ? askTarget('Target Folder', proposed) : proposed
}

/** Keeps the target for the next time. */
export async function rememberTarget(request: BuildRequest, workbench: Workbench): Promise<void> {
  const target = targetOf(request)
  if (target !== undefined) await workbench.targets.remember(keyOf(request), target)
}

/** What a target is remembered by: the description's file; for a rebuild the stashes. */
function keyOf(request: BuildRequest): string {
  if (request.kind === 'stash') return request.root
  if (request.kind === 'stackbuild' && request.extension !== undefined) return request.extension
  if (request.description !== undefined) return fileOf(request.description)
  return request.kind === 'stackbuild' ? rebuildKey(request.stashes) : request.target
}

/** The key of a rebuild. */
export function rebuildKey(stashes: readonly string[]): string {
  return `stashes ${stashes.join(' ')}`
}
