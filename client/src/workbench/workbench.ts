/** What the features of the workbench share. */
import type * as vscode from 'vscode'
import type { ServerQuestions } from '../languageClient'
import type { DocumentKinds } from './documentKinds'
import type { Kiwi } from './kiwi'
import type { Runs } from './runs'
import type { StashDescriptions } from './stashDescriptions'
import type { Stashes } from './stashes'
import type { Targets } from './targets'

export interface Workbench {
  readonly kiwi: Kiwi
  readonly kinds: DocumentKinds
  /** What the language server knows of a file, for the chosen profiles; `undefined` where it knows nothing. Never rejects. */
  readonly describe: ServerQuestions['describe']
  readonly server: ServerQuestions
  readonly stashDescriptions: StashDescriptions
  readonly runs: Runs
  readonly stashes: Stashes
  readonly targets: Targets
  /** Remembers choices for this workspace. */
  readonly memory: vscode.Memento
  /** Folder for files of this user that outlast the window. */
  readonly storage: vscode.Uri
  readonly log: vscode.LogOutputChannel
}
