/** The grammar of stash extensions: the same in both syntaxes, on every kiwi release, for us, for jing and for libxml2. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { DOMParser, type Element, type Node } from '@xmldom/xmldom'
import releases from '../../../schemas/releases.json'
import { Description } from '../../../server/src/description/description'
import { SourceTree } from '../../../server/src/syntax/sourceTree'
import { schemaOf } from '../../support/descriptions'
import { jingVerdictsOf } from '../relaxng/jing'

const xmlSyntax = path.resolve('schemas/stash-extension.rng')
const compactSyntax = path.resolve('schemas/stash-extension.rnc')
const catalog = path.resolve('schemas/catalog.xml')

/** Root attributes and content, and whether that is an extension for every kiwi from 7.4 on. */
const documents: readonly (readonly [text: string, valid: boolean])[] = [
  ['<image stashed="base"/>', true],
  ['<image stashed=" base \n other:1.0 "/>', true],
  ['<image stashed="registry.example.org:5000/team/base:latest"/>', true],
  [`<image stashed="base@sha256:${'a'.repeat(64)}"/>`, true],
  ['<image stashed="base" name="x" displayname="X" id="1" schemaversion="7.4"/>', true],
  ['<image stashed="base" schemaversion=" 8.5 "/>', true],
  ['<image/>', false],
  ['<image stashed=""/>', false],
  ['<image stashed="Base"/>', false],
  ['<image stashed="base:"/>', false],
  ['<image stashed="base" schemaversion="7.3"/>', false],
  ['<image stashed="base" schemaversion="new"/>', false],
  ['<image stashed="base" name="a b"/>', false],
  ['<image stashed="base" derived_from="x"/>', false],
  ['<image stashed="b"><packages type="image"><package name="a"/></packages></image>', true],
  ['<image stashed="b"><packages type="image"/><packages type="delete"/><preferences/><preferences/></image>', true],
  ['<image stashed="b"><packages><package name="a"/></packages></image>', false],
  ['<image stashed="b"><description><specification>S</specification></description></image>', true],
  ['<image stashed="b"><description/><description/></image>', false],
  ['<image stashed="b"><preferences><version>1.0.0</version><type image="tbz"/></preferences></image>', true],
  ['<image stashed="b"><preferences><version>1</version><version>2</version></preferences></image>', false],
  ['<image stashed="b"><users><user name="u" password="p"/></users><include from="this://a.xml"/></image>', true],
  ['<image stashed="b"><profiles><profile name="p" description="P"/></profiles></image>', false],
  ['<image stashed="b"><packages type="image" profiles="p"/></image>', false],
  ['<image stashed="b"><preferences profiles="p"/></image>', false],
  ['<image stashed="b"><unknown/></image>', false]
]
const wanted = documents.map(([, valid]) => valid)
const texts = documents.map(([text]) => text)

