/** What an installed kiwi can do: the table of combinations that work, and what to install for the others. */
import assert from 'node:assert/strict'
import { capabilities } from '../../../client/src/kiwi/installation'
import type { Ability, KiwiInstallation } from '../../../client/src/kiwi/installation'
import { distributionOf } from '../../../client/src/kiwi/remedies'
import { compareVersions, isVersionIn } from '../../../client/src/kiwi/version'
import { kiwi10, kiwi11 } from './support'

/** kiwi with only those commands. */
function only(kiwi: KiwiInstallation, more: Partial<KiwiInstallation>, ...commands: string[]): KiwiInstallation {
  const names = new Set(['', 'system build', ...commands.map(command => `system ${command}`)])
  return { ...kiwi, ...more, commands: new Map([...kiwi.commands].filter(([name]) => names.has(name))) }
}

const abilities: readonly Ability[] = ['build', 'stash', 'stackbuild', 'rebuild', 'boxbuild']

function rendered(kiwi: KiwiInstallation): string {
  const able = capabilities(kiwi)
  return abilities
    .map(ability => {
      const capability = able[ability]
      if (!capability.available) return `${ability} ${capability.problem.code}`
      return capability.needsExtraArgument ? `${ability} with argument` : ability
    })
    .join(', ')
}

const all = 'build, stash, stackbuild, rebuild, boxbuild'
const none11 = 'build, stash kiwi-11.0, stackbuild kiwi-11.0, rebuild kiwi-11.0, boxbuild kiwi-11.0'

const table: readonly [string, KiwiInstallation, string][] = [
  ['11.1.6', kiwi11, all],
  ['11.1.4', { ...kiwi11, version: '11.1.4' }, all],
  ['11.1.3', { ...kiwi11, version: '11.1.3' }, 'build, stash, stackbuild, rebuild no-rebuild, boxbuild'],
  ['11.1.0', { ...kiwi11, version: '11.1.0' }, 'build, stash, stackbuild, rebuild no-rebuild, boxbuild'],
  ['11.0.5 with new plugins', { ...kiwi11, version: '11.0.5', stackbuildPlugin: '1.0.14' }, none11],
  ['11.0.0 without plugins', only(kiwi11, { version: '11.0.0' }), none11],
  ['12.0.0', { ...kiwi11, version: '12.0.0' }, all],
  ['11.1.6 with a plugin that it ignores', { ...kiwi11, stackbuildPlugin: '1.0.14' }, all],
  ['10.3.11 with plugin 1.0.11', kiwi10, all],
  [
    '10.3.11 with plugin 1.0.14',
    { ...kiwi10, stackbuildPlugin: '1.0.14' },
    'build, stash, stackbuild with argument, rebuild with argument, boxbuild'
  ],
  [
    '10.3.11 alone',
    only(kiwi10, {}),
    'build, stash no-stash, stackbuild no-stackbuild, rebuild no-stackbuild, boxbuild no-boxbuild'
  ],
  [
    '10.3.11 with boxes only',
    only(kiwi10, {}, 'boxbuild'),
    'build, stash no-stash, stackbuild no-stackbuild, rebuild no-stackbuild, boxbuild'
  ],
  [
    '11.1.6 in a folder with a blank',
    { ...kiwi11, schemaFile: '/home/me/my tools/kiwi/schema/kiwi.rng' },
    'build kiwi-folder, stash, stackbuild kiwi-folder, rebuild, boxbuild'
  ],
  ['11.1.6 in a folder named Öl+=,:%@_-', { ...kiwi11, schemaFile: '/home/Öl+=,:%@_-/kiwi/schema/kiwi.rng' }, all]
]

describe('what a kiwi can do', () => {
  for (const [what, kiwi, expected] of table) it(`${what}: ${expected}`, () => assert.equal(rendered(kiwi), expected))

  it('comes with what to install, by distribution', () => {
    const stash = capabilities(only(kiwi10, {}), 'fedora').stash
    assert.ok(!stash.available)
    assert.deepEqual(stash.problem, {
      code: 'no-stash',
      message: 'kiwi 10.3.11 at /usr/bin/kiwi-ng has no command stash. Before kiwi 11.1 it comes with a plugin.',
      remedy:
        "Install the plugin with kiwi's own Python (sudo dnf install kiwi-stackbuild-plugin), or kiwi 11.1.4 or newer, which has it built in."
    })
  })
})

describe('versions', () => {
  it('compare by number, not by text', () => {
    assert.ok(compareVersions('10.3.11', '10.3.9') > 0)
    assert.ok(compareVersions('11.1', '11.1.0') === 0)
    assert.ok(compareVersions('9.25.21', '10') < 0)
    assert.equal(isVersionIn('11.0.5', '11.0', '11.1'), true)
    assert.equal(isVersionIn('11.1.0', '11.0', '11.1'), false)
  })
})

describe('the distribution', () => {
  for (const [text, expected] of [
    ['NAME="openSUSE Tumbleweed"\nID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"\n', 'suse'],
    ['ID="sles"\nID_LIKE="suse"\n', 'suse'],
    ['ID=fedora\n', 'fedora'],
    ['ID="almalinux"\nID_LIKE="rhel centos fedora"\n', 'fedora'],
    ['ID=debian\n', 'debian'],
    ['ID=linuxmint\nID_LIKE="ubuntu debian"\n', 'debian'],
    ['ID=arch\n', 'other'],
    ['', 'other']
  ] as const) {
    it(`is ${expected} for ${JSON.stringify(text)}`, () => assert.equal(distributionOf(text), expected))
  }
})
