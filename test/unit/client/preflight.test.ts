/** What is said before a build starts, by the facts of the machine. */
import assert from 'node:assert/strict'
import { parseMounts } from '../../../client/src/builds/mounts'
import { preflight } from '../../../client/src/builds/preflight'
import type { Facts } from '../../../client/src/builds/finding'
import { descriptionFolder, mayAskPassword, needsRoot, targetOf, titleOf } from '../../../client/src/builds/request'
import type { BoxbuildRequest, BuildRequest, StackbuildRequest, StashRequest } from '../../../client/src/builds/request'

const description = { directory: '/images/mini' }
const build: BuildRequest = { kind: 'build', description, target: '/out/a' }
const stash: StashRequest = { kind: 'stash', root: '/out/a/build/image-root' }
const rebuild: StackbuildRequest = { kind: 'stackbuild', stashes: ['deb-mini'], target: '/out/b' }
const onTop: StackbuildRequest = { ...rebuild, description }
const box: BoxbuildRequest = { kind: 'boxbuild', box: 'leap', description, target: '/out/c' }
const quiet: Facts = { imageRootExists: false, mounts: [], running: [] }

function running(request: BuildRequest, packageManager?: string): Facts['running'][number] {
  return { request, title: titleOf(request), ...(packageManager === undefined ? {} : { packageManager }) }
}

function check(what: string, request: BuildRequest, facts: Partial<Facts>, expected: readonly string[]): void {
  it(`${what}: ${expected.join(', ') || 'nothing'}`, () => {
    const findings = preflight(request, { ...quiet, ...facts })
    assert.deepEqual(
      findings.map(({ severity, code }) => `${severity} ${code}`),
      expected
    )
  })
}

function error(line: number) {
  return { message: 'Wrong.', uri: 'file:///images/my%20web.kiwi', range: { start: { line } } }
}

function better(request: BuildRequest, facts: Partial<Facts>): BuildRequest | undefined {
  return preflight(request, { ...quiet, ...facts })[0]?.better
}

describe('preflight of a description', () => {
  const known = { profiles: ['Live', 'Disk'], types: ['oem', 'iso'] }
  check('one without errors', { ...build, profiles: ['Live'], type: 'iso' }, { ...known, descriptionErrors: 0 }, [])
  check('one with errors', build, { descriptionErrors: 2 }, ['ask description-errors'])
  check('profiles that it has not', { ...build, profiles: ['Live', 'live', 'x'] }, known, [
    'ask profile-unknown',
    'ask profile-unknown'
  ])
  check('a type that it has not', { ...build, type: 'tbz' }, known, ['ask type-unknown'])
  check('the old name of a type', { ...build, type: 'vmx' }, known, [])
  check('another architecture', { ...build, type: 'tbz', profiles: ['x'], targetArchitecture: 'aarch64' }, known, [])
  check('a box', { ...box, type: 'tbz', profiles: ['x'] }, { ...known, kvm: true }, [])
  check('one that nothing is known of', { ...build, type: 'tbz', profiles: ['x'] }, {}, [])
})

