/** The language server: protocol messages in, one call to what answers them, protocol messages out. */
import { isAbsolute } from 'node:path'
import {
  CodeActionKind,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  MessageType,
  ShowMessageNotification,
  TextDocumentSyncKind,
  type CodeAction,
  type CodeActionParams,
  type CompletionItem,
  type CompletionParams,
  type Connection,
  type Hover,
  type InitializeParams,
  type InitializeResult,
  type TextDocumentPositionParams,
  type WorkspaceFoldersChangeEvent
} from 'vscode-languageserver'
import { readConfiguration } from '../config'
import { Library, type DescriptionFile } from '../description/library'
import { isSchemaName, OtherSchemas } from '../description/otherSchemas'
import { Schemas } from '../description/schemas'
import { complete, type Completion } from '../services/completion'
import { hover } from '../services/hover'
import { completionItem, completionPlace, hoverAnswer, resolvedItem } from './answers'
import { codeActions } from './codeActions'
import { describe } from './describe'
import { Documents, pathOf } from './documents'
import { readText } from './fileSystem'
import { EffectiveHandlers } from './effective'
import { guarded } from './guard'
import { clientFacts, type ClientFacts } from './initialization'
import type { Manual } from './manual'
import { machineName } from './machine'
import { Publishing } from './publishing'
import { schemaFiles } from './schemaFiles'
import { Stashes } from './stashes'
import { Workspace } from './workspace'

/** Answers a client over `connection`; `schemaDirectory` is used where the client names none, diagnostics link to `manual`. */
export function serve(connection: Connection, schemaDirectory: string, manual: Manual): void {
  new LanguageServer(connection, schemaDirectory, manual).listen()
}

interface FilePlace {
  readonly file: DescriptionFile
  readonly offset: number
}

class LanguageServer {
  private readonly connection: Connection
  private readonly documents = new Documents()
  private readonly stashes = new Stashes()
  private readonly library = new Library(this.documents, undefined, this.stashes)
  private readonly workspace = new Workspace(this.documents, this.library)
  private readonly publishing: Publishing
  private readonly effective: EffectiveHandlers
  private schemas: Schemas
  private facts: ClientFacts | undefined
  private target: string | undefined
  private catalogs: readonly string[] = []
  /** What is wrong with the settings, as far as it was told. */
  private settingProblems: readonly string[] = []

  constructor(connection: Connection, schemaDirectory: string, manual: Manual) {
    this.connection = connection
    this.library.architecture = machineName()
    this.effective = new EffectiveHandlers(this.documents, this.library, this.stashes, uri =>
      connection.sendNotification('kiwi/effectiveChanged', { uri })
    )
    this.publishing = new Publishing(connection, this.documents, this.library, manual)
    this.schemas = new Schemas(schemaFiles(schemaDirectory))
  }

  listen(): void {
    const { connection } = this
    connection.onInitialize(parameters => this.initialize(parameters))
    connection.onInitialized(this.guard('initialized', undefined, () => this.start()))
    this.listenToDocuments()
    connection.onDidChangeConfiguration(
      this.guard('workspace/didChangeConfiguration', undefined, ({ settings }: { settings: unknown }) =>
        this.configure(settings)
      )
    )
    connection.onDidChangeWatchedFiles(
      this.guard('workspace/didChangeWatchedFiles', undefined, ({ changes }: { changes: { uri: string }[] }) => {
        const paths = changes.map(({ uri }) => pathOf(uri))
        for (const path of paths) if (!isSchemaName(path)) this.workspace.changedOnDisk(path)
        if (paths.some(isSchemaName)) this.renewOtherSchemas()
        this.publish()
      })
    )
    connection.onCompletion(
      this.guard('textDocument/completion', [], (place: CompletionParams): CompletionItem[] => {
        const at = this.place(place)
        if (!at) return []
        const found = this.completions(at, place.context?.triggerCharacter)
        const { uri } = place.textDocument
        const asked = this.facts?.lateDocumentation ? { uri, position: place.position } : undefined
        return found.map(completion => completionItem(at.file.tree, completion, asked))
      })
    )
    connection.onCompletionResolve(item =>
      this.guard('completionItem/resolve', item, () => {
        const asked = completionPlace(item)
        const at = asked && this.place({ textDocument: asked, position: asked.position })
        return at ? resolvedItem(item, this.completions(at, undefined)) : item
      })(undefined)
    )
    connection.onHover(
      // oxlint-disable-next-line unicorn/no-null -- the protocol's word for "nothing"
      this.guard('textDocument/hover', null, (place: TextDocumentPositionParams): Hover | null => {
        const at = this.place(place)
        const found = at && hover(at.file, at.offset)
        return found ? hoverAnswer(at.file.tree, found) : null
      })
    )
    this.listenToRequests()
    connection.listen()
  }

