// The licences of the packages that a bundle holds: most of them ask that their text goes along.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from './setup/places.mjs'

/** @type {(text: string) => { name: string, version: string, license?: string }} */
const parseManifest = JSON.parse

/**
 * Writes `licenses.txt` with the licence of each package among the bundle's sources.
 *
 * @param {string} folder that of the bundle, relative to the checkout
 * @param {import('esbuild').Metafile} metafile what esbuild says of the bundle
 */
export function writeLicenses(folder, metafile) {
  const packages = Object.keys(metafile.inputs).flatMap(
    input => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []
  )
  const texts = [...new Set(packages)].sort().map(readLicense)
  writeFileSync(path.join(root, folder, 'licenses.txt'), texts.join('\n\n'))
}

/** @param {string} folder */
function readLicense(folder) {
  const { name, version, license } = parseManifest(readFileSync(path.join(root, folder, 'package.json'), 'utf8'))
  const file = readdirSync(path.join(root, folder)).find(each => /^licen[cs]e/i.test(each))
  const text = file === undefined ? '' : readFileSync(path.join(root, folder, file), 'utf8').trim()
  return `== ${name} ${version}, ${license ?? 'see below'}\n\n${text}`.trim()
}
