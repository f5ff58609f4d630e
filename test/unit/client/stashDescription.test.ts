/** What lies in a stash is read without trust: out of what kiwi and podman really write, and out of what an attacker would. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { ImageFolder } from '../../../client/src/containers/imageFolder'
import {
  adoptStash,
  describeStash,
  readingCommand,
  type StashAnswer
} from '../../../client/src/containers/stashDescription'
import { readTar } from '../../../client/src/containers/tar'
import { tarArchive, type ArchiveEntry } from '../../support/tarArchive'
import { Programs } from './support'

const programs = new Programs()
const noPodman = { podman: path.join(programs.folder, 'no-podman'), sudo: 'sudo', isRoot: true }
/** The id of the image in `podman-inspect.json`. */
const podmanId = '20fc6d7898a5ee70d0809fd15c8f0ce931c71080c25139e491106f973ebda99e'
/** The id of the image in `stash.tar`. */
const recorded = 'e7121ef19388b83c00021ed7fff350908cc11c9f39fd439e1e9e581e19517fba'

after(() => programs.remove())

describe('A tar archive', () => {
  for (const format of ['gnu', 'pax', 'ustar', 'v7']) {
    it(`in the format ${format} of GNU tar is read`, async () => {
      const folder = fresh()
      // In ustar a long path is cut at a slash; v7 and ustar cannot do more.
      const deep = format === 'v7' ? 'short' : `${'d'.repeat(90)}/${'f'.repeat(90)}`
      const long = format === 'gnu' || format === 'pax' ? ['é'.repeat(120)] : []
      const names = [deep, ...long]
      for (const name of names) {
        mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
        writeFileSync(path.join(folder, name), `This is ${name.length}.`)
      }
      const archive = execFileSync('tar', ['-C', folder, `--format=${format}`, '-cf', '-', ...names])
      const read: string[] = []
      for await (const entry of readTar(inPieces(archive, 7))) {
        const chunks: Buffer[] = []
        for await (const chunk of entry.content()) chunks.push(chunk)
        read.push(`${entry.type} ${entry.name}: ${Buffer.concat(chunks).toString()}`)
      }
      assert.deepEqual(
        read,
        names.map(name => `file ${name}: This is ${name.length}.`)
      )
    })
  }

  it('that ends too early or is none is refused', async () => {
    const archive = tarArchive([{ name: 'image/config.xml', content: 'x'.repeat(600) }])
    await assert.rejects(takeAll(archive.subarray(0, 700)), /It ends before its end/)
    await assert.rejects(takeAll(archive.subarray(0, 300)), /It ends in the middle/)
    await assert.rejects(takeAll(Buffer.from('<image/>'.repeat(100))), /It is no tar archive/)
    await assert.rejects(takeAll(tarArchive([{ name: 'x', flag: 'L', size: 2_000_000 }])), /a megabyte long/)
  })
})

