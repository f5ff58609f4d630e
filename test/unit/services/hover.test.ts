/** What is explained at a place, and of which text. */
import assert from 'node:assert/strict'
import { hover } from '../../../server/src/services/hover'
import { directAttributes } from '../../../server/src/relaxng/particles'
import { describedFile, schemaOf } from '../../support/descriptions'
import { cursorOf, parseFixture } from '../../support/fixture'
import { image } from '../../support/image'

/** The paragraphs, those that are the schema's own words (and kiwi's property) told as such. */
function paragraphs(markdown: string): string[] {
  let text = markdown
  for (const words of schemaWords) text = text.replace(`\n\n${words}`, '\n\n(what the schema says)')
  return text.split('\n\n')
}

const schemaWords = schemaOf()
  .grammar.elements.flatMap(element => [element, ...directAttributes(element.content)])
  .flatMap(({ documentation }) => documentation ?? [])
  .sort((one, other) => other.length - one.length)

function check(title: string, fixture: string, expected: string[]): void {
  it(title, () => {
    const parsed = parseFixture(fixture, 'cursor')
    const file = describedFile(parsed)
    const found = hover(file, cursorOf(parsed))
    const lines = found ? [file.tree.text(found.span.start, found.span.end), ...paragraphs(found.markdown)] : []
    assert.deepEqual(lines, expected)
  })
}

describe('hover', () => {
  check('on an element', image('<preferences><ty$0pe image="oem"/></preferences>'), [
    'type',
    '**`<type>`**',
    '(what the schema says)',
    'Needs `image`.'
  ])
  check('on an end tag', image('<users></use$0rs>'), ['users', '**`<users>`**', '(what the schema says)'])
  check('on an element with text', image('<preferences><packageman$0ager/></preferences>'), [
    'packagemanager',
    '**`<packagemanager>`**',
    '(what the schema says)',
    'One of `apk`, `apt`, `zypper`, `dnf4`, `dnf5`, `microdnf`, `pacman`.'
  ])
  check(
    'on an attribute whose values follow a pattern',
    image('<preferences><type image="oem" vhd$0fixedtag="x"/></preferences>'),
    [
      'vhdfixedtag',
      '**`vhdfixedtag`**',
      '(what the schema says)',
      'Only where `image` is `oem`.',
      'It must match the regular expression `[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}`.'
    ]
  )
  check('on an attribute with a pattern that is too long to be read', '<image sta$0shed="core"/>', [
    'stashed',
    '**`stashed`** (required)',
    'The stash that this extension builds on. Several stand in the order in which they are stacked, separated by blanks.'
  ])
  check('on an attribute', image('<packages ty$0pe="image"/>'), [
    'type',
    '**`type`** (required)',
    '(what the schema says)',
    'One of `delete`, `docker`, `bootstrap`, `image`, `iso`, `oem`, `pxe`, `kis`, `oci`, `uninstall`, `systemfiles`.'
  ])
  check('on an attribute value', image('<packages type="im$0age"/>'), [
    'image',
    '**`type`** (required)',
    '(what the schema says)',
    'One of `delete`, `docker`, `bootstrap`, `image`, `iso`, `oem`, `pxe`, `kis`, `oci`, `uninstall`, `systemfiles`.'
  ])
  check(
    'on an attribute of a late release',
    image('<preferences><type image="oem" efimount$0options="x"/></preferences>'),
    [
      'efimountoptions',
      '**`efimountoptions`**',
      '(what the schema says)',
      'Only where `image` is `oem`.',
      'Since kiwi 11.1.5.'
    ]
  )
  check('on a number', image('<repository prior$0ity="1"><source path="x"/></repository>'), [
    'priority',
    '**`priority`**',
    '(what the schema says)',
    'A whole number is wanted.'
  ])
  check(
    'on an attribute that kiwi renames',
    image('<preferences><type image="btrfs" btrfs_root_is_snap$0shot="true"/></preferences>', '8.0'),
    [
      'btrfs_root_is_snapshot',
      'kiwi reads `btrfs_root_is_snapshot` as `btrfs_root_is_snapper_snapshot`.',
      '**`btrfs_root_is_snapper_snapshot`**',
      '(what the schema says)',
      'Only where `image` is `oem`.',
      'Only where `filesystem` is `btrfs`.',
      'Since kiwi 10.2.7.',
      'One of `true`, `false`.'
    ]
  )
  check(
    'on an attribute that kiwi drops',
    image('<preferences><type image="oem" vg$0a="0x317"/></preferences>', '8.0'),
    ['vga', 'kiwi leaves `vga` out: newer schemaversions do not have it.']
  )
  check('on text', image('<preferences><packagemanager>ap$0t</packagemanager></preferences>'), [
    'apt',
    '**`apt`**: Since kiwi 9.23.21.',
    '**`<packagemanager>`**',
    '(what the schema says)',
    'One of `apk`, `apt`, `zypper`, `dnf4`, `dnf5`, `microdnf`, `pacman`.'
  ])
  check('on text that the schema does not list', image('<preferences><version>1.$00</version></preferences>'), [])
  check('on what is unknown', image('<unk$0nown/>'), [])
  check('on an unknown attribute', image('<packages typ$0="image"/>'), [])
  check('on a comment', image('<!-- ty$0pe -->'), [])
  check('between elements', image(' $0 '), [])
  check(
    'in a fragment',
    `//- /image/a.kiwi\n${image('<include from="this://a.xml"/>', '7.5')}\n//- /image/a.xml\n<image><packages><pack$0age name="a"/></packages></image>`,
    ['package', '**`<package>`**', '(what the schema says)', 'Needs `name`.']
  )
  check('on the root of a fragment', '//- /image/a.xml\n<ima$0ge/>', [
    'image',
    '**`<image>`**',
    '(what the schema says)',
    'Needs `name`, `schemaversion`.'
  ])
  check('in YAML', 'ima$0ge: x', [])
})
