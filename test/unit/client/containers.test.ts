/** Stashes out of podman's JSON, and the states of a container storage. */
import assert from 'node:assert/strict'
import path from 'node:path'
import { leftovers, parseImages, parseInspect, splitReference } from '../../../client/src/containers/images'
import { inspectImage, listImages } from '../../../client/src/containers/podman'
import type { PodmanCommands } from '../../../client/src/containers/podman'
import { fixture, Programs } from './support'

const id = '20fc6d7898a5ee70d0809fd15c8f0ce931c71080c25139e491106f973ebda99e'
const parent = '473713170340ae9897d43148218e5a8734b39d04989e1fdd78409e424d5ae0de'

const stash = {
  id,
  storage: 'root',
  name: 'rec-tree',
  references: ['localhost/rec-tree:latest', 'localhost/rec-tree:1.0'],
  tags: ['latest', '1.0'],
  size: 16_566,
  created: Date.parse('2026-11-21T06:09:23Z'),
  fromKiwi: true,
  maintainer: 'Test Author',
  parent
}

describe('images of podman', () => {
  it('are one stash for all rows of an image, newest first', () => {
    const first = {
      id: parent,
      storage: 'root',
      name: parent.slice(0, 12),
      references: [],
      tags: [],
      size: 9894,
      created: Date.parse('2026-11-21T06:09:22Z'),
      fromKiwi: true,
      maintainer: 'Test Author'
    }
    assert.deepEqual(parseImages(fixture('podman-images.json'), 'root'), [stash, first])
  })

  it('need neither names nor labels', () => {
    const rows = [
      { Id: 'a'.repeat(64), Names: null, Labels: null, Size: 1, Created: 1 },
      { Id: 'b'.repeat(64), Names: ['docker.io/library/debian:12', 'localhost/mine/deb'], Labels: {} },
      { Id: 'c'.repeat(64), Names: ['host:5000/team/full:1.0'], ParentId: '' }
    ]
    const stashes = parseImages(JSON.stringify(rows), 'user') ?? []
    assert.deepEqual(
      stashes.map(({ name, tags, fromKiwi, storage }) => ({ name, tags, fromKiwi, storage })),
      [
        { name: 'aaaaaaaaaaaa', tags: [], fromKiwi: false, storage: 'user' },
        { name: 'mine/deb', tags: [], fromKiwi: false, storage: 'user' },
        { name: 'host:5000/team/full', tags: ['1.0'], fromKiwi: false, storage: 'user' }
      ]
    )
  })

  it('are one stash also where each row has one name only', () => {
    const rows = ['localhost/a:1', 'localhost/a:2'].map(name => ({ Id: 'a'.repeat(64), Names: [name] }))
    assert.deepEqual(
      parseImages(JSON.stringify(rows), 'root')?.map(({ tags }) => tags),
      [['1', '2']]
    )
  })

  it('are nothing when they are rubbish', () => {
    for (const wrong of ['', '{}', '[1]', '[{"Id": 1}]', 'Error: x'])
      assert.equal(parseImages(wrong, 'root'), undefined)
    assert.deepEqual(parseImages('[]', 'root'), [])
  })

  it('have layers, each with its time and author', () => {
    const layer = { author: 'Test Author', comment: 'KIWI Root Tree Stash' }
    const digests = [
      'c0db93efb1609cbb423e8066d6a3820346e2587fea2e0e2f9ae26766b4520693',
      'e2a55d8fc7c0b8f1867e58b068816bca9e00aad54ac7bc59fabd91a34eeba15e'
    ]
    const times = ['2026-11-21T06:09:22Z', '2026-11-21T06:09:23Z']
    assert.deepEqual(parseInspect(fixture('podman-inspect.json')), {
      id,
      references: stash.references,
      architecture: 'amd64',
      size: 16_566,
      layers: digests.map((digest, index) => ({
        digest: `sha256:${digest}`,
        created: Date.parse(times[index] ?? ''),
        ...layer
      })),
      comment: 'KIWI Root Tree Stash'
    })
    for (const wrong of ['', '[]', '[{}]', '{}']) assert.equal(parseInspect(wrong), undefined)
  })

  it('do without a place in the history where nothing was changed', () => {
    const history = [{ created: '2026-01-01T00:00:00Z', empty_layer: true }, { author: 'A' }]
    const image = [{ Id: 'x', RootFS: { Layers: ['sha256:1', 'sha256:2'] }, History: history }]
    assert.deepEqual(parseInspect(JSON.stringify(image))?.layers, [
      { digest: 'sha256:1', author: 'A' },
      { digest: 'sha256:2' }
    ])
  })

  it('leave directories over to which none belongs', () => {
    const directories = ['rec-tree', 'Tools', 'rec'].map(name => ({ name, path: `/var/tmp/kiwi-stash/${name}` }))
    const stashes = parseImages(fixture('podman-images.json'), 'root') ?? []
    assert.deepEqual(
      leftovers(directories, stashes).map(({ name }) => name),
      ['Tools', 'rec']
    )
    assert.equal(leftovers(directories, []).length, 3)
  })
})

