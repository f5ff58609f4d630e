/** Mounts below a target: found, and put into the order of release. */
import assert from 'node:assert/strict'
import { kiwiMounts, mountsBelow, parseMounts } from '../../../client/src/builds/mounts'

const root = '/home/user/out/x/build/image-root'
const text = `/dev/vda / ext4 rw 0 0
/dev/vda ${root} ext4 rw,relatime 0 0
proc ${root}/proc proc rw 0 0
devtmpfs ${root}/dev devtmpfs rw 0 0
sysfs ${root}/sys sysfs rw 0 0
tmpfs ${root}/sys/fs/cgroup tmpfs rw 0 0
/dev/vda ${root}/var/cache/kiwi ext4 rw 0 0
/dev/vda ${root}/dev ext4 rw 0 0
/dev/vda /home/user/out/x-other/build ext4 rw 0 0
/dev/loop0p1 /var/tmp/kiwi_mount_manager.pm ext4 rw 0 0
devtmpfs /var/tmp/kiwi_mount_manager.pm/dev devtmpfs rw 0 0
/dev/sdb1 /media/My\\040Disk\\011\\134x ext4 rw 0 0
broken
`
const mounts = parseMounts(text)

describe('mounts', () => {
  it('are read with their escapes, and lines that are none are passed over', () => {
    assert.equal(mounts.length, 12)
    assert.deepEqual(mounts.at(-1), {
      source: '/dev/sdb1',
      point: '/media/My Disk\t\\x',
      type: 'ext4',
      readOnly: false
    })
  })

  it('are released deepest first, and the last one first at the same place', () => {
    const released = mountsBelow('/home/user/out/x/', mounts).map(
      ({ source, point }) => `${source} ${point.replace(root, '')}`
    )
    assert.deepEqual(released, [
      '/dev/vda /var/cache/kiwi',
      'tmpfs /sys/fs/cgroup',
      '/dev/vda /dev',
      'sysfs /sys',
      'devtmpfs /dev',
      'proc /proc',
      '/dev/vda '
    ])
  })

  it('of kiwi itself are found by their folder', () => {
    assert.deepEqual(
      kiwiMounts(mounts).map(({ point }) => point),
      ['/var/tmp/kiwi_mount_manager.pm/dev', '/var/tmp/kiwi_mount_manager.pm']
    )
  })
})
