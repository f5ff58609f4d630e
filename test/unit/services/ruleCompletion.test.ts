/** What completion and hover make of the rules of the schema: what kiwi would refuse is not offered, and why is told. */
import assert from 'node:assert/strict'
import { complete } from '../../../server/src/services/completion'
import { hover } from '../../../server/src/services/hover'
import { describedFile } from '../../support/descriptions'
import { cursorOf, parseFixture } from '../../support/fixture'
import { image } from '../../support/image'

/** The labels of what is offered, `!` before what is required, `?` before what kiwi would refuse. */
function offered(fixture: string): string[] {
  const parsed = parseFixture(fixture, 'cursor')
  return complete(describedFile(parsed), cursorOf(parsed), { snippets: false }).map(
    ({ label, required, refusal }) => `${required ? '!' : ''}${refusal === undefined ? '' : '?'}${label}`
  )
}

/** All that is offered. */
function check(title: string, fixture: string, expected: string): void {
  it(title, () => {
    assert.equal(offered(fixture).join(' '), expected)
  })
}

/** Which of the labels are offered, as they are. */
function checkAmong(title: string, fixture: string, labels: string, expected: string): void {
  it(title, () => {
    const wanted = new Set(labels.split(' '))
    const found = offered(fixture).filter(label => wanted.has(label.replace(/^[!?]/, '')))
    assert.equal(found.sort().join(' '), expected)
  })
}

/** What is said of rules at a place. */
function checkHover(title: string, fixture: string, expected: string[]): void {
  it(title, () => {
    const parsed = parseFixture(fixture, 'cursor')
    const { markdown } = hover(describedFile(parsed), cursorOf(parsed)) ?? { markdown: '' }
    assert.deepEqual(
      markdown.split('\n\n').filter(paragraph => /^Only|kiwi demands/.test(paragraph)),
      expected
    )
  })
}

function type(attributes: string, content = ''): string {
  return image(`<preferences><type ${attributes}>${content}</type></preferences>`)
}

describe('completion of attributes by the rules', () => {
  const some = 'filesystem flags boot archive delta_root metadata_path firmware image'
  checkAmong('of a disk', type('image="oem" $0'), some, '!filesystem boot firmware')
  checkAmong('of a live system', type('image="iso" $0'), some, 'filesystem firmware flags')
  checkAmong(
    'where nothing is chosen yet',
    type('$0'),
    some,
    '!image archive boot delta_root filesystem firmware flags metadata_path'
  )
  check(
    'of a container',
    type('image="docker" $0'),
    'bootkernel devicepersistency fsmountoptions fscreateoptions luks_version luks_randomize overlayroot_readonly_createoptions primary rootfs_label selinux_policy derived_from delta_root provide_system_files require_system_files ensure_empty_tmpdirs bundle_format'
  )
  checkAmong(
    'of one that another one demands',
    type('image="oem" filesystem="xfs" embed_verity_metadata="true" $0'),
    'verity_blocks volid',
    '!verity_blocks volid'
  )
  checkAmong(
    'of one that another one excludes',
    type('image="oem" filesystem="xfs" $0'),
    'btrfs_quota_groups volid',
    'volid'
  )
  checkAmong(
    'of one that a child excludes',
    type('image="oem" filesystem="btrfs" $0', '<systemdisk preferlvm="true"/>'),
    'btrfs_quota_groups volid',
    'volid'
  )
  checkAmong(
    'of one that a grandparent decides',
    type('image="oem" filesystem="xfs"', '<systemdisk><volume name="a" $0/></systemdisk>'),
    'quota size',
    'size'
  )
  check(
    'of a loader',
    type('image="oem" filesystem="xfs"', '<bootloader name="zipl" $0/>'),
    'timeout targettype use_disk_password grub_template'
  )
  checkAmong('of a section of packages', image('<packages type="image" $0/>'), 'bootstrap_package profiles', 'profiles')
})

describe('completion of values by the rules', () => {
  check(
    'that exclude what is there',
    type('image="$0" boot="x"'),
    '?docker ?iso oem pxe ?kis ?oci ?btrfs ?ext2 ?ext3 ?ext4 ?xfs ?squashfs ?erofs ?cpio ?tbz ?appx ?enclave ?wsl'
  )
  check(
    'that are excluded',
    type('image="oem" filesystem="$0" btrfs_quota_groups="true"'),
    'btrfs ?ext2 ?ext3 ?ext4 ?xfs ?squashfs ?erofs'
  )
  check(
    'that only demand more',
    type('image="oem" filesystem="xfs" format="vagran$0"').replace('format=', 'primary="true" embed_verity_metadata='),
    'true false'
  )
  check(
    'that the children need',
    image('<packages type="$0"><collectionModule name="x"/></packages>'),
    '?delete ?docker bootstrap ?image ?iso ?oem ?pxe ?kis ?oci ?uninstall ?systemfiles'
  )

  it('tells why', () => {
    const parsed = parseFixture(type('image="$0" boot="x"'), 'cursor')
    const found = complete(describedFile(parsed), cursorOf(parsed), { snippets: false })
    const [first] =
      found
        .find(({ label }) => label === 'iso')
        ?.documentation()
        ?.split('\n\n') ?? []
    assert.match(first ?? '', /^kiwi refuses it beside what is there: .*boot.*oem/)
  })
})

describe('completion of elements by the rules', () => {
  const all = 'bootloader containerconfig vagrantconfig systemdisk'
  checkAmong('in a container', type('image="docker"', '<$0'), all, 'containerconfig systemdisk vagrantconfig')
  checkAmong('in a live system', type('image="iso"', '<$0'), all, 'bootloader systemdisk vagrantconfig')
  checkAmong('where nothing is chosen yet', type('', '<$0'), all, 'bootloader containerconfig systemdisk vagrantconfig')
  checkAmong(
    'that an attribute demands',
    type('image="oem" filesystem="xfs" format="vagrant"', '<$0'),
    all,
    '!vagrantconfig bootloader systemdisk'
  )
  checkAmong(
    'in packages for the bootstrap',
    image('<packages type="bootstrap"><$0</packages>'),
    'collectionModule file',
    'collectionModule file'
  )
  checkAmong('in other packages', image('<packages type="image"><$0</packages>'), 'collectionModule file', 'file')
})

describe('hover by the rules', () => {
  checkHover('on an attribute', type('image="oem" bo$0ot="x"'), ['Only where `image` is `oem` or `pxe`.'])
  checkHover('on an attribute with two conditions', type('image="oem" btrfs_quota$0_groups="x"'), [
    'Only where `image` is `oem`.',
    'Only where `filesystem` is `btrfs`.'
  ])
  checkHover('on an attribute without condition', type('image="oem" prim$0ary="x"'), [])
  checkHover('on an element', type('', '<bootl$0oader name="grub2"/>'), [
    'Only where `image` of `<type>` is `iso` or `oem`.'
  ])
  checkHover('on an attribute below', type('', '<bootloader name="grub2" gr$0ub_template="x"/>'), [
    'Only where `image` of `<type>` is `iso` or `oem`.'
  ])
  checkHover('on an attribute of a grandchild', type('', '<systemdisk><volume name="a" quo$0ta="x"/></systemdisk>'), [
    'Only where `filesystem` of `<type>` is `btrfs`.'
  ])

  it('on what demands another one', () => {
    const parsed = parseFixture(type('embed_verity$0_metadata="true"'), 'cursor')
    const { markdown } = hover(describedFile(parsed), cursorOf(parsed)) ?? { markdown: '' }
    assert.match(markdown, /\n\nkiwi demands: .*verity_blocks/)
  })
})
