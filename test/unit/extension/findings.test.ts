/** What is said of stash extensions: of the file itself, of its stashes, and of the description that it makes of them. */
import assert from 'node:assert/strict'
import path from 'node:path'
import { complete } from '../../../server/src/services/completion'
import { diagnose } from '../../../server/src/services/diagnostics'
import { stashCodes } from '../../../server/src/services/stashCodes'
import { hover } from '../../../server/src/services/hover'
import { MemoryFiles, schemaOf } from '../../support/descriptions'
import { extensionLibrary, extensionPath, stashProvider, type Stashes, pinned } from '../../support/stashes'
import { Library } from '../../../server/src/description/library'

const core = `<image schemaversion="8.5" name="core">
    <description type="system">
        <author>A</author>
        <contact>a@example.org</contact>
        <specification>S</specification>
    </description>
    <preferences>
        <version>1.0.0</version>
        <packagemanager>apt</packagemanager>
        <type image="tbz"/>
    </preferences>
    <repository>
        <source path="http://example.org/a"/>
    </repository>
    <packages type="image">
        <package name="a"/>
    </packages>
</image>
`

/** All that is told of the extension: `"marked text" message [code]`, and where else to look, in what order ever. */
function told(extension: string, stashes: Stashes = { core }): string[] {
  const library = extensionLibrary(extension, stashes)
  const file = library.file(extensionPath)
  assert.ok(file)
  return diagnose(file).map(({ code, message, severity, span, related = [] }) => {
    const weight = severity === 'error' ? '' : `${severity}: `
    const others = related.map(place => ` → ${path.relative('/', place.path)}:${place.span.start}`).join('')
    // The words of kiwi's own mistakes are tested elsewhere.
    const words = code in stashCodes ? message.replace(/(errors?): .*/, '$1') : ''
    return `${JSON.stringify(file.tree.text(span.start, span.end))} ${weight}${words} [${code}]${others}`
  })
}

function check(title: string, extension: string, expected: string[], stashes?: Stashes): void {
  it(title, () => {
    assert.deepEqual(told(extension, stashes), expected)
  })
}

describe('diagnostics of an extension', () => {
  check('of a good one', '<image stashed="core"><packages type="image"><package name="b"/></packages></image>', [])
  check(
    'of a mistake in it, once',
    '<image stashed="core"><packages type="imagee"><package nam="b"/></packages></image>',
    ['"imagee"  [attribute-value-invalid]', '"nam"  [attribute-not-allowed]']
  )
  check(
    'of profiles, with the reason',
    '<image stashed="core"><profiles><profile name="p" description="P"/></profiles><packages type="image" profiles="p"/></image>',
    [
      '"profiles" An extension has no profiles: a stash is a finished root tree, for which they are chosen already. To choose among the profiles of the stash write <?kiwi-stash profiles="…"?> before <image>. [extension-profiles]',
      '"profiles" A section of an extension cannot be bound to profiles: a stash is a finished root tree, for which they are chosen already. To choose among the profiles of the stash write <?kiwi-stash profiles="…"?> before <image>. [extension-profiles]'
    ]
  )
  check(
    'of instructions that choose nothing',
    '<?kiwi-stash nonsense?><?kiwi-stash profiles=A?><?kiwi-stash profiles=""?><?kiwi-stash profiles="A"?><image stashed="core"/>',
    [
      '"<?kiwi-stash nonsense?>" warning:  [instruction-ineffective]',
      '"<?kiwi-stash profiles=A?>" warning:  [instruction-ineffective]',
      '"<?kiwi-stash profiles=\\"A\\"?>" warning:  [instruction-ineffective]'
    ]
  )
  check(
    'of a rule that the result breaks, at the line that brought it about',
    '<image stashed="core"><preferences><type image="oem"/></preferences></image>',
    ['"type"  [rule-broken]']
  )
  check(
    'of what the stash itself has wrong, at the reference',
    '<image stashed="core"/>',
    [
      '"core" With this extension the description in the stash "core" has an error [stash-has-errors] → stashes/core/config.xml:438'
    ],
    { core: core.replace('packages type', 'packages tipe') }
  )
  check(
    'of a description in the stash that is too old',
    '<image stashed="core"/>',
    [
      '"core" With this extension the description in the stash "core" has an error [stash-has-errors] → stashes/core/config.xml:22'
    ],
    { core: core.replace('8.5', '7.3') }
  )
  check('of a stash that is not there', '<image stashed="core other"/>', [
    '"other" information: There is no container "other" here, so only this file itself is checked. Make the stash with kiwi-ng system stash, or pull it. [stash-missing]'
  ])
  check(
    'of a stash that cannot be read, or of which nothing is known',
    '<image stashed="a b c"/>',
    [
      '"a" information: What is in the stash "a" cannot be read, so only this file itself is checked: sudo asks for a password. [stash-unreadable]',
      '"c" information: Nothing is known here of what is in the stash "c": only this file itself is checked. [stash-unknown]'
    ],
    { a: { state: 'unreadable', reason: 'sudo asks for a password' }, b: { state: 'asked' }, c: { state: 'unknown' } }
  )
  it('of more stashes than anyone builds on, of which the last ones are asked for', () => {
    const references = Array.from({ length: 1000 }, (_, index) => `s${index}`)
    const asked: string[] = []
    const files = new MemoryFiles([{ path: extensionPath, text: `<image stashed="${references.join(' ')}"/>` }])
    const library = new Library(files, schemaOf(pinned), {
      stash: reference => {
        asked.push(reference)
        return { state: 'asked' }
      }
    })
    library.update(extensionPath)
    const file = library.file(extensionPath)
    assert.ok(file)
    assert.deepEqual(
      diagnose(file).map(({ code, message, span }) => [code, message, span.end - span.start]),
      [
        [
          'stash-too-many',
          'An extension can name 20 stashes at most, and these 980 are too many: only those behind are looked at. Make one stash of several.',
          references.slice(0, 980).join(' ').length
        ]
      ]
    )
    assert.deepEqual([...new Set(asked)], references.slice(980))
  })
  check(
    'of a stash without a description: what kiwi needs is missing here',
    '<image stashed="a"><packages type="image"/></image>',
    [
      '"image"  [attribute-missing]',
      '"image"  [content-incomplete]',
      '"a" information: There is no description in "a": this file must bring everything that kiwi needs. [stash-undescribed]'
    ],
    { a: { state: 'undescribed', digest: 'd' } }
  )
  check(
    'of a stash whose description is gone',
    '<image stashed="core"/>',
    [
      '"core" information: What is in the stash "core" cannot be read, so only this file itself is checked: there is no text in /gone/config.xml. [stash-unreadable]'
    ],
    { core: { state: 'described', digest: 'd', folder: '/gone', description: '/gone/config.xml' } }
  )
  check('of a profile that the stash does not have', '<?kiwi-stash profiles="Disk"?><image stashed="core"/>', [
    '"Disk" The stash "core" has no profile "Disk". It has none. [stash-profile-undeclared]'
  ])
  check(
    'of a stash whose types all belong to profiles',
    '<image stashed="core"/>',
    [
      '"core" There is nothing to build on this machine: neither the stash nor this file has a <type> for it. Add one to <preferences>, or choose among the profiles of the stash by <?kiwi-stash profiles="…"?> before <image>: Disk, Live. [extension-without-type]'
    ],
    {
      core: core
        .replace('<preferences>', '<preferences profiles="Disk">')
        .replace(
          '</description>',
          '</description><profiles><profile name="Disk" description="D"/><profile name="Live" description="L"/></profiles><preferences><packagemanager>apt</packagemanager></preferences>'
        )
    }
  )
  check('of no stash', '<image stashed=""/>', [
    '"stashed=\\"\\"" "" names no stash: write name, name:tag, or the registry and the path in front of it, in lower case. Several stashes are separated by blanks, the lowest first. [stash-reference-invalid]'
  ])
})