describe('preflight of an extension', () => {
  const extension: StackbuildRequest = { ...onTop, extension: '/images/web.kiwi' }
  check('one without errors', extension, { isExtension: true, effectiveErrors: [], targetWritable: true }, [])
  check('one that nobody knows', extension, { isExtension: true }, ['stop extension-unknown'])
  check('one with errors', extension, { effectiveErrors: [1, 2, 3, 4, 5, 6, 7].map(error) }, [
    ...[1, 2, 3, 4, 5].map(() => 'stop extension-error'),
    'stop extension-errors'
  ])
  it('tells an error with its place', () => {
    const [finding] = preflight(extension, { ...quiet, effectiveErrors: [error(6)] })
    assert.equal(finding?.message, 'my web.kiwi, line 7: Wrong.')
    assert.deepEqual(finding?.place, { uri: 'file:///images/my%20web.kiwi', line: 6 })
  })
  check('one for a target of others', extension, { effectiveErrors: [], targetWritable: false }, [
    'stop target-not-writable'
  ])
  check('one that is built alone', build, { isExtension: true }, ['stop extension-alone'])
  check('one that is built in a box', box, { isExtension: true, kvm: true }, ['stop extension-alone'])
  it('is named after its file and its stashes', () => {
    assert.equal(titleOf(extension), 'Stackbuild web.kiwi on deb-mini')
    assert.equal(
      titleOf({ ...extension, extension: '/images/web/config.xml' }),
      'Stackbuild web/config.xml on deb-mini'
    )
  })
  it('gets a folder below the target that is free', () => {
    const taken = new Set(['/out/b/description', '/out/b/description-2'])
    assert.equal(
      descriptionFolder('/out/a', folder => taken.has(folder)),
      '/out/a/description'
    )
    assert.equal(
      descriptionFolder('/out/b', folder => taken.has(folder)),
      '/out/b/description-3'
    )
  })
})

describe('preflight of a target', () => {
  const mounts = parseMounts('proc /out/a/build/image-root/proc proc\nx /out/a/build/image-root ext4\n')
  check('a free one', build, { targetFilesystem: 'ext4' }, [])
  check('one that was built in', build, { imageRootExists: true }, ['stop target-occupied'])
  check('one that was stackbuilt in', onTop, { imageRootExists: true }, ['stop target-occupied'])
  check('one to build in again', { ...build, extra: ['--allow-existing-root'] }, { imageRootExists: true }, [])
  check('one with mounts', build, { imageRootExists: true, mounts }, ['stop target-mounted'])
  check('one with mounts, for a box', { ...box, target: '/out/a' }, { mounts }, [])
  check('one with the mounts of a kiwi of another window', build, { imageRootExists: true, mounts, kiwiInTarget: 7 }, [
    'stop target-in-use'
  ])
  check('one with a box of another window', { ...box, target: '/out/a' }, { kvm: true, kiwiInTarget: 7 }, [
    'stop target-in-use'
  ])
  check(
    'one with a kiwi of this window',
    build,
    { mounts, kiwiInTarget: 7, running: [running(build, 'zypper')], packageManager: 'dnf4' },
    ['stop target-in-use']
  )
  it('names the process of a kiwi of another window', () => {
    const [finding] = preflight(build, { ...quiet, kiwiInTarget: 7 })
    assert.match(finding?.remedy ?? '', /kill -INT 7$/)
  })
  check('mounts of another target', rebuild, { mounts }, [])
  check('a build in it', build, { mounts, running: [running(build, 'zypper')], packageManager: 'dnf4' }, [
    'stop target-in-use'
  ])
  check('a build above it', { ...rebuild, target: '/out' }, { running: [running(build)] }, ['stop target-in-use'])
  check('a build beside it', { ...rebuild, target: '/out/ab' }, { running: [running(build)] }, [])
  check('a path with a blank, for Debian', { ...build, target: '/my out' }, { packageManager: 'apt' }, [
    'stop target-path'
  ])
  check('a path with a blank', { ...build, target: '/my out' }, { packageManager: 'dnf5' }, ['ask target-path'])
  check('a path with a blank, on a stash', { ...rebuild, target: '/my out' }, { packageManager: 'apt' }, [
    'ask target-path'
  ])
  check('a path that a shell would run', { ...rebuild, target: '/out/$(id)' }, {}, ['stop target-path'])
  check('a path of letters', { ...build, target: '/Büro/my_out-1.2' }, { packageManager: 'apt' }, [])
  check('the cache', { ...build, target: '/var/cache/kiwi/x' }, {}, ['stop target-in-cache'])
  check('above the cache', { ...build, target: '/var/cache' }, {}, ['stop target-in-cache'])
  check('devices', { ...box, target: '/dev/shm/x' }, { kvm: true }, ['stop target-in-system'])
  check('the root', { ...build, target: '/' }, {}, ['stop target-in-cache', 'stop target-in-system'])
  check('one on a read-only file system', build, { targetReadOnly: '/media/cd' }, ['stop target-read-only'])
  check('a box on a read-only file system', { ...box, target: '/cd' }, { kvm: true, targetReadOnly: '/cd' }, [
    'stop target-read-only'
  ])
  check('vfat', build, { targetFilesystem: 'vfat' }, ['stop target-filesystem'])
  check('nfs', build, { targetFilesystem: 'nfs4' }, ['stop target-filesystem'])
  check('nfs for a box, which builds inside', { ...box, container: true }, { targetFilesystem: 'nfs4' }, [])
  check('working folders of a killed kiwi', build, { mounts: parseMounts('x /var/tmp/kiwi_mount_manager.a ext4\n') }, [
    'ask kiwi-mounted'
  ])
  check('all that stops comes first', box, { kvm: false, usedPorts: [10_022] }, ['stop ssh-port', 'ask no-kvm'])

  it('names the mounts in the order of release', () => {
    assert.equal(
      preflight(build, { ...quiet, mounts })[0]?.remedy,
      'Release them as root: umount /out/a/build/image-root/proc /out/a/build/image-root'
    )
  })
})

