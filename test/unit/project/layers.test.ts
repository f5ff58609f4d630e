/** Tests that each layer imports only what stands below it. */
import assert from 'node:assert/strict'
import path from 'node:path'
import { filesBelow, importsOf } from './sources'

/** The server's layers with those that each may import, beside itself. */
const allowed: Record<string, readonly string[]> = {
  syntax: [],
  xml: ['syntax'],
  relaxng: ['xml'],
  schematron: ['xml'],
  description: ['syntax', 'xml', 'relaxng', 'schematron'],
  services: ['syntax', 'xml', 'relaxng', 'schematron', 'description'],
  config: ['syntax', 'xml', 'relaxng', 'schematron', 'description', 'services'],
  handlers: ['syntax', 'xml', 'relaxng', 'schematron', 'description', 'services', 'config'],
  server: ['syntax', 'xml', 'relaxng', 'schematron', 'description', 'services', 'config', 'handlers', 'manifest'],
  lint: ['syntax', 'xml', 'relaxng', 'schematron', 'description', 'services', 'config', 'handlers', 'manifest']
}

/** The layers that compute and touch nothing of the world outside. */
const pure = new Set(['syntax', 'xml', 'relaxng', 'schematron', 'description', 'services', 'config'])

/** What a pure layer may import of packages: data types, paths as text, checksums. */
const purePackages = /^(node:(path|path\/posix|crypto)|vscode-languageserver-(types|textdocument))$/

describe('the layers of the server', () => {
  const files = filesBelow('server/src', '.ts')

  it('are all known', () => {
    const known = Object.keys(allowed)
    assert.deepEqual(
      files.filter(file => !known.includes(layerOf(file))),
      []
    )
  })

  it('import only what stands below them', () => {
    const breaches = files.flatMap(file => {
      const layer = layerOf(file)
      return localImports(file)
        .filter(name => layerOf(name) !== layer && !allowed[layer]?.includes(layerOf(name)))
        .map(name => `${file} imports ${name}`)
    })
    assert.deepEqual(breaches, [])
  })

  it('touch no file, process or connection below the handlers', () => {
    const breaches = files
      .filter(file => pure.has(layerOf(file)))
      .flatMap(file => packageImports(file).map(name => ({ file, name })))
      .filter(({ name }) => !purePackages.test(name))
      .map(({ file, name }) => `${file} imports ${name}`)
    assert.deepEqual(breaches, [])
  })
})

describe('the client', () => {
  const files = filesBelow('client/src', '.ts')

  it('shares nothing with the server but the manifest', () => {
    const breaches = files.flatMap(file =>
      localImports(file)
        .filter(name => !name.startsWith('client/src/') && name !== 'package.json')
        .map(name => `${file} imports ${name}`)
    )
    assert.deepEqual(breaches, [])
  })

  it('parses no XML', () => {
    const breaches = files.filter(file => packageImports(file).some(name => /xml/i.test(name)))
    assert.deepEqual(breaches, [])
  })

  it('knows VS Code only where it shows something', () => {
    const breaches = files
      .filter(file => /^client\/src\/(kiwi|containers|builds)\//.test(file))
      .filter(file => packageImports(file).includes('vscode'))
    assert.deepEqual(breaches, [])
  })
})

/** The layer of a file in the server: its folder, or its own name where it stands at the top; else the file itself. */
function layerOf(file: string): string {
  const name = path.relative('server/src', file)
  if (name === '../package.json' || name === '../../package.json') return 'manifest'
  return (name.split('/')[0] ?? '').replace(/\.ts$/, '')
}

function localImports(file: string): string[] {
  return importsOf(file).filter(name => /^(client|server|test|scripts|schemas)\/|^package\.json$/.test(name))
}

function packageImports(file: string): string[] {
  const local = localImports(file)
  return importsOf(file).filter(name => !local.includes(name))
}
