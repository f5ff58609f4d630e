/** A language client over real standard input and output, against the bundle that ships. */
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ClientCapabilities,
  type CompletionItem,
  type Diagnostic,
  type Hover,
  type InitializeResult,
  type Position,
  type ProtocolConnection,
  type PublishDiagnosticsParams
} from 'vscode-languageserver/node'
import type { Summary } from '../../server/src/services/summary'

const serverBundle = path.resolve('server/dist/server.js')

export interface ClientOptions {
  readonly folders?: readonly string[]
  readonly capabilities?: ClientCapabilities
  readonly initializationOptions?: object
  /** What the server gets when it asks for the section `kiwi`; an error refuses it. */
  readonly settings?: unknown
}

interface DocumentTold {
  readonly uri: string
  readonly kind: string
  readonly descriptions: readonly string[]
}

export class ProtocolClient {
  readonly kinds = new Map<string, string>()
  /** By URI of a fragment, the URIs of the descriptions that include it. */
  readonly descriptions = new Map<string, readonly string[]>()
  readonly messages: string[] = []
  /** What the server asked to show to the user. */
  readonly shown: string[] = []
  readonly registrations: string[] = []
  /** What the client answers about stashes, by reference; it knows no others. */
  readonly stashes = new Map<string, object>()
  /** The references that the server asked for, in order. */
  readonly askedStashes: string[] = []
  /** The documents of which the server told that their effective description has changed. */
  readonly effectiveChanges: string[] = []
  settings: unknown
  private readonly diagnostics = new Map<string, PublishDiagnosticsParams>()
  private readonly process: ChildProcess
  private readonly connection: ProtocolConnection
  private readonly versions = new Map<string, number>()

  private constructor(options: ClientOptions) {
    this.settings = options.settings
    this.process = spawn(process.execPath, [serverBundle, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] })
    const { stdin, stdout } = this.process
    assert.ok(stdin && stdout)
    this.connection = createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin))
    this.connection.onNotification('textDocument/publishDiagnostics', (published: PublishDiagnosticsParams) => {
      this.diagnostics.set(published.uri, published)
    })
    this.connection.onNotification('kiwi/document', ({ uri, kind, descriptions }: DocumentTold) => {
      this.kinds.set(uri, kind)
      this.descriptions.set(uri, descriptions)
    })
    this.connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
      this.messages.push(message)
    })
    this.connection.onNotification('window/showMessage', ({ message }: { message: string }) => {
      this.shown.push(message)
    })
    this.connection.onNotification('kiwi/effectiveChanged', ({ uri }: { uri: string }) => {
      this.effectiveChanges.push(uri)
    })
    this.connection.onRequest('kiwi/stash', ({ reference }: { reference: string }) => {
      this.askedStashes.push(reference)
      return this.stashes.get(reference) ?? { state: 'missing' }
    })
    this.connection.onRequest('workspace/configuration', () => {
      if (this.settings instanceof Error) throw this.settings
      return [this.settings]
    })
    this.connection.onRequest(
      'client/registerCapability',
      ({ registrations }: { registrations: { method: string }[] }) => {
        // oxlint-disable-next-line unicorn/no-null -- the protocol's answer
        this.registrations.push(...registrations.map(({ method }) => method))
        return null
      }
    )
    this.connection.listen()
  }

  /** Starts a server and greets it. */
  static async start(options: ClientOptions = {}): Promise<{ client: ProtocolClient; result: InitializeResult }> {
    const client = new ProtocolClient(options)
    const { folders = [], capabilities = {}, initializationOptions } = options
    const result = await client.connection.sendRequest<InitializeResult>('initialize', {
      processId: process.pid,
      // oxlint-disable-next-line unicorn/no-null -- the protocol's word for "none"
      rootUri: null,
      capabilities,
      workspaceFolders: folders.map(folder => ({ uri: uriOf(folder), name: path.basename(folder) })),
      initializationOptions
    })
    await client.connection.sendNotification('initialized', {})
    return { client, result }
  }

  /** Ends the server as the protocol wants it, and answers its exit code. */
  async stop(): Promise<number | null> {
    const exit = new Promise<number | null>(resolve => {
      this.process.once('exit', resolve)
    })
    await this.connection.sendRequest('shutdown')
    await this.connection.sendNotification('exit')
    const code = await exit
    this.connection.dispose()
    return code
  }

  async open(uri: string, text: string, languageId = 'xml'): Promise<void> {
    this.versions.set(uri, 1)
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text }
    })
  }

  /** Replaces what stands between two positions. */
  async change(uri: string, start: Position, end: Position, text: string): Promise<number> {
    const version = (this.versions.get(uri) ?? 0) + 1
    this.versions.set(uri, version)
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range: { start, end }, text }]
    })
    return version
  }

  async close(uri: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } })
  }

  async notify(method: string, parameters: object): Promise<void> {
    await this.connection.sendNotification(method, parameters)
  }

  async complete(uri: string, position: Position): Promise<CompletionItem[]> {
    return this.connection.sendRequest('textDocument/completion', { textDocument: { uri }, position })
  }

  /** The item with what the server tells of it only then. */
  async resolve(item: CompletionItem): Promise<CompletionItem> {
    return this.connection.sendRequest('completionItem/resolve', item)
  }

  async hover(uri: string, position: Position): Promise<Hover | null> {
    return this.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position })
  }

  async request(method: string, parameters: object): Promise<unknown> {
    return this.connection.sendRequest(method, parameters)
  }

  async describe(parameters: object): Promise<Summary | null> {
    return this.connection.sendRequest('kiwi/describe', parameters)
  }

  /** The diagnostics of the file as they are now; undefined where none were ever sent. */
  published(uri: string): readonly Diagnostic[] | undefined {
    return this.diagnostics.get(uri)?.diagnostics
  }

  /** The diagnostics of the file as soon as `wanted` holds for them. */
  async diagnosticsWhen(
    uri: string,
    wanted: (diagnostics: readonly Diagnostic[]) => boolean
  ): Promise<readonly Diagnostic[]> {
    await waitFor(
      () => {
        const found = this.published(uri)
        return found !== undefined && wanted(found)
      },
      () => `the wanted diagnostics of ${uri}; there are ${JSON.stringify(this.published(uri))}`
    )
    return this.published(uri) ?? []
  }
}

export function uriOf(file: string): string {
  return pathToFileURL(path.resolve(file)).href
}

/** The position of the first `found` in `text`, or of the place behind it. */
export function positionOf(text: string, found: string, behind = false): Position {
  const offset = text.indexOf(found) + (behind ? found.length : 0)
  const lines = text.slice(0, offset).split('\n')
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 }
}

/** Waits until `condition` holds; fails after a time in which anything should have happened. */
export async function waitFor(condition: () => boolean, what: () => string, limit = 10_000): Promise<void> {
  const end = Date.now() + limit
  while (!condition()) {
    if (Date.now() > end) throw new Error(`Waited in vain for ${what()}`)
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}
