/** The conversion of old descriptions does to each element and version exactly what kiwi's does. */
import assert from 'node:assert/strict'
import { Conversion, conversionSteps, versionNumber } from '../../../server/src/description/conversion'
import { readVersion, stopsKiwi } from '../../../server/src/description/versions'

const newest = '8.5'

function convert(version: string, element: string, attributes: Record<string, string>): Record<string, string> {
  const written = Object.entries(attributes).map(([localName, value]) => ({
    namespace: '',
    localName,
    value,
    source: localName
  }))
  const converted = Conversion.between(versionNumber(version), newest).attributes(element, written)
  return Object.fromEntries(converted.map(({ localName, value, source }) => [`${localName} of ${source}`, value]))
}

describe('the conversion table', () => {
  it('leads from step to step without a gap', () => {
    for (const [index, { to }] of conversionSteps.slice(0, -1).entries())
      assert.equal(conversionSteps[index + 1]?.from, to)
  })
})

function checkAttributes(
  title: string,
  version: string,
  element: string,
  attributes: Record<string, string>,
  expected: Record<string, string>
): void {
  it(title, () => {
    assert.deepEqual(convert(version, element, attributes), expected)
  })
}

describe('converted attributes', () => {
  checkAttributes(
    'a colon goes before every tag',
    '7.4',
    'containerconfig',
    { name: 'x', additionaltags: 'a,b' },
    { 'name of name': 'x', 'additionalnames of additionaltags': ':a,:b' }
  )
  checkAttributes(
    'no tag is a tag too',
    '7.4',
    'containerconfig',
    { additionaltags: '' },
    { 'additionalnames of additionaltags': ':' }
  )
  checkAttributes(
    'tags of a newer version stay',
    '7.5',
    'containerconfig',
    { additionaltags: 'a' },
    { 'additionaltags of additionaltags': 'a' }
  )
  checkAttributes(
    'the converted attribute wins over one that is there',
    '7.4',
    'containerconfig',
    { additionaltags: 'a', additionalnames: 'b' },
    { 'additionalnames of additionaltags': ':a' }
  )
  checkAttributes('rpm-dir goes', '7.5', 'repository', { type: 'rpm-dir', alias: 'a' }, { 'alias of alias': 'a' })
  checkAttributes(
    'another repository type stays',
    '7.5',
    'repository',
    { type: 'rpm-md' },
    { 'type of type': 'rpm-md' }
  )
  checkAttributes('use_for_bootstrap goes', '8.1', 'repository', { use_for_bootstrap: 'true' }, {})
  checkAttributes(
    'one console is the output',
    '8.3',
    'bootloader',
    { console: 'serial' },
    { 'output_console of console': 'serial' }
  )
  checkAttributes(
    'what follows the first blank is the input',
    '8.0',
    'bootloader',
    { console: 'gfxterm serial console' },
    { 'output_console of console': 'gfxterm', 'input_console of console': 'serial console' }
  )
  checkAttributes('a console of 8.4 stays', '8.4', 'bootloader', { console: 'x' }, { 'console of console': 'x' })
  checkAttributes(
    'a type goes through two steps',
    '7.6',
    'type',
    { vga: '1', btrfs_root_is_snapshot: 'true', image: 'oem' },
    { 'image of image': 'oem', 'btrfs_root_is_snapper_snapshot of btrfs_root_is_snapshot': 'true' }
  )
})

function checkText(version: string, texts: string[], expected: string | undefined): void {
  it(`${JSON.stringify(texts)} in ${version}`, () => {
    assert.equal(Conversion.between(versionNumber(version), newest).text('packagemanager', texts), expected)
  })
}

describe('converted text', () => {
  checkText('7.4', ['dnf'], 'dnf4')
  checkText('7.5', ['dnf'], 'dnf4')
  checkText('7.6', ['dnf'], undefined)
  checkText('7.5', [' dnf'], undefined)
  checkText('7.5', ['x', 'dnf'], 'dnf4')
  checkText('7.5', [], undefined)
})

function checkVersion(version: string | undefined, target: string, problem: string | undefined, steps: number): void {
  it(`${version} for a kiwi of ${target}`, () => {
    const reading = readVersion(version, target)
    assert.deepEqual([reading.problem, reading.conversion.steps.length], [problem, steps])
  })
}

describe('schemaversions', () => {
  checkVersion('7.4', '8.5', undefined, 8)
  checkVersion('8.5', '8.5', undefined, 0)
  checkVersion(' 8.5\n', '8.5', undefined, 0)
  checkVersion('8.05', '8.5', undefined, 4)
  checkVersion('7.45', '8.5', undefined, 7)
  checkVersion('7.40', '8.5', undefined, 8)
  checkVersion('74e-1', '8.5', undefined, 8)
  checkVersion('8.50', '8.5', 'unknown', 0)
  checkVersion('8.45', '8.5', 'unknown', 0)
  checkVersion('8.6', '8.5', 'too-new', 0)
  checkVersion('10.0', '8.5', 'too-new', 0)
  checkVersion('7.3', '8.5', 'too-old', 0)
  checkVersion('-7.4', '8.5', 'too-old', 0)
  checkVersion('abc', '8.5', 'malformed', 0)
  checkVersion('7.4.1', '8.5', 'malformed', 0)
  checkVersion('+7.4', '8.5', 'malformed', 0)
  checkVersion('', '8.5', 'malformed', 0)
  checkVersion(undefined, '8.5', 'missing', 0)
  checkVersion('7.5', '8.0', undefined, 2)
  checkVersion('8.1', '8.0', 'too-new', 0)
  checkVersion('8.5', '8.6', undefined, 0)

  it('stop kiwi where they are no number or too low', () => {
    const stopping = (['missing', 'malformed', 'too-old', 'too-new', 'unknown', undefined] as const).filter(stopsKiwi)
    assert.deepEqual(stopping, ['missing', 'malformed', 'too-old'])
  })
})
