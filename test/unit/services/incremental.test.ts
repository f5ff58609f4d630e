/** After any sequence of edits, in descriptions and in what they include, the diagnostics are those of a fresh look. */
import assert from 'node:assert/strict'
import type { Library } from '../../../server/src/description/library'
import { diagnose } from '../../../server/src/services/diagnostics'
import { libraryOf, MemoryFiles } from '../../support/descriptions'
import { markupPieces } from '../../support/markupPieces'
import { randomFrom, type Random } from '../../support/random'

const editsOfSeed = 1000
const fixedSeeds = 20
/** After so many edits hardly anything of a description is left. */
const editsOfFile = 40

const preferences = `<preferences profiles="P">
    <version>1.0.0</version>
    <packagemanager>dnf</packagemanager>
    <type image="oem" filesystem="xfs" firmware="efi" primary="true">
      <bootloader name="grub2" console="serial"/>
      <oemconfig><oem-resize>true</oem-resize></oemconfig>
    </type>
  </preferences>`

const packages = (count: number): string =>
  Array.from({ length: count }, (_, index) => `\n    <package name="p${index}"/>`).join('')

const head = (version: string, name: string): string => `<?xml version="1.0" encoding="utf-8"?>
<image schemaversion="${version}" name="${name}">
  <description type="system"><author>A</author><contact>c@example.org</contact><specification>s</specification></description>
  <profiles><profile name="P" description="p" import="true"/><profile name="Q" description="q"/></profiles>`

/** Two descriptions that share fragments, and one fragment that nobody includes. */
const files: readonly { readonly path: string; readonly text: string }[] = [
  {
    path: '/i/one.kiwi',
    text: `${head('7.4', 'one')}
  ${preferences}
  <include from="this://./part.xml"/>
  <include from="this://./packages.xml"/>
</image>
`
  },
  {
    path: '/i/two.kiwi',
    text: `${head('8.5', 'two')}
  <preferences><version>1.0.0</version><type image="docker"><containerconfig name="c"/></type></preferences>
  <include from="this://./part.xml"/>
  <!-- kiwi-lint: disable=attribute-not-allowed -->
  <packages type="bootstrap">${packages(3)}
  </packages>
</image>
`
  },
  {
    path: '/i/part.xml',
    text: `<image>
  <repository type="rpm-md"><source path="obs://a/b"/></repository>
  <users><user name="root" password="x" groups="root"/></users>
</image>
`
  },
  { path: '/i/packages.xml', text: `<image>\n  <packages type="image">${packages(12)}\n  </packages>\n</image>\n` },
  { path: '/i/lonely.xml', text: `<image>\n  ${preferences}\n</image>\n` }
]

const pieces: readonly string[] = [
  markupPieces,
  ['&#32;', '<?p ?>', 'x'],
  ['\u00E9', ' xmlns="u"', ' xmlns:n="u"', 'n:', ' name="a"', ' nmae="a"', ' profiles="Q"', ' arch="x86_64"'],
  [
    '<package name="z"/>',
    '<packages type="image">',
    '</packages>',
    '<users>',
    '</users>',
    '<type image="iso"/>',
    '<version>',
    '</version>'
  ],
  [
    '</image>',
    '<image>',
    '<include from="this://./part.xml"/>',
    '<include from="this://./lonely.xml"/>',
    '<include from="">',
    'this://'
  ],
  [
    '<!-- kiwi-lint: disable=element-not-allowed -->',
    '<!-- kiwi-lint: disable-file=rule-broken -->',
    '<extension xmlns:n="u"><n:a/></extension>'
  ],
  [
    '<!DOCTYPE image [<!ENTITY e "oem"><!ENTITY f "&e;">]>',
    '&e;',
    '&f;',
    'oem',
    'iso',
    'docker',
    'vmx',
    '7.4',
    '8.5',
    '7.3',
    'true',
    ' vga="0x1"'
  ],
  [
    ' filesystem="ext4"',
    ' luks="a"',
    ' schemaversion="8.0"',
    '<packagemanager>apt</packagemanager>',
    '<bootloader name="grub2"/>',
    '<source path="x"/>'
  ]
].flat()

