/** What is offered to do about a diagnostic, and the document afterwards. */
import assert from 'node:assert/strict'
import { quickFixes, type QuickFix } from '../../../server/src/services/quickFixes'
import { describedFile } from '../../support/descriptions'
import { parseFixture } from '../../support/fixture'
import { image } from '../../support/image'
import { withEdits } from '../../support/textEdits'

/** The fixes for all that is told of a description, those that silence left out, and the text after each. */
function fixesOf(text: string): { fix: QuickFix; after: string }[] {
  const file = describedFile(parseFixture(text, 'plain'))
  return quickFixes(file, { start: 0, end: file.tree.length })
    .filter(({ title }) => !title.startsWith('Silence '))
    .map(fix => ({ fix, after: withEdits(file.tree.text(), fix.edits) }))
}

/** All fixes: `title` to what stands afterwards in the place of `inside`, `*` before preferred ones. */
function check(title: string, inside: string, expected: Record<string, string>): void {
  it(title, () => {
    const [before = '', behind = ''] = image('|').split('|')
    const found = fixesOf(image(inside)).map(({ fix, after }) => {
      assert.ok(after.startsWith(before) && after.endsWith(behind), after)
      return [`${fix.isPreferred ? '*' : ''}${fix.title}`, after.slice(before.length, after.length - behind.length)]
    })
    assert.deepEqual(found, Object.entries(expected))
  })
}

/** All fixes of a whole document. */
function checkDocument(title: string, text: string, expected: Record<string, string>): void {
  it(title, () => {
    const found = fixesOf(text).map(({ fix, after }) => [`${fix.isPreferred ? '*' : ''}${fix.title}`, after])
    assert.deepEqual(found, Object.entries(expected))
  })
}

function loader(attributes: string): string {
  return `<preferences><type image="oem" filesystem="xfs"><oemconfig><oem-resize>false</oem-resize></oemconfig><bootloader name="grub2"${attributes}/></type></preferences>`
}

function type(attributes: string, inside = ''): string {
  return `<preferences><type ${attributes}>${inside}</type></preferences>`
}

/** The fixes that silence, each with the document afterwards. */
function silenced(inside: string): [string, string][] {
  const file = describedFile(parseFixture(image(inside), 'plain'))
  return quickFixes(file, { start: 0, end: file.tree.length })
    .filter(({ title }) => title.startsWith('Silence '))
    .map(({ title, edits }) => [title, withEdits(file.tree.text(), edits)])
}

describe('quick fixes of names', () => {
  check(
    'change a misspelt element, end tag included, or remove it',
    '<packagess type="image">\n  </packagess>\n  <packages type="iso"/>',
    {
      '*Change it to <packages>': '<packages type="image">\n  </packages>\n  <packages type="iso"/>',
      'Remove <packagess>': '<packages type="iso"/>'
    }
  )
  check('remove an element in the midst of others', '<users><user name="a" password="b"/><foo/></users>', {
    'Remove <foo>': '<users><user name="a" password="b"/></users>'
  })
  check('change a misspelt attribute', '<packages type="image"><package name="a" arhc="x86_64"/></packages>', {
    '*Change it to arch': '<packages type="image"><package name="a" arch="x86_64"/></packages>',
    'Remove arhc': '<packages type="image"><package name="a"/></packages>'
  })
  check('change a misspelt value', "<packages type='imge'/>", { '*Change it to "image"': '<packages type="image"/>' })
  check(
    'offer the few values that there are',
    '<repository imageinclude="maybe"><source path="obs://a/b"/></repository>',
    {
      'Change it to "true"': '<repository imageinclude="true"><source path="obs://a/b"/></repository>',
      'Change it to "false"': '<repository imageinclude="false"><source path="obs://a/b"/></repository>'
    }
  )
  check('change a misspelt text', '<preferences><packagemanager>zyper</packagemanager></preferences>', {
    '*Change it to "zypper"': '<preferences><packagemanager>zypper</packagemanager></preferences>'
  })
  check(
    'change a text that newer versions have another word for',
    '<preferences><packagemanager>dnf</packagemanager></preferences>',
    {
      '*Change it to "dnf4"': '<preferences><packagemanager>dnf4</packagemanager></preferences>'
    }
  )
  check('write the successors of an attribute', loader(' console="serial gfxterm"'), {
    '*Change it to output_console and input_console': loader(' output_console="serial" input_console="gfxterm"'),
    'Remove console': loader('')
  })
  check('keep a successor that is there', loader(' console="serial" output_console="gfxterm"'), {
    '*Remove console': loader(' output_console="gfxterm"')
  })
  check('remove text', '<packages type="image"> vim </packages>', {
    'Remove the text': '<packages type="image">  </packages>'
  })
  check('change a code in a comment', '<!-- kiwi-lint: disable=rule-brokn -->', {
    '*Change it to rule-broken': '<!-- kiwi-lint: disable=rule-broken -->'
  })
})

