/** Starts the language server, tells it about the installed kiwi's schema, and starts it again when that changes. */
import { existsSync } from 'node:fs'
import * as vscode from 'vscode'
import { LanguageClient, TransportKind, type LanguageClientOptions } from 'vscode-languageclient/node'
import { readDescriptionFacts, type DescriptionFacts } from './workbench/descriptionFacts'
import { readDocumentNote } from './workbench/documentKind'
import type { DocumentKinds } from './workbench/documentKinds'
import { currentSettings, type Kiwi } from './workbench/kiwi'

/** How long the first start waits for the installed kiwi, and a build for the server, in milliseconds. */
const patience = 3000

export class LanguageServer implements vscode.Disposable {
  private readonly context: vscode.ExtensionContext
  private readonly kiwi: Kiwi
  private readonly kinds: DocumentKinds
  private readonly channel: vscode.LogOutputChannel
  private readonly subscriptions: vscode.Disposable[] = []
  private client: LanguageClient | undefined
  private installedSchema: string | undefined
  /** Starts and stops happen one after the other. */
  private queue: Promise<void> = Promise.resolve()

  constructor(context: vscode.ExtensionContext, kiwi: Kiwi, kinds: DocumentKinds) {
    this.context = context
    this.kiwi = kiwi
    this.kinds = kinds
    this.channel = vscode.window.createOutputChannel('KIWI Language Server', { log: true })
    this.subscriptions.push(
      kiwi.onDidChange(() => void this.lookForSchema()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => void this.lookForSchema()),
      vscode.workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration('kiwi.schema.target')) void this.lookForSchema()
      })
    )
  }

  /** Resolves when the server answers, or when it was told that it could not be started. */
  async start(): Promise<void> {
    this.installedSchema = this.rememberedSchema()
    const looking = this.lookForSchema()
    // Without any schema of the installed kiwi, a moment's wait spares the person a change of all messages.
    if (this.installedSchema === undefined) await Promise.race([looking, delay(patience)])
    // The look may have found one and started the server with it.
    if (this.client === undefined) await this.restart()
  }

  /**
   * What the file is and, where it is a description, what the chosen profiles contain; `undefined` where there is no such
   * file, or no server that answers in time. Never rejects.
   */
  async describe(file: string, profiles: readonly string[] = []): Promise<DescriptionFacts | undefined> {
    const { client } = this
    if (client === undefined) return undefined
    const uri = client.code2ProtocolConverter.asUri(vscode.Uri.file(file))
    try {
      return readDescriptionFacts(
        await Promise.race([client.sendRequest('kiwi/describe', { uri, profiles }), delay(patience)])
      )
    } catch (error) {
      this.channel.error(`kiwi/describe failed for ${file}: ${String(error)}`)
      return undefined
    }
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

  private async replaceAfter(earlier: Promise<void>): Promise<void> {
    await earlier
    const old = this.client
    this.client = undefined
    if (old !== undefined) await disposeQuietly(old)
    const client = this.create()
    this.client = client
    try {
      await client.start()
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