  private listenToRequests(): void {
    const { connection, effective } = this
    connection.onCodeAction(
      this.guard('textDocument/codeAction', [], (parameters: CodeActionParams): CodeAction[] => {
        const file = this.library.file(pathOf(parameters.textDocument.uri))
        const means = { choices: this.publishing.severities, stashes: this.facts?.stashes ?? false }
        return file ? codeActions(parameters, file, this.documents, means) : []
      })
    )
    connection.onRequest(
      'kiwi/describe',
      // oxlint-disable-next-line unicorn/no-null -- the protocol's word for "nothing"
      this.guard('kiwi/describe', null, async (parameters: { uri?: unknown } | null) => {
        if (typeof parameters?.uri === 'string') await effective.known(pathOf(parameters.uri))
        return describe(parameters, this.documents, this.library)
      })
    )
    connection.onRequest(
      'kiwi/effective',
      // oxlint-disable-next-line unicorn/no-null -- the protocol's word for "nothing"
      this.guard('kiwi/effective', null, (parameters: unknown) => effective.effective(parameters))
    )
    connection.onRequest(
      'kiwi/newExtension',
      // oxlint-disable-next-line unicorn/no-null -- the protocol's word for "nothing"
      this.guard('kiwi/newExtension', null, (parameters: unknown) => effective.newExtension(parameters))
    )
    connection.onRequest(
      'kiwi/reduce',
      // oxlint-disable-next-line unicorn/no-null -- the protocol's word for "nothing"
      this.guard('kiwi/reduce', null, (parameters: unknown) => effective.reduce(parameters))
    )
    connection.onNotification(
      'kiwi/stashesChanged',
      this.guard('kiwi/stashesChanged', undefined, () => {
        this.stashes.refresh()
        // Whoever is looked at anew asks for its stashes.
        this.publish()
      })
    )
  }

  private listenToDocuments(): void {
    const { connection } = this
    connection.onDidOpenTextDocument(
      this.guard('textDocument/didOpen', undefined, ({ textDocument: { uri, languageId, version, text } }) => {
        this.refresh()
        const { path } = this.documents.open(uri, languageId, version, text)
        this.changed(path, languageId)
        if (this.library.file(path)?.alone) this.workspace.searchAround(path)
      })
    )
    connection.onDidChangeTextDocument(
      this.guard('textDocument/didChange', undefined, ({ textDocument: { uri, version }, contentChanges }) => {
        const document = this.documents.change(uri, version, contentChanges)
        if (document) this.changed(document.path, document.languageId)
      })
    )
    connection.onDidCloseTextDocument(
      this.guard('textDocument/didClose', undefined, ({ textDocument: { uri } }) => {
        this.documents.close(uri)
        this.changed(pathOf(uri))
        this.forgetUnused()
      })
    )
    connection.onDidSaveTextDocument(
      this.guard('textDocument/didSave', undefined, () => {
        this.refresh()
        this.publish()
      })
    )
  }

