// Everything that a command needs before it can begin; what is there already costs nothing: `node scripts/setup.mjs`.
import { fileURLToPath } from 'node:url'
import { schemas } from '../schemas/fetch.mjs'
import { editor } from './setup/editor.mjs'
import { withLock } from './setup/lock.mjs'
import { npmPackages } from './setup/npmPackages.mjs'
import { setupLock } from './setup/places.mjs'
import { runScript, SetupError, withProgress } from './setup/progress.mjs'
import { kiwi10, kiwi11 } from './setup/python.mjs'
import { forBuilds, forEditor, forGrammars, forTests, jing, systemPackages } from './setup/systemPackages.mjs'

/**
 * A part of set-up.
 *
 * @typedef {object} Step
 * @property {string} name what the user knows it as
 * @property {() => boolean} needed whether something is missing; cheap
 * @property {(tell: (line: string) => void) => Promise<void>} run brings it, or throws a SetupError with the remedy
 */

/**
 * What the product is built of.
 *
 * @type {readonly Step[]}
 */
export const stepsForBuild = [npmPackages, systemPackages([], [schemas]), schemas]

/**
 * What the quick tests need beside that: the two real kiwis, and another judge of schemas.
 *
 * @type {readonly Step[]}
 */
export const stepsForCheck = [
  npmPackages,
  systemPackages([jing, ...forGrammars], [kiwi11, kiwi10, schemas]),
  kiwi11,
  kiwi10,
  schemas
]

/**
 * What the bench measures against.
 *
 * @type {readonly Step[]}
 */
export const stepsForBench = [npmPackages, systemPackages([], [kiwi11, schemas]), kiwi11, schemas]

/**
 * Everything.
 *
 * @type {readonly Step[]}
 */
export const stepsForTests = [
  npmPackages,
  systemPackages([...forBuilds, ...forEditor, ...forTests, ...forGrammars], [kiwi11, kiwi10, schemas]),
  editor,
  kiwi11,
  kiwi10,
  schemas
]

/**
 * What shows the product in a VS Code that is there: the newest kiwi with the programs that it calls.
 *
 * @type {readonly Step[]}
 */
export const stepsForDesktop = [npmPackages, systemPackages(forBuilds, [kiwi11, schemas]), kiwi11, schemas]

/**
 * The same with a VS Code of our own, in the browser.
 *
 * @type {readonly Step[]}
 */
export const stepsForBrowser = [
  npmPackages,
  systemPackages([...forBuilds, ...forEditor], [kiwi11, schemas]),
  editor,
  kiwi11,
  schemas
]

/**
 * Runs the steps that are needed, one after the other, and tells what they do; throws a SetupError where one fails.
 *
 * @param {readonly Step[]} steps
 */
export async function setUp(steps) {
  requireNode()
  if (!steps.some(step => step.needed())) return
  await withLock(setupLock, async () => {
    for (const step of steps) {
      if (step.needed()) await withProgress(step.name, step.run)
    }
  })
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new SetupError(`Node 20.19 or newer is needed, and this is ${process.versions.node}: install a newer one.`)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runScript(() => setUp(stepsForTests))
}
