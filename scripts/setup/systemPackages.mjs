// The programs that come from the distribution: installed on Debian and Ubuntu, elsewhere named with the command to type.
import { spawnSync } from 'node:child_process'
import { findProgram } from './programs.mjs'
import { runProgram, SetupError } from './progress.mjs'
import { hasUsablePython } from './python.mjs'

/**
 * A program, and the package that has it in each family of distributions.
 *
 * @typedef {object} Need
 * @property {string} [program] what the package is looked for by where there is no dpkg; none: not looked for
 * @property {string} debian
 * @property {string} [fedora]
 * @property {string} [suse]
 */

/** What kiwi explains invalid descriptions with, and the tests compare with. @type {Need} */
export const jing = { program: 'jing', debian: 'jing', fedora: 'jing', suse: 'jing' }

/** What else the tests hold our own grammar against. @type {readonly Need[]} */
export const forGrammars = [
  { program: 'trang', debian: 'trang', fedora: 'trang', suse: 'trang' },
  { program: 'xmllint', debian: 'libxml2-utils', fedora: 'libxml2', suse: 'libxml2-tools' }
]

/** What real builds and stashes need. @type {readonly Need[]} */
export const forBuilds = [
  { program: 'podman', debian: 'podman', fedora: 'podman', suse: 'podman' },
  { program: 'umoci', debian: 'umoci', fedora: 'umoci', suse: 'umoci' },
  { program: 'skopeo', debian: 'skopeo', fedora: 'skopeo', suse: 'skopeo' },
  { program: 'rsync', debian: 'rsync', fedora: 'rsync', suse: 'rsync' },
  { program: 'xz', debian: 'xz-utils', fedora: 'xz', suse: 'xz' },
  jing
]

/** What VS Code in the browser is compiled with. @type {readonly Need[]} */
export const forEditor = [
  { program: 'g++', debian: 'g++', fedora: 'gcc-c++', suse: 'gcc-c++' },
  { program: 'make', debian: 'make', fedora: 'make', suse: 'make' }
]

/** What the tests look at VS Code with. @type {readonly Need[]} */
export const forTests = [
  { program: 'chromium', debian: 'chromium', fedora: 'chromium', suse: 'chromium' },
  { debian: 'fonts-dejavu-core' }
]

/** What makes Python environments. @type {Need} */
const pythonEnvironments = { debian: 'python3-venv', fedora: 'python3', suse: 'python3' }

const aptOptions = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Options::=--force-confold']
const aptEnvironment = ['DEBIAN_FRONTEND=noninteractive', 'NEEDRESTART_SUSPEND=1']

/**
 * The step that installs what is missing of `needs`, and what Python needs to make environments where one of the steps
 * `withPython` is still to be done.
 *
 * @param {readonly Need[]} needs
 * @param {readonly { needed(): boolean }[]} withPython
 */
export function systemPackages(needs, withPython) {
  const missing = () => [
    ...(findProgram('dpkg-query') === undefined ? withoutProgram(needs) : withoutPackage(needs)),
    ...(withPython.some(step => step.needed()) && !hasUsablePython() ? [pythonEnvironments] : [])
  ]
  return {
    name: 'Packages of the system',
    needed: () => missing().length > 0,
    /** @param {(line: string) => void} tell */
    run: async tell => {
      const asRoot = administrator()
      const packages = missing().map(need => need.debian)
      if (findProgram('apt-get') === undefined || asRoot === undefined) {
        throw new SetupError(remedy(missing()))
      }
      const apt = [...asRoot, 'env', ...aptEnvironment, 'apt-get', ...aptOptions]
      // A source of the user's that is out of order must not stop what the others have.
      await run([...apt, 'update'], tell).catch(() => tell('not all package sources could be read'))
      await run([...apt, 'install', '--yes', '--no-install-recommends', ...packages], tell)
    }
  }
}

/**
 * @param {readonly string[]} command
 * @param {(line: string) => void} tell
 */
async function run([file = '', ...parameters], tell) {
  await runProgram(file, parameters, { tell })
}

/** What a command of the administrator begins with; undefined when we may not give one without a password. */
function administrator() {
  if (process.getuid?.() === 0) return []
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : undefined
}

/** @param {readonly Need[]} needs */
function withoutProgram(needs) {
  return needs.filter(need => need.program !== undefined && findProgram(need.program) === undefined)
}

/** @param {readonly Need[]} needs */
function withoutPackage(needs) {
  const query = ['-W', '-f', '${Package} ${db:Status-Status}\n', ...needs.map(need => need.debian)]
  // It fails when it knows one of them not at all, and still lists the others.
  const installed = spawnSync('dpkg-query', query, { encoding: 'utf8' }).stdout.split('\n')
  return needs.filter(need => !installed.includes(`${need.debian} installed`))
}

/**
 * What is missing and the command that brings it, for the family of this distribution.
 *
 * @param {readonly Need[]} missing
 */
function remedy(missing) {
  const names = (/** @type {'debian' | 'fedora' | 'suse'} */ family) =>
    [...new Set(missing.flatMap(need => need[family] ?? []))].join(' ')
  const lines = missing.map(need => `Missing: ${need.program ?? need.debian}`)
  if (findProgram('apt-get') !== undefined) {
    return [...lines, `Type: sudo apt-get install --no-install-recommends ${names('debian')}`].join('\n')
  }
  if (findProgram('zypper') !== undefined) {
    return [...lines, `Type: sudo zypper install ${names('suse')}`].join('\n')
  }
  if (findProgram('dnf') !== undefined) {
    return [...lines, `Type: sudo dnf install ${names('fedora')}`].join('\n')
  }
  return [...lines, 'Install them with the package manager of your system, then type the command again.'].join('\n')
}
