/** Tests that the documents are true: every path, script, setting and diagnostic code that they name exists, and none is left out. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { defaults } from '../../../client/src/config'
import manifest from '../../../package.json'
import { settings } from '../../../server/src/config'
import { diagnosticCodes } from '../../../server/src/services/diagnosticCodes'

const documents = [
  'README.md',
  'CHANGELOG.md',
  'docs/architecture.md',
  'docs/commands.md',
  'docs/contributing.md',
  'docs/diagnostics.md',
  'docs/kiwi-lint.md',
  'docs/other-editors.md',
  'docs/stash-extension.md',
  'examples/README.md'
]

/** Made by set-up and build, so not there in a fresh checkout. */
const made = /^(\.setup|node_modules|schemas\/kiwi|server\/dist|client\/dist)\//

describe('documents', () => {
  for (const document of documents) {
    const text = readFileSync(document, 'utf8')
    const prose = text.replaceAll(/^```[^]*?^```/gm, '')

    it(`${document} links only to files that exist`, () => {
      const targets = [...prose.matchAll(/\]\((?!https:)([^)#]+)/g)].map(match => match[1] ?? '')
      assert.deepEqual(missing(targets.map(target => path.join(path.dirname(document), target))), [])
    })

    it(`${document} names only paths that exist`, () => {
      const folder = document.startsWith('examples/') ? 'examples' : '.'
      const paths = [...prose.matchAll(/`([\w.-]+\/[\w./-]*)`/g)].map(match => match[1] ?? '')
      const named = paths.filter(name => !made.test(name) && !name.startsWith('root/'))
      assert.deepEqual(missing(named.map(name => path.join(folder, name))), [])
    })

    it(`${document} names only scripts that exist`, () => {
      const scripts = [...text.matchAll(/\bnpm (?:run (\S+?)|(start|test))(?=[\s`,)])/g)].map(
        match => match[1] ?? match[2]
      )
      const known = Object.keys(manifest.scripts)
      assert.deepEqual(
        scripts.filter(script => !known.includes(script ?? '')),
        []
      )
    })
  }

  it('architecture.md maps folders and files that exist', () => {
    const map = /## The map\n+```text\n([^]*?)```/.exec(readFileSync('docs/architecture.md', 'utf8'))?.[1] ?? ''
    const entries = mapEntries(map)
    assert.ok(entries.includes('server/src/syntax/'), entries.join(' '))
    assert.deepEqual(missing(entries), [])
  })

  it('README.md has a row for each setting, with its default', () => {
    const rows = [...readFileSync('README.md', 'utf8').matchAll(/^\| `(kiwi\.[\w.]+)` \| (\S+) \|/gm)]
    const server = settings.map(({ key, default: value }) => [key, typeof value === 'string' ? value : 'none'])
    const client = Object.entries(defaults).map(([key, value]) => [`kiwi.${key}`, value])
    assert.deepEqual(
      Object.fromEntries(rows.map(([, key, value]) => [key, value === 'empty' ? '' : value?.replaceAll('`', '')])),
      Object.fromEntries([...server, ...client, ['kiwi.trace.server', 'off']])
    )
  })

  it('README.md names commands by their titles', () => {
    const text = readFileSync('README.md', 'utf8')
    const named = [...text.matchAll(/^\| KIWI: (.*?) \||\*KIWI: (.*?)\*/gm)].map(match => match[1] ?? match[2] ?? '')
    const titles = new Set(manifest.contributes.commands.map(({ title }) => title.replace(/…$/, '')))
    assert.ok(named.includes('Build Image'), named.join())
    assert.deepEqual(
      named.filter(name => !titles.has(name)),
      []
    )
  })

  it('diagnostics.md has a section for each code, in their order', () => {
    const headings = [...readFileSync('docs/diagnostics.md', 'utf8').matchAll(/^### `(.*)`$/gm)].map(match => match[1])
    assert.deepEqual(headings, Object.keys(diagnosticCodes))
  })

  it('commands.md has a row for each field that a build command takes, and no other', () => {
    const rows = [...rowsOf('docs/commands.md', 'Field')]
    const [{ properties } = { properties: {} }] = manifest.contributes.taskDefinitions
    const declared = Object.keys(properties).filter(name => name !== 'command' && name !== 'run')
    const fields = [...declared.map(name => (name === 'buildType' ? 'type' : name)), 'confirmed']
    assert.deepEqual(rows.toSorted(), fields.toSorted())
  })

  it('commands.md names each command that can be called without a row of a view', () => {
    const named = new Set(readFileSync('docs/commands.md', 'utf8').match(/`kiwi\.[\w.]+`/g))
    const commands = manifest.contributes.commands.map(({ command }) => command)
    assert.deepEqual(
      commands.filter(
        command =>
          !/^kiwi\.stashes\.(copy|stackbuild|extend|showDescription)/.test(command) && !named.has(`\`${command}\``)
      ),
      []
    )
  })

  it('CHANGELOG.md begins with the version of the manifest, and README.md installs that one', () => {
    assert.equal(/^## (.*)$/m.exec(readFileSync('CHANGELOG.md', 'utf8'))?.[1], manifest.version)
    assert.ok(readFileSync('README.md', 'utf8').includes(` ${manifest.name}-${manifest.version}.vsix`))
  })
})

/** The names in the first column of the table with this head. */
function rowsOf(document: string, head: string): string[] {
  const text = readFileSync(document, 'utf8')
  const start = text.indexOf(`| ${head} |`)
  const table = text.slice(start, text.indexOf('\n\n', start))
  return [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name ?? '')
}

function missing(paths: readonly string[]): string[] {
  return paths.filter(name => !existsSync(name))
}

/** The paths of a map in which an indented line lies in the folder of the last line that is not. */
function mapEntries(map: string): string[] {
  let folder = ''
  return map
    .split('\n')
    .filter(line => line !== '')
    .flatMap(line => {
      const names = (line.trim().split(/ {2,}/)[0] ?? '').split(' ')
      if (line.startsWith(' ')) return names.map(name => path.join(folder, name))
      folder = names[0] ?? ''
      return names
    })
}