describe('references', () => {
  for (const [reference, name, tag] of [
    ['localhost/deb-mini:latest', 'localhost/deb-mini', 'latest'],
    ['host:5000/a', 'host:5000/a', undefined],
    ['host:5000/a:1.0', 'host:5000/a', '1.0'],
    ['a:1@sha256:00', 'a', '1'],
    ['a@sha256:00', 'a', undefined]
  ] as const) {
    it(`${reference} is ${name} with ${tag}`, () => {
      const split = splitReference(reference)
      assert.deepEqual([split.name, split.tag], [name, tag])
    })
  }
})

describe('container storage', () => {
  const programs = new Programs()
  after(async () => programs.remove())

  const images = path.resolve('test/fixtures/client/podman-images.json')
  const good = programs.write('podman', `#!/bin/sh\n[ "$*" = "images --format json" ] && cat '${images}'\n`)
  const sudo = programs.write('sudo', '#!/bin/sh\n[ "$1 $2" = "-n --" ] || exit 9\nshift 2\nexec "$@"\n')

  async function check(storage: 'root' | 'user', commands: Partial<PodmanCommands>, expected: string): Promise<void> {
    const answer = await listImages(storage, { podman: good, sudo, isRoot: false, ...commands })
    const shown = answer.state === 'ok' ? `ok: ${answer.stashes.length}` : `${answer.state}: ${answer.problem.message}`
    assert.equal(shown.replaceAll(programs.folder, 'DIR'), expected)
  }
  const saying = (name: string, text: string, code = 1): string =>
    programs.write(name, `#!/bin/sh\ncat >&2 <<'END'\n${text}\nEND\nexit ${code}\n`)
  const lockedMessage =
    "locked: The stashes lie in root's container storage, and sudo wants a password before it shows them."

  it('is read as the user', async () => check('user', { sudo: '/no/sudo' }, 'ok: 2'))
  it('is read by sudo, which never asks', async () => check('root', {}, 'ok: 2'))
  it('is read as root without sudo', async () => check('root', { isRoot: true, sudo: '/no/sudo' }, 'ok: 2'))
  it("of the user is root's own for root, and told once", async () => check('user', { isRoot: true }, 'ok: 0'))

  it('is locked when sudo wants a password', async () =>
    check('root', { sudo: saying('sudo-password', 'sudo: a password is required') }, lockedMessage))
  it('is locked when the user may not use sudo', async () =>
    check('root', { sudo: saying('sudo-nobody', 'nobody is not in the sudoers file.') }, lockedMessage))
  it('is locked when sudo allows something else', async () => {
    const text = "Sorry, user me is not allowed to execute '/usr/bin/podman images' as root on here."
    await check('root', { sudo: saying('sudo-other', text) }, lockedMessage)
  })

  const missing = "There is no program podman-x; kiwi keeps stashes in podman's storage."
  it('is missing with podman', async () => check('user', { podman: 'podman-x' }, `missing: ${missing}`))
  it('is missing with podman behind sudo', async () =>
    check(
      'root',
      { podman: 'podman-x', sudo: saying('sudo-missing', 'sudo: podman-x: command not found') },
      `missing: ${missing}`
    ))
  it('is failing without sudo', async () =>
    check(
      'root',
      { sudo: '/no/sudo' },
      "failing: /no/sudo could not be started, and root's stashes can be seen by root only."
    ))
  it('is failing when podman fails', async () => {
    const podman = saying('podman-failing', 'time="x" level=warning\nError: cannot set up namespace', 125)
    await check('user', { podman }, 'failing: podman failed with exit code 125: Error: cannot set up namespace')
  })
  it('is failing when podman prints rubbish', async () => {
    const podman = programs.write('podman-rubbish', '#!/bin/sh\necho rubbish\n')
    await check('user', { podman }, 'failing: podman images did not print a list of images.')
  })
  it('is failing when podman hangs', async () => {
    const podman = programs.write('podman-hanging', '#!/bin/sh\nsleep 300 & sleep 300\n')
    await check('user', { podman, timeout: 200 }, 'failing: podman gave no answer within 0.2 seconds.')
  })

  it('describes one image, named behind the options', async () => {
    const inspect = path.resolve('test/fixtures/client/podman-inspect.json')
    const podman = programs.write(
      'inspect',
      `#!/bin/sh\n[ "$*" = "inspect --type image -- ${id}" ] && cat '${inspect}'\n`
    )
    const answer = await inspectImage(id, 'root', { podman, sudo, isRoot: false })
    assert.ok(answer.ok)
    assert.equal(answer.details.layers.length, 2)
    const other = await inspectImage('-x', 'root', { podman, sudo, isRoot: false })
    assert.equal(other.ok, false)
  })

  it('is asked of the real podman', async () => {
    const isRoot = process.getuid?.() === 0
    const answer = await listImages(isRoot ? 'root' : 'user', { podman: 'podman', sudo: 'sudo', isRoot })
    assert.equal(answer.state, 'ok')
  })
})
