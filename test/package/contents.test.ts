/** Tests what is in the .vsix: all that is needed, nothing else, and not much of it. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import releases from '../../schemas/releases.json'
import { preparedName } from '../../server/src/handlers/schemaFiles'

/** A file in the package. */
interface Entry {
  name: string
  size: number
}

const megabyte = 1_000_000

const program = `
import json, sys, zipfile
print(json.dumps([{"name": i.filename, "size": i.file_size} for i in zipfile.ZipFile(sys.argv[1]).infolist()]))
`

/** The pictures that the manifest names. */
const pictures = new Set(
  [...readFileSync('package.json', 'utf8').matchAll(/media\/[\w-]+\.\w+/g)].map(match => match[0])
)

/** The name of what is prepared for the schema of a release. */
function preparedNameOf({ schemaversion }: { schemaversion: string }): string {
  return preparedName(`schemas/kiwi/${schemaversion}.rng`)
}

describe('the .vsix', function () {
  this.timeout(120_000)
  const folder = mkdtempSync(path.join(tmpdir(), 'kiwi-test-package-'))
  let entries: Entry[] = []

  before(() => {
    const file = path.join(folder, 'kiwi.vsix')
    execFileSync(process.execPath, ['scripts/package.mjs', '--out', file], { stdio: 'pipe' })
    const parse: (text: string) => Entry[] = JSON.parse
    entries = parse(execFileSync('.setup/kiwi-11/bin/python', ['-c', program, file], { encoding: 'utf8' }))
  })

  after(() => rmSync(folder, { recursive: true, force: true }))

  it('holds what is needed and nothing else', () => {
    assert.deepEqual(
      entries.map(entry => entry.name).sort(),
      [
        '[Content_Types].xml',
        'extension.vsixmanifest',
        ...[
          'LICENSE.txt',
          'changelog.md',
          'client/dist/extension.js',
          'client/dist/licenses.txt',
          'docs/diagnostics.md',
          'language-configuration.json',
          ...pictures,
          'package.json',
          'readme.md',
          ...releases.map(release => `schemas/kiwi/${release.schemaversion}.rng`),
          'schemas/catalog.xml',
          'schemas/kiwi.rng',
          'schemas/feature-history.json',
          'schemas/releases.json',
          'schemas/stash-extension.rnc',
          'schemas/stash-extension.rng',
          'server/dist/kiwi-lint-program.js',
          'server/dist/kiwi-lint.js',
          'server/dist/licenses.txt',
          ...releases.map(release => `server/dist/schemas/${preparedNameOf(release)}`),
          'server/dist/server.js',
          'snippets/kiwi.json',
          'syntaxes/kiwi.tmLanguage.json'
        ].map(name => `extension/${name}`)
      ].sort()
    )
  })

  it('holds no empty file', () => {
    assert.deepEqual(
      entries.filter(entry => entry.size === 0),
      []
    )
  })

  it('holds small programs', () => {
    const programs = entries.filter(entry => entry.name.endsWith('.js'))
    assert.equal(programs.length, 4)
    assert.deepEqual(
      programs.filter(entry => entry.size > megabyte),
      []
    )
  })
})