describe('The folder /image of a stash', () => {
  it('is the same in the archive of kiwi and in what podman copies', async () => {
    const expected = [
      '-rw a-file-with-a-name-of-more-than-one-hundred-characters-so-that-it-does-not-fit-into-the-header-of-an-entry.txt',
      '-rw config.xml',
      '-rx config.sh'
    ]
    const archived = await describe_('rec-tree')
    assert.equal(archived.state, 'described')
    assert.deepEqual(filesOf(archived), expected)
    assert.match(contentOf(archived, 'config.sh'), /echo 2/)
    const podman = pretendPodman(readFixture('podman-cp-image.tar'))
    const copied = await describeStash('rec-tree', { cache: fresh(), archives: fresh() }, { ...noPodman, podman })
    assert.equal(copied.state, 'described')
    assert.deepEqual(filesOf(copied), expected)
  })

  it('takes each layer over those below it', async () => {
    const layers: ArchiveEntry[][] = [
      [
        { name: './image/', flag: '5' },
        { name: './image/config.xml', content: 'low' },
        { name: './image/gone.sh', content: 'low', mode: 0o755 },
        { name: './image/dir/one', content: 'low' },
        { name: './image/opaque/one', content: 'low' },
        { name: './image/becomes-file/one', content: 'low' }
      ],
      [
        { name: 'image/config.xml', content: 'high' },
        { name: 'image/.wh.gone.sh' },
        { name: 'image/.wh.dir' },
        { name: 'image/opaque/two', content: 'high' },
        { name: 'image/opaque/.wh..wh..opq' },
        { name: 'image/becomes-file', content: 'high' },
        { name: 'image/second-name', flag: '1', target: 'image/config.xml' }
      ]
    ]
    assert.deepEqual(await written(layers), [
      'becomes-file: high',
      'config.xml: high',
      'opaque/two: high',
      'second-name: high'
    ])
    assert.deepEqual(await written([...layers, [{ name: '.wh..wh..opq' }]]), [])
    assert.deepEqual(await written([...layers, [{ name: '.wh.image' }, { name: 'image/new', content: '1' }]]), [
      'new: 1'
    ])
  })

  it('holds no links, no devices and nothing that lies elsewhere', async () => {
    const secret = path.join(programs.folder, 'secret')
    writeFileSync(secret, 'secret')
    const entries: ArchiveEntry[] = [
      { name: 'image/config.xml', content: 'x' },
      { name: 'image/link', flag: '2', target: secret },
      { name: 'image/link/below', content: 'written through a link' },
      { name: 'image/hard', flag: '1', target: secret.slice(1) },
      { name: 'image/device', flag: '3' },
      { name: 'image/pipe', flag: '6' },
      { name: 'etc/passwd', content: 'root' },
      { name: '/image/absolute', content: 'below all the same' }
    ]
    assert.deepEqual(await written([entries]), ['absolute: below all the same', 'config.xml: x'])
    assert.equal(readFileSync(secret, 'utf8'), 'secret')
  })

  for (const name of ['image/../../escaped', '../escaped', 'image/sub/..']) {
    it(`is refused as a whole where an entry is called ${name}`, async () => {
      await assert.rejects(written([[{ name, content: 'x' }]]), /which leads out of it/)
    })
  }

  it('is limited in the number and the size of its files', async () => {
    const limits = { entries: 3, file: 10, total: 15 }
    assert.deepEqual(await written([[file('small', 3), file('large', 11)]], limits), ['small: xxx'])
    await assert.rejects(written([[file('a', 9), file('b', 9)]], limits), /larger than any description needs/)
    await assert.rejects(written([['a', 'b', 'c', 'd'].map(name => file(name, 1))], limits), /more than 3 files/)
  })
})

