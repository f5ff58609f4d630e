/** Tests the list of kiwi releases that the schemas come from, and the schemas that were taken out of them. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import checksums from '../../../schemas/checksums.json'
import releases from '../../../schemas/releases.json'
import { schemaTarget } from '../../../server/src/config'

const pinned = new Map(Object.entries(checksums))

describe('releases.json', () => {
  it('has no checksums of other releases', () => {
    assert.deepEqual([...pinned.keys()].sort(), releases.map(({ release }) => release).sort())
  })

  it('has each schemaversion that can be chosen, once, oldest first', () => {
    const versions = schemaTarget.values.slice(2)
    assert.deepEqual(
      releases.map(release => release.schemaversion),
      versions
    )
  })

  for (const entry of releases) {
    it(`pins ${entry.release} for ${entry.schemaversion} by checksums`, () => {
      const known = pinned.get(entry.release)
      assert.match(known?.archive ?? '', /^[0-9a-f]{64}$/)
      assert.match(known?.schema ?? '', /^[0-9a-f]{64}$/)
    })

    it(`gave a schema that says ${entry.schemaversion} of itself`, () => {
      const content = readFileSync(`schemas/kiwi/${entry.schemaversion}.rng`)
      assert.equal(createHash('sha256').update(content).digest('hex'), pinned.get(entry.release)?.schema)
      const attribute = /<attribute name="schemaversion">[^]*?<\/attribute>/.exec(content.toString())?.[0] ?? ''
      assert.ok(attribute.includes(`<value>${entry.schemaversion}</value>`), attribute)
    })
  }
})
