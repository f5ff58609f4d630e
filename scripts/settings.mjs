// Brings the setting kiwi.diagnostics.severity in package.json up to date with the codes of the server: `node scripts/settings.mjs`.
import { build } from 'esbuild'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { format, resolveConfig } from 'prettier'
import { severityProperties } from './settings/severityProperties.mjs'
import { root } from './setup/places.mjs'

const manifestFile = path.join(root, 'package.json')
const bundle = path.join(root, 'out/settings.mjs')

await build({
  stdin: {
    contents: `
      export { diagnosticSeverity } from './server/src/config'
      export { diagnosticCodes } from './server/src/services/diagnosticCodes'
    `,
    resolveDir: root
  },
  bundle: true,
  format: 'esm',
  platform: 'node',
  outfile: bundle,
  logLevel: 'warning'
})
/** @type {(file: string) => Promise<import('./settings/severityProperties.mjs').Codes>} */
const load = file => import(file)
const { diagnosticSeverity, diagnosticCodes } = await load(bundle)
rmSync(bundle)
const document = readFileSync(path.join(root, 'docs/diagnostics.md'), 'utf8')
/** @type {(text: string) => import('./settings/severityProperties.mjs').Manifest} */
const parse = JSON.parse
const manifest = parse(readFileSync(manifestFile, 'utf8'))
const setting = manifest.contributes.configuration.properties[diagnosticSeverity.key]
if (setting === undefined) throw new Error(`package.json has no setting ${diagnosticSeverity.key}.`)
setting.properties = severityProperties(diagnosticCodes, diagnosticSeverity.values, document)
const options = { ...(await resolveConfig(manifestFile)), filepath: manifestFile }
writeFileSync(manifestFile, await format(JSON.stringify(manifest), options))
