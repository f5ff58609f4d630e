/** What is said of wrong descriptions, and where: each case is a description and all that is told of it. */
import assert from 'node:assert/strict'
import { diagnosticCodes } from '../../../server/src/services/diagnosticCodes'
import { diagnose } from '../../../server/src/services/diagnostics'
import { libraryOf, MemoryFiles } from '../../support/descriptions'
import { parseFixture } from '../../support/fixture'
import { image } from '../../support/image'

/** All diagnostics of all files of a fixture: `file: "marked text": message [code]`. */
function diagnosticsOf(fixture: string, target?: string): string[] {
  const files = new MemoryFiles(parseFixture(fixture, 'plain').files)
  const library = libraryOf(files, target)
  return files.paths().flatMap(path => {
    const file = library.file(path)
    assert.ok(file)
    return diagnose(file).map(({ code, message, severity, span: { start, end } }) => {
      const place = files.paths().length > 1 ? `${path.replace('/image/', '')}: ` : ''
      const weight = severity === 'error' ? '' : `${severity}: `
      return `${place}${JSON.stringify(file.tree.text(start, end))} ${weight}${message} [${code}]`
    })
  })
}

function check(title: string, fixture: string, expected: string[], target?: string): void {
  it(title, () => {
    assert.deepEqual(diagnosticsOf(fixture, target), expected)
  })
}