  private initialize(parameters: InitializeParams): InitializeResult {
    this.facts = clientFacts(parameters)
    if (this.facts.schemaDirectory) this.schemas = new Schemas(schemaFiles(this.facts.schemaDirectory))
    this.publishing.relatedInformation = this.facts.relatedInformation
    this.publishing.links = this.facts.links
    return {
      serverInfo: { name: 'kiwi-language-server' },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        completionProvider: { triggerCharacters: ['<', ' ', '"', "'", '>'], resolveProvider: true },
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite] },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } }
      }
    }
  }

  private async start(): Promise<void> {
    const { connection, facts } = this
    if (!facts) return
    if (facts.stashes)
      this.stashes.start(
        reference => connection.sendRequest('kiwi/stash', { reference }),
        answer => {
          if (answer.state === 'described') this.documents.forget(answer.description)
          this.publish()
        }
      )
    // Not before the answer to the greeting: the client has its own things to do meanwhile.
    this.useConfiguration(facts.settings)
    try {
      await this.agree(facts)
    } finally {
      // Whatever the client refuses.
      await this.scan(facts.folders)
    }
  }

  /** Asks the client to tell of changes, and for settings. */
  private async agree(facts: ClientFacts): Promise<void> {
    const { connection } = this
    if (facts.configurationChanges)
      await connection.client.register(DidChangeConfigurationNotification.type, { section: 'kiwi' })
    if (facts.watchedFiles)
      await connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: [{ globPattern: '**/*.{kiwi,xml,rng,sch}' }]
      })
    if (facts.folderChanges)
      connection.workspace.onDidChangeWorkspaceFolders(
        this.guard(
          'workspace/didChangeWorkspaceFolders',
          undefined,
          ({ added, removed }: WorkspaceFoldersChangeEvent) => {
            this.workspace.remove(removed.map(({ uri }) => pathOf(uri)))
            return this.scan(added.map(({ uri }) => pathOf(uri)))
          }
        )
      )
    if (facts.configuration) await this.configure(undefined)
  }

  private async scan(folders: readonly string[]): Promise<void> {
    await this.workspace.add(folders)
    this.publish()
    this.forgetUnused()
  }

  /** Takes the settings from the client: asked for where it can be asked, else as it sent them. */
  private async configure(sent: unknown): Promise<void> {
    const section: unknown = this.facts?.configuration
      ? await this.connection.workspace.getConfiguration('kiwi')
      : typeof sent === 'object' && sent !== null && 'kiwi' in sent
        ? sent.kiwi
        : sent
    this.useConfiguration(section)
    this.publish()
  }

  private useConfiguration(section: unknown): void {
    const { schemaTarget, severities, catalogs, problems } = readConfiguration(section)
    this.publishing.severities = severities
    this.useSchema(schemaTarget)
    this.catalogs = catalogs
    this.renewOtherSchemas()
    this.tellProblems([...problems, ...(catalogs.length > 0 ? (this.library.others?.catalogProblems() ?? []) : [])])
  }

  /** Each problem once, for as long as it lasts: settings are sent anew with any change. */
  private tellProblems(problems: readonly string[]): void {
    const known = new Set(this.settingProblems)
    this.settingProblems = problems
    for (const problem of problems) if (!known.has(problem)) this.tell(`KIWI: ${problem}`, MessageType.Warning)
  }

  /** Whatever was read of them may have changed: catalogs of the system, which nobody watches, with any setting. */
  private renewOtherSchemas(): void {
    const { schema } = this.library
    this.library.others = schema && new OtherSchemas(schema, this.catalogs, readText)
  }

  private useSchema(target: string): void {
    if (this.target === target) return
    this.target = target
    const { schema, failures } = this.schemas.resolve(target, this.facts?.installedSchema)
    this.library.schema = schema
    for (const failure of failures) this.connection.console.error(failure)
    if (schema) this.connection.console.info(`Descriptions are judged by ${schema.title} (${schema.location}).`)
    else this.tell(`KIWI: only markup is checked, because there is no schema. ${failures.join(' ')}`)
  }

  /** Shows a message to the user; a notification, because not every client knows the request that has buttons. */
  private tell(message: string, type: MessageType = MessageType.Error): void {
    this.connection.sendNotification(ShowMessageNotification.type, { type, message }).catch(() => undefined)
  }

  private changed(path: string, languageId?: string): void {
    // The language of a file on disk follows from what it is; that of an untitled document says what it is to become.
    this.library.update(path, languageId === 'kiwi-description' && !isAbsolute(path))
    this.publish()
  }

  /** Of files that nobody works with any more only that they exist, and what they include, is kept. */
  private forgetUnused(): void {
    const wanted = [...this.documents.all().map(({ path }) => path), ...this.effective.paths()]
    const used = new Set(wanted.flatMap(path => this.library.relatives(path)))
    this.library.keepReadings(used)
    this.documents.keep(new Set([...used, ...this.library.filesRead()]))
  }

  /** A client that does not tell of changes on disk: whatever a person does may come after some. */
  private refresh(): void {
    if (this.facts?.watchedFiles) return
    this.workspace.refresh()
    this.forgetUnused()
  }

  private publish(): void {
    this.publishing.schedule(error => {
      this.connection.console.error(`textDocument/publishDiagnostics failed: ${String(error)}`)
    })
    this.effective.schedule(error => {
      this.connection.console.error(`kiwi/effectiveChanged failed: ${String(error)}`)
    })
  }

  private completions({ file, offset }: FilePlace, typed: string | undefined): Completion[] {
    return complete(file, offset, { snippets: this.facts?.snippets ?? false, typed })
  }

  private place({ textDocument, position }: TextDocumentPositionParams): FilePlace | undefined {
    const file = this.library.file(pathOf(textDocument.uri))
    return file && { file, offset: file.tree.offsetAt(position) }
  }

  private guard<Parameters, Answer>(
    method: string,
    otherwise: Answer,
    handle: (parameters: Parameters) => Answer | Promise<Answer>
  ): (parameters: Parameters) => Promise<Answer> {
    return guarded(this.connection.console, method, otherwise, handle)
  }
}
