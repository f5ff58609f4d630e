// The Python environments of the project: a bare one with pip, and the two real kiwis of the tests and the examples.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { isPlainPathMade, makePlainPath, plainPath } from './plainPath.mjs'
import { checksum, isStamped, root, setupFolder, writeStamp } from './places.mjs'
import { runProgram, SetupError } from './progress.mjs'

/** Where a link without blanks leads to the environments from, if the checkout's path has some. */
const cacheFolder = process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache')

const requirements = path.join(root, 'scripts/python')

/** Published as source only; everything else is taken as a ready wheel, so that no compiler is needed. */
const sourcePackages = 'kiwi,kiwi_boxed_plugin,kiwi_stackbuild_plugin'

/**
 * pip without questions, remarks on its own version, the user's wish to install into the home directory, and another
 * Python's modules.
 */
export const pipEnvironment = {
  ...process.env,
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  PIP_NO_INPUT: '1',
  PIP_USER: '0',
  PYTHONHOME: undefined,
  PYTHONPATH: undefined
}

/** The program that runs Python with pip, once {@link bareEnvironment} has been made. */
export const barePython = path.join(setupFolder, 'python/bin/python')

/** An environment with nothing but pip, since Debian's Python comes without it. */
export const bareEnvironment = environment('python', [])

/** kiwi 11, the newest; stash, stackbuild and boxbuild are built in. */
export const kiwi11 = environment('kiwi-11', ['build.txt', 'kiwi-11.txt'])

/** kiwi 10 with its plugins, the last of the old command line. */
export const kiwi10 = environment('kiwi-10', ['build.txt', 'kiwi-10.txt'])

/**
 * The step that makes the environment `.setup/NAME` out of the pinned requirements `scripts/python/FILES`.
 *
 * @param {string} name
 * @param {readonly string[]} files
 */
function environment(name, files) {
  const holdsKiwi = files.length > 0
  const stampFile = path.join(setupFolder, name, '.ready')
  const folder = () => path.join(holdsKiwi ? plainPath(setupFolder, cacheFolder) : setupFolder, name)
  // An environment holds the path that it was made by, so it does not survive that the checkout is moved.
  const stamp = () =>
    checksum([folder(), ...files.map(file => readFileSync(path.join(requirements, file), 'utf8'))].join('\n'))
  return {
    name: `Python environment ${name}`,
    needed: () =>
      (holdsKiwi && !isPlainPathMade(setupFolder, cacheFolder)) ||
      !isStamped(stampFile, stamp()) ||
      !existsSync(path.join(folder(), 'bin/python')),
    /** @param {(line: string) => void} tell */
    run: async tell => {
      if (holdsKiwi) makePlainPath(setupFolder, cacheFolder)
      rmSync(folder(), { recursive: true, force: true })
      await runProgram(requirePython(), ['-m', 'venv', folder()], { env: pipEnvironment, tell })
      for (const file of files) {
        await install(folder(), path.join(requirements, file), tell)
      }
      writeStamp(stampFile, stamp())
    }
  }
}

/**
 * Each file is a call of its own: the first one brings what builds the second one's source archives, which would otherwise
 * come without a checksum.
 *
 * @param {string} folder
 * @param {string} file
 * @param {(line: string) => void} tell
 */
async function install(folder, file, tell) {
  const pip = ['-m', 'pip', 'install', '--require-hashes', '--no-build-isolation']
  const parameters = [...pip, '--only-binary', ':all:', '--no-binary', sourcePackages, '-r', file]
  try {
    await runProgram(path.join(folder, 'bin/python'), parameters, { env: pipEnvironment, tell })
  } catch (error) {
    throw new SetupError(
      `${error instanceof Error ? error.message : String(error)}\n` +
        `The packages of ${path.relative(root, file)} could not be installed. If the Python registry cannot be reached, ` +
        'connect to the network or name yours in pip’s configuration, then type the command again.'
    )
  }
}

/** Whether there is a Python that can make environments. */
export function hasUsablePython() {
  return findPython() !== undefined
}

function requirePython() {
  const python = findPython()
  if (python === undefined) {
    throw new SetupError(
      'Python 3.10 or newer with its modules venv and ensurepip is needed: install python3 and, on Debian and Ubuntu, python3-venv.'
    )
  }
  return python
}

function findPython() {
  const versions = [14, 13, 12, 11, 10].map(minor => `python3.${minor}`)
  return ['python3', '/usr/bin/python3', ...versions].find(python => {
    try {
      const check = 'import ensurepip, sys, venv; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 14))'
      execFileSync(python, ['-c', check], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  })
}
