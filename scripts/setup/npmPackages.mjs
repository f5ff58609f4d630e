// The npm packages of the checkout: installed when node_modules is out of step with package-lock.json.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { readIfThere, root } from './places.mjs'
import { runProgram } from './progress.mjs'

/**
 * What npm writes of an installed package.
 *
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {boolean} [optional] left out where it does not fit the machine
 * @property {boolean} [link]
 */

/** @type {(text: string) => { packages: Record<string, LockedPackage> }} */
const parseLock = JSON.parse

/** The step that runs `npm ci`. */
export const npmPackages = {
  name: 'npm packages',
  needed: () => {
    const wanted = readLock('package-lock.json')
    const installed = readLock('node_modules/.package-lock.json')
    return Object.entries(wanted).some(([name, { version, integrity, optional, link }]) => {
      if (!name.startsWith('node_modules/') || link === true) return false
      const found = installed[name]
      if (found === undefined) return optional !== true
      return found.version !== version || found.integrity !== integrity || !isInstalled(name)
    })
  },
  /** @param {(line: string) => void} tell */
  run: async tell => {
    await runProgram('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=http'], { cwd: root, tell })
  }
}

/**
 * npm's own list does not tell what was deleted since.
 *
 * @param {string} name
 */
function isInstalled(name) {
  return existsSync(path.join(root, name, 'package.json'))
}

/**
 * The packages that a lock file lists; none where there is no such file.
 *
 * @param {string} name
 */
function readLock(name) {
  const content = readIfThere(path.join(root, name))
  return content === undefined ? {} : parseLock(content.toString()).packages
}
