// Adopts the kiwi release that a person wrote into releases.json: `node schemas/adopt.mjs`.
import { build } from 'esbuild'
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { withLock } from '../scripts/setup/lock.mjs'
import { checksum, readIfThere, root, setupFolder, setupLock } from '../scripts/setup/places.mjs'
import { runScript, SetupError, withProgress } from '../scripts/setup/progress.mjs'
import { bareEnvironment } from '../scripts/setup/python.mjs'
import { publishedChecksum, publishedReleases, schemaOfRelease } from './archives.mjs'
import { folder, historyFile, readChecksums, readPins, schemaFile, writeChecksums, writeWhole } from './pins.mjs'

/**
 * @typedef {typeof import('./comparison')} Comparison
 * @typedef {import('./comparison').FeatureHistory} FeatureHistory
 * @typedef {import('./comparison').SchemaFacts} SchemaFacts
 * @typedef {import('./archives.mjs').Checksums} Checksums
 * @typedef {import('./pins.mjs').Pin} Pin
 */

/**
 * A release with the schema in its archive.
 *
 * @typedef {{ checksums: Checksums, text: Buffer }} Fetched
 */

/** @type {(file: string) => Comparison} */
const load = createRequire(import.meta.url)

await runScript(() => withLock(setupLock, adopt))

async function adopt() {
  if (bareEnvironment.needed()) await withProgress(bareEnvironment.name, bareEnvironment.run)
  const pins = readPins()
  const checksums = readChecksums()
  const unknown = pins.filter(({ release }) => checksums[release] === undefined)
  if (unknown.length === 0) console.log('Every release in schemas/releases.json is adopted already.')
  const comparison = await loadComparison()
  for (const pin of unknown) await adoptOne(pin, comparison)
}

/**
 * @param {Pin} pin
 * @param {Comparison} comparison
 */
async function adoptOne(pin, comparison) {
  const { schemaversion, release } = pin
  const { readSchema, changesBetween, FeatureHistory } = comparison
  const fetched = await withProgress(`kiwi ${release}`, () => fetchRelease(release))
  console.log(`  archive ${fetched.checksums.archive} (as the registry publishes it)`)
  console.log(`  schema  ${fetched.checksums.schema}`)
  const facts = readSchema(release, fetched.text.toString())
  if (facts.version !== schemaversion) {
    throw new SetupError(
      `kiwi ${release} has schema version ${facts.version}: write that instead of ${schemaversion} into schemas/releases.json; nothing was written.`
    )
  }
  const previous = await previousSchema(pin)
  const history = await extended(FeatureHistory.parse(readFileSync(historyFile, 'utf8')), release, facts, comparison)
  writeWhole(historyFile, history.toText())
  writeWhole(schemaFile(schemaversion), fetched.text)
  if (isNewest(pin)) copyFileSync(schemaFile(schemaversion), path.join(folder, 'kiwi.rng'))
  const kept = readPins().flatMap(other => {
    const known = other.release === release ? fetched.checksums : readChecksums()[other.release]
    return known === undefined ? [] : [/** @type {const} */ ([other.release, known])]
  })
  writeChecksums(Object.fromEntries(kept))
  const changes = changesBetween(readSchema(previous.release, previous.text), facts)
  console.log(`From kiwi ${previous.release} to ${release}:`)
  console.log((changes.length > 0 ? changes : ['nothing']).map(line => `  ${line}`).join('\n'))
}

/** @param {Pin} pin */
function isNewest({ schemaversion }) {
  return readPins().every(other => Number(other.schemaversion) <= Number(schemaversion))
}

/**
 * The schema that the new one takes the place of: that of the release with the same schema version that was adopted
 * before, else of the newest other one.
 *
 * @param {Pin} pin
 * @returns {Promise<{ release: string, text: string }>}
 */
async function previousSchema({ schemaversion }) {
  const checksums = readChecksums()
  const pinned = new Set(readPins().map(({ release }) => release))
  const replaced = Object.entries(checksums).filter(([release]) => !pinned.has(release))
  const inPlace = readIfThere(schemaFile(schemaversion))
  const known = replaced.find(([, { schema }]) => inPlace !== undefined && checksum(inPlace) === schema)
  if (inPlace !== undefined && known !== undefined) return { release: known[0], text: inPlace.toString() }
  const others = Object.entries(checksums).sort(([one], [other]) => compareReleases(other, one))
  const [newest] = [...replaced, ...others]
  if (newest === undefined) throw new SetupError('There is no adopted release to compare with.')
  const [release, { archive }] = newest
  const text = await withProgress(`kiwi ${release}, to compare with`, () => schemaOfRelease(release, archive))
  return { release, text: text.toString() }
}

/**
 * The history with the release, and with all that were published between its newest one and that: so it stays exact.
 *
 * @param {FeatureHistory} history
 * @param {string} release
 * @param {SchemaFacts} facts
 * @param {Comparison} comparison
 */
async function extended(history, release, facts, comparison) {
  const published = await publishedReleases()
  const between = published
    .filter(each => compareReleases(each, history.newest) > 0 && compareReleases(each, release) < 0)
    .sort(compareReleases)
  let longer = history
  for (const each of between) {
    const { text } = await withProgress(`kiwi ${each}, for the history`, () => fetchRelease(each))
    longer = added(longer, each, comparison.readSchema(each, text.toString()), comparison)
  }
  return compareReleases(release, longer.newest) > 0 ? added(longer, release, facts, comparison) : longer
}

/**
 * @param {FeatureHistory} history
 * @param {string} release
 * @param {SchemaFacts} facts
 * @param {Comparison} comparison
 */
function added(history, release, { features }, { differences }) {
  const known = history.featuresAt(history.newest)
  for (const line of differences(known, features)) console.log(`  since kiwi ${release}: ${line}`)
  return history.with(release, features)
}

/**
 * @param {string} release
 * @returns {Promise<Fetched>}
 */
async function fetchRelease(release) {
  const archive = await publishedChecksum(release)
  const text = await schemaOfRelease(release, archive)
  return { checksums: { archive, schema: checksum(text) }, text }
}

/**
 * Releases are numbers with points: below 0 where `one` came first.
 *
 * @param {string} one
 * @param {string} other
 */
function compareReleases(one, other) {
  return one.localeCompare(other, 'en', { numeric: true })
}

/** The comparison reads schemas by the server's own engines, which have to be compiled first. */
async function loadComparison() {
  const scratch = mkdtempSync(path.join(setupFolder, 'schema-'))
  try {
    const outfile = path.join(scratch, 'comparison.cjs')
    const entry = path.join(root, 'schemas/comparison.ts')
    await build({ entryPoints: [entry], outfile, bundle: true, format: 'cjs', platform: 'node', logLevel: 'warning' })
    return load(outfile)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}
