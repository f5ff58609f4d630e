/** The real server over its standard streams: how soon it answers, and how much memory it takes. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ProtocolConnection
} from 'vscode-languageserver/node'
import { corpus, type Absence, type Measurement } from './measurement'
import { describePackages } from './packages'
import { typedLine } from './session'
import { median, percentile } from './timing'

const rounds = 20

const realDescriptions = [
  'AlmaLinux-kiwi-descriptions/AlmaLinux-OS.kiwi',
  'kiwi/build-tests/s390/tumbleweed/test-image-MicroOS/appliance.kiwi'
]

/** From the start of the process to the first diagnostics of a real description, its folder being the workspace. */
export async function measureStart(): Promise<Measurement | Absence> {
  if (!existsSync(corpus)) return { absent: `There is no ${corpus} beside the project.` }
  const times = new Map(realDescriptions.map(name => [name, new Array<number>()]))
  // The first round brings the files into the memory of the system, as an editor in use has them.
  for (let round = 0; round <= rounds; round += 1)
    for (const [name, found] of times) {
      const time = await startAndOpen(path.resolve(corpus, name))
      if (round > 0) found.push(time)
    }
  const medians = [...times].map(([name, found]) => [path.basename(name), median(found)] as const)
  const slowest = Math.max(...medians.map(([, time]) => time))
  return {
    bounds: [{ what: 'median of the slowest', value: slowest, unit: 'ms', kind: '≤', limit: 300 }],
    figures: Object.fromEntries(medians)
  }
}

/** What the process keeps of a 1 MB description after 1,000 keystrokes in it. */
export async function measureMemory(): Promise<Measurement> {
  const found: number[] = []
  const peaks: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const { resident, peak } = await memoryAfterEdits(round)
    found.push(resident)
    peaks.push(peak)
  }
  return {
    bounds: [{ what: 'median', value: median(found), unit: 'MB', kind: '≤', limit: 120 }],
    figures: { 'p95 in MB': percentile(found, 95), 'most at any time, in MB': median(peaks) }
  }
}

async function startAndOpen(file: string): Promise<number> {
  const uri = pathToFileURL(file).href
  const text = readFileSync(file, 'utf8')
  const start = performance.now()
  const server = await RunningServer.start(path.dirname(file))
  const diagnosed = server.diagnosed(uri)
  await server.open(uri, text)
  await diagnosed
  const time = performance.now() - start
  await server.stop()
  return time
}

async function memoryAfterEdits(seed: number): Promise<{ resident: number; peak: number }> {
  const server = await RunningServer.start('/nonexistent')
  const uri = 'file:///bench/config.xml'
  const text = describePackages({ packages: 20_000, seed })
  const diagnosed = server.diagnosed(uri)
  await server.open(uri, text)
  await diagnosed
  const line = Math.floor(text.split('\n').length / 2)
  for (let edit = 0; edit < 1000; edit += 1) {
    const typed = edit % (2 * typedLine.length)
    const isBack = typed >= typedLine.length
    const character = isBack ? 2 * typedLine.length - 1 - typed : typed
    const start = { line, character }
    await server.change(
      uri,
      start,
      isBack ? { line, character: character + 1 } : start,
      isBack ? '' : typedLine.charAt(typed)
    )
  }
  const memory = server.memory()
  await server.stop()
  return memory
}

interface Place {
  readonly line: number
  readonly character: number
}

/** A server process and the conversation with it. */
class RunningServer {
  private readonly process
  private readonly connection: ProtocolConnection
  private version = 1

  private constructor() {
    this.process = spawn(process.execPath, [path.resolve('server/dist/server.js'), '--stdio'], {
      stdio: ['pipe', 'pipe', 'inherit']
    })
    const { stdin, stdout } = this.process
    this.connection = createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin))
    this.connection.onRequest('workspace/configuration', () => [{}])
    // oxlint-disable-next-line unicorn/no-null -- the protocol's answer
    this.connection.onRequest('client/registerCapability', () => null)
    this.connection.listen()
  }

  static async start(folder: string): Promise<RunningServer> {
    const server = new RunningServer()
    await server.connection.sendRequest('initialize', {
      processId: process.pid,
      // oxlint-disable-next-line unicorn/no-null -- the protocol's word for "none"
      rootUri: null,
      capabilities: {
        workspace: {
          configuration: true,
          workspaceFolders: true,
          didChangeConfiguration: { dynamicRegistration: true },
          didChangeWatchedFiles: { dynamicRegistration: true }
        },
        textDocument: { publishDiagnostics: { relatedInformation: true } }
      },
      workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'bench' }],
      initializationOptions: { schemaDirectory: path.resolve('schemas'), settings: {} }
    })
    await server.connection.sendNotification('initialized', {})
    return server
  }

  /** Resolves with the next diagnostics of the file. */
  diagnosed(uri: string): Promise<void> {
    return new Promise(resolve => {
      const listener = this.connection.onNotification('textDocument/publishDiagnostics', (told: { uri: string }) => {
        if (told.uri !== uri) return
        listener.dispose()
        resolve()
      })
    })
  }

  async open(uri: string, text: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'kiwi-description', version: this.version, text }
    })
  }

  /** Makes an edit, and asks for something, so that the edit has been dealt with. */
  async change(uri: string, start: Place, end: Place, text: string): Promise<void> {
    this.version += 1
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: this.version },
      contentChanges: [{ range: { start, end }, text }]
    })
    await this.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: start })
  }

  /** Resident memory now and at its most, in MB. */
  memory(): { resident: number; peak: number } {
    const status = readFileSync(`/proc/${this.process.pid ?? ''}/status`, 'utf8')
    const read = (field: string): number => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024
    return { resident: read('VmRSS'), peak: read('VmHWM') }
  }

  async stop(): Promise<void> {
    const exit = new Promise(resolve => {
      this.process.once('exit', resolve)
    })
    await this.connection.sendRequest('shutdown')
    await this.connection.sendNotification('exit')
    await exit
    this.connection.dispose()
  }
}
