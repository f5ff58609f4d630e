// `npm start`: sets up, builds, and opens the examples in VS Code with the extension; `-- --port N`, `-- --no-open`.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { setUp, stepsForBrowser, stepsForDesktop } from './setup.mjs'
import { editorExtensions, editorNode, editorServer } from './setup/editor.mjs'
import { root, setupFolder } from './setup/places.mjs'
import { findProgram } from './setup/programs.mjs'
import { runScript, SetupError } from './setup/progress.mjs'
import { examplesCopy, prepareExamples } from './start/examples.mjs'
import { requireFreePort } from './start/port.mjs'
import { runUntilInterrupted } from './start/processes.mjs'

/** The extensions of VS Code that a person who edits descriptions has use for. */
const builtinExtensions = [
  'configuration-editing',
  'json',
  'json-language-features',
  'log',
  'markdown-basics',
  'markdown-language-features',
  'shellscript',
  'theme-defaults',
  'theme-seti',
  'xml',
  'yaml'
]

/** A window without what is of no use here. From a folder, since the user's own settings lie in the browser. */
const windowSettings = {
  'chat.disableAIFeatures': true,
  // Nothing here is a web server; ports of other programs on the machine would only be noise.
  'remote.autoForwardPorts': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none'
}

await runScript(async () => {
  const { port, open } = readArguments()
  if (port !== undefined) await requireFreePort(Number(port))
  const desktop = port === undefined && open ? findDesktop() : undefined
  await setUp(desktop === undefined ? stepsForBrowser : stepsForDesktop)
  const { bundleProduct } = await import('./bundles.mjs')
  await bundleProduct()
  prepareExamples()
  process.exitCode = desktop === undefined ? await startBrowser(port, open) : await startDesktop(desktop)
})

function readArguments() {
  try {
    const options = /** @type {const} */ ({ port: { type: 'string' }, 'no-open': { type: 'boolean' } })
    const { values } = parseArgs({ options })
    if (values.port !== undefined && !(/^\d+$/.test(values.port) && Number(values.port) < 65_536)) {
      throw new Error(`${values.port} is no port`)
    }
    return { port: values.port, open: values['no-open'] !== true }
  } catch (error) {
    throw new SetupError(
      `${error instanceof Error ? error.message : String(error)}. Usage: npm start [-- [--port N] [--no-open]]`
    )
  }
}

/** The command of a desktop VS Code, where there is a desktop. In VS Code's own terminals it may be a remote one's, without windows. */
function findDesktop() {
  const hasDesktop = hasDisplay() || process.platform === 'darwin'
  const code = findProgram('code')
  return hasDesktop && code !== undefined && !code.includes('remote-cli') ? code : undefined
}

function hasDisplay() {
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])
}

/** @param {string} code */
async function startDesktop(code) {
  console.log('VS Code opens with the extension; Ctrl-C ends it.')
  // Its own data folder makes it a process of ours; in a VS Code that runs already it would only be a window more.
  const data = path.join(setupFolder, 'vscode-data')
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const parameters = [`--extensionDevelopmentPath=${root}`, `--user-data-dir=${data}`, '--wait', '--new-window']
  return runUntilInterrupted(code, [...parameters, ...asRoot, examplesCopy], {
    env: editorEnvironment(),
    tell: () => {},
    belongsToUs: command => command.includes(data)
  })
}

/**
 * @param {string | undefined} port
 * @param {boolean} open
 */
async function startBrowser(port, open) {
  const { extensions, builtins } = prepareExtensions()
  prepareWindow()
  // Whoever reaches the server can run commands as this user, so others on this machine, and web pages, are kept out. A
  // port that was asked for is to be known beforehand, so there the bare address does.
  const token = port === undefined ? randomBytes(16).toString('hex') : undefined
  const place = ['--host', '127.0.0.1', '--port', port ?? '0']
  const access = token === undefined ? ['--without-connection-token'] : ['--connection-token', token]
  const folders = ['--server-data-dir', path.join(setupFolder, 'editor-data'), '--default-folder', examplesCopy]
  const both = ['--extensions-dir', extensions, '--builtin-extensions-dir', builtins]
  const manners = ['--accept-server-license-terms', '--telemetry-level', 'off', '--disable-workspace-trust']
  // A login shell, which VS Code would ask for the environment, may set the search path anew, without kiwi's folder.
  const environment = ['--force-disable-user-env']
  const parameters = [editorServer, ...place, ...access, ...folders, ...both, ...manners, ...environment]
  let output = ''
  let ready = false
  const code = await runUntilInterrupted(editorNode, parameters, {
    env: editorEnvironment(),
    tell: text => {
      output += text
      const listening = /Extension host agent listening on (\d+)/.exec(output)?.[1]
      if (!ready && listening !== undefined) {
        ready = true
        const query = new URLSearchParams({ folder: examplesCopy, ...(token === undefined ? {} : { tkn: token }) })
        announce(`http://127.0.0.1:${listening}/?${query.toString()}`, open)
      }
    }
  })
  if (!ready && code !== 0) {
    throw new SetupError(`VS Code did not start:\n${output}`)
  }
  return code
}

/**
 * @param {string} address
 * @param {boolean} open
 */
function announce(address, open) {
  console.log(`\nVS Code with the extension and the examples:\n\n  ${address}\n\nCtrl-C ends it.`)
  const opener = findProgram('xdg-open')
  if (open && opener !== undefined && hasDisplay()) {
    const child = spawn(opener, [address], { detached: true, stdio: 'ignore' })
    child.on('error', () => {})
    child.unref()
  }
}

/** The folders with the extensions: this checkout, and the ones that come with VS Code; both as links. */
function prepareExtensions() {
  const extensions = path.join(setupFolder, 'extensions')
  const builtins = path.join(setupFolder, 'builtin-extensions')
  for (const folder of [extensions, builtins]) {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
  }
  const name = 'kiwi-image-descriptions.kiwi-image-descriptions'
  symlinkSync(root, path.join(extensions, `${name}-${readVersion()}`))
  for (const each of builtinExtensions) {
    symlinkSync(path.join(editorExtensions, each), path.join(builtins, each))
  }
  return { extensions, builtins }
}

/** Settings that the user has made there stay. */
function prepareWindow() {
  const file = path.join(examplesCopy, '.vscode/settings.json')
  if (existsSync(file)) return
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(windowSettings, undefined, 2)}\n`)
}

function readVersion() {
  return /"version": "([\d.]+)"/.exec(readFileSync(path.join(root, 'package.json'), 'utf8'))?.[1] ?? '0.0.0'
}

/** The user's own kiwi comes first; without one there is the project's. */
function editorEnvironment() {
  const search = process.env['PATH'] ?? ''
  const kiwi = path.join(setupFolder, 'kiwi-11/bin')
  return { ...process.env, PATH: findProgram('kiwi-ng') === undefined ? `${kiwi}${path.delimiter}${search}` : search }
}
