/** Every request that cannot work, or would not mean what it says, is refused before anything runs. */
import assert from 'node:assert/strict'
import { kiwiArguments } from '../../../client/src/kiwi/arguments'
import type { KiwiInstallation } from '../../../client/src/kiwi/installation'
import type { BoxbuildRequest, BuildRequest } from '../../../client/src/kiwi/request'
import { kiwi10, kiwi11 } from './support'

const description = { directory: '/images' }
const target = '/out'

function build(more: object): BuildRequest {
  return { kind: 'build', description, target, ...more }
}

function stackbuild(more: object): BuildRequest {
  return { kind: 'stackbuild', stashes: ['deb-mini'], target, ...more }
}

function box(more: Partial<BoxbuildRequest>): BuildRequest {
  return { kind: 'boxbuild', box: 'leap', description, target, ...more }
}

function codes(request: BuildRequest, kiwi: KiwiInstallation = kiwi11): string[] {
  const result = kiwiArguments(request, kiwi)
  return result.ok ? [] : result.problems.map(problem => problem.code)
}

function check(
  what: string,
  request: BuildRequest,
  expected: readonly string[],
  kiwi: KiwiInstallation = kiwi11
): void {
  it(`${what}: ${expected.join(', ') || 'accepted'}`, () => assert.deepEqual(codes(request, kiwi), expected))
}

describe('refused values', () => {
  check('a line break', build({ profiles: ['a\nb'] }), ['line-break'])
  check('a carriage return', build({ target: '/out\r' }), ['line-break'])
  check('a NUL', build({ type: 'o\0m' }), ['nul'])
  check('a variable of VS Code', build({ target: '/out/${env:HOME}' }), ['variable'])
  check('a variable in an option', build({ extra: ['--add-package', '${input:x}'] }), ['variable'])
  check('the separator', build({ profiles: ['--'] }), ['separator'])
  check('nothing', build({ type: '' }), ['empty'])
  check('a relative target', build({ target: 'out' }), ['relative-path'])
  check('a relative description', build({ description: { directory: '-d' } }), ['relative-path'])
  check('a file name with a dash', build({ description: { directory: '/d', kiwiFile: '-x.kiwi' } }), ['dash-file'])
  check('everything at once', build({ type: '', target: 'a\nb' }), ['empty', 'line-break'])
  check('a program whose path holds an equals sign', build({}), ['equals-in-program'], {
    ...kiwi11,
    path: '/a=b/kiwi-ng'
  })
})

describe('refused further options', () => {
  check('one that kiwi does not know', build({ extra: ['--add-packages', 'x'] }), ['extra-unknown'])
  check('an abbreviation', build({ extra: ['--clear'] }), ['extra-unknown'])
  check('a global option', build({ extra: ['--debug'] }), ['extra-unknown'])
  check('a word that is no option', build({ extra: ['less'] }), ['extra-unknown'])
  check('help', build({ extra: ['--help'] }), ['extra-help'])
  check('help in the old kiwi', build({ extra: ['--help'] }), ['extra-help'], kiwi10)
  check('one that the request sets', build({ extra: ['--target-dir', '/other'] }), ['extra-reserved'])
  check('a missing value at the end', build({ extra: ['--add-package'] }), ['extra-no-value'])
  check('a missing value before an option', build({ extra: ['--add-package', '--clear-cache'] }), ['extra-no-value'])
  check('a flag with a value', build({ extra: ['--clear-cache=yes'] }), ['extra-flag'])
  check('a single value twice', build({ extra: ['--set-repo', 'a', '--set-repo', 'b'] }), ['extra-twice'])
  check('what is none of the choices', build({ extra: ['--ca-target-distribution', 'beos'] }), ['extra-choice'])
  check('a value that begins with a dash', build({ extra: ['--add-package', '-x'] }), [])
  check('packages in a rebuild', stackbuild({ extra: ['--add-package', 'x'] }), ['extra-unknown'])
  check('a key in a rebuild', stackbuild({ extra: ['--signing-key', '/key'] }), [])
  check('an existing root on a stash', stackbuild({ description, extra: ['--allow-existing-root'] }), [
    'extra-reserved'
  ])
})

