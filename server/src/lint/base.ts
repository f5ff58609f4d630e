/** The description in a stash, as the command line names it: there nobody can be asked what is in a container. */
import path from 'node:path'
import { obstacleIn, type StashProvider } from '../description/extension/stashes'
import { isFolder, readText, whyUnreadable } from '../handlers/fileSystem'
import { SourceTree } from '../syntax/sourceTree'
import { foundByKiwi } from './search'

/** Says of an extension that nothing is known of its stash. */
export const baseNote = 'Give the description in the stash by --base.'

/**
 * Whichever stash is asked for, it holds the description at `base`, a file or the folder that it lies in; a sentence where
 * there is none.
 */
export function stashFrom(base: string): StashProvider | string {
  const description = isFolder(base) ? foundByKiwi(base)[0] : base
  if (description === undefined) return `${base}: there is no description in this folder.`
  const text = readText(description)
  if (text === undefined) return `${base}: ${whyUnreadable(description)}.`
  const obstacle = obstacleIn(description, SourceTree.parse(text))
  if (obstacle !== undefined) return `Nothing can be built on ${base}: ${obstacle} ${description}.`
  const answer = { state: 'described', digest: description, folder: path.dirname(description), description } as const
  return { stash: () => answer }
}