describe('preflight beside another build', () => {
  const apt = { packageManager: 'apt' }
  const other: BuildRequest = { ...build, target: '/out/other' }
  check('two of Debian', build, { ...apt, running: [running(other, 'apt')] }, ['stop package-lock'])
  check('perhaps two of Debian', build, { ...apt, running: [running(other)] }, ['ask package-lock-perhaps'])
  check('two of different package managers', build, { ...apt, running: [running(other, 'zypper')] }, [])
  check('a rebuild, which only packs', rebuild, { ...apt, running: [running(other, 'apt')] }, [])
  check('a description on a stash', onTop, { ...apt, running: [running(other, 'apt')] }, ['stop package-lock'])
  check('a box, which has locks of its own', box, { ...apt, kvm: true, running: [running(other, 'apt')] }, [])
})

describe('preflight of a stash', () => {
  const rootReferences = ['localhost/deb-mini:1.0', 'registry.example.org/deb-mini:latest']
  check('a root tree', stash, { rootHasDescription: true, imageName: 'deb-mini' }, [])
  check('no root tree', stash, { rootHasDescription: false }, ['stop no-root-tree'])
  check('an image name that cannot be used', stash, { imageName: 'Leap_VM' }, ['stop stash-name'])
  check('a name that is given', { ...stash, name: 'leap' }, { imageName: 'Leap_VM' }, [])
  check('another tag', stash, { imageName: 'deb-mini', rootReferences }, ['ask stash-tag'])
  check('the same tag', { ...stash, name: 'deb-mini', tag: '1.0' }, { rootReferences }, [])
  check('a new name', { ...stash, name: 'new' }, { rootReferences }, [])

  it('proposes a name', () => assert.deepEqual(better(stash, { imageName: 'Leap_VM' }), { ...stash, name: 'leap-vm' }))
})

