/** Effective descriptions as people see them: text, origins, errors, and what a build on top of a stash needs. */
import assert from 'node:assert/strict'
import path from 'node:path'
import { Library } from '../../../server/src/description/library'
import { effectiveText, type EffectiveText } from '../../../server/src/services/effective'
import { libraryOf, MemoryFiles, schemaOf } from '../../support/descriptions'
import { parseFixture } from '../../support/fixture'
import { extensionPath, stashProvider, type Stashes, pinned } from '../../support/stashes'

const core = `<image schemaversion="8.5" name="core">
    <description type="system">
        <author>A</author>
        <contact>c</contact>
        <specification>S</specification>
    </description>
    <preferences>
        <version>1.0.0</version>
        <packagemanager>apt</packagemanager>
        <type image="oem" filesystem="ext4" editbootinstall="boot/install.sh" editbootconfig="boot/gone.sh">
            <oemconfig>
                <oem-resize>false</oem-resize>
            </oemconfig>
        </type>
    </preferences>
    <repository alias="a" customize="customize.sh">
        <source path="http://example.org/a"/>
    </repository>
    <certificates target_distribution="debian">
        <certificate name="/etc/a.pem"/>
    </certificates>
    <containers source="registry.example.org" backend="podman">
        <container name="x"/>
    </containers>
    <packages type="bootstrap">
        <package name="base-files"/>
    </packages>
    <packages type="image">
        <package name="a"/>
        <archive name="a.tar"/>
        <file name="a.txt" target="/a.txt"/>
    </packages>
    <packages type="delete">
        <package name="d"/>
    </packages>
</image>
`

interface Case {
  readonly extension: string
  /** Names of the files beside the extension, and in the stash. */
  readonly own?: readonly string[]
  readonly stash?: readonly string[]
  readonly stashes?: Stashes
}

function built(
  { extension, own = [], stash = [], stashes = { core } }: Case,
  purpose: 'build' | 'preview' = 'build',
  profiles: readonly string[] = []
) {
  const files = new MemoryFiles([{ path: extensionPath, text: extension }])
  const library = new Library(files, schemaOf(pinned), stashProvider(stashes, files))
  library.update(extensionPath)
  const file = library.file(extensionPath)
  assert.ok(file)
  const folders: ReadonlyMap<string, readonly string[]> = new Map([
    [path.dirname(extensionPath), own],
    ['/stashes/core', stash]
  ])
  const found = effectiveText(file, { purpose, profiles }, { namesIn: folder => folders.get(folder) ?? [] })
  assert.ok(found)
  return found
}

/** The text in one line, from the first section on that is not the description. */
function sections({ text }: EffectiveText): string {
  return text.replaceAll(/\n\s*/g, '').replace(/^.*<\/description>/, '')
}

const oemconfig = '<oemconfig><oem-resize>false</oem-resize></oemconfig></type></preferences>'
const rest =
  '<repository alias="a"><source path="http://example.org/a"/></repository><packages type="image"><package name="a"/></packages>'

