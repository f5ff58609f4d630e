// The copy of the examples that `npm start` opens: the user's own to change, with this machine's repository filled in.
// `node scripts/start/examples.mjs FOLDER` makes one elsewhere.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { root, setupFolder } from '../setup/places.mjs'
import { findRepository } from './aptSources.mjs'

/** Where the copy lies. */
export const examplesCopy = path.join(setupFolder, 'examples')

/**
 * Copies what is not in the copy yet; what the user has changed stays.
 *
 * @param {string} copy where it lies
 */
export function prepareExamples(copy = examplesCopy) {
  const source = path.join(root, 'examples')
  const repository = readRepository()
  for (const name of readdirSync(source, { recursive: true }).map(String)) {
    const from = path.join(source, name)
    const to = path.join(copy, name)
    if (statSync(from).isFile() && !existsSync(to)) {
      mkdirSync(path.dirname(to), { recursive: true })
      copyFileSync(from, to)
      fillIn(to, repository)
    }
  }
  if (repository === undefined) {
    console.log(
      'No Debian or Ubuntu repository is set up in apt: write yours for @DEBIAN_MIRROR@ and @DEBIAN_SUITE@ into the examples to build them.'
    )
  }
}

/**
 * @param {string} file
 * @param {import('./aptSources.mjs').Repository | undefined} repository
 */
function fillIn(file, repository) {
  const text = readFileSync(file, 'utf8')
  if (repository === undefined || !text.includes('@DEBIAN_') || !/\.(xml|kiwi)$/.test(file)) return
  const { mirror, suite } = repository
  writeFileSync(
    file,
    text.replaceAll('@DEBIAN_MIRROR@', () => escape(mirror)).replaceAll('@DEBIAN_SUITE@', () => escape(suite))
  )
}

/** @param {string} text for an attribute in double quotes */
function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

function readRepository() {
  const codename = /^VERSION_CODENAME="?([\w-]+)/m.exec(readText('/etc/os-release'))?.[1]
  const folder = '/etc/apt/sources.list.d'
  const names = existsSync(folder) ? readdirSync(folder).filter(name => /\.(list|sources)$/.test(name)) : []
  const files = ['/etc/apt/sources.list', ...names.sort().map(name => path.join(folder, name))]
  return codename === undefined
    ? undefined
    : findRepository(
        files.map(name => ({ name, text: readText(name) })),
        codename
      )
}

/** @param {string} file */
function readText(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  prepareExamples(process.argv[2])
}