describe('diagnostics of what a stash is said to hold', () => {
  for (const [title, text, reason] of [
    ['nothing', '', 'there is no description in XML in'],
    ['an extension', '<image stashed="other"/>', 'there is only an extension of another stash in'],
    ['other XML', '<a/>', 'there is no description in XML in'],
    ['a description in YAML', 'image:\n  name: core\n', 'there is no description in XML in']
  ] as const)
    check(
      title,
      '<image stashed="core"/>',
      [
        `"core" information: What is in the stash "core" cannot be read, so only this file itself is checked: ${reason} /stashes/core/config.xml. [stash-unreadable]`
      ],
      { core: text }
    )
  check(
    'a description that is cut off',
    '<image stashed="core"/>',
    [
      '"core" With this extension the description in the stash "core" has an error [stash-has-errors] → stashes/core/config.xml:1'
    ],
    { core: core.replace('</image>', '') }
  )
  check('what is no reference', '<image stashed="core UPPER"/>', [
    '"core UPPER" "core UPPER" names no stash: write name, name:tag, or the registry and the path in front of it, in lower case. Several stashes are separated by blanks, the lowest first. [stash-reference-invalid]'
  ])
})

describe('an extension', () => {
  it('is told of what is wrong with the result in a file that it includes, in that file', () => {
    const part = '/image/part.xml'
    const files = new MemoryFiles([
      { path: extensionPath, text: '<image stashed="core"><include from="this://part.xml"/></image>' },
      { path: part, text: '<image><preferences><type image="oem"/></preferences></image>' }
    ])
    const library = new Library(files, schemaOf(pinned), stashProvider({ core }, files))
    for (const each of [extensionPath, part]) library.update(each)
    const codes = [part, extensionPath].map(each => {
      const file = library.file(each)
      return file && diagnose(file).map(({ code, span }) => `${file.tree.text(span.start, span.end)} ${code}`)
    })
    assert.deepEqual(codes, [['type rule-broken'], ['<include from="this://part.xml"/> include-has-errors']])
  })

  it('is judged again when its stash becomes known', () => {
    const files = new MemoryFiles([{ path: extensionPath, text: '<image stashed="core"/>' }])
    let known = stashProvider({ core: { state: 'asked' } }, files)
    const library = new Library(files, schemaOf(pinned), { stash: reference => known.stash(reference) })
    library.update(extensionPath)
    const before = library.file(extensionPath)?.readings[0]
    assert.equal(library.file(extensionPath)?.readings[0], before)
    known = stashProvider({ core }, files)
    assert.notEqual(library.file(extensionPath)?.readings[0], before)
  })

  it('is completed and explained by its own grammar', () => {
    const library = extensionLibrary('<image stashed="core" ><packages type="image"/></image>', { core })
    const file = library.file(extensionPath)
    assert.ok(file)
    const names = complete(file, 23, { snippets: false, typed: '<' }).map(({ label }) => label)
    assert.ok(
      names.includes('packages') && names.includes('preferences') && !names.includes('profiles'),
      names.join(' ')
    )
    const attributes = complete(file, 22, { snippets: false, typed: ' ' }).map(({ label }) => label)
    assert.deepEqual(attributes.sort(), ['displayname', 'id', 'name', 'schemaversion'])
    assert.match(hover(file, 8)?.markdown ?? '', /The stash that this extension builds on/)
  })
})
