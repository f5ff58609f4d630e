// A way without blanks to a folder: kiwi runs shells on its own path without quoting it.
import { createHash } from 'node:crypto'
import { mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { SetupError } from './progress.mjs'

/**
 * A path that leads to `folder` and is one plain word for every shell: the folder's own, else that of a link in `cache`, which
 * {@link makePlainPath} makes. Throws a {@link SetupError} where that is not plain either.
 *
 * @param {string} folder
 * @param {string} cache
 */
export function plainPath(folder, cache) {
  if (isPlain(folder)) return folder
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 12)
  const link = path.join(cache, 'kiwi-image-descriptions', name)
  if (isPlain(link)) return link
  throw new SetupError(
    `kiwi cannot build from a path with blanks, and ${folder} is one, and so is ${cache}: move the checkout to a path of ` +
      'letters, digits and / . _ - only, then type the command again.'
  )
}

/**
 * Whether {@link plainPath} leads to the folder by now.
 *
 * @param {string} folder
 * @param {string} cache
 */
export function isPlainPathMade(folder, cache) {
  const link = plainPath(folder, cache)
  return link === folder || leadsTo(link) === folder
}

/**
 * Makes the link that {@link plainPath} names, if it takes one.
 *
 * @param {string} folder
 * @param {string} cache
 */
export function makePlainPath(folder, cache) {
  if (isPlainPathMade(folder, cache)) return
  const link = plainPath(folder, cache)
  mkdirSync(path.dirname(link), { recursive: true })
  rmSync(link, { force: true })
  symlinkSync(folder, link)
}

/** @param {string} text */
function isPlain(text) {
  return /^[\w@%+=:,./-]+$/.test(text)
}

/** @param {string} link */
function leadsTo(link) {
  try {
    return readlinkSync(link)
  } catch {
    return undefined
  }
}
