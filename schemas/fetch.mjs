// Takes kiwi's schemas out of the kiwi releases that releases.json pins: `node schemas/fetch.mjs`.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { withLock } from '../scripts/setup/lock.mjs'
import { checksum, readIfThere, setupFolder } from '../scripts/setup/places.mjs'
import { runProgram, runScript, SetupError, withProgress } from '../scripts/setup/progress.mjs'
import { bareEnvironment, barePython, pipEnvironment } from '../scripts/setup/python.mjs'

/**
 * One entry of releases.json.
 *
 * @typedef {object} Release
 * @property {string} schemaversion
 * @property {string} release the last kiwi release with that schema version
 * @property {string} file the archive of its source
 * @property {string} sha256_of_file
 * @property {string} path_of_rng_inside
 * @property {string} sha256_of_rng
 */

const folder = path.dirname(fileURLToPath(import.meta.url))

/** pip runs a build of its own for each archive; more of them at a time would only stand in each other's way. */
const atOnce = 2

const pins = 'schemas/releases.json'

/** @type {(text: string) => Release[]} */
const parseReleases = JSON.parse

/**
 * The step that writes `schemas/kiwi/VERSION.rng` for each release, and leaves those alone that are right already. The
 * newest one stands in `schemas/kiwi.rng` as well: what other programs find below `schemas/stash-extension.rng`.
 */
export const schemas = {
  name: 'Schemas of kiwi',
  needed: () => missingReleases().length > 0 || !isNewestInPlace(),
  /** @param {(line: string) => void} tell */
  run: async tell => {
    if (bareEnvironment.needed()) {
      await bareEnvironment.run(tell)
    }
    const missing = missingReleases()
    const workers = Array.from({ length: atOnce }, async () => {
      for (let release = missing.shift(); release !== undefined; release = missing.shift()) {
        tell(`schema version ${release.schemaversion} out of kiwi ${release.release}`)
        await fetchSchema(release)
      }
    })
    const failed = (await Promise.allSettled(workers)).find(worker => worker.status === 'rejected')
    if (failed !== undefined) {
      throw failed.reason
    }
    copyFileSync(newestSchema(), newestInPlace)
  }
}

const newestInPlace = path.join(folder, 'kiwi.rng')

function isNewestInPlace() {
  const [content, newest] = [readIfThere(newestInPlace), readIfThere(newestSchema())]
  return content !== undefined && newest !== undefined && checksum(content) === checksum(newest)
}

function pinnedReleases() {
  return parseReleases(readFileSync(path.join(folder, 'releases.json'), 'utf8'))
}

function newestSchema() {
  const versions = pinnedReleases().map(({ schemaversion }) => schemaversion)
  const [newest = ''] = versions.sort((one, other) => Number(other) - Number(one))
  return path.join(folder, 'kiwi', `${newest}.rng`)
}

function missingReleases() {
  return pinnedReleases().filter(release => {
    const content = readIfThere(schemaFile(release))
    return content === undefined || checksum(content) !== release.sha256_of_rng
  })
}

/** @param {Release} release */
function schemaFile(release) {
  return path.join(folder, 'kiwi', `${release.schemaversion}.rng`)
}

/** @param {Release} release */
async function fetchSchema(release) {
  mkdirSync(setupFolder, { recursive: true })
  const scratch = mkdtempSync(path.join(setupFolder, 'schema-'))
  try {
    await download(release, scratch)
    const archive = path.join(scratch, release.file)
    requireChecksum(archive, release.sha256_of_file, release.file)
    const schema = path.join(scratch, 'kiwi.rng')
    await extract(archive, release.path_of_rng_inside, schema)
    const inside = `${release.path_of_rng_inside} in ${release.file}`
    writeWhole(schemaFile(release), requireChecksum(schema, release.sha256_of_rng, inside))
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/**
 * One call of pip for each release: two versions of a package in one list are a conflict to it.
 *
 * @param {Release} release
 * @param {string} scratch
 */
async function download(release, scratch) {
  const list = path.join(scratch, 'requirements.txt')
  writeFileSync(list, `kiwi==${release.release} --hash=sha256:${release.sha256_of_file}\n`)
  const parameters = ['-m', 'pip', 'download', '--no-deps', '--require-hashes', '-r', list, '-d', scratch]
  try {
    await runProgram(barePython, parameters, { env: pipEnvironment })
  } catch (error) {
    const output = error instanceof Error ? error.message : String(error)
    if (output.includes('DO NOT MATCH THE HASHES')) {
      throw wrongChecksum(release.file)
    }
    const reason = /ERROR: (.*)/.exec(output)?.[1] ?? output
    throw new SetupError(
      `kiwi ${release.release} with schema version ${release.schemaversion} could not be had from the Python registry ` +
        `(${reason}): connect to the network, or name your registry in pip’s configuration, then type the command again.`
    )
  }
}

/**
 * @param {string} archive
 * @param {string} inside
 * @param {string} target
 */
async function extract(archive, inside, target) {
  const program =
    'import sys, tarfile; open(sys.argv[3], "wb").write(tarfile.open(sys.argv[1]).extractfile(sys.argv[2]).read())'
  await runProgram(barePython, ['-c', program, archive, inside, target])
}

/**
 * The content of `file`, whose checksum must be `expected`.
 *
 * @param {string} file
 * @param {string} expected
 * @param {string} name what the user knows it as
 */
function requireChecksum(file, expected, name) {
  const content = readFileSync(file)
  if (checksum(content) !== expected) {
    throw wrongChecksum(name)
  }
  return content
}

/** @param {string} name */
function wrongChecksum(name) {
  return new SetupError(
    `${name} has not the checksum that ${pins} pins: compare the pin with the release, and the registry with the official one; nothing was written.`
  )
}

/**
 * Writes so that nobody, not even after a break in the middle, ever sees half a file.
 *
 * @param {string} file
 * @param {Buffer} content
 */
function writeWhole(file, content) {
  mkdirSync(path.dirname(file), { recursive: true })
  const half = `${file}.${process.pid}`
  writeFileSync(half, content)
  renameSync(half, file)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runScript(() =>
    withLock(async () => {
      if (schemas.needed()) {
        await withProgress(schemas.name, schemas.run)
      }
    })
  )
}
