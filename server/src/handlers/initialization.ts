/** What a client says about itself and its user when it starts the server; everything in it is optional. */
import type { InitializeParams } from 'vscode-languageserver'
import { pathOf } from './documents'

export interface ClientFacts {
  /** Folder in which `kiwi/<schemaversion>.rng` lie; undefined: where the server's own installation has them. */
  readonly schemaDirectory: string | undefined
  /** Path of the installed kiwi's own schema. */
  readonly installedSchema: string | undefined
  /** The section `kiwi` of the user's settings, as far as the client sends it along. */
  readonly settings: unknown
  readonly folders: readonly string[]
  /** Whether the server may ask for settings. */
  readonly configuration: boolean
  readonly configurationChanges: boolean
  readonly watchedFiles: boolean
  readonly folderChanges: boolean
  readonly snippets: boolean
  /** Whether it asks for the documentation of a completion when it shows that. */
  readonly lateDocumentation: boolean
  readonly relatedInformation: boolean
  /** Whether the client answers what is in a stash. */
  readonly stashes: boolean
  /** Whether it links the code of a diagnostic to what explains it. */
  readonly links: boolean
}

export function clientFacts({
  initializationOptions,
  capabilities,
  workspaceFolders,
  rootUri
}: InitializeParams): ClientFacts {
  const options = new Map<string, unknown>(isObject(initializationOptions) ? Object.entries(initializationOptions) : [])
  const { workspace, textDocument } = capabilities
  const completionItem = textDocument?.completion?.completionItem
  const folders = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : [])
  return {
    schemaDirectory: text(options.get('schemaDirectory')),
    installedSchema: text(options.get('installedSchema')),
    settings: options.get('settings'),
    folders: folders.map(pathOf),
    configuration: workspace?.configuration ?? false,
    configurationChanges: workspace?.didChangeConfiguration?.dynamicRegistration ?? false,
    watchedFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false,
    folderChanges: workspace?.workspaceFolders ?? false,
    snippets: completionItem?.snippetSupport ?? false,
    lateDocumentation: completionItem?.resolveSupport?.properties.includes('documentation') ?? false,
    stashes: options.get('stashes') === true,
    relatedInformation: textDocument?.publishDiagnostics?.relatedInformation ?? false,
    links: textDocument?.publishDiagnostics?.codeDescriptionSupport ?? false
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
