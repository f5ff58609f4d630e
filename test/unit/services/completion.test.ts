/** What is offered at a place, what it replaces and what it inserts. */
import assert from 'node:assert/strict'
import { complete, type CompletionSettings } from '../../../server/src/services/completion'
import { describedFile } from '../../support/descriptions'
import { cursorOf, parseFixture } from '../../support/fixture'
import { image } from '../../support/image'

/** All completions: `label (replaced text): inserted text`, `!` before what is required. */
function completionsOf(fixture: string, settings: CompletionSettings): string[] {
  const parsed = parseFixture(fixture, 'cursor')
  const file = describedFile(parsed)
  return complete(file, cursorOf(parsed), settings).map(({ label, span, text, required }) => {
    const replaced = file.tree.text(span.start, span.end)
    return `${required ? '!' : ''}${label}${replaced === '' ? '' : ` (${replaced})`}: ${text}`
  })
}

function check(title: string, fixture: string, expected: string[], settings: Partial<CompletionSettings> = {}): void {
  it(title, () => {
    assert.deepEqual(completionsOf(fixture, { snippets: true, ...settings }), expected)
  })
}

function preferences(inside: string): string {
  return image(`<preferences>${inside}</preferences>`)
}

describe('completion of elements', () => {
  check('in an empty file', '$0', [
    '!image: <image name="$1" schemaversion="8.5">\n\t<description type="${2|boot,system|}">\n\t\t<author>$3</author>\n\t\t<contact>$4</contact>\n\t\t<specification>$5</specification>\n\t</description>\n\t<preferences>\n\t\t$6\n\t</preferences>\n</image>'
  ])
  check('of the root', '<im$0', [
    '!image (im): image name="$1" schemaversion="8.5">\n\t<description type="${2|boot,system|}">\n\t\t<author>$3</author>\n\t\t<contact>$4</contact>\n\t\t<specification>$5</specification>\n\t</description>\n\t<preferences>\n\t\t$6\n\t</preferences>\n</image>'
  ])
  check('behind a <', image('<profiles><$0</profiles>'), [
    '!profile: profile name="$1" description="$2">\n\t$3\n</profile>'
  ])
  // <preferences> is needed, but is there already: behind the place, in an included file.
  check(
    'of what is needed and follows',
    `<image schemaversion="8.5" name="x"><description type="system"><author>a</author><contact>b</contact><specification>c</specification></description>
<$0
<include from="this://a.xml"/></image>\n//- /image/a.xml\n<image><preferences><type image="tbz"/></preferences></image>`,
    [
      'include: include',
      'certificates: certificates',
      'preferences: preferences',
      'profiles: profiles',
      'users: users',
      'drivers: drivers',
      'strip: strip',
      'repository: repository',
      'containers: containers',
      'packages: packages',
      'extension: extension'
    ],
    { snippets: false }
  )
  check('of half an element name', image('<users>\n<us$0\n</users>'), ['!user (us): user password="$1" name="$2"/>'])
  check('of elements without snippets', image('<users><$0</users>'), ['!user: user'], { snippets: false })
  check('of the name of a whole element', image('<users><us$0er name="a" password="b"/></users>'), [
    '!user (user): user'
  ])
  check('where no < is yet', image('<users>$0</users>'), ['!user: <user password="$1" name="$2"/>'])
  check('of a word without <', image('<strip type="delete"> fi$0l </strip>'), ['!file (fil): <file name="$1"/>'])
  check('between whole elements', image('<strip type="delete"><file name="a"/>$0<file name="b"/></strip>'), [
    'file: <file name="$1"/>'
  ])
  check('at the end of a file', '<image schemaversion="8.5" name="x"><users>$0', [
    '!user: <user password="$1" name="$2"/>'
  ])
  check(
    'leaves out what stands there already',
    '<image schemaversion="8.5" name="x"><description type="system"><author>a</author><$0<specification/></description></image>',
    ['!contact: contact>$1</contact>', 'license: license>$1</license>']
  )
  check('offers an element again at its own place', image('<repository><$0source path="x"/></repository>'), [
    '!source (source): source'
  ])
  check('with required attributes', image('<containers source="x" backend="podman">\n$0\n</containers>'), [
    '!container: <container name="$1"/>'
  ])
  check('where nothing may stand', image('<packages type="image"><package name="a">$0</package></packages>'), [])
  check('not inside comments', image('<users><!-- <$0 --></users>'), [])
  check('not in a processing instruction', image('<?x $0?>'), [])
  check('inside what is unknown', image('<unknown><$0</unknown>'), [])
  check(
    'in a fragment',
    `//- /image/a.kiwi\n${image('<include from="this://a.xml"/>')}\n//- /image/a.xml\n<image><users><$0</users></image>`,
    ['!user: user password="$1" name="$2"/>']
  )
  check('in a fragment that nobody includes', '//- /image/a.xml\n<image><users><$0</users></image>', [
    '!user: user password="$1" name="$2"/>'
  ])
  check('in a stash extension', '<image stashed="deb"><users><$0</users></image>', [
    '!user: user password="$1" name="$2"/>'
  ])
  check('not behind the root', '<image schemaversion="8.5"/>\n$0', [])
  check('not a second root', '<image schemaversion="8.5"/>\n<$0', [])
  check('not because of a blank', image('<users> $0</users>'), [], { typed: ' ' })
  check('not because of the end of a tag', image('<users>$0</users>'), [], { typed: '>' })
  check('because of a <', image('<users><$0</users>'), ['!user: user password="$1" name="$2"/>'], { typed: '<' })
  check('not in YAML', 'image: $0', [])
})

