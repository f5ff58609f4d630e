/** Every command line that leaves the program, held against the option trees of both real kiwis. */
import assert from 'node:assert/strict'
import { kiwiArguments, listBoxesArguments, listStashesArguments } from '../../../client/src/kiwi/arguments'
import type { KiwiInstallation } from '../../../client/src/kiwi/installation'
import type { BuildRequest } from '../../../client/src/kiwi/request'
import { misfits, missingRequired } from './optionTree'
import { kiwi10, kiwi11, realKiwi } from './support'

const description = { directory: '/home/user/images/mini' }
const target = '/home/user/out'

/** Each option that a request can set occurs in one of these. */
const cases: readonly { what: string; request: BuildRequest; expected: string }[] = [
  {
    what: 'a plain build',
    request: { kind: 'build', description, target },
    expected: 'system build --description /home/user/images/mini --target-dir /home/user/out'
  },
  {
    what: 'a build with everything',
    request: {
      kind: 'build',
      description: { directory: '/images', kiwiFile: 'two.kiwi' },
      target,
      profiles: ['Disk', 'Live'],
      type: 'oem',
      targetArchitecture: 'aarch64',
      logFile: '/tmp/build.log',
      configuration: '/home/user/kiwi.yml',
      debug: true,
      extra: ['--add-package', 'less', '--add-package=vim', '--clear-cache', '--set-type-attr', 'image=oem']
    },
    expected:
      '--type oem --profile Disk --profile Live --kiwi-file two.kiwi --target-arch aarch64 --logfile /tmp/build.log ' +
      '--config /home/user/kiwi.yml --debug system build --description /images --target-dir /home/user/out ' +
      '--add-package less --add-package vim --clear-cache --set-type-attr image=oem'
  },
  {
    what: 'a stash',
    request: { kind: 'stash', root: '/out/build/image-root' },
    expected: 'system stash --root /out/build/image-root'
  },
  {
    what: 'a stash with everything',
    request: {
      kind: 'stash',
      root: '/r',
      name: 'deb-mini',
      tag: '1.0',
      debug: true,
      configuration: '/k.yml',
      logFile: '/r.stash.log'
    },
    expected:
      '--logfile /r.stash.log --config /k.yml --debug system stash --root /r --tag 1.0 --container-name deb-mini'
  },
  {
    what: 'a rebuild from a stash',
    request: { kind: 'stackbuild', stashes: ['deb-mini'], target },
    expected: 'system stackbuild --stash deb-mini --target-dir /home/user/out'
  },
  {
    what: 'a rebuild with everything',
    request: {
      kind: 'stackbuild',
      stashes: ['deb-mini', 'team/tools:1.0', 'tools'],
      target,
      registry: '127.0.0.1:5000',
      profiles: ['b', 'a'],
      type: 'tbz',
      logFile: '/tmp/log',
      configuration: '/k.yml',
      debug: true,
      extra: ['--signing-key', '/key', '--signing-key', '/other']
    },
    expected:
      '--type tbz --profile b --profile a --logfile /tmp/log --config /k.yml --debug system stackbuild --stash deb-mini ' +
      '--stash team/tools:1.0 --stash tools --target-dir /home/user/out --from-registry 127.0.0.1:5000 ' +
      '-- --signing-key /key --signing-key /other'
  },
  {
    what: 'a description on a stash',
    request: { kind: 'stackbuild', stashes: ['deb-mini'], target, description, extra: ['--add-package', 'less'] },
    expected:
      'system stackbuild --stash deb-mini --target-dir /home/user/out --description /home/user/images/mini -- --add-package less'
  },
  {
    what: 'an extension, whose profiles were chosen before',
    request: {
      kind: 'stackbuild',
      stashes: ['deb-mini'],
      target,
      description: { directory: '/home/user/out/description' },
      extension: '/home/user/images/web.kiwi',
      profiles: ['Disk'],
      type: 'docker'
    },
    expected:
      '--type docker system stackbuild --stash deb-mini --target-dir /home/user/out --description /home/user/out/description'
  },
  {
    what: 'a box',
    request: { kind: 'boxbuild', box: 'universal', description, target },
    expected: 'system boxbuild --box universal -- --description /home/user/images/mini --target-dir /home/user/out'
  },
  {
    what: 'a box with everything',
    request: {
      kind: 'boxbuild',
      box: 'ubuntu',
      description: { directory: '/images', kiwiFile: 'two.kiwi' },
      target,
      profiles: ['Disk'],
      type: 'oem',
      debug: true,
      sharing: 'sshfs',
      sshKey: 'id_ed25519',
      sshPort: 10_023,
      memory: '8G',
      processors: 2,
      console: 'ttyS0',
      acceleration: false,
      cpu: 'max',
      machine: 'q35',
      updateCheck: false,
      snapshot: false,
      keepOpen: true,
      kiwiVersion: '11.1.6',
      sharedPath: '/srv/repo',
      architecture: 'x86_64',
      extra: ['--set-repo=http://deb.example.org/debian,apt-deb', '--ignore-repos']
    },
    expected:
      '--type oem --profile Disk --kiwi-file two.kiwi --debug system boxbuild --box ubuntu --box-memory 8G ' +
      '--box-console ttyS0 --box-smp-cpus 2 --box-debug --kiwi-version 11.1.6 --shared-path /srv/repo ' +
      '--no-update-check --no-snapshot --no-accel --sshfs-sharing --ssh-key id_ed25519 --ssh-port 10023 --x86_64 ' +
      '--machine q35 --cpu max -- --description /images --target-dir /home/user/out ' +
      '--set-repo http://deb.example.org/debian,apt-deb --ignore-repos'
  },
  {
    what: 'a container as box',
    request: { kind: 'boxbuild', box: 'tumbleweed', description, target, container: true, architecture: 'aarch64' },
    expected:
      'system boxbuild --box tumbleweed --container --aarch64 -- --description /home/user/images/mini --target-dir /home/user/out'
  },
  ...(['9p', 'virtiofs'] as const).map(sharing => ({
    what: `a box with ${sharing}`,
    request: { kind: 'boxbuild', box: 'leap', description, target, sharing } satisfies BuildRequest,
    expected: `system boxbuild --box leap --${sharing}-sharing -- --description /home/user/images/mini --target-dir /home/user/out`
  }))
]