describe('diagnostics', () => {
  check('of a good description', image('<packages type="image"><package name="vim"/></packages>'), [])
  check(
    'of a misspelt element and of what is wrong inside it',
    image('<packagess type="image"><package nam="vim"/></packagess>'),
    [
      '"packagess" <packagess> is not allowed in <image>. Did you mean <packages>? Allowed: <packages>, <preferences>, <profiles>, <include>, <certificates>, <users>, <drivers>, <strip> and 3 more. [element-not-allowed]',
      '"nam" <package> has no attribute nam. Did you mean name? Allowed: name, arch, bootdelete, bootinclude. [attribute-not-allowed]'
    ]
  )
  check(
    'of broken rules, at the attribute that each is about',
    image('<preferences><type image="oem" flags="overlay"/></preferences>'),
    [
      '"type" <type image="oem"> needs the attribute filesystem. kiwi says: filesystem attribute must be set for the following image types: oem. [rule-broken]',
      '"flags" flags is only for image="iso", and this <type> has image="oem". kiwi says: flags attribute is only available for the following image types: iso. [rule-broken]'
    ]
  )
  check(
    'of a value that is refused, but not of the rules that ask for it',
    image('<preferences><type image="omg" flags="overlay"><bootloader name="grub2"/></type></preferences>'),
    [
      '"omg" "omg" is not a value of image. Allowed: "oem", "oci", "docker", "iso", "pxe", "kis", "btrfs", "ext2" and 10 more. [attribute-value-invalid]'
    ]
  )
  check('of an unknown element', image('<foo/>'), [
    '"foo" <foo> is not allowed in <image>. Allowed: <include>, <certificates>, <preferences>, <profiles>, <users>, <drivers>, <strip>, <repository> and 3 more. [element-not-allowed]'
  ])
  check('of an element in the wrong place', image('<package name="vim"/>'), [
    '"package" <package> is not allowed in <image>. It stands in <packages>. Allowed: <packages>, <preferences>, <profiles>, <include>, <certificates>, <users>, <drivers>, <strip> and 3 more. [element-not-allowed]'
  ])
  check(
    'of an element that stands twice',
    image(
      '<description type="system"><author>A</author><contact>b</contact><specification>c</specification></description>'
    ),
    ['"description" <description> stands in <image> already, and only one is allowed. [element-repeated]']
  )
  check('of a misspelt attribute', image('<users><user name="a" password="b" grups="c"/></users>'), [
    '"grups" <user> has no attribute grups. Did you mean groups? Allowed: groups, home, id, pwdformat, realname, shell. [attribute-not-allowed]'
  ])
  check('of an attribute that is nowhere', image('<users><user name="a" password="b" x:y="1" qqqqqq="c"/></users>'), [
    '"x:y" Nothing declares the prefix x: add xmlns:x="…" here or on an element around it. [prefix-undeclared]',
    '"qqqqqq" <user> has no attribute qqqqqq. Allowed: groups, home, id, pwdformat, realname, shell. [attribute-not-allowed]'
  ])
  check('of missing attributes', image('<users><user/></users>'), [
    '"user" <user> needs the attributes password and name. [attribute-missing]'
  ])
  check('of a value that is not in the list', image('<packages type="imge"/>'), [
    '"imge" "imge" is not a value of type. Did you mean "image"? Allowed: "image", "iso", "delete", "docker", "bootstrap", "oem", "pxe", "kis" and 3 more. [attribute-value-invalid]'
  ])
  check('of an empty value', image('<packages type=""/>'), [
    '"type=\\"\\"" "" is not a value of type. Allowed: "delete", "docker", "bootstrap", "image", "iso", "oem", "pxe", "kis" and 3 more. [attribute-value-invalid]'
  ])
  check(
    'of a value that is no boolean',
    image('<repository imageinclude="yes"><source path="obs://a/b"/></repository>'),
    ['"yes" "yes" is not a value of imageinclude. Write "true". [attribute-value-invalid]']
  )
  check('of a value that is no number', image('<repository priority="high"><source path="obs://a/b"/></repository>'), [
    '"high" "high" is not a value of priority. A whole number is wanted. [attribute-value-invalid]'
  ])
  check('of a value against a pattern', image('<repository alias="a b"><source path="obs://a/b"/></repository>'), [
    '"a b" "a b" is not a value of alias. Allowed: letters (a to z), digits, "_", "-" and ".". [attribute-value-invalid]'
  ])
  check('of a wrong text', image('<preferences><packagemanager> dnff </packagemanager></preferences>'), [
    '"dnff" "dnff" is not a value of <packagemanager>. Did you mean "dnf4" or "dnf5"? Allowed: "dnf4", "dnf5", "apk", "apt", "zypper", "microdnf", "pacman". [text-invalid]'
  ])
  check('of a missing text', image('<preferences><packagemanager/></preferences>'), [
    '"packagemanager" <packagemanager> must not be empty. Allowed: "apk", "apt", "zypper", "dnf4", "dnf5", "microdnf", "pacman". [text-invalid]'
  ])
  check('of text where none may be', image('<packages type="image"> vim <package name="vi"/></packages>'), [
    '"vim" <packages> cannot hold text. [text-not-allowed]'
  ])
  check('of text in an empty element', image('<packages type="image"><package name="vi">vim</package></packages>'), [
    '"vim" <package> cannot hold text. [text-not-allowed]'
  ])
  check(
    'of missing elements',
    '<image schemaversion="8.5" name="x"><description type="system"><author>A</author></description></image>',
    [
      '"image" <image> is incomplete. Missing: <preferences>. [content-incomplete]',
      '"description" <description> is incomplete. Missing: <contact> and <specification>. [content-incomplete]'
    ]
  )
  check('of an empty section', image('<users/>'), [
    '"users" <users> is incomplete. Missing: <user>. [content-incomplete]'
  ])
  check('of a wrong root', '<imag schemaversion="8.5" name="x"/>', [
    '"imag" A description starts with <image>, not with <imag>. [root-not-image]'
  ])
  check('of an extension', image('<extension xmlns:x="urn:x"><x:y any="1"><x:z/></x:y></extension>'), [])
  check('of an undeclared prefix', image('<extension><x:y x:z=""/></extension>'), [
    '"x:y" Nothing declares the prefix x: add xmlns:x="…" here or on an element around it. [prefix-undeclared]',
    '"x:z" Nothing declares the prefix x: add xmlns:x="…" here or on an element around it. [prefix-undeclared]'
  ])
})