interface Edit {
  readonly start: number
  readonly end: number
  readonly replacement: string
}

describe('diagnostics after edits', function () {
  this.timeout(300_000)
  // A seed of a run that failed can be given again.
  const fresh = Number(process.env['KIWI_EDIT_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
  const seeds = Array.from({ length: fixedSeeds }, (_, index) => index + 1)

  for (const seed of [...seeds, fresh]) {
    it(`are those of a fresh look after each of ${editsOfSeed} edits, seed ${seed}`, () => {
      const random = randomFrom(seed)
      let workspace = new Edited()
      for (let round = 0; round < editsOfSeed; round += 1) {
        if (round % editsOfFile === 0) workspace = new Edited()
        const { before, edit, path } = workspace.edit(random)
        // What the edit concerns, and now and then all there is.
        const paths = round % 20 === 0 ? workspace.paths() : workspace.relatives(path)
        const kept = workspace.rendered(paths)
        const anew = workspace.renderedAnew(paths)
        assert.equal(kept, anew, JSON.stringify({ seed, round, path, before, edit }))
      }
    })
  }

  it('differ where something is wrong', () => {
    const workspace = new Edited()
    const paths = workspace.paths()
    const before = workspace.rendered(paths)
    workspace.apply('/i/packages.xml', { start: 0, end: 0, replacement: 'x' })
    assert.notEqual(workspace.rendered(paths), before)
    assert.equal(workspace.rendered(paths), workspace.renderedAnew(paths))
  })
})

/** Files that are edited one after another, as the server keeps them. */
class Edited {
  private readonly files = new MemoryFiles(files)
  private readonly library = libraryOf(this.files)
  private readonly undo: { readonly path: string; readonly edit: Edit }[] = []

  edit(random: Random): { before: string; edit: Edit; path: string } {
    const last = random.below(4) === 0 ? this.undo.pop() : undefined
    const path = last?.path ?? random.pick(this.files.paths())
    const before = this.files.tree(path)?.text() ?? ''
    const edit = last?.edit ?? randomEdit(before, random)
    const replaced = before.slice(edit.start, edit.end)
    if (!last)
      this.undo.push({
        path,
        edit: { start: edit.start, end: edit.start + edit.replacement.length, replacement: replaced }
      })
    this.apply(path, edit)
    return { before, edit, path }
  }

  apply(path: string, { start, end, replacement }: Edit): void {
    const tree = this.files.tree(path)
    if (!tree) throw new Error(`There is no file ${path}.`)
    this.files.setTree(path, tree.edit(start, end, replacement))
    this.library.update(path)
  }

  paths(): string[] {
    return this.files.paths()
  }

  relatives(path: string): string[] {
    return this.library.relatives(path)
  }

  rendered(paths: readonly string[]): string {
    return rendered(this.library, paths)
  }

  renderedAnew(paths: readonly string[]): string {
    const texts = this.files.paths().map(path => ({ path, text: this.files.tree(path)?.text() ?? '' }))
    return rendered(libraryOf(new MemoryFiles(texts)), paths)
  }
}

function rendered(library: Library, paths: readonly string[]): string {
  return paths
    .flatMap(path => {
      const file = library.file(path)
      if (!file) return []
      const found = diagnose(file).map(
        ({ code, severity, message, span }) => `  ${span.start}-${span.end} ${severity} ${message} [${code}]`
      )
      return [`${path} ${file.kind} ${file.alone}`, ...found]
    })
    .join('\n')
}

function randomEdit(text: string, random: Random): Edit {
  const start = random.below(text.length + 1)
  const length = random.below(3) === 0 ? random.below(Math.min(60, text.length - start) + 1) : 0
  return { start, end: start + length, replacement: random.below(4) === 0 ? '' : random.pick(pieces) }
}
