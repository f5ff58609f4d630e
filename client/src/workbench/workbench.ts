/** What the features of the workbench share. */
import type * as vscode from 'vscode'
import type { DescriptionFacts } from './descriptionFacts'
import type { DocumentKinds } from './documentKinds'
import type { Kiwi } from './kiwi'
import type { Runs } from './runs'
import type { Stashes } from './stashes'
import type { Targets } from './targets'

export interface Workbench {
  readonly kiwi: Kiwi
  readonly kinds: DocumentKinds
  /** What the language server knows of a file, for the chosen profiles; `undefined` where it knows nothing. Never rejects. */
  readonly describe: (file: string, profiles?: readonly string[]) => Promise<DescriptionFacts | undefined>
  readonly runs: Runs
  readonly stashes: Stashes
  readonly targets: Targets
  /** Remembers choices for this workspace. */
  readonly memory: vscode.Memento
  readonly log: vscode.LogOutputChannel
}