describe('diagnostics of half-typed markup', () => {
  check('of a lone <', image('<packages type="image"><package name="a"/><</packages>'), [
    '"<" This "<" starts no tag: write &lt; if you mean the character. [markup-malformed]'
  ])
  check('of half an element', image('<packages type="image"><pa\n<package name="b"/></packages>'), [
    '"<pa" The tag <pa does not end: ">" is missing. [start-tag-not-closed]'
  ])
  check('of half an attribute', image('<packages type="image"><package na\n<package name="b"/></packages>'), [
    '"na" The attribute na has no value: write na="…". [attribute-without-value]'
  ])
  check('of an attribute without value', image('<packages type="image"><package name=/></packages>'), [
    '"name" The attribute name has no value: write name="…". [attribute-without-value]'
  ])
  check(
    'of a schema error behind broken markup',
    image('<packages type="image"><package name="a"\n<package nme="b"/></packages>'),
    [
      '"<package" The tag <package does not end: ">" is missing. [start-tag-not-closed]',
      '"nme" <package> has no attribute nme. Did you mean name? Allowed: name, arch, bootdelete, bootinclude. [attribute-not-allowed]'
    ]
  )
  check('of an element that is not closed', image('<packages type="image"><package name="a"></packages>'), [
    '"package" <package> is never closed: its end tag </package> is missing. [element-not-closed]'
  ])
  check('of an attribute twice', image('<packages type="image" type="iso"/>'), [
    '"type" The attribute type stands here twice. [attribute-duplicate]'
  ])
  check('of an empty file', '', [
    '"" There is no element in this file: a description starts with <image>. [root-missing]'
  ])
})

describe('diagnostics of versions', () => {
  check('of an old one', image('<preferences><packagemanager>dnf</packagemanager></preferences>', '7.4'), [])
  check(
    'of what is old in a new one',
    image('<preferences><packagemanager>dnf</packagemanager></preferences>', '7.6'),
    ['"dnf" "dnf" is not a value of <packagemanager>. Since schemaversion 7.6 write "dnf4". [text-invalid]']
  )
  check(
    'of a value that the conversion makes wrong',
    image(
      '<preferences><type image="iso"><bootloader name="grub2" console="serial gfxterm"/></type></preferences>',
      '8.3'
    ),
    [
      '"serial gfxterm" "gfxterm" is not a value of console, which kiwi reads as input_console. Allowed, one or more with blanks between them: "none", "console", "serial", "at_keyboard", "usb_keyboard". [attribute-value-invalid]'
    ]
  )
  check('of a missing one', '<image name="x"/>', [
    '"image" <image> needs the attribute schemaversion: write schemaversion="8.5". [schemaversion-missing]'
  ])
  check('of a malformed one', image('', 'abc'), [
    '"abc" "abc" is no schemaversion. The newest one is "8.5". [schemaversion-malformed]'
  ])
  check('of one that is too old, and of nothing else', image('<foo/>', '7.3'), [
    '"7.3" kiwi reads descriptions from schemaversion 7.4 on; this one says 7.3. Convert it with xsltproc and the style sheet /usr/share/kiwi/xsl_to_v74/update.xsl, which kiwi packages bring along. [schemaversion-too-old]'
  ])
  check('of one that is too new', image('', '9.0'), [
    '"9.0" This description says schemaversion 9.0, but the chosen kiwi reads versions up to 8.5. Install a newer kiwi, or choose another one in the setting kiwi.schema.target. [schemaversion-too-new]'
  ])
  check('of one that is written wrongly', image('', '8.50'), [
    '"8.50" There is no schemaversion 8.50. Write "8.5", exactly so. [schemaversion-unknown]'
  ])
  check(
    'for an older kiwi',
    image('<certificates><certificate name="x"/></certificates>', '7.6'),
    [
      '"certificates" <certificates> is not allowed in <image>. It needs kiwi 10.2.35 or newer; this is judged by kiwi 10.0.4. [element-not-allowed]'
    ],
    '8.0'
  )
  check(
    'of a new one for an older kiwi',
    image('', '8.5'),
    [
      '"8.5" This description says schemaversion 8.5, but the chosen kiwi reads versions up to 8.0. Install kiwi 10.3.5 or newer, or choose another one in the setting kiwi.schema.target. [schemaversion-too-new]'
    ],
    '8.0'
  )
})

describe('diagnostics of stash extensions', () => {
  check('of one with nothing in it', '<image stashed="deb"/>', [
    '"deb" information: Nothing is known here of what is in the stash "deb": only this file itself is checked. [stash-unknown]'
  ])
  check(
    'of a mistake in one',
    '<image stashed="deb" name="x"><packages type="image"><package nam="a"/></packages></image>',
    [
      '"deb" information: Nothing is known here of what is in the stash "deb": only this file itself is checked. [stash-unknown]',
      '"nam" <package> has no attribute nam. Did you mean name? Allowed: name, arch, bootdelete, bootinclude. [attribute-not-allowed]'
    ]
  )
})

describe('diagnostics of other files', () => {
  check('in YAML', 'image:\n  "@name": x\n', [])
  check('in other XML', '//- /image/pom.xml\n<project><broken</project>', [])
})

