/** The description in a stash, as the command line names it: there nobody can be asked what is in a container. */
import path from 'node:path'
import type { StashProvider } from '../description/extension/stashes'
import { isFolder, readText } from '../handlers/fileSystem'
import { foundByKiwi } from './search'

/** Says of an extension that nothing is known of its stash. */
export const baseNote = 'Give the description in the stash by --base.'

/** Whichever stash is asked for, it holds the description at `base`, a file or the folder that it lies in; a sentence where there is none. */
export function stashFrom(base: string): StashProvider | string {
  const description = isFolder(base) ? foundByKiwi(base)[0] : base
  if (description === undefined || readText(description) === undefined) return `${base}: there is no description.`
  const answer = { state: 'described', digest: description, folder: path.dirname(description), description } as const
  return { stash: () => answer }
}
