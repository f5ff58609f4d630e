/** How an extension meets the description of its stash: every example of the documentation, and what it leaves open. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { Description } from '../../../server/src/description/description'
import { schemaProblems } from '../../../server/src/description/problems'
import { listedNames } from '../../../server/src/relaxng/nameClass'
import { directElements } from '../../../server/src/relaxng/particles'
import { SourceTree } from '../../../server/src/syntax/sourceTree'
import { schemaOf } from '../../support/descriptions'
import { mergeRules } from '../../../server/src/description/extension/rules'
import { mergeOf } from '../../../server/src/description/extension/merge'
import { serialise } from '../../../server/src/description/serialisation'
import { extensionOf, type Stashes } from '../../support/stashes'

const declaration = '<?xml version="1.0" encoding="utf-8"?>\n'

/** The effective description without the XML declaration; undefined where there is none. */
function effective(extension: string, stashes: Stashes): string | undefined {
  const merge = mergeOf(extensionOf(extension, stashes))
  return merge && serialise(merge.description, { skipped: ['kiwi-stash'] }).text.replace(declaration, '')
}

interface Example {
  readonly title: string
  readonly blocks: readonly (readonly [kind: string, text: string])[]
}

function examples(): Example[] {
  const [, ...sections] = readFileSync('docs/stash-extension.md', 'utf8').split(/^##+ /m)
  return sections.flatMap(section => {
    const blocks = Array.from(
      section.matchAll(/^<!-- (.*) -->\n\n```xml\n([^]*?)^```/gm),
      ([, kind = '', text = '']) => [kind, text] as const
    )
    return blocks.length === 0 ? [] : { title: section.split('\n')[0] ?? '', blocks }
  })
}

describe('the examples of stash extensions', () => {
  it('are complete, and one for each rule', () => {
    const found = examples()
    assert.ok(found.length >= 9)
    for (const { title, blocks } of found)
      assert.deepEqual(
        blocks.map(([kind]) => kind),
        ['stash', 'extension', 'effective description'],
        title
      )
    for (const { section } of mergeRules)
      assert.ok(
        found.some(({ blocks }) => blocks[1]?.[1].includes(`<${section}`)),
        section
      )
  })

  for (const { title, blocks } of examples()) {
    it(title, () => {
      const [stash = '', extension = '', expected = ''] = blocks.map(([, text]) => text)
      assert.equal(effective(extension, { core: stash }), expected)
    })
  }
})

/** A stash with the preferences of the decision table. */
function withPreferences(content: string): string {
  return `<image schemaversion="8.5" name="core">${content}</image>`
}

function inOneLine(text: string | undefined): string | undefined {
  return text?.replace(/\n\s*/g, '')
}

function check(title: string, stash: string, extension: string, expected: string): void {
  it(title, () => {
    const text = inOneLine(effective(`<image stashed="core">${extension}</image>`, { core: withPreferences(stash) }))
    assert.equal(text, `<image schemaversion="8.5" name="core">${expected}</image>`)
  })
}

// The table of the prototype, with what was agreed in place of what it did.
describe('preferences of an extension', () => {
  const ours = { version: '<version>2.0.0</version>', same: '<type image="oem" filesystem="xfs"/>' }
  const other = '<type image="iso"/>'
  const license = '<showlicense>b</showlicense>'
  const base = '<version>1.0.0</version><type image="oem" filesystem="ext4"/><showlicense>a</showlicense>'
  const rows: readonly (readonly [brought: string, merged: string])[] = [
    [ours.version, `${ours.version}<type image="oem" filesystem="ext4"/><showlicense>a</showlicense>`],
    [ours.same, `<version>1.0.0</version>${ours.same}<showlicense>a</showlicense>`],
    [other, `<version>1.0.0</version>${other}<showlicense>a</showlicense>`],
    [license, `${base}${license}`]
  ]
  for (const [brought, merged] of rows) {
    check(`on none: ${brought}`, '', `<preferences>${brought}</preferences>`, `<preferences>${brought}</preferences>`)
    check(
      `on some without attributes: ${brought}`,
      `<preferences>${base}</preferences>`,
      `<preferences>${brought}</preferences>`,
      `<preferences>${merged}</preferences>`
    )
    check(
      `on some with the same attribute: ${brought}`,
      `<preferences arch="x86_64">${base}</preferences>`,
      `<preferences arch="x86_64">${brought}</preferences>`,
      `<preferences arch="x86_64">${merged}</preferences>`
    )
    check(
      `on some with more attributes: ${brought}`,
      `<preferences arch="aarch64,x86_64">${base}</preferences>`,
      `<preferences>${brought}</preferences>`,
      `<preferences arch="aarch64,x86_64">${merged}</preferences>`
    )
    check(
      `on some of another machine: ${brought}`,
      `<preferences arch="aarch64">${base}</preferences>`,
      `<preferences>${brought}</preferences>`,
      `<preferences arch="aarch64">${base}</preferences><preferences>${brought}</preferences>`
    )
  }
  check(
    'all types of all sections go, and no section stays behind empty',
    '<preferences><type image="oem" filesystem="ext4"/></preferences><preferences><type image="tbz"/></preferences>',
    '<preferences><type image="iso"/></preferences><preferences><type image="docker"/></preferences>',
    '<preferences><type image="iso"/><type image="docker"/></preferences>'
  )
})

describe('users of an extension', () => {
  check(
    'leave no section behind that is empty',
    '<users><user name="a" password="1"/></users><users><user name="b" password="1"/><user name="a" password="2"/></users><users><user name="a" password="3"/></users>',
    '<users><user name="a" password="x"/></users>',
    '<users><user name="a" password="x"/></users><users><user name="b" password="1"/></users>'
  )
  check(
    'are a section of their own on a stash without users',
    '',
    '<users><user name="a" password="x"/></users>',
    '<users><user name="a" password="x"/></users>'
  )
})

describe('a stack of stashes', () => {
  const one = '<image schemaversion="8.5" name="one"/>'
  const two = '<image schemaversion="8.5" name="two"/>'
  const undescribed = { state: 'undescribed', digest: 'd' } as const

  it('is described by the last that has a description', () => {
    assert.equal(effective('<image stashed="a b c"/>', { a: one, b: two, c: undescribed }), `${two}\n`)
  })

  it('is not described where one that would count is not known', () => {
    assert.equal(effective('<image stashed="a b"/>', { a: one, b: { state: 'missing' } }), undefined)
    assert.equal(effective('<image stashed="a b"/>', { a: { state: 'missing' }, b: two }), `${two}\n`)
  })

  it('without any description leaves the extension alone', () => {
    assert.equal(
      effective('<image stashed="c" name="x"/>', { c: undescribed }),
      '<image schemaversion="8.5" name="x"/>\n'
    )
  })
})

describe('both sides of a merge', () => {
  it('are converted by their own schemaversion', () => {
    const stash =
      '<image schemaversion="7.5" name="core"><preferences><packagemanager>dnf</packagemanager></preferences>' +
      '<repository type="rpm-dir"><source path="dir:///a"/></repository></image>'
    const extension =
      '<image stashed="core" schemaversion="8.3"><preferences><type image="oem"><bootloader name="grub2" console="serial"/></type></preferences></image>'
    assert.equal(
      inOneLine(effective(extension, { core: stash })),
      '<image schemaversion="8.5" name="core"><preferences><packagemanager>dnf4</packagemanager><type image="oem">' +
        '<bootloader name="grub2" output_console="serial"/></type></preferences>' +
        '<repository><source path="dir:///a"/></repository></image>'
    )
  })

  it('share what did not change with the merge before', () => {
    const stash = '<image schemaversion="8.5" name="core"><packages type="image"><package name="a"/></packages></image>'
    const description = extensionOf('<image stashed="core"><packages type="image"/></image>', { core: stash })
    const children = () => mergeOf(description, { profiles: ['x'] })?.description.root?.element.content.children
    assert.equal(children()?.[0], children()?.[0])
    assert.equal(children()?.[0], description.stack?.base?.description.root?.element.content.children[0])
  })
})

/** The elements of which `<parent>` may hold only one, for the newest kiwi that is known, and the others. */
function oftenIn(parent: string, inside: (content: string) => string): { once: string[]; more: string[] } {
  const schema = schemaOf().extensions
  assert.ok(schema)
  const declaration = schema.grammar.elements.find(({ nameClass }) => listedNames(nameClass).some(isNamed(parent)))
  assert.ok(declaration)
  const names = directElements(declaration.content).flatMap(({ nameClass }) => listedNames(nameClass))
  const [once, more]: [string[], string[]] = [[], []]
  for (const { localName } of names) {
    const text = inside(`<${localName}/><${localName}/>`)
    const file = { path: '/x.kiwi', tree: SourceTree.parse(text) }
    const description = new Description(file, { tree: () => undefined }, schema, { kind: 'extension' })
    const isRefused = [...schemaProblems(description)].some(({ problems }) =>
      problems.some(({ kind }) => kind === 'element-not-allowed')
    )
    ;(isRefused ? once : more).push(localName)
  }
  return { once: once.sort(), more: more.sort() }
}

function isNamed(name: string): (each: { readonly localName: string }) => boolean {
  return ({ localName }) => localName === name
}

describe('the rules of merging', () => {
  it('leave no section twice of which kiwi takes only one', () => {
    const { once, more } = oftenIn('image', content => `<image stashed="a">${content}</image>`)
    assert.deepEqual(
      once.filter(name => !mergeRules.some(({ section }) => section === name)),
      []
    )
    assert.deepEqual(once, ['certificates', 'description', 'extension'])
    assert.ok(more.includes('packages'))
  })

  it('say for all elements that preferences may repeat whether they are added or replaced', () => {
    const { more } = oftenIn(
      'preferences',
      content => `<image stashed="a"><preferences>${content}</preferences></image>`
    )
    const rule = mergeRules.find(({ section }) => section === 'preferences')
    assert.deepEqual(more, ['type', ...(rule?.added ?? [])].sort())
  })
})
