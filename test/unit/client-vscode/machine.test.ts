/** Settings, target folders, logs, and what is asked of the machine. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseMounts } from '../../../client/src/builds/mounts'
import { readSettings, type Settings } from '../../../client/src/config'
import { readDescriptionFacts } from '../../../client/src/workbench/descriptionFacts'
import { languageFor, readDocumentNote } from '../../../client/src/workbench/documentKind'
import { gatherFacts, isAlive, kiwiIn, listeningPorts, mountOf, realPath } from '../../../client/src/workbench/machine'
import { readTail, sizeOf } from '../../../client/src/workbench/tail'
import { freeTarget, proposedBase, safeName } from '../../../client/src/workbench/targetNames'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'kiwi-unit-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function read(values: Record<string, unknown>): Settings {
  return readSettings({ get: key => values[key] })
}

describe('settings', () => {
  it('have defaults', () =>
    assert.deepEqual(read({}), { targetDirectory: '', kiwi: 'kiwi-ng', podman: 'podman', sudo: 'sudo' }))

  it('that are empty or no text count as not set', () =>
    assert.deepEqual(read({ 'commands.kiwi': ' ', 'commands.podman': 5, 'commands.sudo': '/usr/bin/sudo ' }), {
      targetDirectory: '',
      kiwi: 'kiwi-ng',
      podman: 'podman',
      sudo: '/usr/bin/sudo'
    }))
})

describe('the target folder that is proposed', () => {
  it('lies in the home folder', () => assert.equal(proposedBase('', '/w'), path.join(os.homedir(), 'kiwi-images')))
  it('lies where the setting says', () => assert.equal(proposedBase('/srv/images', '/w'), '/srv/images'))
  it('may be relative to the workspace folder', () => assert.equal(proposedBase('../out', '/home/u/w'), '/home/u/out'))
  it('may be relative to the home folder', () =>
    assert.equal(proposedBase('~/out', '/w'), path.join(os.homedir(), 'out')))

  it('has a name that every command can take', () => {
    assert.equal(safeName('my image, 2: $(x)'), 'my-image-2-x')
    assert.equal(safeName('../..'), 'image')
    assert.equal(safeName('deb-mini_1.0'), 'deb-mini_1.0')
  })

  it('is a free one beside one that is in use', () => {
    mkdirSync(path.join(folder, 'deb-2'))
    assert.equal(freeTarget(path.join(folder, 'deb')), path.join(folder, 'deb-3'))
    assert.equal(freeTarget(path.join(folder, 'v7')), path.join(folder, 'v7-2'))
    assert.equal(freeTarget(path.join(folder, 'debian-12')), path.join(folder, 'debian-12-2'))
    mkdirSync(path.join(folder, 'deb'))
    assert.equal(freeTarget(path.join(folder, 'deb-2')), path.join(folder, 'deb-3'))
  })
})

describe('the log of a run', () => {
  it('is what was appended since its start', () => {
    const file = path.join(folder, 'log')
    writeFileSync(file, 'earlier\n')
    const start = sizeOf(file)
    appendFileSync(file, 'now\n')
    assert.equal(readTail(file, start), 'now\n')
  })

  it('is the whole file where that was written anew', () => {
    const file = path.join(folder, 'log')
    writeFileSync(file, 'now\n')
    assert.equal(readTail(file, 1000), 'now\n')
  })

  it('is unknown where nothing was written', () => {
    const file = path.join(folder, 'log')
    assert.equal(readTail(file, sizeOf(file)), undefined)
    writeFileSync(file, 'earlier\n')
    assert.equal(readTail(file, sizeOf(file)), undefined)
  })

  it('is cut at its beginning when it is very long', () => {
    const file = path.join(folder, 'log')
    writeFileSync(file, `${'x'.repeat(700_000)}end`)
    const tail = readTail(file, 0)
    assert.equal(tail?.length, 512 * 1024)
    assert.ok(tail.endsWith('end'))
  })
})

const nothing = { running: [], rootReferences: undefined, description: undefined }

describe('the machine', () => {
  it('finds the kiwi that works in a target', async () => {
    const args = ['-e', 'process.stdin.resume()', '--', 'system', 'build', '--target-dir', folder]
    const kiwi = spawn(process.execPath, args, { argv0: 'kiwi-ng', stdio: ['pipe', 'ignore', 'inherit'] })
    await once(kiwi, 'spawn')
    assert.equal(kiwiIn(folder), kiwi.pid)
    kiwi.stdin.end()
    await once(kiwi, 'exit')
    assert.equal(kiwiIn(folder), undefined)
  })

  it('tells ports on which somebody listens', () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:2726 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1',
      '   1: 0100007F:0050 0100007F:A000 01 00000000:00000000 00:00000000 00000000     0        0 2'
    ].join('\n')
    assert.deepEqual(listeningPorts(table), [10_022])
    assert.deepEqual(listeningPorts(''), [])
  })

  it('tells the file system by the innermost mount, the last one made', () => {
    const mounts = parseMounts(
      'a / ext4 rw\nb /srv xfs rw\nc /srv btrfs ro,noatime\nd /srv2 vfat rw,errors=remount-ro\n'
    )
    const at = (place: string) => {
      const found = mountOf(place, mounts)
      return found && `${found.type} ${found.readOnly ? 'read-only' : 'writable'}`
    }
    assert.equal(at('/srv/images'), 'btrfs read-only')
    assert.equal(at('/srv22'), 'ext4 writable')
    assert.equal(at('/srv2'), 'vfat writable')
    assert.equal(mountOf('/srv', []), undefined)
  })

  it('tells the real path of what does not exist yet', () => {
    mkdirSync(path.join(folder, 'real'))
    symlinkSync('real', path.join(folder, 'link'))
    assert.equal(realPath(path.join(folder, 'link', 'new', 'target')), path.join(realPath(folder), 'real/new/target'))
  })

  it('tells which processes live', () => {
    assert.equal(isAlive(process.pid), true)
    assert.equal(isAlive(1), true)
    const beyondAll = Number(readFileSync('/proc/sys/kernel/pid_max', 'utf8')) + 1
    assert.equal(isAlive(beyondAll), false)
  })

  it('tells the facts about a target', async () => {
    mkdirSync(path.join(folder, 'build/image-root'), { recursive: true })
    const request = { kind: 'build', description: { directory: '/d' }, target: folder } as const
    const facts = await gatherFacts(request, { ...nothing, rootReferences: ['localhost/a:latest'] })
    assert.equal(facts.imageRootExists, true)
    assert.ok(facts.mounts.some(({ point }) => point === '/proc'))
    assert.deepEqual(facts.rootReferences, ['localhost/a:latest'])
  })

  it('tells whether a root tree has a description', async () => {
    const request = { kind: 'stash', root: folder } as const
    assert.equal((await gatherFacts(request, nothing)).rootHasDescription, false)
    mkdirSync(path.join(folder, 'image'))
    writeFileSync(path.join(folder, 'image/config.xml'), '')
    assert.equal((await gatherFacts(request, nothing)).rootHasDescription, true)
  })

  it('takes over what is known of a description, and nothing of a fragment', async () => {
    const request = { kind: 'build', description: { directory: '/d' }, target: folder } as const
    const description = readDescriptionFacts({
      kind: 'description',
      name: 'mini',
      packageManager: 'apt',
      hasBootstrap: true,
      errors: 2,
      profiles: [{ name: 'Live', imported: true }],
      types: ['iso']
    })
    assert.ok(description)
    const { imageName, packageManager, descriptionHasBootstrap, descriptionErrors, profiles, types } =
      await gatherFacts(request, { ...nothing, description })
    assert.deepEqual(
      [imageName, packageManager, descriptionHasBootstrap, descriptionErrors, profiles, types],
      ['mini', 'apt', true, 2, ['Live'], ['iso']]
    )
    const fragment = { ...description, kind: 'fragment' } as const
    assert.equal((await gatherFacts(request, { ...nothing, description: fragment })).descriptionErrors, undefined)
  })
})

describe('what the server says of a description', () => {
  it('is read as it comes', () => {
    const facts = {
      kind: 'description',
      includedBy: [],
      files: ['file:///a'],
      name: 'mini',
      profiles: [{ name: 'Live', description: 'A live image', imported: true }],
      types: ['iso', 'oem'],
      packageManager: 'apt',
      hasBootstrap: true,
      errors: 1
    }
    assert.deepEqual(readDescriptionFacts(facts), facts)
  })

  it('is passed over where it is something else', () => {
    for (const rubbish of [undefined, 7, [], {}, { kind: 'novel' }])
      assert.equal(readDescriptionFacts(rubbish), undefined)
    assert.deepEqual(readDescriptionFacts({ kind: 'other', profiles: [7, {}], types: 'oem', errors: 'many' }), {
      kind: 'other',
      includedBy: [],
      files: [],
      profiles: [],
      types: [],
      hasBootstrap: false,
      errors: 0
    })
  })
})

describe('the kind of a document', () => {
  it('is read from what the server sends, and from nothing else', () => {
    const uri = 'file:///a'
    assert.deepEqual(readDocumentNote({ uri, kind: 'fragment', descriptions: ['file:///b'] }), {
      uri,
      kind: 'fragment',
      descriptions: ['file:///b']
    })
    assert.deepEqual(readDocumentNote({ uri, kind: 'other' })?.descriptions, [])
    for (const wrong of [
      undefined,
      'text',
      { uri: 'file:///a' },
      { uri: 'file:///a', kind: 'novel' },
      { uri: 1, kind: 'other' }
    ]) {
      assert.equal(readDocumentNote(wrong), undefined)
    }
  })

  it('decides the language of XML only', () => {
    assert.equal(languageFor('description', 'xml', false), 'kiwi-description')
    assert.equal(languageFor('fragment', 'xml', false), 'kiwi-description')
    assert.equal(languageFor('extension', 'xml', false), 'kiwi-description')
    assert.equal(languageFor('other', 'xml', false), undefined)
    assert.equal(languageFor('yaml', 'kiwi-description', false), undefined)
    assert.equal(languageFor('description', 'plaintext', false), undefined)
  })

  it('never overrules a person', () => assert.equal(languageFor('description', 'xml', true), undefined))
})