describe('a build on top of a stash', () => {
  it('does nothing again that the tree has already', () => {
    const found = built({
      extension: '<image stashed="core"/>',
      stash: ['config.xml', 'config.sh', 'images.sh', 'disk.sh', 'edit_boot_install.sh', 'a.tar']
    })
    assert.equal(
      sections(found),
      '<preferences><version>1.0.0</version><packagemanager>apt</packagemanager>' +
        `<type image="oem" filesystem="ext4" editbootinstall="edit_boot_install.sh">${oemconfig}${rest}</image>`
    )
    assert.deepEqual(found.neutralised, ['config.sh', 'images.sh', 'disk.sh'])
    assert.deepEqual(found.files, [{ path: '/stashes/core/edit_boot_install.sh', name: 'edit_boot_install.sh' }])
    assert.deepEqual(found.errors, [])
    assert.deepEqual(found.notes, [
      'editbootconfig="boot/gone.sh" of the stash\'s <type> is left out: the file is not in the stash.',
      'customize="customize.sh" of the stash\'s <repository> is left out: the file is not in the stash.',
      "The stash's certificates are left out: they are in its tree already.",
      "The stash's containers are left out: they are in its tree already.",
      "The stash's packages of type bootstrap are left out: its packages were what the tree was begun with, and would be unpacked over it.",
      "The stash's archives and files are left out: they are in its tree already.",
      "The stash's packages of type delete are left out: these packages are gone already."
    ])
  })

  it('takes what the extension brings from its folder', () => {
    const found = built({
      extension: `<image stashed="core">
        <preferences><type image="docker"><containerconfig name="x"/></type></preferences>
        <repository alias="own" customize="own.sh"><source path="this://repo"><signing key="this://keys/a.asc"/></source></repository>
        <packages type="bootstrap" bootstrap_package="x"><package name="b"/></packages>
        <packages type="image"><archive name="sub/b.tar"/><file name="/etc/hosts" target="/x"/></packages>
      </image>`,
      own: ['config.sh', 'root', 'root.tar.gz', 'config-cdroot.tar.xz', 'own.sh', 'README.md', 'sub'],
      stash: ['config.sh', 'post_bootstrap.sh']
    })
    assert.equal(
      sections(found),
      '<preferences><version>1.0.0</version><packagemanager>apt</packagemanager><type image="docker"><containerconfig name="x"/></type></preferences>' +
        `${rest}<repository alias="own" customize="own.sh"><source path="dir:///image/repo"><signing key="file:///image/keys/a.asc"/></source></repository>` +
        '<packages type="image"><package name="b"/></packages>' +
        '<packages type="image"><archive name="sub/b.tar"/><file name="/etc/hosts" target="/x"/></packages></image>'
    )
    assert.deepEqual(found.neutralised, ['post_bootstrap.sh'])
    assert.deepEqual(
      found.files.map(({ name }) => name),
      ['own.sh', 'config.sh', 'root', 'root.tar.gz', 'config-cdroot.tar.xz']
    )
    assert.deepEqual(
      found.errors.map(({ message }) => message),
      ['The file sub/b.tar is not there.']
    )
  })

  it('is refused for a profile that the stash does not have', () => {
    const { errors } = built({ extension: '<image stashed="core"/>' }, 'build', ['Disk'])
    assert.deepEqual(
      errors.map(({ message }) => message),
      ['There is no profile "Disk". There is none.']
    )
  })

  it('keeps the containers where the extension adds some, as kiwi writes their service anew', () => {
    const found = built({
      extension:
        '<image stashed="core"><containers source="registry.example.org" backend="podman"><container name="y"/></containers></image>'
    })
    assert.match(sections(found), /<container name="x"\/>.*<container name="y"\/>/)
  })

  it('is refused while the stash is not known', () => {
    const found = built({ extension: '<image stashed="core other"/>', stashes: { core } })
    assert.deepEqual(
      found.errors.map(({ message }) => message.slice(0, 29)),
      ['There is no container "other"']
    )
    assert.deepEqual(
      found.notes,
      found.errors.map(({ message }) => message)
    )
    assert.deepEqual(found.references, ['core', 'other'])
  })
})

/** The text, and each piece of it with its origin. */
function effective(fixture: string, profiles: readonly string[] = []) {
  const { files } = parseFixture(fixture, 'plain')
  const library = libraryOf(new MemoryFiles(files), pinned)
  const file = library.file(files[0]?.path ?? '')
  const found = file && effectiveText(file, { purpose: 'preview', profiles }, { namesIn: () => [] })
  assert.ok(file && found)
  const pieces = found.marks.map(({ span, origin, path: from, originSpan }) => {
    const tree = library.file(from)?.tree
    return `${origin} ${path.basename(from)}: ${tree?.text(originSpan.start, originSpan.end) ?? ''} → ${found.text.slice(span.start, span.end)}`
  })
  return { text: found.text, pieces }
}

