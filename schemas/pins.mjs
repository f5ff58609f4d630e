// Which kiwi releases the schemas are taken from, and what is known of their archives.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * One line of releases.json.
 *
 * @typedef {object} Pin
 * @property {string} schemaversion
 * @property {string} release the last kiwi release with that schema version
 */

/** @typedef {import('./archives.mjs').Checksums} Checksums */

/** The folder of the schemas. */
export const folder = path.dirname(fileURLToPath(import.meta.url))

/** The history of features. */
export const historyFile = path.join(folder, 'feature-history.json')

const checksumsFile = path.join(folder, 'checksums.json')

/** @type {(text: string) => Pin[]} */
const parsePins = JSON.parse

/** @type {(text: string) => Record<string, Checksums>} */
const parseChecksums = JSON.parse

/** What a person wrote into releases.json. */
export function readPins() {
  return parsePins(readFileSync(path.join(folder, 'releases.json'), 'utf8'))
}

/** The checksums of each release that was adopted. */
export function readChecksums() {
  return parseChecksums(readFileSync(checksumsFile, 'utf8'))
}

/** @param {Record<string, Checksums>} checksums */
export function writeChecksums(checksums) {
  writeWhole(checksumsFile, `${JSON.stringify(checksums, undefined, 2)}\n`)
}

/**
 * Where the schema of a schema version is put.
 *
 * @param {string} schemaversion
 */
export function schemaFile(schemaversion) {
  return path.join(folder, 'kiwi', `${schemaversion}.rng`)
}

/**
 * Writes so that nobody, not even after a break in the middle, ever sees half a file.
 *
 * @param {string} file
 * @param {Buffer | string} content
 */
export function writeWhole(file, content) {
  mkdirSync(path.dirname(file), { recursive: true })
  const half = `${file}.${process.pid}`
  writeFileSync(half, content)
  renameSync(half, file)
}
