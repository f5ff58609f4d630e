/** What the command line knows of the outside world: everything comes in as one argument. */

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
  /** The folder that the programs are installed in. */
  readonly programFolder: string
  /** The folder whose subfolder `kiwi` holds the schemas. */
  readonly schemaFolder: string
}

export type ExitCode = 0 | 1 | 2
