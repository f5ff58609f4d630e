/** The extension: makes its parts and hands them to the features. Nothing is asked of the machine before it is needed. */
import * as vscode from 'vscode'
import { version } from '../../package.json'
import * as documentLanguage from './features/documentLanguage'
import * as languageStatus from './features/languageStatus'
import { workbenchFeatures } from './features'
import { LanguageServer } from './languageClient'
import { DocumentKinds } from './workbench/documentKinds'
import { Kiwi } from './workbench/kiwi'
import { Runs, type Run } from './workbench/runs'
import { StashDescriptions } from './workbench/stashDescriptions'
import { Stashes } from './workbench/stashes'
import { Targets } from './workbench/targets'
import type { Workbench } from './workbench/workbench'

/** What other extensions, and the tests, get from `activate()`. */
export interface KiwiApi {
  readonly version: string
  /** Resolves when the language server answers. */
  readonly ready: Promise<void>
  /** All runs of this window, oldest first; a run has an outcome when it has ended. */
  readonly runs: () => readonly Run[]
  readonly onDidEndRun: vscode.Event<Run>
}

let server: LanguageServer | undefined

export function activate(context: vscode.ExtensionContext): KiwiApi {
  const kiwi = new Kiwi()
  const kinds = new DocumentKinds()
  const log = vscode.window.createOutputChannel('KIWI', { log: true })
  const stashes = new Stashes(kiwi)
  const stashDescriptions = new StashDescriptions(context.globalStorageUri, stashes)
  const language = new LanguageServer(context, kiwi, kinds, stashDescriptions)
  const workbench: Workbench = {
    kiwi,
    kinds,
    describe: (file, profiles, type) => language.describe(file, profiles, type),
    server: language,
    stashDescriptions,
    log,
    runs: new Runs(),
    stashes,
    targets: new Targets(context.workspaceState),
    memory: context.workspaceState,
    storage: context.globalStorageUri
  }
  server = language
  context.subscriptions.push(language, workbench.runs, stashDescriptions, stashes, kinds, log, kiwi)
  documentLanguage.activate(context, kinds)
  languageStatus.activate(context, kinds, kiwi, language)
  for (const feature of workbenchFeatures) feature.activate(context, workbench)
  return {
    version,
    ready: language.start(),
    runs: () => workbench.runs.all(),
    onDidEndRun: workbench.runs.onDidEnd
  }
}

export async function deactivate(): Promise<void> {
  await server?.stop()
}