describe('the words of a diagnostic', () => {
  it('do not send an element where it stands already', () => {
    const facts = { name: 'a', parent: 'b', allowed: ['c'], belongs: ['b', 'd'] }
    assert.equal(diagnosticCodes['element-not-allowed'].message(facts), '<a> is not allowed in <b>. Allowed: <c>.')
  })
})

describe('diagnostics of inclusions', () => {
  check('of a missing file', image('<include from="this://a.xml"/>'), [
    '"this://a.xml" The file that "this://a.xml" includes is not there, or cannot be read: /image/a.xml. [include-missing]'
  ])
  check('of one that is no file', image('<include from="file://a.xml"/>'), [
    '"file://a.xml" kiwi cannot find "file://a.xml". Write this://FILE for a file beside the description. [include-not-a-file]'
  ])
  check('of one below the working folder', image('<include from="http://host/a.xml"/>'), [
    '"http://host/a.xml" kiwi reads "http://host/a.xml" as host/a.xml below the folder that it is started in, not beside the description. Write this://FILE for a file beside the description. [include-working-folder]'
  ])
  check('of what is no URI', image('<include from="this://my part.xml"/>'), [
    '"this://my part.xml" "this://my part.xml" is no URI, and kiwi stops. Let the file\'s path have only ASCII letters, digits and "/._~-". [include-malformed]'
  ])
  check('of a part', `${image('<include from="this://a.xml#x"/>')}\n//- /image/a.xml\n<image><foo/></image>`, [
    'appliance.kiwi: "this://a.xml#x" kiwi finds nothing for the part behind "#" in "this://a.xml#x"; a build stops here. Include whole files. [include-part]'
  ])
  check(
    'of broken markup in another document',
    `${image('<include from="this://a.xml"/>')}\n//- /image/a.xml\n<foo><bar></foo>`,
    [
      'appliance.kiwi: "<include from=\\"this://a.xml\\"/>" a.xml has an error in this description: <bar> is never closed: its end tag </bar> is missing. [include-has-errors]'
    ]
  )
  check('of a root in a namespace', '<image xmlns="urn:x" schemaversion="8.5" name="x"/>', [
    '"image" A description\'s elements are in no namespace: <image> is in "urn:x". Remove its xmlns. [root-not-image]'
  ])
  check('of one without from', image('<include/>'), [
    '"include" <include> needs the attribute from. [attribute-missing]'
  ])
  check('of itself', image('<include from=""/>'), [
    '"from=\\"\\"" This includes the description into itself, which would then hold everything twice. [include-itself]'
  ])
  check('of itself by its name', image('<include from="this://appliance.kiwi"/>'), [
    '"this://appliance.kiwi" This includes the description into itself, which would then hold everything twice. [include-itself]'
  ])
  check('of an empty document', `${image('<include from="this://a.xml"/>')}\n//- /image/a.xml\n`, [
    'appliance.kiwi: "<include from=\\"this://a.xml\\"/>" a.xml has an error in this description: There is no element in this file: a description starts with <image>. [include-has-errors]'
  ])
  check(
    'of what may stand only once, included twice',
    `${image('<include from="this://a.xml"/>'.repeat(2)).replace(/<description[^]*<[/]description>/, '')}
//- /image/a.xml
<image><description type="system"><author>a</author><contact>b</contact><specification>c</specification></description></image>`,
    [
      'appliance.kiwi: "<include from=\\"this://a.xml\\"/>" a.xml has an error in this description: <description> stands in <image> already, and only one is allowed. [include-has-errors]',
      'appliance.kiwi: "<include from=\\"this://a.xml\\"/>" a.xml has an error in this description: <description> stands in <image> already, and only one is allowed. [include-has-errors]',
      'a.xml: "description" <description> stands in <image> already, and only one is allowed. [element-repeated]'
    ]
  )
  check('of a relative one', `${image('<include from="./a.xml"/>')}\n//- /image/a.xml\n<image/>`, [
    'appliance.kiwi: "./a.xml" warning: "./a.xml" is found only where kiwi runs without its optional module anymarkup. Write "this://a.xml", which always works. [include-relative]'
  ])
  check('of another document', `${image('<include from="this://a.xml"/>')}\n//- /image/a.xml\n<notimage/>`, [
    'appliance.kiwi: "this://a.xml" warning: a.xml brings nothing in: its top element is not <image>. kiwi passes over that without a word. [include-not-image]'
  ])
  check(
    'of one that includes',
    `${image('<include from="this://a.xml"/>')}\n//- /image/a.xml\n<image><include from="this://b.xml"/></image>`,
    [
      'appliance.kiwi: "<include from=\\"this://a.xml\\"/>" a.xml has an error in this description: kiwi does not follow an <include> in an included file; a build stops here. Include the file from the description. [include-has-errors]',
      'a.xml: "include" kiwi does not follow an <include> in an included file; a build stops here. Include the file from the description. [include-nested]'
    ]
  )
  check(
    'of a mistake in a fragment',
    `${image('<include from="this://a.xml"/>')}\n//- /image/a.xml\n<image name="ignored" foo="1"><packages type="image"><package nam="a"/></packages></image>`,
    [
      'appliance.kiwi: "<include from=\\"this://a.xml\\"/>" a.xml has an error in this description: <package> has no attribute nam. Did you mean name? Allowed: name, arch, bootdelete, bootinclude. [include-has-errors]',
      'a.xml: "nam" <package> has no attribute nam. Did you mean name? Allowed: name, arch, bootdelete, bootinclude. [attribute-not-allowed]'
    ]
  )
  check(
    'of broken markup in a fragment',
    `${image('<include from="this://a.xml"/>')}\n//- /image/a.xml\n<image><packages type="image"><package name="a"></packages></image>`,
    [
      'appliance.kiwi: "<include from=\\"this://a.xml\\"/>" a.xml has an error in this description: <package> is never closed: its end tag </package> is missing. [include-has-errors]',
      'a.xml: "package" <package> is never closed: its end tag </package> is missing. [element-not-closed]'
    ]
  )
  check(
    'of what a fragment repeats',
    `${image('<include from="this://a.xml"/>')}\n//- /image/a.xml\n<image><description type="system"><author>A</author><contact>b</contact><specification>c</specification></description></image>`,
    [
      'appliance.kiwi: "<include from=\\"this://a.xml\\"/>" a.xml has an error in this description: <description> stands in <image> already, and only one is allowed. [include-has-errors]',
      'a.xml: "description" <description> stands in <image> already, and only one is allowed. [element-repeated]'
    ]
  )
  check(
    'of what only one of two descriptions objects to',
    `//- /image/old.kiwi\n${image('<include from="this://a.xml"/>', '7.5')}\n//- /image/new.kiwi\n${image('<include from="this://a.xml"/>')}\n//- /image/a.xml\n<image><preferences><packagemanager>dnf</packagemanager><foo/></preferences></image>`,
    [
      'old.kiwi: "<include from=\\"this://a.xml\\"/>" a.xml has an error in this description: <foo> is not allowed in <preferences>. Allowed: <bootsplash-theme>, <bootloader-theme>, <keytable>, <locale>, <release-version>, <rpm-locale-filtering>, <rpm-check-signatures>, <rpm-excludedocs> and 4 more. [include-has-errors]',
      'new.kiwi: "<include from=\\"this://a.xml\\"/>" a.xml has 2 errors in this description: "dnf" is not a value of <packagemanager>. Since schemaversion 7.6 write "dnf4". [include-has-errors]',
      'a.xml: "dnf" "dnf" is not a value of <packagemanager>. Since schemaversion 7.6 write "dnf4". (only in new.kiwi) [text-invalid]',
      'a.xml: "foo" <foo> is not allowed in <preferences>. Allowed: <bootsplash-theme>, <bootloader-theme>, <keytable>, <locale>, <release-version>, <rpm-locale-filtering>, <rpm-check-signatures>, <rpm-excludedocs> and 4 more. [element-not-allowed]'
    ]
  )
  check(
    'of a fragment that nobody includes',
    '//- /image/a.xml\n<image><preferences><packagemanager>dnf</packagemanager><type image="oem" vga="1"/></preferences><users nonsense="1"><user name="a" password="b"/></users></image>',
    [
      '"type" <type image="oem"> needs the attribute filesystem. kiwi says: filesystem attribute must be set for the following image types: oem. [rule-broken]',
      '"nonsense" <users> has no attribute nonsense. Allowed: arch, profiles. [attribute-not-allowed]'
    ]
  )
})
