/** Tests that the manifest and the two programs agree about every setting. */
import assert from 'node:assert/strict'
import { defaults } from '../../../client/src/config'
import manifest from '../../../package.json'
import { settings } from '../../../server/src/config'

/** A setting as the manifest has it. */
interface Property {
  type: string
  default: unknown
  enum?: string[]
  enumDescriptions?: string[]
  markdownDescription?: string
  scope?: string
}

/** Read by the language client itself, not by us. */
const ofTheLibrary = ['kiwi.trace.server']

const properties = new Map<string, Property>(Object.entries(manifest.contributes.configuration.properties))

describe('settings', () => {
  it('are the same in the manifest and in the programs', () => {
    const ours = [...settings.map(setting => setting.key), ...Object.keys(defaults).map(key => `kiwi.${key}`)]
    assert.deepEqual([...properties.keys()].sort(), [...ours, ...ofTheLibrary].sort())
  })

  for (const setting of settings) {
    it(`${setting.key} has the default and the values of the server`, () => {
      const property = properties.get(setting.key)
      assert.equal(property?.default, setting.default)
      assert.deepEqual(property?.enum, setting.values)
      assert.equal(property?.enumDescriptions?.length, setting.values.length)
    })
  }

  for (const [key, value] of Object.entries(defaults)) {
    it(`kiwi.${key} has the default of the client`, () => {
      assert.equal(properties.get(`kiwi.${key}`)?.default, value)
    })
  }

  it('are described', () => {
    const silent = [...properties].filter(([, property]) => (property.markdownDescription ?? '').length < 20)
    assert.deepEqual(silent, [])
  })

  it('that reach a process are the machine’s, and restricted in a folder that nobody trusts', () => {
    const dangerous = [...properties.keys()].filter(key => /^kiwi\.(commands|build)\./.test(key))
    const restricted: string[] = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations
    assert.ok(dangerous.length > 0)
    assert.deepEqual(
      dangerous.filter(key => properties.get(key)?.scope !== 'machine-overridable' || !restricted.includes(key)),
      []
    )
  })
})