describe('the grammar of stash extensions', () => {
  let folder: string

  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'stash-extension-'))
  })

  after(() => rmSync(folder, { recursive: true, force: true }))

  it('is the same in compact syntax', () => {
    // Each of the two refers to kiwi's grammar in its own syntax.
    const kiwi = path.join(folder, 'kiwi.rng')
    copyFileSync(path.resolve('schemas/kiwi/8.5.rng'), kiwi)
    for (const file of [xmlSyntax, compactSyntax]) copyFileSync(file, path.join(folder, path.basename(file)))
    convert(kiwi, path.join(folder, 'kiwi.rnc'))
    const own = path.join(folder, 'stash-extension')
    const made = path.join(folder, 'made')
    mkdirSync(made)
    convert(`${own}.rnc`, path.join(made, 'fromCompact.rng'))
    convert(`${own}.rng`, path.join(made, 'fromXml.rnc'))
    assert.deepEqual(grammarLines(path.join(made, 'fromCompact.rng')), grammarLines(xmlSyntax))
    copyFileSync(kiwi, path.join(made, 'kiwi.rng'))
    convert(path.join(made, 'fromCompact.rng'), path.join(made, 'again.rnc'))
    assert.equal(compactText(path.join(made, 'fromXml.rnc')), compactText(path.join(made, 'again.rnc')))
  })

  for (const { schemaversion } of releases) {
    it(`stands on ${schemaversion}, for jing and for us`, () => {
      const below = path.join(folder, schemaversion)
      mkdirSync(below)
      copyFileSync(`schemas/kiwi/${schemaversion}.rng`, path.join(below, 'kiwi.rng'))
      copyFileSync(xmlSyntax, path.join(below, 'stash-extension.rng'))
      assert.deepEqual(jingVerdictsOf(below, path.join(below, 'stash-extension.rng'), texts), wanted)
      const schema = schemaOf(schemaversion).extensions
      assert.ok(schema)
      const ours = texts.map(text => judged(text, schemaversion))
      assert.deepEqual(ours, wanted)
    })
  }

  it('stands beside the newest schema', () => {
    const newest = releases.at(-1)?.schemaversion ?? ''
    assert.deepEqual(readFileSync('schemas/kiwi.rng'), readFileSync(`schemas/kiwi/${newest}.rng`))
  })

  it('is found by libxml2 through the catalog', () => {
    const found = texts.map((text, index) => {
      const file = path.join(folder, `${index}.kiwi`)
      writeFileSync(file, text)
      return xmllint('urn:kiwi:stash-extension', file)
    })
    assert.deepEqual(found, wanted)
  })

  it('has names in the catalog for whole descriptions too', () => {
    const file = path.join(folder, 'whole.kiwi')
    writeFileSync(
      file,
      '<image name="a" schemaversion="8.5"><description type="system"><author>A</author><contact>c</contact>' +
        '<specification>S</specification></description><preferences/></image>'
    )
    assert.deepEqual([xmllint('urn:kiwi:description', file), xmllint('urn:kiwi:stash-extension', file)], [true, false])
  })
})

/** Whether our engine finds nothing wrong: with the schemaversion, which is judged apart, and the rest. */
function judged(text: string, schemaversion: string): boolean {
  const schema = schemaOf(schemaversion).extensions
  const file = { path: '/x.kiwi', tree: SourceTree.parse(text) }
  assert.ok(schema)
  const description = new Description(file, { tree: () => undefined }, schema, { kind: 'extension' })
  const version = file.tree.documentElement()?.node.startTag.attributes.find(({ name }) => name === 'schemaversion')
  const isVersionRight =
    version === undefined || ['malformed', 'too-old'].every(each => each !== description.versionProblem)
  return isVersionRight && description.result?.problemCount === 0
}

function convert(from: string, to: string): void {
  const { status, stdout, stderr, error } = spawnSync('trang', [from, to], { encoding: 'utf8' })
  assert.equal(error, undefined)
  assert.equal(status, 0, stdout + stderr)
}

function xmllint(schema: string, file: string): boolean {
  const { status, stderr, error } = spawnSync('xmllint', ['--noout', '--nonet', '--relaxng', schema, file], {
    encoding: 'utf8',
    env: { ...process.env, XML_CATALOG_FILES: catalog }
  })
  assert.equal(error, undefined)
  assert.ok(status === 0 || status === 3, stderr)
  return status === 0
}

/** A schema in XML syntax without comments and layout: one line for each element and text. */
function grammarLines(file: string): string[] {
  const { documentElement } = new DOMParser().parseFromString(readFileSync(file, 'utf8'), 'text/xml')
  assert.ok(documentElement)
  return [...linesOf(documentElement, 0)]
}

function* linesOf(element: Element, depth: number): Generator<string, void, undefined> {
  const attributes = Array.from(
    element.attributes,
    ({ name, value }) => `${name}="${value.replace(/kiwi\.rn[cg]/, 'kiwi')}"`
  )
  yield `${' '.repeat(depth)}${element.nodeName} ${attributes.sort().join(' ')}`
  for (const child of Array.from<Node>(element.childNodes)) {
    const text = child.nodeType === 3 ? (child.nodeValue ?? '').trim() : ''
    if (text !== '') yield `${' '.repeat(depth + 1)}${text}`
    if (isElement(child)) yield* linesOf(child, depth + 1)
  }
}

function isElement(node: Node): node is Element {
  return node.nodeType === 1
}

/** A schema in compact syntax without comments; annotations (`##`) count. */
function compactText(file: string): string {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => !/^\s*#(?!#)/.test(line))
    .join('\n')
    .trim()
}
