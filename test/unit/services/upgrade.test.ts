/** The upgrade to the newest schemaversion: what it writes, what it leaves, and where it is not offered. */
import assert from 'node:assert/strict'
import { upgrade } from '../../../server/src/services/upgrade'
import { libraryOf, MemoryFiles } from '../../support/descriptions'
import { parseFixture } from '../../support/fixture'
import { image } from '../../support/image'
import { withEdits } from '../../support/textEdits'

/** All files after the upgrade that is offered at the top element of the first one; undefined where none is. */
function upgraded(fixture: string): string[] | undefined {
  const { files, file } = parseFixture(fixture, 'plain')
  const library = libraryOf(new MemoryFiles(files))
  const described = library.file(file.path)
  assert.ok(described)
  const start = described.tree.documentElement()?.offset ?? 0
  const offered = upgrade(described, { start, end: start })
  if (offered) assert.equal(offered.title, 'Upgrade to schemaversion 8.5')
  return (
    offered &&
    files.map(({ path, text }) =>
      withEdits(
        text,
        offered.edits.filter(edit => edit.path === path)
      )
    )
  )
}

function check(title: string, before: string, after: string, version = '7.4'): void {
  it(title, () => assert.deepEqual(upgraded(image(before, version)), [image(after)]))
}

function fragment(text: string): string {
  return `<image><preferences><packagemanager>${text}</packagemanager></preferences></image>`
}

describe('the upgrade', () => {
  check(
    'of a description that only says another version',
    '<!-- a  --><users><user  name="a"\n password=\'b\'/></users>',
    '<!-- a  --><users><user  name="a"\n password=\'b\'/></users>',
    '8.0'
  )
  check(
    'splits an attribute, and keeps layout and other quotes',
    `<preferences><type image="iso" vga="791"\n\tflags="overlay"><bootloader\n\tname='grub2'\n\tconsole='serial gfxterm'/></type></preferences>`,
    `<preferences><type image="iso"\n\tflags="overlay"><bootloader\n\tname='grub2'\n\toutput_console="serial" input_console="gfxterm"/></type></preferences>`
  )
  check(
    'leaves out an attribute that the new one is there of already',
    '<preferences><type image="iso"><bootloader name="grub2" output_console="x" console="serial"/></type></preferences>',
    '<preferences><type image="iso"><bootloader name="grub2" output_console="serial"/></type></preferences>'
  )
  check(
    'renames an attribute',
    '<preferences><type image="oem" filesystem="btrfs" btrfs_root_is_snapshot = "true"/></preferences>',
    '<preferences><type image="oem" filesystem="btrfs" btrfs_root_is_snapper_snapshot = "true"/></preferences>'
  )
  it('leaves entities that the file declares where they are', () => {
    const doctype = '<!DOCTYPE image [<!ENTITY manager "zypper"><!ENTITY disk "oem">]>\n'
    const inside = '<preferences><packagemanager>&manager;</packagemanager><type image="&disk;"/></preferences>'
    assert.deepEqual(upgraded(doctype + image(inside, '7.4')), [doctype + image(inside)])
  })
  check(
    'replaces a text, and keeps comments',
    '<preferences><packagemanager><!-- fast --> <!-- -->dnf</packagemanager></preferences>',
    '<preferences><packagemanager><!-- fast -->dnf4<!-- --></packagemanager></preferences>'
  )
  check(
    'takes a CDATA section for text',
    '<preferences><packagemanager><![CDATA[dnf]]></packagemanager></preferences>',
    '<preferences><packagemanager>dnf4</packagemanager></preferences>'
  )
  check(
    'leaves another text',
    '<preferences><packagemanager> dnf </packagemanager></preferences>',
    '<preferences><packagemanager> dnf </packagemanager></preferences>'
  )
  check(
    'drops what kiwi drops',
    '<repository type="rpm-dir" use_for_bootstrap="true"><source path="obs://a/b"/></repository>',
    '<repository><source path="obs://a/b"/></repository>'
  )
  check(
    'keeps what only looks like it',
    '<repository type="rpm-md"><source path="obs://a/b"/></repository>',
    '<repository type="rpm-md"><source path="obs://a/b"/></repository>'
  )
  check(
    'starts from the version that is said',
    '<repository type="rpm-md" use_for_bootstrap="true"><source path="obs://a/b"/></repository>',
    '<repository type="rpm-md" use_for_bootstrap="true"><source path="obs://a/b"/></repository>',
    '8.2'
  )
  check(
    'leaves other namespaces alone',
    '<extension xmlns:o="urn:o"><o:e xmlns="urn:o"><type vga="1"/></o:e></extension>',
    '<extension xmlns:o="urn:o"><o:e xmlns="urn:o"><type vga="1"/></o:e></extension>'
  )

  it('goes through all files, each once', () => {
    const include = '<include from="this://a.xml"/><include from="this://a.xml"/>'
    assert.deepEqual(upgraded(`//- /image/b.kiwi\n${image(include, '7.5')}\n//- /image/a.xml\n${fragment('dnf')}`), [
      image(include),
      fragment('dnf4')
    ])
  })

  it('is not offered where there is nothing to do, or something is in the way', () => {
    const none = ['8.5', '9.0', '7.3', 'x'].map(version => image('', version))
    const broken = [image('<users>', '8.0'), '<image name="a"/>', '<image schemaversion="8.0" name="a"']
    assert.deepEqual([...none, ...broken].map(upgraded), Array.from({ length: 7 }))
  })

  it('is offered in the start tag of the description only', () => {
    const { files, file } = parseFixture(image('', '8.0'), 'plain')
    const described = libraryOf(new MemoryFiles(files)).file(file.path)
    assert.ok(described)
    const end = file.text.indexOf('>') + 1
    const offered = [0, 20, end, end + 1].map(at => upgrade(described, { start: at, end: at }) !== undefined)
    assert.deepEqual(offered, [true, true, true, false])
  })
})
