// Takes kiwi's schemas out of the kiwi releases that releases.json pins: `node schemas/fetch.mjs`.
import { copyFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { withLock } from '../scripts/setup/lock.mjs'
import { checksum, readIfThere, setupLock } from '../scripts/setup/places.mjs'
import { runScript, SetupError, withProgress } from '../scripts/setup/progress.mjs'
import { bareEnvironment } from '../scripts/setup/python.mjs'
import { requireChecksum, schemaInside, schemaOfRelease } from './archives.mjs'
import { folder, readChecksums, readPins, schemaFile, writeWhole } from './pins.mjs'

/** @typedef {import('./pins.mjs').Pin} Pin */

/** pip runs a build of its own for each archive; more of them at a time would only stand in each other's way. */
const atOnce = 2

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
      for (let pin = missing.shift(); pin !== undefined; pin = missing.shift()) {
        tell(`schema version ${pin.schemaversion} out of kiwi ${pin.release}`)
        await fetchSchema(pin)
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

function newestSchema() {
  const versions = readPins().map(({ schemaversion }) => schemaversion)
  const [newest = ''] = versions.sort((one, other) => Number(other) - Number(one))
  return schemaFile(newest)
}

function missingReleases() {
  const checksums = readChecksums()
  return readPins().filter(({ schemaversion, release }) => {
    const content = readIfThere(schemaFile(schemaversion))
    return content === undefined || checksum(content) !== checksums[release]?.schema
  })
}

/** @param {Pin} pin */
async function fetchSchema({ schemaversion, release }) {
  const known = readChecksums()[release]
  if (known === undefined) {
    throw new SetupError(
      `schemas/releases.json names kiwi ${release}, which nobody has looked at yet: type node schemas/adopt.mjs.`
    )
  }
  const schema = await schemaOfRelease(release, known.archive)
  requireChecksum(schema, known.schema, schemaInside(release))
  writeWhole(schemaFile(schemaversion), schema)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runScript(() =>
    withLock(setupLock, async () => {
      if (schemas.needed()) {
        await withProgress(schemas.name, schemas.run)
      }
    })
  )
}
