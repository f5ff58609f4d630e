/** Tests that the manifest and the two programs agree about every setting. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { severityProperties } from '../../../scripts/settings/severityProperties.mjs'
import { defaults } from '../../../client/src/config'
import manifest from '../../../package.json'
import { diagnosticSeverity, settings, type Setting } from '../../../server/src/config'
import { diagnosticCodes } from '../../../server/src/services/diagnosticCodes'

/** A setting as the manifest has it. */
interface Property {
  type: string
  default: unknown
  enum?: string[]
  enumDescriptions?: string[]
  items?: { type: string }
  properties?: Record<string, unknown>
  additionalProperties?: boolean
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
      assert.ok(property)
      assert.deepEqual(property.default, setting.default)
      assert.deepEqual(shapeOf(property), expectedShape(setting))
    })
  }

  it('describe each diagnostic code; if not, `node scripts/settings.mjs` writes them anew into package.json', () => {
    const document = readFileSync('docs/diagnostics.md', 'utf8')
    const expected = severityProperties(diagnosticCodes, diagnosticSeverity.values, document)
    const property = properties.get(diagnosticSeverity.key)
    const advice =
      'package.json does not list the codes as server and docs/diagnostics.md have them: run `node scripts/settings.mjs`.'
    assert.equal(JSON.stringify(property?.properties, undefined, 1), JSON.stringify(expected, undefined, 1), advice)
    const undescribed = Object.entries(expected).filter(([, { description }]) => !/.{10}[.]$/.test(description))
    assert.deepEqual(undescribed, [])
  })

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
    const paths = new Set(settings.filter(({ kind }) => kind === 'paths').map(({ key }) => key))
    const dangerous = [...properties.keys()].filter(key => /^kiwi\.(commands|build)\./.test(key) || paths.has(key))
    const restricted: string[] = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations
    assert.ok(dangerous.length > 0)
    assert.deepEqual(
      dangerous.filter(key => properties.get(key)?.scope !== 'machine-overridable' || !restricted.includes(key)),
      []
    )
  })
})

/** What the manifest must say of a setting beside its default, by its kind. */
function expectedShape(setting: Setting): object {
  if (setting.kind === 'choice') return { type: 'string', values: setting.values, described: setting.values.length }
  if (setting.kind === 'paths') return { type: 'array', items: 'string' }
  return { type: 'object', names: setting.names, others: false }
}

function shapeOf({
  type,
  enum: values,
  enumDescriptions,
  items,
  properties: names,
  additionalProperties
}: Property): object {
  if (type === 'array') return { type, items: items?.type }
  if (type === 'object') return { type, names: Object.keys(names ?? {}), others: additionalProperties }
  return { type, values, described: enumDescriptions?.length }
}
