// One suite of tests: bundled, run by Mocha in a process of its own, and counted.
import { spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { readIfThere, root } from '../setup/places.mjs'

/**
 * What came of a suite.
 *
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/** @type {(text: string) => Counts} */
const parseCounts = JSON.parse

const mocha = path.join(root, 'node_modules/mocha/bin/mocha.js')
const reporter = fileURLToPath(new URL('reporter.mjs', import.meta.url))

/** Milliseconds that one test may take, unless it says otherwise. */
export const testTimeout = '10000'

/** How long the terminal may stay silent; longer than the reporter lets it. */
const silenceInSeconds = 18

/**
 * Runs the tests below `folder`. A suite that breaks off, takes too long or holds no test has failed.
 *
 * @param {string} name
 * @param {{ folder: string, minutes: number, env?: Record<string, string> }} options
 * @returns {Promise<Counts>}
 */
export async function runMochaSuite(name, { folder, minutes, env = {} }) {
  const { bundleTests } = await import('../bundles.mjs')
  const files = await bundleTests([folder])
  const countsFile = path.join(root, 'out/counts', `${name}.json`)
  mkdirSync(path.dirname(countsFile), { recursive: true })
  rmSync(countsFile, { force: true })
  const parameters = [
    '--enable-source-maps',
    mocha,
    '--exit',
    '--timeout',
    testTimeout,
    '--reporter',
    reporter,
    ...files
  ]
  const end = await runFor(minutes, parameters, { ...process.env, ...env, KIWI_TEST_COUNTS: countsFile })
  const content = readIfThere(countsFile)
  const counts = content === undefined ? { passed: 0, failed: 0, skipped: 0 } : parseCounts(content.toString())
  if (counts.failed === 0 && end !== 0) {
    return fail(counts, content === undefined ? `it broke off (${end})` : `it ended with ${end}`)
  }
  return counts.passed + counts.failed === 0 ? fail(counts, 'it ran no test') : counts

  function fail(/** @type {Counts} */ counts, /** @type {string} */ reason) {
    console.log(`  The suite ${name} failed: ${reason}.`)
    return { ...counts, failed: counts.failed + 1 }
  }
}

/**
 * How the process ended: its exit code or its signal.
 *
 * @param {number} minutes after which it is ended
 * @param {readonly string[]} parameters
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number | string>}
 */
function runFor(minutes, parameters, env) {
  return new Promise(resolve => {
    const child = spawn(process.execPath, parameters, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const started = performance.now()
    let told = started
    const pass = (/** @type {NodeJS.WriteStream} */ stream, /** @type {Buffer} */ chunk) => {
      told = performance.now()
      stream.write(chunk)
    }
    child.stdout.on('data', (/** @type {Buffer} */ chunk) => pass(process.stdout, chunk))
    child.stderr.on('data', (/** @type {Buffer} */ chunk) => pass(process.stderr, chunk))
    // A test that waits for a program in Mocha's own process keeps the reporter from telling anything.
    const silence = setInterval(() => {
      if (performance.now() - told < silenceInSeconds * 1000) return
      told = performance.now()
      console.log(`  … ${Math.round((told - started) / 1000)} s`)
    }, 1000)
    const timer = setTimeout(() => {
      console.log(`  It has taken ${minutes} minutes and is ended.`)
      child.kill('SIGTERM')
    }, minutes * 60_000)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      clearInterval(silence)
      resolve(code ?? signal ?? 'unknown')
    })
  })
}