describe('completion of end tags', () => {
  check('behind </', image('<users><user name="a" password="b"/></$0'), ['users>: users>'])
  check('of half an end tag', image('<users></us$0></image>'), ['users (us): users'])
  check('not where all is closed', image('<users></use$0rs>'), [])
  check('not behind the name of an end tag', image('<packages></packages $0>'), [])
})

describe('completion of attributes', () => {
  check('that are left', image('<users><user name="a" $0/></users>'), [
    '!password: password="$1"',
    'groups: groups="$1"',
    'home: home="$1"',
    'id: id="$1"',
    'pwdformat: pwdformat="${1|encrypted,plain|}"',
    'realname: realname="$1"',
    'shell: shell="$1"'
  ])
  check('of half an attribute name', image('<strip ty$0></strip>'), [
    'profiles (ty): profiles="$1"',
    '!type (ty): type="${1|delete,tools,libs|}"'
  ])
  check('that have a value already', image('<strip prof$0="x"></strip>'), [
    'profiles (prof): profiles',
    '!type (prof): type'
  ])
  check('in a tag without end', image('<users><user \n $0\n</users>'), [
    '!password: password="$1"',
    '!name: name="$1"',
    'groups: groups="$1"',
    'home: home="$1"',
    'id: id="$1"',
    'pwdformat: pwdformat="${1|encrypted,plain|}"',
    'realname: realname="$1"',
    'shell: shell="$1"'
  ])
  check(
    'without snippets',
    image('<packages $0></packages>'),
    [
      'profiles: profiles=""',
      '!type: type=""',
      'patternType: patternType=""',
      'bootstrap_package: bootstrap_package=""'
    ],
    { snippets: false }
  )
  check('with their values', image('<packages $0></packages>'), [
    'profiles: profiles="$1"',
    '!type: type="${1|delete,docker,bootstrap,image,iso,oem,pxe,kis,oci,uninstall,systemfiles|}"',
    'patternType: patternType="${1|onlyRequired,plusRecommended|}"',
    'bootstrap_package: bootstrap_package="$1"'
  ])
  check('not right behind a value', image('<packages type="image"$0></packages>'), [])
  check('not in the root of a fragment', '//- /image/a.xml\n<image $0></image>', [])
})

describe('completion of values', () => {
  check('in quotes', image('<packages type="$0"/>'), [
    'delete: delete',
    'docker: docker',
    'bootstrap: bootstrap',
    'image: image',
    'iso: iso',
    'oem: oem',
    'pxe: pxe',
    'kis: kis',
    'oci: oci',
    'uninstall: uninstall',
    'systemfiles: systemfiles'
  ])
  check('of half a value', image('<users><user name="a" password="b" pwdformat="pl$0a"/></users>'), [
    'encrypted (pla): encrypted',
    'plain (pla): plain'
  ])
  check('without quotes', image('<users><user name="a" password="b" pwdformat=$0/></users>'), [
    'encrypted: "encrypted"',
    'plain: "plain"'
  ])
  check('without the closing quote', image('<users><user pwdformat="$0\n</users>'), [
    'encrypted: encrypted',
    'plain: plain'
  ])
  check('that are booleans', image('<repository imageinclude="$0"><source path="x"/></repository>'), [
    'true: true',
    'false: false'
  ])
  check('that are free', image('<users><user name="$0"/></users>'), [])
  check('of an unknown attribute', image('<users><user nam="$0"/></users>'), [])
  check(
    'of an attribute that kiwi renames',
    image('<preferences><type image="btrfs" btrfs_root_is_snapshot="$0"/></preferences>', '8.0'),
    ['true: true', 'false: false']
  )
})

describe('completion of text', () => {
  check('in an empty element', preferences('<packagemanager>$0</packagemanager>'), [
    'apk: apk',
    'apt: apt',
    'zypper: zypper',
    'dnf4: dnf4',
    'dnf5: dnf5',
    'microdnf: microdnf',
    'pacman: pacman'
  ])
  check('in the text', preferences('<packagemanager> dn$0f </packagemanager>'), [
    'apk (dnf): apk',
    'apt (dnf): apt',
    'zypper (dnf): zypper',
    'dnf4 (dnf): dnf4',
    'dnf5 (dnf): dnf5',
    'microdnf (dnf): microdnf',
    'pacman (dnf): pacman'
  ])
  check('in an element that is not closed', preferences('<packagemanager>$0'), [
    'apk: apk',
    'apt: apt',
    'zypper: zypper',
    'dnf4: dnf4',
    'dnf5: dnf5',
    'microdnf: microdnf',
    'pacman: pacman'
  ])
  check('of half a text that is not closed', preferences('<packagemanager>dn$0\n'), [
    'apk (dn): apk',
    'apt (dn): apt',
    'zypper (dn): zypper',
    'dnf4 (dn): dnf4',
    'dnf5 (dn): dnf5',
    'microdnf (dn): microdnf',
    'pacman (dn): pacman'
  ])
  check('that is a boolean', preferences('<rpm-check-signatures>$0</rpm-check-signatures>'), [
    'true: true',
    'false: false'
  ])
  check(
    'because of the end of a tag (text)',
    preferences('<rpm-excludedocs>$0</rpm-excludedocs>'),
    ['true: true', 'false: false'],
    { typed: '>' }
  )
  check('that may be anything', preferences('<version>$0</version>'), [])
})
