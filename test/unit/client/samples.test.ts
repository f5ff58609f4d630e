/** Recorded outputs of long real builds, where the checkout has them beside it. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { kiwiMounts, mountsBelow, parseMounts } from '../../../client/src/builds/mounts'
import { foldRecords, readLog } from '../../../client/src/builds/log'
import { judge } from '../../../client/src/builds/outcome'
import { parseImages, parseInspect } from '../../../client/src/containers/images'
import { parseBoxes } from '../../../client/src/kiwi/boxes'
import { mainResult, parseResult } from '../../../client/src/kiwi/results'
import { parseStashList } from '../../../client/src/kiwi/stashList'

const samples = '../shared/data/samples'

function sample(name: string): string {
  return readFileSync(path.join(samples, name), 'utf8')
}

function outcomeOf(log: string): string {
  const { state, message, nextStep } = judge({
    kind: 'stackbuild',
    exitCode: 1,
    cancelled: false,
    resultFresh: false,
    log: sample(log)
  })
  return `${state}: ${message}${nextStep === undefined ? '' : ` ${nextStep}`}`
}

describe('recorded samples', () => {
  before(function () {
    if (existsSync(samples)) return
    console.log(`      ${samples} is not there: its tests are left out`)
    this.skip()
  })

  it('of logs are read as records, bars and nothing else', () => {
    const events = readLog(sample('kiwi11-log-build-ok-tty-raw.txt'))
    assert.deepEqual([...new Set(events.map(event => event.kind))].sort(), ['progress', 'record'])
    const messages = foldRecords(events).map(record => record.message)
    assert.ok(messages.includes('Installing bootstrap packages'))
    assert.match(messages.at(-1) ?? '', /^--> root_archive: /)
  })

  it('of coloured logs are read like others', () => {
    const levels = foldRecords(readLog(sample('kiwi11-log-colour-raw.txt'))).map(record => record.level)
    assert.deepEqual([...new Set(levels)].sort(), ['DEBUG', 'ERROR', 'INFO'])
  })

  const causes: Readonly<Record<string, RegExp>> = {
    'kiwi10-log-stackbuild-no-separator-typeerror.txt':
      /^failed: .*TypeError: can only concatenate.* Install kiwi 11\.1\.4/,
    'kiwi11-log-boxbuild-404-stored.txt': /Delete the folder \/home\/user\/\.kiwi_boxes\/tinybad and build again/,
    'kiwi11-log-boxbuild-port-busy-exit-0.txt': /Choose another ssh port/,
    'kiwi11-log-boxbuild-qemu-failed-exit-0.txt': /Build without hardware virtualisation/,
    'kiwi11-log-boxbuild-result-code-1.txt': /Read \/home\/user\/out\/t5\/result\.log\.$/,
    'kiwi11-log-boxbuild-sigint-exit-0.txt': /^cancelled/,
    'kiwi11-log-cancel-sigint.txt': /^cancelled/,
    'kiwi11-log-cancel-sigint-stackbuild.txt': /^cancelled/,
    'kiwi11-log-oem-cancel-sigint-dracut.txt': /^cancelled/,
    'kiwi11-log-oem-cancel-sigint-sync-last-lines.txt': /^cancelled/,
    'kiwi11-log-invalid-relaxng-with-jing.txt': /character content of element "locale" invalid/,
    'kiwi11-log-invalid-schematron.txt': /firmware attribute is only available .* Open the description/,
    'kiwi11-log-missing-bootstrap-package.txt': /Check the name no-such-package/,
    'kiwi11-log-missing-package.txt': /Check the name no-such-package/,
    'kiwi11-image-root-log-file-missing-package.txt': /Check the name no-such-package/,
    'kiwi11-log-oem-no-sgdisk.txt': /Install gdisk/,
    'kiwi11-log-oem-no-signed-grub-last-lines.txt': /Add the signed boot loader/,
    'kiwi11-log-oem-no-vfat-last-lines.txt': /Load the kernel module vfat/,
    'kiwi11-log-stackbuild-bootstrap-on-stash.txt': /remove that section/,
    'kiwi11-log-stackbuild-parallel-apt-lock.txt': /Another package manager is at work/,
    'kiwi11-log-stackbuild-registry-http-without-insecure.txt': /Declare the registry as insecure/,
    'kiwi11-log-stackbuild-registry-image-not-there.txt': /the registry has no such image/,
    'kiwi11-log-stackbuild-registry-not-logged-in.txt': /Log in as root/,
    'kiwi11-log-stackbuild-registry-not-running.txt': /Check the address of the registry/,
    'kiwi11-log-stackbuild-registry-with-scheme.txt': /Write the registry without http/,
    'kiwi11-log-stackbuild-vm-no-dracut.txt': /Add the package dracut/,
    'kiwi11-log-stackbuild-vm-no-kernel.txt': /Add a kernel package/,
    'kiwi11-log-stackbuild-vm-no-loader.txt': /Add the packages of the boot loader/,
    'kiwi11-log-stash-invalid-name.txt': /Give the stash a name of lower-case/,
    'kiwi11-log-stash-other-tag.txt': /Keep the tag/,
    'kiwi11-log-stash-uppercase.txt': /Give the stash a name in lower case/,
    'kiwi11-usage-stackbuild-inner-unknown-option.txt': /No such option: --nosuch/
  }
  for (const [name, expected] of Object.entries(causes)) {
    it(`of failures name the cause: ${name}`, () => assert.match(outcomeOf(name), expected))
  }

  for (const name of [
    'kiwi11-log-build-ok.txt',
    'kiwi11-log-oem-build-ok.txt',
    'kiwi11-log-stackbuild-two-stashes-debug.txt'
  ]) {
    it(`of successes name none: ${name}`, () => assert.match(outcomeOf(name), /kiwi ended with exit code 1/))
  }

  it('of images are folded by their id', () => {
    const names = (file: string): string[] =>
      (parseImages(sample(file), 'root') ?? []).map(stash => `${stash.name} ${stash.tags.join('+')}`.trim())
    assert.deepEqual(names('podman-images-rootless-empty.json'), [])
    assert.deepEqual(names('podman-images-two-layers.json'), ['deb-mini latest'])
    assert.deepEqual(
      names('podman-images-two-tags.json').filter(name => name.startsWith('deb-mini')),
      ['deb-mini latest+2026-11-20']
    )
    assert.deepEqual(names('podman-images-dangling-row.json'), ['tools 1.0', '1d967614d85a'])
    assert.equal(
      parseImages(sample('podman-images-null-labels.json'), 'root')?.find(({ name }) => name === 'plain')?.fromKiwi,
      false
    )
    assert.equal(parseInspect(sample('podman-inspect-stash.json'))?.layers.length, 2)
  })

  it('of lists and results are read', () => {
    assert.deepEqual(
      parseStashList(sample('kiwi11-stash-list.txt'))?.map(({ name }) => name),
      ['Tools', 'deb-mini', 'tools']
    )
    const names = ['tumbleweed', 'leap', 'fedora', 'ubuntu', 'universal', 'staging']
    assert.deepEqual(
      parseBoxes(sample('boxbuild-list.txt'))?.map(({ name }) => name),
      names
    )
    assert.deepEqual(
      parseBoxes(sample('boxbuild-list-loglevel-40.txt'))?.map(({ name }) => name),
      names
    )
    assert.equal(mainResult(parseResult(sample('kiwi11-result-oem.json')) ?? [])?.kind, 'disk_image')
    assert.equal(mainResult(parseResult(sample('kiwi-result.json')) ?? [])?.kind, 'root_archive')
  })

  it('of mounts are put into the order of release', () => {
    const root = '/home/user/out/c-hup-group/build/image-root'
    const build = parseMounts(sample('proc-mounts-after-killed-build.txt'))
    const released = mountsBelow('/home/user/out/c-hup-group', build).map(({ point }) => point.slice(root.length))
    assert.deepEqual(released, ['/var/cache/kiwi', '/sys/fs/cgroup', '/sys', '/dev', '/proc', ''])
    const disk = kiwiMounts(parseMounts(sample('proc-mounts-after-killed-oem.txt')))
    assert.equal(disk.length, 12)
    assert.equal(disk[0]?.point, '/var/tmp/kiwi_mount_manager.pmzijoa_/var/tmp')
  })
})