describe('preflight of a stackbuild', () => {
  const rootReferences = ['localhost/deb-mini:latest', 'host:5000/team/tools:1.0']
  check('a stash', rebuild, { rootReferences }, [])
  check('an unknown stash', { ...rebuild, stashes: ['deb-mini', 'none'] }, { rootReferences }, ['stop stash-unknown'])
  check('an unknown tag', { ...rebuild, stashes: ['deb-mini:2'] }, { rootReferences }, ['stop stash-unknown'])
  check('the full name', { ...rebuild, stashes: ['localhost/deb-mini:latest'] }, { rootReferences }, [])
  check('the end of a name', { ...rebuild, stashes: ['team/tools:1.0', 'tools:1.0'] }, { rootReferences }, [])
  check('the end of a word', { ...rebuild, stashes: ['mini'] }, { rootReferences }, ['stop stash-unknown'])
  check('an id', { ...rebuild, stashes: ['1d967614d85a'] }, { rootReferences }, [])
  check('a storage that cannot be seen', { ...rebuild, stashes: ['none'] }, {}, [])
  check('a registry', { ...rebuild, stashes: ['none'], registry: 'h' }, { rootReferences }, [])
  check('a registry behind a local stash', { ...rebuild, registry: 'h' }, { rootReferences }, ['ask local-stash-wins'])
  check('profiles that kiwi sorts', { ...rebuild, profiles: ['b', 'a'] }, {}, ['ask profiles-sorted'])
  check('profiles that are sorted', { ...rebuild, profiles: ['B', 'a'] }, {}, [])
  check('a second base system', onTop, { descriptionHasBootstrap: true }, ['ask bootstrap-on-stash'])
  check('a second base system of Debian', onTop, { descriptionHasBootstrap: true, packageManager: 'apt' }, [
    'ask bootstrap-on-stash'
  ])
  check('a bootstrap that is no Debian one', onTop, { descriptionHasBootstrap: true, packageManager: 'zypper' }, [])
})

describe('preflight of a box', () => {
  check('with KVM', box, { kvm: true }, [])
  check('without KVM', box, { kvm: false }, ['ask no-kvm'])
  check('without KVM, as asked for', { ...box, acceleration: false, cpu: 'max' }, { kvm: false }, [])
  check('without KVM, with the CPU of the host', { ...box, acceleration: false }, { kvm: false }, ['stop cpu-host'])
  check('in a container', { ...box, container: true }, { kvm: false, usedPorts: [10_022] }, [])
  check('beside another box', { ...box, target: '/out/d' }, { kvm: true, running: [running(box)] }, ['stop ssh-port'])
  check(
    'beside a container',
    { ...box, target: '/out/d' },
    { kvm: true, running: [running({ ...box, container: true })] },
    []
  )
  check('with another port', { ...box, target: '/out/d', sshPort: 10_023 }, { kvm: true, running: [running(box)] }, [])
  check('sshfs without a key', { ...box, sharing: 'sshfs' }, { kvm: true, sshKeyExists: false }, ['stop ssh-key'])
  check('9p without a key', { ...box, sharing: '9p' }, { kvm: true, sshKeyExists: false }, [])

  it('proposes what works', () => {
    assert.deepEqual(better(box, { kvm: false }), { ...box, acceleration: false, cpu: 'max' })
    assert.deepEqual(better(box, { kvm: true, usedPorts: [10_022, 10_023] }), { ...box, sshPort: 10_024 })
  })
})

describe('requests', () => {
  it('have a title', () => {
    const named = { directory: '/images/mini', kiwiFile: 'b.kiwi' }
    assert.deepEqual(
      [
        build,
        { ...build, description: named },
        stash,
        { ...stash, name: 'x' },
        { ...rebuild, stashes: ['a', 'b:1'] },
        box
      ].map(titleOf),
      [
        'Build mini',
        'Build mini/b.kiwi',
        'Stash /out/a/build/image-root',
        'Stash x',
        'Stackbuild a + b:1',
        'Boxbuild mini in leap'
      ]
    )
  })

  it('need root for all but a box', () => {
    assert.deepEqual([build, stash, rebuild, box].map(needsRoot), [true, true, true, false])
    assert.deepEqual(
      [build, box, { ...box, container: true }].map(request => mayAskPassword(request, false)),
      [true, false, true]
    )
    assert.equal(mayAskPassword(build, true), false)
  })

  it('have a target, but for a stash', () => {
    assert.deepEqual([build, stash].map(targetOf), ['/out/a', undefined])
  })
})