describe('the effective description of a whole description', () => {
  const old = `<image schemaversion="8.3" name="x">
  <include from="this://part.xml"/>
  <preferences><type image="oem"><bootloader name="grub2" console="serial gfxterm"/></type></preferences>
</image>
//- /image/part.xml
<image><packages type="image"><package name="a"/></packages></image>`

  it('has the includes in, is converted, and tells the origin of both', () => {
    const { text, pieces } = effective(old)
    assert.equal(
      text,
      `<?xml version="1.0" encoding="utf-8"?>
<image schemaversion="8.5" name="x">
    <packages type="image">
        <package name="a"/>
    </packages>
    <preferences>
        <type image="oem">
            <bootloader name="grub2" output_console="serial" input_console="gfxterm"/>
        </type>
    </preferences>
</image>
`
    )
    assert.deepEqual(
      pieces.map(piece => piece.replaceAll(/\n\s*/g, '')),
      [
        'include part.xml: <package name="a"/> → <package name="a"/>',
        'include part.xml: <packages type="image"><package name="a"/></packages> → <packages type="image"><package name="a"/></packages>',
        'conversion appliance.kiwi: <bootloader name="grub2" console="serial gfxterm"/> → <bootloader name="grub2" output_console="serial" input_console="gfxterm"'
      ]
    )
  })

  it('tells of attributes that the conversion drops', () => {
    const { pieces } = effective(
      '<image schemaversion="8.0" name="x"><repository type="rpm-dir" alias="a"/><repository type="rpm-md" alias="b"/></image>'
    )
    assert.deepEqual(pieces, [
      'conversion appliance.kiwi: <repository type="rpm-dir" alias="a"/> → <repository alias="a"'
    ])
  })

  it('tells of text that the conversion replaces, and of none that only ends its lines in another way', () => {
    const lines = ['<image schemaversion="7.5" name="x">', '<packagemanager>dnf</packagemanager>', '</image>']
    const { pieces } = effective(lines.join('\r\n'))
    assert.deepEqual(pieces, ['conversion appliance.kiwi: <packagemanager> → <packagemanager'])
  })

  it('shows what chosen profiles leave', () => {
    const { text } = effective(
      '<image schemaversion="8.5" name="x"><profiles><profile name="A" description="a"/></profiles><packages type="image" profiles="A"/><packages type="image" profiles="B"/></image>',
      ['A']
    )
    assert.match(text, /<image [^>]*>\s*<packages type="image"\/>\s*<\/image>\n$/)
  })

  it('keeps comments, namespaces, long tags and characters that must be written otherwise', () => {
    const { text } = effective(
      `<!-- OBS -->
<image schemaversion="8.5" name="x" xmlns:f="urn:f"><!-- inside -->
<extension><f:a f:b="1"><g:c xmlns:g="urn:g">t &lt; <![CDATA[& u]]><!-- mixed --></g:c></f:a></extension>
<preferences><type image="oem" filesystem="ext4" kernelcmdline="a &quot;b&quot; 'c' &amp;&#10;d" firmware="uefi" bootpartition="false" installiso="true"/></preferences>
</image>`
    )
    assert.equal(
      text,
      `<?xml version="1.0" encoding="utf-8"?>
<!-- OBS -->
<image xmlns:f="urn:f" schemaversion="8.5" name="x">
    <!-- inside -->
    <extension>
        <f:a f:b="1">
            <g:c xmlns:g="urn:g">t &lt; &amp; u<!-- mixed --></g:c>
        </f:a>
    </extension>
    <preferences>
        <type image="oem"
              filesystem="ext4"
              kernelcmdline="a &quot;b&quot; 'c' &amp;&#10;d"
              firmware="uefi"
              bootpartition="false"
              installiso="true"/>
    </preferences>
</image>
`
    )
  })
})