describe('refused stashes', () => {
  check('a name in capitals', { kind: 'stash', root: '/r', name: 'Tools' }, ['stash-name'])
  check('a tag with a blank', { kind: 'stash', root: '/r', tag: 'a b' }, ['stash-tag'])
  check('no stash', stackbuild({ stashes: [] }), ['no-stash'])
  check('an option for podman', stackbuild({ stashes: ['--help'] }), ['stash-reference'])
  check('a command for a shell', stackbuild({ stashes: ['$(id)'] }), ['stash-reference'])
  check('a registry with http', stackbuild({ registry: 'http://127.0.0.1:5000' }), ['registry'])
  check('a registry that is an option', stackbuild({ registry: '--tls-verify=false' }), ['registry'])
  check('a registry with its transport', stackbuild({ registry: 'docker://registry.example.org' }), [])
  check('a full name', stackbuild({ stashes: ['127.0.0.1:5000/team/full:1.0'] }), [])
  check('an id', stackbuild({ stashes: ['1d967614d85a'] }), [])
  check('an architecture', stackbuild({ targetArchitecture: 'aarch64' }), ['architecture-lost'])
  check('a file name', stackbuild({ description: { directory: '/d', kiwiFile: 'b.kiwi' } }), [])
  check(
    'a file name in kiwi 10',
    stackbuild({ description: { directory: '/d', kiwiFile: 'b.kiwi' } }),
    ['kiwi-file-lost'],
    kiwi10
  )
})

describe('refused boxes', () => {
  for (const path of ['/with blank', '/a;b', '/$(id)', '/`id`', "/it's", '/a&b', '/a|b', '/a*', '/a,b', '/a:b', '/ü']) {
    check(`the target ${path}`, box({ target: path }), ['box-path'])
  }
  check('a blank in the description', box({ description: { directory: '/a b' } }), ['box-path'])
  check('a blank in the shared folder', box({ sharedPath: '/a b' }), ['box-path'])
  check('a quote in a profile', box({ profiles: ['a"b'] }), ['box-characters'])
  check('a blank in an option', box({ extra: ['--set-repo', 'http://x,apt-deb,,,,,,main contrib'] }), [
    'box-characters'
  ])
  check('memory without unit', box({ memory: '8' }), ['box-memory'])
  check('memory in gigabytes', box({ memory: '8G' }), [])
  check('port 0', box({ sshPort: 0 }), ['number'])
  check('port 65536', box({ sshPort: 65_536 }), ['number'])
  check('half a processor', box({ processors: 0.5 }), ['number'])
  check('a key with a path', box({ sshKey: '../id' }), ['ssh-key'])
  check('an architecture of the target', box({ targetArchitecture: 'aarch64' }), ['architecture-lost'])
  check('a runtime configuration', box({ configuration: '/k.yml' }), ['configuration-in-box'])
})

describe('refused installations', () => {
  const newPlugin: KiwiInstallation = { ...kiwi10, stackbuildPlugin: '1.0.14' }
  check('a rebuild with 11.1.3', stackbuild({}), ['no-rebuild'], { ...kiwi11, version: '11.1.3' })
  check('a description on a stash with 11.1.3', stackbuild({ description }), [], { ...kiwi11, version: '11.1.3' })
  check('a stash with 11.0.5', { kind: 'stash', root: '/r' }, ['kiwi-11.0'], { ...kiwi11, version: '11.0.5' })
  check('a rebuild with a new plugin on kiwi 10', stackbuild({}), ['plugin-needs-argument'], newPlugin)
  check('the same with an argument', stackbuild({ extra: ['--signing-key', '/key'] }), [], newPlugin)
  check('a description with a new plugin', stackbuild({ description }), ['plugin-needs-argument'], newPlugin)

  it('are told in words, with a way out', () => {
    const result = kiwiArguments(stackbuild({}), newPlugin)
    assert.ok(!result.ok)
    assert.equal(
      result.problems.map(problem => `${problem.message} ${problem.remedy}`).join('\n'),
      'kiwi 10.3.11 with version 1.0.14 of the stackbuild plugin fails in every stackbuild that has no further option. ' +
        'Install kiwi 11.1.4 or newer, or version 1.0.11 of kiwi_stackbuild_plugin.'
    )
  })
})
