/** What the command line knows of the outside world: everything comes in as one argument. */
import path from 'node:path'

/** What kiwi-lint needs of the process that it runs in. */
export interface World {
  write(text: string): void
  warn(text: string): void
  /** All of standard input, or so much that it is too large for a file. */
  read(): Promise<Buffer>
  /** Whether what is written goes to a terminal; how many columns that has, where it is known. */
  readonly isTerminal: boolean
  readonly columns: number | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly workingFolder: string
  /** Whether the one that the program was started in is gone, so that this is another. */
  readonly isWorkingFolderGone?: boolean
  /** The folder that the programs are installed in. */
  readonly programFolder: string
  /** The folder whose subfolder `kiwi` holds the schemas. */
  readonly schemaFolder: string
}

export type ExitCode = 0 | 1 | 2

/** Whether any of the places, those that are given, is relative to a folder that is gone. */
export function isOutOfReach(places: readonly (string | undefined)[], { isWorkingFolderGone }: World): boolean {
  return isWorkingFolderGone === true && places.some(place => place !== undefined && !path.isAbsolute(place))
}

export const folderGone = 'The folder that kiwi-lint was started in is gone: give absolute paths.'