describe('quick fixes of what is missing', () => {
  check('add attributes', '<users>\n    <user/>\n  </users>', {
    '*Add password and name': '<users>\n    <user password="" name=""/>\n  </users>'
  })
  check('add attributes in the lines of others', '<users><user\n  name="a"\n  home="b"/></users>', {
    '*Add password': '<users><user\n  name="a"\n  home="b"\n  password=""/></users>'
  })
  check('add an element to an empty one', '<users/>', {
    'Add <user>': '<users>\n    <user password="" name=""/>\n  </users>'
  })
  check('add an element behind others', '<repository>\n\t<!-- here -->\n  </repository>', {
    '*Add <source>': '<repository>\n\t<!-- here -->\n    <source path=""/>\n  </repository>'
  })
  const [, rest = ''] = image('').split(' schemaversion="8.5"')
  checkDocument('write the schemaversion', `<image${rest}`, {
    '*Write schemaversion="8.5"': `<image name="test" schemaversion="8.5"${rest.slice(12)}`
  })
  checkDocument('correct the schemaversion', image('', 'new'), { '*Write schemaversion="8.5"': image('') })
})

describe('quick fixes of an attribute that is called otherwise', () => {
  check('give it the name of the one that is needed', '<repository><source url="dir:///a"/></repository>', {
    'Change it to path': '<repository><source path="dir:///a"/></repository>',
    'Remove url': '<repository><source/></repository>'
  })
})

describe('quick fixes of rules', () => {
  check(
    'add what a rule demands',
    type(
      'image="oem" filesystem="xfs" embed_verity_metadata="true"',
      '<oemconfig><oem-resize>false</oem-resize></oemconfig>'
    ),
    {
      'Add verity_blocks=""': type(
        'image="oem" filesystem="xfs" embed_verity_metadata="true" verity_blocks=""',
        '<oemconfig><oem-resize>false</oem-resize></oemconfig>'
      ),
      'Remove embed_verity_metadata': type(
        'image="oem" filesystem="xfs"',
        '<oemconfig><oem-resize>false</oem-resize></oemconfig>'
      )
    }
  )
  check('remove what a rule forbids, or change what decides', type('image="docker" flags="overlay"'), {
    'Change image to "iso"': type('image="iso" flags="overlay"'),
    'Remove flags': type('image="docker"')
  })
  check('remove an element that cannot be there', type('image="docker"', '<bootloader name="grub2"/>'), {
    'Change image of <type> to "iso"': type('image="iso"', '<bootloader name="grub2"/>'),
    'Remove <bootloader>': type('image="docker"')
  })
})

describe('quick fixes of includes', () => {
  checkDocument(
    'write this:// for a file beside the description',
    `//- /image/a.kiwi\n${image('<include from="./a.xml"/>')}\n//- /image/a.xml\n<image/>`,
    {
      '*Write this://a.xml': image('<include from="this://a.xml"/>')
    }
  )
  check('write it for one that kiwi looks for elsewhere', '<include from="file:a.xml"/>', {
    'Write this://a.xml': '<include from="this://a.xml"/>'
  })
})

describe('quick fixes of markup', () => {
  check('close an element', '<users><user name="a" password="b"></users>', {
    '*Close <user>': '<users><user name="a" password="b"></user></users>'
  })
  check('close an element of many lines', '<users>\n    <user name="a" password="b"/>\n  <packages type="image"/>', {
    '*Close <users>': '<users>\n    <user name="a" password="b"/>\n  </users>\n  <packages type="image"/>'
  })
  check('write the right end tag', '<users><user name="a" password="b"/></user>', {
    '*Write </users>': '<users><user name="a" password="b"/></users>'
  })
  check('remove a stray one', '<packages type="image"/></foo>', { '*Remove </foo>': '<packages type="image"/>' })
  check('end a start tag', '<packages type="image"\n<package name="a"/></packages>', {
    '*Close the tag with ">"': '<packages type="image">\n<package name="a"/></packages>'
  })
  check('quote a value', '<packages type=image/>', { '*Put the value in quotes': '<packages type="image"/>' })
  check('complete the quotes of a value', '<repository><source path=dir:///srv/a"/></repository>', {
    '*Put the value in quotes': '<repository><source path="dir:///srv/a"/></repository>'
  })
  check('write straight quotes', '<packages type=“image”/>', { '*Put the value in quotes': '<packages type="image"/>' })
  check('remove the second of two attributes', '<packages type="image" type="iso"/>', {
    'Remove this type': '<packages type="image"/>'
  })
  check('put a blank between attributes', '<packages type="image"><package name="a"arch="b"/></packages>', {
    '*Put a blank before the attribute': '<packages type="image"><package name="a" arch="b"/></packages>'
  })
  check('escape characters', '<profiles><profile name="a" description="b & c"/></profiles>', {
    '*Write "&" as &amp;': '<profiles><profile name="a" description="b &amp; c"/></profiles>'
  })
  check('part hyphens in a comment', '<!-- a -- b -->', { '*Put blanks between the hyphens': '<!-- a - - b -->' })
})

describe('quick fixes that silence', () => {
  it('put a comment before the element, as far in as it is', () => {
    assert.deepEqual(silenced('<users>\n    <user/>\n  </users>'), [
      [
        'Silence attribute-missing here',
        image('<users>\n    <!-- kiwi-lint: disable=attribute-missing -->\n    <user/>\n  </users>')
      ]
    ])
  })

  it('add to a comment that is there', () => {
    assert.deepEqual(silenced('<!-- kiwi-lint: disable=rule-broken -->\n<users/>'), [
      ['Silence content-incomplete here', image('<!-- kiwi-lint: disable=rule-broken,content-incomplete -->\n<users/>')]
    ])
  })

  it('silence', () => {
    for (const inside of ['<users><user/></users>', '<foo/>', '<users>\n<user name="a"/>\n</users>'])
      for (const [, after] of silenced(inside)) assert.deepEqual(fixesOf(after), [], after)
  })
})
