/** Tests the list of kiwi releases that the schemas come from, and the schemas that were taken out of them. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import releases from '../../../schemas/releases.json'
import { schemaTarget } from '../../../server/src/config'

describe('releases.json', () => {
  it('has each schemaversion that can be chosen, once, oldest first', () => {
    const versions = schemaTarget.values.slice(2)
    assert.deepEqual(
      releases.map(release => release.schemaversion),
      versions
    )
  })

  for (const entry of releases) {
    it(`pins ${entry.release} for ${entry.schemaversion} by checksums`, () => {
      assert.equal(entry.file, `kiwi-${entry.release}.tar.gz`)
      assert.equal(entry.path_of_rng_inside, `kiwi-${entry.release}/kiwi/schema/kiwi.rng`)
      assert.match(entry.sha256_of_file, /^[0-9a-f]{64}$/)
    })

    it(`gave a schema that says ${entry.schemaversion} of itself`, () => {
      const content = readFileSync(`schemas/kiwi/${entry.schemaversion}.rng`)
      assert.equal(createHash('sha256').update(content).digest('hex'), entry.sha256_of_rng)
      const attribute = /<attribute name="schemaversion">[^]*?<\/attribute>/.exec(content.toString())?.[0] ?? ''
      assert.ok(attribute.includes(`<value>${entry.schemaversion}</value>`), attribute)
    })
  }
})