function argumentsOf(request: BuildRequest, kiwi: KiwiInstallation): readonly string[] {
  const result = kiwiArguments(request, kiwi)
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.problems))
  return result.args
}

function read(line: string): string[] {
  return misfits(line.split(' '), kiwi11)
}

describe('arguments of kiwi-ng', () => {
  for (const { what, request, expected } of cases) {
    it(`are exact for ${what}`, () => {
      assert.equal(argumentsOf(request, kiwi11).join(' '), expected)
      assert.equal(argumentsOf(request, kiwi10).join(' '), expected)
    })
  }

  it('hold no value twice: each word is one argument', () => {
    const args = argumentsOf(
      { kind: 'build', description: { directory: '/a b' }, target: '/c d', profiles: ['e f'] },
      kiwi11
    )
    assert.deepEqual(args, ['--profile', 'e f', 'system', 'build', '--description', '/a b', '--target-dir', '/c d'])
  })

  for (const [name, find] of [
    ['the recorded kiwi 11', async () => Promise.resolve(kiwi11)],
    ['the recorded kiwi 10', async () => Promise.resolve(kiwi10)],
    ['the real kiwi 11', async () => realKiwi(11)],
    ['the real kiwi 10', async () => realKiwi(10)]
  ] as const) {
    it(`fit the option tree of ${name}`, async function () {
      this.timeout(60_000)
      const kiwi = await find()
      for (const { what, request } of cases) {
        const args = argumentsOf(request, kiwi)
        assert.deepEqual(misfits(args, kiwi), [], what)
        assert.deepEqual(missingRequired(args, `system ${request.kind}`, kiwi), [], what)
      }
      assert.deepEqual(misfits(listStashesArguments, kiwi), [])
      assert.deepEqual(misfits(listBoxesArguments, kiwi), [])
    })
  }

  it('are read strictly by these tests', () => {
    assert.deepEqual(read('system build --desc /d'), [
      'system build: --desc is no option',
      'system build: /d is no option'
    ])
    assert.deepEqual(read('--type a --type b system stash --list'), [': --type is given 2 times'])
    assert.deepEqual(read('system stackbuild --target-dir /t'), ['system stackbuild: --stash is missing'])
    assert.deepEqual(read('system stackbuild --stash a --target-dir /t -- --add-package x'), [
      'system create: --add-package is no option',
      'system create: x is no option'
    ])
  })
})
