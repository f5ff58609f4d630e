/** Tests what architecture.md says about who imports whom, on every import of the production code. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** The server's layers from below, those side by side together; a file imports its own layer and lower ones. */
const layers: readonly (readonly string[])[] = [
  ['syntax'],
  ['relaxng', 'schematron'],
  ['description'],
  ['services'],
  ['config.ts'],
  ['handlers'],
  ['server.ts', 'lint.ts']
]

interface Import {
  readonly file: string
  /** A path from the root without extension, or the name of a package. */
  readonly target: string
}

describe('architecture', () => {
  const server = importsBelow('server/src')
  const client = importsBelow('client/src')

  it('is looked at wholly', () => {
    const layersSeen = new Set(server.map(({ file }) => layerOf(file)))
    assert.ok(layersSeen.size >= 5 && client.length > 50, [...layersSeen].join())
  })

  it('has layers that import only lower ones', () => {
    const breaches = server.filter(({ file, target }) => {
      if (!target.startsWith('server/src/')) return false
      const [from, to] = [rankOf(file), rankOf(target)]
      return to > from || (to === from && layerOf(file) !== layerOf(target))
    })
    assert.deepEqual(breaches, [])
  })

  it('reads no files, runs no processes and knows no connection below the handlers', () => {
    const forbidden = /^(?:node:(?!path$)|vscode|execa)/
    const below = server.filter(({ file }) => rankOf(file) < rankOf('server/src/config.ts'))
    assert.deepEqual(
      below.filter(({ target }) => forbidden.test(target)),
      []
    )
  })

  it('reads documents of users with its own parser: only the schema reader takes xmldom', () => {
    const files = [...server, ...client].filter(({ target }) => target === '@xmldom/xmldom').map(({ file }) => file)
    assert.deepEqual(new Set(files.map(file => path.dirname(file))), new Set(['server/src/relaxng']))
  })

  it('has no server in the client, no client in the server, and no test in either', () => {
    const breaches = [
      ...client.filter(({ target }) => /^(?:server|test)\//.test(target)),
      ...server.filter(({ target }) => /^(?:client|test)\//.test(target) || target === 'vscode')
    ]
    assert.deepEqual(breaches, [])
  })

  it('opens each module with a sentence that says what it is for', () => {
    const silent = ['client/src', 'server/src', 'test/unit', 'test/support']
      .flatMap(sourcesBelow)
      .filter(file => !/^(?:#!.*\n)?\/\*\*\s[^]*?[.:]/.test(readFileSync(file, 'utf8')))
    assert.deepEqual(silent, [])
  })
})

function importsBelow(folder: string): Import[] {
  return sourcesBelow(folder).flatMap(file => {
    const text = readFileSync(file, 'utf8')
    const specifiers = [...text.matchAll(/\b(?:from|import|require\()\s*'([^']+)'/g)].map(match => match[1] ?? '')
    return specifiers.map(specifier => {
      return { file, target: specifier.startsWith('.') ? path.join(path.dirname(file), specifier) : specifier }
    })
  })
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map(name => path.join(folder, String(name)))
    .filter(file => file.endsWith('.ts'))
}

/** `syntax` of `server/src/syntax/tree.ts` and `server/src/syntax/tree`; `lint.ts` of `server/src/lint.ts`. */
function layerOf(file: string): string {
  const [first = '', ...rest] = path.relative('server/src', file).split('/')
  return rest.length > 0 || first.endsWith('.ts') || isLayer(first) ? first : `${first}.ts`
}

function isLayer(name: string): boolean {
  return layers.some(names => names.includes(name))
}

function rankOf(file: string): number {
  const rank = layers.findIndex(names => names.includes(layerOf(file)))
  assert.ok(rank >= 0, `${file} is in no layer`)
  return rank
}
