/** What is offered to do about builds that would stop, and the description afterwards, of which nothing is told any more. */
import assert from 'node:assert/strict'
import { diagnose } from '../../../server/src/services/diagnostics'
import { quickFixes } from '../../../server/src/services/quickFixes'
import { describing, type Parts } from '../../conformance/checks/descriptions'
import { describedFile, libraryOf, MemoryFiles } from '../../support/descriptions'
import { defaultPath, parseFixture } from '../../support/fixture'
import { withEdits } from '../../support/textEdits'

/** All fixes but those that silence: `title` to the lines that are other ones afterwards, `*` before preferred ones. */
function check(title: string, parts: Parts, expected: Record<string, string>): void {
  it(title, () => {
    const text = describing(parts)
    const file = describedFile(parseFixture(text, 'plain'))
    const fixes = quickFixes(file, { start: 0, end: file.tree.length }).filter(
      each => !each.title.startsWith('Silence ')
    )
    const found = fixes.map(fix => {
      const after = withEdits(text, fix.edits)
      assert.deepEqual(codesIn(after), codesIn(text).toSpliced(codesIn(text).indexOf(fix.finding.code), 1))
      const lines = after.split('\n').filter(line => !text.split('\n').includes(line))
      return [`${fix.isPreferred ? '*' : ''}${fix.title}`, lines.map(line => line.trim()).join('\n')]
    })
    assert.deepEqual(found, Object.entries(expected))
  })
}

function codesIn(text: string): string[] {
  const file = libraryOf(new MemoryFiles([{ path: defaultPath, text }])).file(defaultPath)
  assert.ok(file)
  return diagnose(file).map(({ code }) => code)
}

const manager = '<packagemanager>dnf5</packagemanager>'
const noResize = '<oemconfig><oem-resize>false</oem-resize></oemconfig>'
const profiles = '<profiles><profile name="Live" description="l"/><profile name="Disk" description="d"/></profiles>'

describe('quick fixes of builds that would stop', () => {
  check(
    'add the package to the section of all builds',
    { type: '<type image="iso"/>', packages: '<packages type="image"><package name="a"/></packages>' },
    {
      '*Add the package dracut-kiwi-live':
        '<packages type="image"><package name="a"/>\n<package name="dracut-kiwi-live"/>\n</packages>'
    }
  )
  check(
    'add the package for the profiles of the type',
    {
      profiles,
      type: '<type image="tbz"/>',
      preferences: '<preferences profiles="Live"><type image="iso"/></preferences>',
      packages: '<packages type="image"><package name="a"/></packages>'
    },
    {
      '*Add the package dracut-kiwi-live':
        '<packages type="image" profiles="Live">\n<package name="dracut-kiwi-live"/>\n</packages>'
    }
  )
  check(
    'add a version',
    { version: '' },
    { 'Add <version>': `<preferences>${manager}<type image="tbz"/>\n<version>1.0.0</version>\n</preferences>` }
  )
  check(
    'choose who makes the initrd',
    { type: `<type image="oem" filesystem="xfs" boot="x">${noResize}</type>` },
    {
      'Add initrd_system="kiwi"': `<preferences><version>1.0.0</version>${manager}<type image="oem" filesystem="xfs" boot="x" initrd_system="kiwi">${noResize}</type></preferences>`,
      'Remove boot': `<preferences><version>1.0.0</version>${manager}<type image="oem" filesystem="xfs">${noResize}</type></preferences>`
    }
  )
  check(
    'mend volumes',
    {
      type: `<type image="oem" filesystem="btrfs">${noResize}<systemdisk>
        <volume name="x" mountpoint="/"/>
        <volume name="home" label="H"/>
      </systemdisk></type>`
    },
    {
      'Write name="@root"': '<volume name="@root"/>',
      'Add preferlvm="true" on <systemdisk>': `<preferences><version>1.0.0</version>${manager}<type image="oem" filesystem="btrfs">${noResize}<systemdisk preferlvm="true">`,
      'Remove label': '<volume name="home"/>'
    }
  )
  check(
    'take out what does not go together',
    {
      type: `<type image="oem" filesystem="xfs">${noResize.replace('</oemconfig>', '<oem-swap>true</oem-swap><oem-swapname>S</oem-swapname></oemconfig>')}</type>`,
      repository:
        '<repository imageinclude="true">\n<source path="this://r"/>\n</repository>\n<repository><source path="/srv/r"/></repository>'
    },
    {
      'Remove <oem-swapname>': `<preferences><version>1.0.0</version>${manager}<type image="oem" filesystem="xfs">${noResize.replace('</oemconfig>', '<oem-swap>true</oem-swap></oemconfig>')}</type></preferences>`,
      'Remove imageinclude': '<repository>',
      '*Write dir:///srv/r': '<repository><source path="dir:///srv/r"/></repository>'
    }
  )
  check(
    'write names of profiles and machines',
    {
      profiles,
      packages: `<packages type="image" profiles="Live, Disk"><package name="a"/></packages>
        <packages type="image" profiles="Disc,Live"><package name="b" arch="ix86,aarch64"/></packages>`
    },
    {
      '*Write profiles="Live,Disk"': '<packages type="image" profiles="Live,Disk"><package name="a"/></packages>',
      '*Change it to Disk':
        '<packages type="image" profiles="Disk,Live"><package name="b" arch="ix86,aarch64"/></packages>',
      'Change ix86 to i686':
        '<packages type="image" profiles="Disc,Live"><package name="b" arch="i686,aarch64"/></packages>'
    }
  )
})