describe('The description of a stash', () => {
  it('is found by the name and tag that stackbuild takes', async () => {
    for (const reference of ['rec-tree', 'rec-tree:latest', 'localhost/rec-tree', 'localhost/rec-tree:latest']) {
      assert.equal((await describe_(reference)).state, 'described', reference)
    }
    for (const reference of ['rec-tree:1.0', 'team/rec-tree', 'other']) {
      assert.match(told(await describe_(reference)), /^unreadable: There is no program .*no-podman/, reference)
    }
    assert.match(told(await describe_('--root=/')), /is not the name of a container image/)
  })

  it('is told as missing where podman has no such image, whatever else it warns of', async () => {
    const warning = 'echo "level=warning msg=/ is not a shared mount" >&2; exit 1'
    const podman = programs.write('podman-warns', `#!/bin/sh\n${warning}\n`)
    const places = placesWith('rec-tree', readFixture('stash.tar'))
    assert.deepEqual(await describeStash('rec-tree', places, { ...noPodman, podman }), { state: 'missing' })
  })

  it('is read by root in a terminal, after a pull where that is wanted', async () => {
    const podman = pretendPodman(readFixture('podman-cp-image.tar'))
    const places = placesWith('other', readFixture('stash.tar'))
    for (const pull of [true, false]) {
      const [program = '', ...args] = readingCommand('example.org/rec-tree', pull, { podman })
      const output = path.join(fresh(), 'output')
      writeFileSync(output, execFileSync(program, args, { stdio: ['ignore', 'pipe', 'ignore'] }))
      const adopted = await adoptStash(output, { ...places, cache: fresh() })
      assert.equal(adopted?.id, podmanId)
      assert.match(contentOf(adopted.answer, 'config.sh'), /echo 2/)
    }
    const calls = readFileSync(`${podman}.calls`, 'utf8').split('\n')
    assert.deepEqual(
      calls.map(call => call.split(' ')[0]),
      ['pull', 'inspect', 'create', 'cp', 'rm', 'inspect', 'create', 'cp', 'rm', '']
    )
  })

  it('that root let be read is known while sudo wants a password', async () => {
    const places = placesWith('other', readFixture('stash.tar'))
    const podman = pretendPodman(readFixture('podman-cp-image.tar'))
    const [program = '', ...args] = readingCommand('rec-tree', false, { podman })
    const output = path.join(fresh(), 'output')
    writeFileSync(output, execFileSync(program, args, { stdio: ['ignore', 'pipe', 'ignore'] }))
    const adopted = await adoptStash(output, places)
    const shown = new Map([['rec-tree', adopted?.id ?? '']])
    const sudo = programs.write('sudo-asks', '#!/bin/sh\necho "sudo: a password is required" >&2; exit 1\n')
    const user = { ...noPodman, sudo, isRoot: false }
    assert.equal((await describeStash('rec-tree', { ...places, shown }, user)).state, 'described')
    assert.equal((await describeStash('unknown', { ...places, shown }, user)).state, 'unreadable')
  })

  it('cannot be taken over from what is no output of podman', async () => {
    const output = path.join(fresh(), 'output')
    for (const text of ['', 'rubbish', `${'0'.repeat(64)}\nrubbish that is no archive${' '.repeat(600)}`]) {
      writeFileSync(output, text)
      assert.equal(await adoptStash(output, { cache: fresh() }), undefined)
    }
    // An image without the folder /image.
    writeFileSync(output, `${'0'.repeat(64)}\n`)
    assert.equal((await adoptStash(output, { cache: fresh() }))?.answer.state, 'undescribed')
  })

  it('is copied once for each image', async () => {
    const places = placesWith('rec-tree', readFixture('stash.tar'))
    const first = await describeStash('rec-tree', places, noPodman)
    assert.deepEqual(first, {
      state: 'described',
      digest: `sha256:${recorded}`,
      folder: path.join(places.cache, recorded),
      description: path.join(places.cache, recorded, 'config.xml')
    })
    const copied = statSync(path.join(places.cache, recorded, 'config.xml')).ino
    assert.deepEqual(await describeStash('rec-tree', places, noPodman), first)
    assert.equal(statSync(path.join(places.cache, recorded, 'config.xml')).ino, copied)
    assert.deepEqual(readdirSync(places.cache), [recorded])
  })

  it('is removed from the copies when nobody asked for it in a long time', async () => {
    const places = placesWith('rec-tree', readFixture('stash.tar'))
    const longAgo = new Date(Date.now() - 40 * 24 * 3600 * 1000)
    for (let number = 0; number < 8; number += 1) {
      const folder = path.join(places.cache, String(number).repeat(64))
      mkdirSync(folder, { recursive: true })
      utimesSync(folder, longAgo, longAgo)
    }
    await describeStash('rec-tree', places, noPodman)
    assert.equal(readdirSync(places.cache).length, 6)
  })

  it('may be missing', async () => {
    const answer = await describeArchive([{ name: 'etc/motd', content: 'plain' }])
    assert.equal(answer.state, 'undescribed')
    const sub = await describeArchive([{ name: 'image/readme', content: 'plain' }])
    assert.equal(sub.state, 'undescribed')
  })

  it('that is a link, or of no use, is told', async () => {
    const link = await describeArchive([{ name: 'image/config.xml', flag: '2', target: '/etc/passwd' }])
    assert.match(told(link), /^unreadable: .* is a link or no file at all/)
    const large = await describeArchive([{ name: 'image/config.xml', content: ' '.repeat(20_000_001) }])
    assert.match(told(large), /config\.xml is too large/)
  })

  it('in a damaged archive is told', async () => {
    const archive = readFixture('stash.tar')
    const places = placesWith('rec-tree', archive.subarray(0, 3000))
    assert.match(
      told(await describeStash('rec-tree', places, noPodman)),
      /^unreadable: The description of the stash rec-tree cannot be read\. /
    )
    assert.deepEqual(readdirSync(path.dirname(places.cache)).includes('escaped'), false)
    const index = tarArchive([{ name: 'index.json', content: '{"manifests": [' }])
    const broken = await describeStash('rec-tree', placesWith('rec-tree', index), noPodman)
    assert.match(told(broken), /The file index\.json in it is damaged/)
  })

  it('is read by sudo where root has the image, and from the archive where sudo wants a password', async () => {
    const places = placesWith('rec-tree', readFixture('stash.tar'))
    const locked = programs.write('locked-sudo', '#!/bin/sh\necho "sudo: a password is required" >&2; exit 1\n')
    const user = { podman: pretendPodman(undefined), sudo: locked, isRoot: false }
    assert.equal((await describeStash('rec-tree', places, user)).state, 'described')
    const answer = await describeStash('team/other', places, user)
    assert.equal(answer.state === 'unreadable' && answer.locked, true)
    assert.match(told(answer), /sudo wants a password/)
    const sudo = programs.write('open-sudo', '#!/bin/sh\n[ "$1 $2" = "-n --" ] || exit 9\nshift 2\nexec "$@"\n')
    const open = { podman: pretendPodman(readFixture('podman-cp-image.tar')), sudo, isRoot: false }
    assert.equal((await describeStash('rec-tree', { ...places, cache: fresh() }, open)).state, 'described')
  })
})

