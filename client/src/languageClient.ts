/** Starts the language server, tells it about the installed kiwi's schema, and starts it again when that changes. */
import { existsSync } from 'node:fs'
import * as vscode from 'vscode'
import { LanguageClient, TransportKind, type LanguageClientOptions } from 'vscode-languageclient/node'
import { isRecord, textOf } from './kiwi/json'
import { readDescriptionFacts, type DescriptionFacts } from './workbench/descriptionFacts'
import { readDocumentNote } from './workbench/documentKind'
import type { DocumentKinds } from './workbench/documentKinds'
import { readEffective, readReduced, type Effective, type Purpose, type Reduced } from './workbench/effective'
import { currentSettings, type Kiwi } from './workbench/kiwi'
import type { StashDescriptions } from './workbench/stashDescriptions'

/** What the language server answers beside the protocol of every editor. Nothing here rejects. */
export interface ServerQuestions {
  readonly describe: (
    file: string,
    profiles?: readonly string[],
    type?: string
  ) => Promise<DescriptionFacts | undefined>
  /** The effective description of a file; `undefined` where it is none, or no server answers. */
  readonly effective: (
    uri: vscode.Uri,
    purpose: Purpose,
    profiles?: readonly string[]
  ) => Promise<Effective | undefined>
  /** The effective description of this document, which was asked for, may be another one now; `undefined`: any may. */
  readonly onDidChangeEffective: vscode.Event<vscode.Uri | undefined>
  /** The text of a new extension of a stash; `undefined` where no server answers. */
  readonly newExtension: (reference: string, name?: string) => Promise<string | undefined>
  /** What is left of a description on top of a stash; `undefined` where no server answers. */
  readonly reduce: (uri: vscode.Uri, reference: string, profiles?: readonly string[]) => Promise<Reduced | undefined>
}

/** How long the first start waits for the installed kiwi, and a build for the server, in milliseconds. */
const patience = 3000
/** The same for answers that may need a stash to be read before, which can be gigabytes. */
const readingPatience = 120_000

export class LanguageServer implements vscode.Disposable, ServerQuestions {
  private readonly context: vscode.ExtensionContext
  private readonly kiwi: Kiwi
  private readonly kinds: DocumentKinds
  private readonly stashes: StashDescriptions
  private readonly effectiveChanged = new vscode.EventEmitter<vscode.Uri | undefined>()
  private readonly channel: vscode.LogOutputChannel
  private readonly subscriptions: vscode.Disposable[] = []
  private client: LanguageClient | undefined
  private installedSchema: string | undefined
  /** The first start, which may wait for kiwi. */
  private beginning: Promise<void> = Promise.resolve()
  /** Starts and stops happen one after the other. */
  private queue: Promise<void> = Promise.resolve()

  readonly onDidChangeEffective = this.effectiveChanged.event

