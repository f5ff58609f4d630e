/** Extensions of stashes: which file is one, which stashes it builds upon, and what these contain. */
import * as vscode from 'vscode'
import type { DescriptionReference } from '../kiwi/request'
import { fileOf } from './descriptions'
import type { DescriptionFacts } from './descriptionFacts'
import { tellError } from './tell'
import type { Workbench } from './workbench'

/** The file of `description` where it is an extension of a stash; `undefined` for any other. */
export async function extensionFile(
  description: DescriptionReference | undefined,
  workbench: Workbench
): Promise<string | undefined> {
  if (description === undefined) return undefined
  const file = fileOf(description)
  return (await workbench.describe(file))?.kind === 'extension' ? file : undefined
}

/** The stashes that an extension names, the lowest first; `undefined` after the person was told why they are not known. */
export async function stashesOf(extension: string, { server }: Workbench): Promise<readonly string[] | undefined> {
  const effective = await server.effective(vscode.Uri.file(extension), 'build')
  if (effective !== undefined && effective.references.length > 0) return effective.references
  const message =
    effective === undefined
      ? 'The language server does not answer: restart it (KIWI: Restart Language Server), and try again.'
      : `${vscode.workspace.asRelativePath(extension)} names no stash in the attribute stashed of <image>.`
  tellError(message)
  return undefined
}

/**
 * What the description inside the stashes contains, of which the last one that has a description counts; `undefined` where
 * none has.
 */
export async function factsOfStashes(
  references: readonly string[],
  profiles: readonly string[] | undefined,
  { describe, stashDescriptions }: Pick<Workbench, 'describe' | 'stashDescriptions'>
): Promise<DescriptionFacts | undefined> {
  for (const reference of references.toReversed()) {
    const answer = await stashDescriptions.describe(reference)
    if (answer.state === 'described') return describe(answer.description, profiles)
  }
  return undefined
}