/** Podman as recorded: it has the one image, and copies `archive` out of it; without one it knows no image. */
function pretendPodman(archive: Buffer | undefined): string {
  const file = path.join(fresh(), 'image.tar')
  writeFileSync(file, archive ?? '')
  const inspect = path.resolve('test/fixtures/client/podman-inspect.json')
  const known = archive === undefined ? 'echo "Error: no such image" >&2; exit 125' : `exec cat '${inspect}'`
  const lines = [
    '#!/bin/sh',
    'echo "$1" >>"$0.calls"',
    'case "$1 $2 $4" in',
    `  'inspect --type --format') echo ${podmanId} ;;`,
    `  'inspect --type '*) ${known} ;;`,
    "  'image exists '*) exit 1 ;;",
    `  'cp '*) exec cat '${file}' ;;`,
    'esac'
  ]
  return programs.write(`podman-${path.basename(path.dirname(file))}`, lines.join('\n'))
}

let folders = 0

function fresh(): string {
  folders += 1
  const folder = path.join(programs.folder, `folder-${folders}`)
  mkdirSync(folder)
  return folder
}

function readFixture(name: string): Buffer {
  return readFileSync(path.join('test/fixtures/client', name))
}

/** A home of archives that holds `archive` as the stash `name`. */
function placesWith(name: string, archive: Buffer): { cache: string; archives: string } {
  const archives = fresh()
  mkdirSync(path.join(archives, name))
  writeFileSync(path.join(archives, name, `${name}.tar`), archive)
  return { cache: path.join(fresh(), 'cache'), archives }
}

/** The answer for `reference` where there is the recorded archive and no podman. */
function describe_(reference: string): Promise<StashAnswer> {
  return describeStash(reference, placesWith('rec-tree', readFixture('stash.tar')), noPodman)
}

/** The answer for a stash of one layer. */
function describeArchive(entries: readonly ArchiveEntry[]): Promise<StashAnswer> {
  const blobs: ArchiveEntry[] = []
  const blob = (content: Buffer): { digest: string } => {
    const hex = createHash('sha256').update(content).digest('hex')
    blobs.push({ name: `blobs/sha256/${hex}`, content: content.toString('latin1') })
    return { digest: `sha256:${hex}` }
  }
  // Latin 1 keeps no byte above 7F in an entry's content, so the layer is not packed here.
  const layer = blob(tarArchive(entries))
  const config = blob(Buffer.from('{}'))
  const manifest = blob(Buffer.from(JSON.stringify({ config, layers: [layer] })))
  const annotations = { 'org.opencontainers.image.ref.name': 'made:latest' }
  const index = JSON.stringify({ manifests: [{ ...manifest, annotations }] })
  const archive = tarArchive([...blobs, { name: 'index.json', content: index }])
  return describeStash('made', placesWith('made', archive), noPodman)
}

function file(name: string, length: number): ArchiveEntry {
  return { name: `image/${name}`, content: 'x'.repeat(length) }
}

function told(answer: StashAnswer): string {
  return answer.state === 'unreadable' ? `unreadable: ${answer.reason}` : answer.state
}

/** Files with what may be done with them: `-rw`, as the owner may replace them, and `-rx`. */
function filesOf(answer: StashAnswer): string[] {
  const folder = folderOf(answer)
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => statSync(path.join(folder, name)).isFile())
    .map(name => `${(statSync(path.join(folder, name)).mode & 0o111) === 0 ? '-rw' : '-rx'} ${name}`)
    .sort()
}

function contentOf(answer: StashAnswer, name: string): string {
  return readFileSync(path.join(folderOf(answer), name), 'utf8')
}

function folderOf(answer: StashAnswer): string {
  assert.equal(answer.state, 'described', told(answer))
  return answer.folder
}

/** Every file that is written for `layers`, with its content. */
async function written(
  layers: readonly (readonly ArchiveEntry[])[],
  limits?: { entries: number; file: number; total: number }
): Promise<string[]> {
  const folder = path.join(fresh(), 'inner', 'complete')
  const image = new ImageFolder(fresh(), limits)
  for (const entries of layers) await image.addLayer(inPieces(tarArchive(entries), 1000))
  await image.write(folder)
  assert.deepEqual(readdirSync(path.dirname(path.dirname(folder))), ['inner'])
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => statSync(path.join(folder, name)).isFile())
    .sort()
    .map(name => `${name}: ${readFileSync(path.join(folder, name), 'utf8')}`)
}

async function takeAll(archive: Buffer): Promise<void> {
  for await (const entry of readTar(inPieces(archive, 100))) assert.ok(entry.name.length > 0)
}

function inPieces(buffer: Buffer, size: number): Readable {
  const pieces: Buffer[] = []
  for (let start = 0; start < buffer.length; start += size) pieces.push(buffer.subarray(start, start + size))
  return Readable.from(pieces)
}