  constructor(context: vscode.ExtensionContext, kiwi: Kiwi, kinds: DocumentKinds, stashes: StashDescriptions) {
    this.context = context
    this.kiwi = kiwi
    this.kinds = kinds
    this.stashes = stashes
    this.channel = vscode.window.createOutputChannel('KIWI Language Server', { log: true })
    this.subscriptions.push(
      this.effectiveChanged,
      stashes.onDidChange(() => void this.client?.sendNotification('kiwi/stashesChanged').catch(() => undefined)),
      kiwi.onDidChange(() => void this.lookForSchema()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => void this.lookForSchema()),
      vscode.workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration('kiwi.schema.target')) void this.lookForSchema()
      })
    )
  }

  /** Resolves when the server answers, or when it was told that it could not be started. */
  start(): Promise<void> {
    this.beginning = this.begin()
    return this.beginning
  }

  /**
   * What the file is and, where it is a description, what the chosen profiles contain; `undefined` where there is no such
   * file, or no server that answers in time. Without a `type` errors are counted for the one that kiwi takes. Never rejects.
   */
  async describe(file: string, profiles: readonly string[] = [], type?: string): Promise<DescriptionFacts | undefined> {
    const uri = this.protocolUri(vscode.Uri.file(file))
    return readDescriptionFacts(await this.ask('kiwi/describe', { uri, profiles, type }, patience))
  }

  async effective(uri: vscode.Uri, purpose: Purpose, profiles?: readonly string[]): Promise<Effective | undefined> {
    const parameters = { uri: this.protocolUri(uri), purpose, profiles }
    return readEffective(await this.ask('kiwi/effective', parameters, readingPatience))
  }

  async newExtension(reference: string, name?: string): Promise<string | undefined> {
    const answer = await this.ask('kiwi/newExtension', { reference, name }, readingPatience)
    return isRecord(answer) ? textOf(answer['text']) : undefined
  }

  async reduce(uri: vscode.Uri, reference: string, profiles?: readonly string[]): Promise<Reduced | undefined> {
    const parameters = { uri: this.protocolUri(uri), reference, profiles }
    return readReduced(await this.ask('kiwi/reduce', parameters, readingPatience))
  }

  /** Ends the server, where it runs, and starts it anew. */
  async restart(): Promise<void> {
    this.queue = this.replaceAfter(this.queue)
    await this.queue
  }

  /** Awaited by VS Code when the window closes. */
  async stop(): Promise<void> {
    await this.queue
    if (this.client !== undefined) await disposeQuietly(this.client)
    this.client = undefined
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose()
    this.channel.dispose()
  }

  private async begin(): Promise<void> {
    this.installedSchema = this.rememberedSchema()
    const looking = this.lookForSchema()
    // Without any schema of the installed kiwi, a moment's wait spares the person a change of all messages.
    if (this.installedSchema === undefined) await Promise.race([looking, delay(patience)])
    // The look may have found one and started the server with it.
    if (this.client === undefined) await this.restart()
  }

  private protocolUri(uri: vscode.Uri): string {
    return this.client?.code2ProtocolConverter.asUri(uri) ?? uri.toString()
  }

  /** `undefined` where there is no server, it fails, or gives no answer in so many milliseconds. */
  private async ask(method: string, parameters: object, milliseconds: number): Promise<unknown> {
    return Promise.race([this.answerTo(method, parameters), delay(milliseconds)])
  }

  private async answerTo(method: string, parameters: object): Promise<unknown> {
    await this.beginning
    await this.queue
    const { client } = this
    try {
      return await client?.sendRequest<unknown>(method, parameters)
    } catch (error) {
      // The server was started anew meanwhile, with another schema: the new one is asked.
      if (client !== this.client) return this.answerTo(method, parameters)
      this.channel.error(`${method} failed: ${String(error)}`)
      return undefined
    }
  }

  private async replaceAfter(earlier: Promise<void>): Promise<void> {
    await earlier
    const old = this.client
    this.client = undefined
    if (old !== undefined) await disposeQuietly(old)
    const client = this.create()
    this.client = client
    try {
      await client.start()
      // A new server was asked for nothing yet, and so tells of no change.
      this.effectiveChanged.fire(undefined)
    } catch (error) {
      this.channel.error(`The language server could not be started: ${String(error)}`)
    }
  }

  /** Asks the installed kiwi where its schema is; the server starts anew when it has been told another one. */
  private async lookForSchema(): Promise<void> {
    if (!vscode.workspace.isTrusted || !wantsInstalledSchema()) return
    const key = this.memoryKey()
    const result = await this.kiwi.probe()
    const schema = result.ok ? result.installation.schemaFile : undefined
    await this.context.globalState.update(key, schema)
    if (schema === this.installedSchema && this.client !== undefined) return
    this.installedSchema = schema
    if (this.client !== undefined) await this.restart()
  }

  /** Where the schema was the last time: so the server need not wait for kiwi, nor run it in a folder without trust. */
  private rememberedSchema(): string | undefined {
    const file = this.context.globalState.get<unknown>(this.memoryKey())
    return typeof file === 'string' && existsSync(file) ? file : undefined
  }

  private memoryKey(): string {
    return `installedSchema:${currentSettings().kiwi}`
  }

  private create(): LanguageClient {
    const module = this.context.asAbsolutePath('server/dist/server.js')
    const options: LanguageClientOptions = {
      documentSelector: [
        { scheme: 'file', language: 'kiwi-description' },
        { scheme: 'untitled', language: 'kiwi-description' },
        // Descriptions and fragments are often named .xml; for any other XML the server has nothing to say.
        { scheme: 'file', language: 'xml' }
      ],
      outputChannel: this.channel,
      initializationOptions: {
        schemaDirectory: this.context.asAbsolutePath('schemas'),
        stashes: true,
        ...(this.installedSchema === undefined ? {} : { installedSchema: this.installedSchema }),
        settings: vscode.workspace.getConfiguration('kiwi')
      }
    }
    const server = { module, transport: TransportKind.ipc }
    const client = new LanguageClient('kiwi', 'KIWI Language Server', { run: server, debug: server }, options)
    client.onNotification('kiwi/document', (value: unknown) => {
      const note = readDocumentNote(value)
      if (note !== undefined) this.kinds.set(client.protocol2CodeConverter.asUri(note.uri), note)
    })
    client.onNotification('kiwi/effectiveChanged', (value: unknown) => {
      const uri = isRecord(value) ? textOf(value['uri']) : undefined
      if (uri !== undefined) this.effectiveChanged.fire(client.protocol2CodeConverter.asUri(uri))
    })
    client.onRequest('kiwi/stash', (value: unknown) => {
      const reference = isRecord(value) ? textOf(value['reference']) : undefined
      return reference === undefined ? { state: 'missing' } : this.stashes.describe(reference)
    })
    return client
  }
}

function wantsInstalledSchema(): boolean {
  return vscode.workspace.getConfiguration('kiwi').get<unknown>('schema.target') === 'installed'
}

function delay(milliseconds: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, milliseconds)
  })
}

/** A server that died cannot be stopped any more; that is no news when it was to be stopped. */
async function disposeQuietly(client: LanguageClient): Promise<void> {
  try {
    await client.dispose()
  } catch {
    // It has ended.
  }
}
