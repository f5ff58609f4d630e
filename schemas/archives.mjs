// The published archives of kiwi: what the registry has of them, and the schema in one.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { checksum, setupFolder } from '../scripts/setup/places.mjs'
import { runProgram, SetupError } from '../scripts/setup/progress.mjs'
import { barePython, pipEnvironment } from '../scripts/setup/python.mjs'

/**
 * The SHA-256 checksums of a release: of its archive, and of the schema in that.
 *
 * @typedef {object} Checksums
 * @property {string} archive
 * @property {string} schema
 */

/** The archive of a release, as it is published. */
const archiveOf = (/** @type {string} */ release) => `kiwi-${release}.tar.gz`

/**
 * The schema of a release, out of its archive, which must have the checksum `expected`. The environment of
 * {@link barePython} must be there.
 *
 * @param {string} release
 * @param {string} expected
 * @returns {Promise<Buffer>}
 */
export async function schemaOfRelease(release, expected) {
  return withScratch(async scratch => {
    // One call of pip for each release: two versions of a package in one list are a conflict to it.
    const list = path.join(scratch, 'requirements.txt')
    writeFileSync(list, `kiwi==${release} --hash=sha256:${expected}\n`)
    await pip(release, ['download', '--no-deps', '--require-hashes', '-r', list, '-d', scratch])
    const archive = path.join(scratch, archiveOf(release))
    requireChecksum(readFileSync(archive), expected, archiveOf(release))
    const schema = path.join(scratch, 'kiwi.rng')
    await extract(archive, schemaInside(release), schema)
    return readFileSync(schema)
  })
}

/**
 * Where the schema lies in the archive of a release.
 *
 * @param {string} release
 */
export function schemaInside(release) {
  return `kiwi-${release}/kiwi/schema/kiwi.rng`
}

/**
 * The checksum under which the registry publishes the archive of a release.
 *
 * @param {string} release
 * @returns {Promise<string>}
 */
export async function publishedChecksum(release) {
  return withScratch(async scratch => {
    const report = path.join(scratch, 'report.json')
    const dry = ['install', '--dry-run', '--no-deps', '--ignore-installed', '--no-binary', 'kiwi']
    await pip(release, [...dry, '--report', report, `kiwi==${release}`])
    /** @type {(text: string) => { install: { download_info: { archive_info: { hashes: { sha256?: string } } } }[] }} */
    const parse = JSON.parse
    const hash = parse(readFileSync(report, 'utf8')).install[0]?.download_info.archive_info.hashes.sha256
    if (hash === undefined) throw new SetupError(`The registry publishes no checksum of ${archiveOf(release)}.`)
    return hash
  })
}

/**
 * All releases that the registry has, in its order.
 *
 * @returns {Promise<string[]>}
 */
export async function publishedReleases() {
  const output = await pip('', ['index', 'versions', 'kiwi'])
  return /^Available versions: (.*)$/m.exec(output)?.[1]?.split(', ') ?? []
}

/**
 * Throws where `content` has not the checksum `expected`.
 *
 * @param {Buffer} content
 * @param {string} expected
 * @param {string} name what the user knows it as
 */
export function requireChecksum(content, expected, name) {
  if (checksum(content) !== expected) throw wrongChecksum(name)
}

/**
 * @param {string} release
 * @param {readonly string[]} parameters
 */
async function pip(release, parameters) {
  try {
    return await runProgram(barePython, ['-m', 'pip', ...parameters], { env: pipEnvironment })
  } catch (error) {
    const output = error instanceof Error ? error.message : String(error)
    if (output.includes('DO NOT MATCH THE HASHES')) throw wrongChecksum(archiveOf(release))
    const reason = /ERROR: (.*)/.exec(output)?.[1] ?? output
    throw new SetupError(
      `kiwi ${release} could not be had from the Python registry (${reason}): connect to the network, or name your ` +
        'registry in pip’s configuration, then type the command again.'
    )
  }
}

/** @param {string} name */
function wrongChecksum(name) {
  return new SetupError(
    `${name} has not the checksum that schemas/checksums.json pins: compare that with the release, and the registry with the official one; nothing was written.`
  )
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
 * @template Result
 * @param {(scratch: string) => Promise<Result>} work
 */
async function withScratch(work) {
  mkdirSync(setupFolder, { recursive: true })
  const scratch = mkdtempSync(path.join(setupFolder, 'schema-'))
  try {
    return await work(scratch)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}
