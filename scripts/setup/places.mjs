// The folders of the checkout that the scripts work with, and what tells whether something in them is up to date.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

/** What set-up installs, git-ignored. */
export const setupFolder = path.join(root, '.setup')

/** The lock of whatever writes there. */
export const setupLock = path.join(setupFolder, 'lock')

/**
 * The SHA-256 checksum of `content`, in hexadecimal.
 *
 * @param {string | Buffer} content
 */
export function checksum(content) {
  return createHash('sha256').update(content).digest('hex')
}

/**
 * The content of a file, or undefined where there is none.
 *
 * @param {string} file
 */
export function readIfThere(file) {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

/**
 * Whether `file` says that what `stamp` describes has been made.
 *
 * @param {string} file
 * @param {string} stamp
 */
export function isStamped(file, stamp) {
  return readIfThere(file)?.toString() === stamp
}

/**
 * Notes in `file` that what `stamp` describes has been made.
 *
 * @param {string} file
 * @param {string} stamp
 */
export function writeStamp(file, stamp) {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, stamp)
}
