// `npm test`: sets up, builds and runs everything; `node scripts/test.mjs SUITE…` runs the named suites.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { setUp, stepsForCheck, stepsForTests } from './setup.mjs'
import { root } from './setup/places.mjs'
import { runScript, SetupError } from './setup/progress.mjs'
import { runMochaSuite } from './testing/mochaSuite.mjs'

/** @typedef {import('./testing/mochaSuite.mjs').Counts} Counts */

/**
 * All suites in their order, the quick ones first. Those marked as quick do without the bundles and VS Code.
 *
 * @type {Record<string, { run: (name: string) => Promise<Counts>, quick?: boolean, onDemand?: boolean }>}
 */
const suites = {
  check: { run: runChecks, quick: true },
  unit: { run: name => runMochaSuite(name, { folder: 'test/unit', minutes: 15 }), quick: true },
  build: { run: build },
  conformance: { run: name => runMochaSuite(name, { folder: 'test/conformance', minutes: 15 }) },
  protocol: { run: name => runMochaSuite(name, { folder: 'test/protocol', minutes: 5 }) },
  package: { run: name => runMochaSuite(name, { folder: 'test/package', minutes: 5 }) },
  vscode: { run: name => runMochaSuite(name, { folder: 'test/vscode', minutes: 25 }) },
  desktop: {
    run: name => runMochaSuite(name, { folder: 'test/vscode', minutes: 25, env: { KIWI_TEST_DESKTOP: '1' } }),
    onDemand: true
  }
}

await runScript(async () => {
  const names = chooseSuites(process.argv.slice(2))
  await setUp(names.every(name => suites[name]?.quick) ? stepsForCheck : stepsForTests)
  const lines = []
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const name of names) {
    console.log(`${name} …`)
    const started = performance.now()
    const counts = await runSuite(name)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    lines.push(`${name}: ${describeCounts(counts)} (${seconds} s)`)
    total.passed += counts.passed
    total.failed += counts.failed
    total.skipped += counts.skipped
  }
  console.log(`\n${lines.join('\n')}\n`)
  console.log(describeCounts(total))
  process.exitCode = total.failed === 0 ? 0 : 1
})

/** @param {readonly string[]} wanted none: all but those on demand */
function chooseSuites(wanted) {
  const unknown = wanted.find(name => !(name in suites))
  if (unknown !== undefined) {
    throw new SetupError(`There is no suite ${unknown}; there are ${Object.keys(suites).join(', ')}.`)
  }
  const names = Object.keys(suites)
  if (wanted.length === 0) return names.filter(name => suites[name]?.onDemand !== true)
  const needsBuild = wanted.some(name => suites[name]?.quick !== true)
  return names.filter(name => wanted.includes(name) || (name === 'build' && needsBuild))
}

/**
 * A suite that cannot even begin has failed, and the next one runs all the same.
 *
 * @param {string} name
 */
async function runSuite(name) {
  try {
    return await (suites[name]?.run(name) ?? { passed: 0, failed: 1, skipped: 0 })
  } catch (error) {
    console.log(`  The suite ${name} failed: ${error instanceof Error ? error.message : String(error)}`)
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

async function build() {
  const { bundleProduct } = await import('./bundles.mjs')
  await bundleProduct()
  return { passed: 1, failed: 0, skipped: 0 }
}

/** Format, lint and types: each counts as one test. */
async function runChecks() {
  const programs = { prettier: ['--check', '--log-level', 'warn', '.'], oxlint: ['--quiet'], tsc: [] }
  const outcomes = Object.entries(programs).map(([name, parameters]) => {
    const program = path.join(root, 'node_modules/.bin', name)
    const { status, error } = spawnSync(program, parameters, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
    if (error !== undefined) console.log(`  ${name} cannot be started: ${error.message}`)
    return status === 0
  })
  const passed = outcomes.filter(Boolean).length
  return { passed, failed: outcomes.length - passed, skipped: 0 }
}

/** @param {Counts} counts */
function describeCounts({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
