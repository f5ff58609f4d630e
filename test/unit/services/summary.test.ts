/** What a build is told of a description: everything that its profiles, its includes and the machine select. */
import assert from 'node:assert/strict'
import { summarize, type Summary } from '../../../server/src/services/summary'
import { describedFile } from '../../support/descriptions'
import { parseFixture } from '../../support/fixture'
import { image } from '../../support/image'

function summaryOf(fixture: string, ...profiles: string[]): Summary {
  return summarize(describedFile(parseFixture(fixture, 'plain')), { profiles, architecture: 'x86_64' })
}

const many = `//- /i/many.kiwi
<image schemaversion="7.4" name="many">
  <description type="system">
    <author>A</author>
    <contact>a@example.org</contact>
    <specification>Test</specification>
  </description>
  <include from="this://profiles.xml"/>
  <preferences profiles="Live">
    <version>1.0.0</version>
    <type image="iso"/>
  </preferences>
  <preferences profiles="Disk,Base">
    <packagemanager>dnf</packagemanager>
    <type image="oem" filesystem="xfs"/>
    <type image="tbz" primary="true"/>
  </preferences>
  <preferences profiles="Other"><packagemanager>apt</packagemanager></preferences>
  <packages type="bootstrap" profiles="Other"><package name="base"/></packages>
  <packages type="bootstrap"/>
</image>
//- /i/profiles.xml
<image>
  <profiles>
    <profile name="Live" description="A live image" import="true"><requires profile="Disk"/></profile>
    <profile name="Disk" description="A disk"><requires profile="Base"/></profile>
    <profile name="Base" description="For all"><requires profile="Disk"/></profile>
    <profile name="Other" description="On arm" arch="aarch64"/>
    <profile name="Other" description="On the others" arch="i686,x86_64"/>
  </profiles>
</image>`

describe('the summary of a description', () => {
  it('has all of its profiles for this machine, and its files', () => {
    const { kind, name, profiles, files, errors, includedBy } = summaryOf(many)
    assert.deepEqual([kind, name, errors], ['description', 'many', 0])
    assert.deepEqual(files, ['/i/many.kiwi', '/i/profiles.xml'])
    assert.deepEqual(includedBy, [])
    assert.deepEqual(
      profiles.map(profile => [profile.name, profile.description, profile.imported]),
      [
        ['Live', 'A live image', true],
        ['Disk', 'A disk', false],
        ['Base', 'For all', false],
        ['Other', 'On the others', false]
      ]
    )
  })

  const cases: readonly { profiles: string[]; types: string[]; packageManager?: string; hasBootstrap: boolean }[] = [
    // What imported profiles require is not followed.
    { profiles: [], types: ['iso'], hasBootstrap: false },
    // What chosen ones require is, whoever requires whom; the primary type comes first, and an old name is the new one's.
    { profiles: ['Live'], types: ['tbz', 'iso', 'oem'], packageManager: 'dnf4', hasBootstrap: false },
    { profiles: ['Base'], types: ['tbz', 'oem'], packageManager: 'dnf4', hasBootstrap: false },
    { profiles: ['Other'], types: [], packageManager: 'apt', hasBootstrap: true },
    { profiles: ['Disk', 'Other'], types: ['tbz', 'oem'], packageManager: 'dnf4', hasBootstrap: true },
    { profiles: ['nowhere'], types: [], hasBootstrap: false }
  ]
  for (const { profiles, ...expected } of cases) {
    it(`follows the choice of ${profiles.length === 0 ? 'no profile' : profiles.join(' and ')}`, () => {
      const { types, packageManager, hasBootstrap } = summaryOf(many, ...profiles)
      assert.deepEqual({ types, hasBootstrap, ...(packageManager === undefined ? {} : { packageManager }) }, expected)
    })
  }

  it('counts the errors of all its files', () => {
    const { errors } = summaryOf(`//- /i/a.kiwi
${image('<include from="this://part.xml"/><nothing/>')}
//- /i/part.xml
<image><users><user/></users></image>`)
    assert.equal(errors, 2)
  })

  it('has what can be known of one that is not finished', () => {
    for (const text of [
      '<',
      '<image',
      '<image schemaversion="8.5" name="half"><preferences',
      '<image schemaversion="x"/>'
    ]) {
      const { kind, types, errors } = summaryOf(text)
      assert.deepEqual([kind, types], ['description', []])
      assert.ok(errors > 0)
    }
  })
})

describe('the summary of another file', () => {
  const fragment = `//- /i/part.xml
<image><packages type="bootstrap"><package name="a"/></packages></image>
//- /i/one.kiwi
${image('<include from="this://part.xml"/>')}
//- /i/two.kiwi
${image('<include from="this://part.xml"/>')}`

  it('names the descriptions that include a fragment', () => {
    assert.deepEqual(summaryOf(fragment), {
      kind: 'fragment',
      includedBy: ['/i/one.kiwi', '/i/two.kiwi'],
      files: ['/i/part.xml'],
      profiles: [],
      types: [],
      hasBootstrap: false,
      errors: 0
    })
  })

  it('names none for a fragment that nobody includes', () => {
    const { kind, includedBy } = summaryOf('//- /i/part.xml\n<image/>')
    assert.deepEqual([kind, includedBy], ['fragment', []])
  })

  it('says what a foreign file is', () => {
    assert.equal(summaryOf('//- /i/a.kiwi\nimage:\n').kind, 'yaml')
    assert.equal(summaryOf('//- /i/pom.xml\n<project/>').kind, 'other')
  })
})
