/** Tests that every snippet, with every item of its choices, is part of a description that the real kiwi takes. */
import { DOMParser, type Document, type Element } from '@xmldom/xmldom'
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import releases from '../../../schemas/releases.json'
import snippetFile from '../../../snippets/kiwi.json'
import { mergeOf } from '../../../server/src/description/extension/merge'
import { serialise } from '../../../server/src/description/serialisation'
import { extensionOf } from '../../support/stashes'
import { kiwiProblems, type LoadRequest } from '../examples/kiwiLoad'
import { ownFindings } from '../examples/ownFindings'
import { expand, variantsOf } from './expandSnippet'

interface Snippet {
  readonly prefix: string
  readonly description: string
  readonly body: readonly string[]
}

/** Where a snippet is typed: as the whole file, or as a child of this element. */
type Place = 'prolog' | 'description' | 'fragment' | 'extension' | 'image' | 'preferences' | 'type'

const PLACES: Readonly<Record<string, Place>> = {
  'kiwi-container': 'description',
  'kiwi-disk': 'description',
  'kiwi-fragment': 'fragment',
  'kiwi-include': 'image',
  'kiwi-live': 'description',
  'kiwi-luks': 'preferences',
  'kiwi-lvm': 'type',
  'kiwi-packages': 'image',
  'kiwi-profiles': 'image',
  'kiwi-repository': 'image',
  'kiwi-repository-debian': 'image',
  'kiwi-stash-extension': 'extension',
  'kiwi-users': 'image',
  'kiwi-wsl': 'description',
  'kiwi-xml-model': 'prolog'
}

/** The places of snippets that are a file by themselves. */
const FILES: ReadonlySet<Place> = new Set(['description', 'extension', 'fragment'])

/** The schema version that snippets and the descriptions around them are written in. */
const SCHEMA_VERSION = '8.5'

describe('snippets', () => {
  const snippets: readonly Snippet[] = Object.values(snippetFile)
  let folder: string
  let cases: LoadRequest[]
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'kiwi-snippets-'))
    mkdirSync(path.join(folder, 'components'))
    writeFileSync(path.join(folder, 'components/fragment.xml'), '<image><packages type="image"/></image>')
    cases = snippets.flatMap(snippet => {
      const body = snippet.body.join('\n')
      return Array.from({ length: variantsOf(body) }, (_, variant) => {
        const file = path.join(folder, `${snippet.prefix}-${variant}.kiwi`)
        writeFileSync(file, completed(expand(body, variant), placeOf(snippet)))
        return { file, profiles: [], checks: true }
      })
    })
  })
  after(() => rmSync(folder, { recursive: true }))

  it('have a prefix of their own and a place each', () => {
    assert.deepEqual(snippets.map(snippet => snippet.prefix).sort(), Object.keys(PLACES).sort())
  })

  it('are taken by kiwi with every choice', function () {
    this.timeout(120_000)
    const problems = kiwiProblems(cases)
    const named = cases.map(({ file }, index) => [path.basename(file), problems[index]] as const)
    assert.deepEqual(Object.fromEntries(named.filter(([, problem]) => problem !== '')), {})
  })

  it('have no finding of ours with any choice', () => {
    const findings = ownFindings(cases.map(({ file }) => file))
    // Packages may be chosen for types that the description around them, which has only one, does not have.
    const others = findings.filter(finding => !/^kiwi-packages-.* packages-unused$/.test(finding))
    assert.equal(findings.length - others.length, 6)
    assert.deepEqual(others, [])
  })

  it('have no finding of ours where they are typed as whole files', () => {
    const files = snippets.filter(snippet => FILES.has(placeOf(snippet)))
    const typed = files.map(snippet => {
      const file = path.join(folder, `${snippet.prefix}.xml`)
      writeFileSync(file, expand(snippet.body.join('\n'), 0))
      return file
    })
    assert.equal(typed.length, 6)
    // Here nobody says what is in a stash.
    assert.deepEqual(ownFindings(typed), ['kiwi-stash-extension.xml:2 stash-unknown'])
  })

  it('leave the cursor where the person goes on typing', () => {
    const without = snippets.filter(snippet => snippet.body.join('\n').split('$0').length !== 2)
    assert.deepEqual(without, [])
  })

  it('are written in the newest schema version', () => {
    assert.equal(Math.max(...releases.map(release => Number(release.schemaversion))), Number(SCHEMA_VERSION))
    const versions = JSON.stringify(snippets).matchAll(/schemaversion=\\"([^\\]*)\\"/g)
    assert.deepEqual([...new Set([...versions].map(match => match[1]))], [SCHEMA_VERSION])
  })
})

function placeOf(snippet: Snippet): Place {
  const place = PLACES[snippet.prefix]
  assert.ok(place !== undefined, `PLACES says nothing about ${snippet.prefix}`)
  return place
}

/** The smallest description that holds `text` at its place. */
function completed(text: string, place: Place): string {
  const completions: Readonly<Record<Place, () => string>> = {
    description: () => text,
    extension: () => extended(around({}), text),
    fragment: () => around({ image: childrenOf(text) }),
    image: () => around({ image: text }),
    preferences: () => around({ type: text }),
    prolog: () => around({}).replace('<image', () => `${text}\n<image`),
    type: () => around({ type: `<type image="oem" filesystem="ext4"><bootloader name="grub2"/>${text}</type>` })
  }
  return completions[place]()
}

function around({ image = '', type = '<type image="tbz"/>' }: { image?: string; type?: string }): string {
  return `<image schemaversion="${SCHEMA_VERSION}" name="around">
    <description type="system"><author>A</author><contact>a@example.org</contact><specification>S</specification></description>
    <preferences><version>1.0.0</version><packagemanager>apt</packagemanager>${type}</preferences>
    <repository><source path="https://example.org/debian"/></repository>
    <packages type="image"><package name="kiwi-dracut-oem-repart"/></packages>
    ${image}
  </image>`
}

/** What the extension makes of `base`. */
function extended(base: string, extension: string): string {
  const merge = mergeOf(extensionOf(extension, { 'stash:latest': base }))
  assert.ok(merge)
  return serialise(merge.description).text
}

function childrenOf(text: string): string {
  return Array.from(rootOf(parse(text)).childNodes, String).join('')
}

function parse(text: string): Document {
  return new DOMParser({ onError: refuse }).parseFromString(text, 'text/xml')
}

function refuse(level: string, message: string): never {
  throw new Error(`${level}: ${message}`)
}

function rootOf(document: Document): Element {
  assert.ok(document.documentElement)
  return document.documentElement
}
