/** The supervised command line: what reaches the program, what it is told when the terminal ends, what comes back. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { madeImageRoot } from '../../../client/src/builds/request'
import { commandLine, displayCommand, plainCommand, SUPERVISE } from '../../../client/src/builds/supervise'
import { kiwiArguments } from '../../../client/src/kiwi/arguments'
import type { BuildRequest } from '../../../client/src/kiwi/request'
import { waitFor } from '../../support/waiting'
import { kiwi11, Programs, realKiwi } from './support'

const programs = new Programs()
after(async () => programs.remove())

/** Those that {@link start} has started; a test that fails leaves its program waiting. */
const started: ChildProcess[] = []
afterEach(() => {
  for (const { pid, exitCode, signalCode } of started.splice(0)) {
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL')
  }
})

const asRoot = { needsRoot: true, isRoot: true, sudo: 'sudo' }

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Those of `signals` that a process ignores, by its /proc/PID/status. */
function ignoredIn(status: string, signals: readonly NodeJS.Signals[]): NodeJS.Signals[] {
  const mask = BigInt(`0x${/^SigIgn:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`)
  return signals.filter(signal => ((mask >> BigInt(os.constants.signals[signal] - 1)) & 1n) === 1n)
}

async function endOf(child: ChildProcess): Promise<Ended> {
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (piece: Buffer) => (stdout += piece.toString()))
  child.stderr?.on('data', (piece: Buffer) => (stderr += piece.toString()))
  const code = await new Promise<number | null>(resolve => {
    child.on('close', resolve)
  })
  return { code, stdout, stderr }
}

/** Starts a supervised program in a process group of its own, as a terminal does. */
function start(program: string, args: readonly string[]): ChildProcess {
  const line = commandLine(program, args, undefined, asRoot)
  const child = spawn(line.program, line.args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  started.push(child)
  return child
}

async function supervised(program: string, args: readonly string[]): Promise<Ended> {
  return endOf(start(program, args))
}

const printer = programs.write('print-arguments', '#!/bin/sh\nprintf \'%s\\0\' "$@"\n')

/** What the program really got. */
async function received(args: readonly string[]): Promise<string[]> {
  const { stdout, code } = await supervised(printer, args)
  assert.equal(code, 0)
  return stdout.split('\0').slice(0, -1)
}

const marker = path.join(programs.folder, 'executed')
/** Names that would do harm if anything read them as a command. */
const hostile = [
  `$(touch ${marker})`,
  `\`touch ${marker}\``,
  `a;touch ${marker};`,
  `a'; touch ${marker}; '`,
  `a" && touch ${marker} && "`,
  `a | touch ${marker}`,
  `> ${marker}`,
  '-rf',
  '--help',
  '--add-package=x',
  '$HOME ~ * ? [a] {a,b} !!',
  'back\\slash \\n',
  'blanks  and\ttabs ',
  'Äpfel 🐧'
]

describe('hostile names', () => {
  for (const name of hostile) {
    it(`reach the program literally: ${JSON.stringify(name.replaceAll(marker, 'FILE'))}`, async () => {
      const folder = `/images/${name}`
      const request: BuildRequest = {
        kind: 'build',
        description: { directory: folder, kiwiFile: `x${name}.kiwi` },
        target: folder,
        profiles: [name],
        type: name,
        extra: [`--add-package=${name}`]
      }
      const result = kiwiArguments(request, kiwi11)
      assert.ok(result.ok)
      const globals = ['--type', name, '--profile', name, '--kiwi-file', `x${name}.kiwi`]
      const own = ['--description', folder, '--target-dir', folder, '--add-package', name]
      assert.deepEqual(await received(result.args), [...globals, 'system', 'build', ...own])
      assert.equal(existsSync(marker), false)
    })

    it(`are shown so that a shell reads them back: ${JSON.stringify(name.replaceAll(marker, 'FILE'))}`, async () => {
      const shown = displayCommand([printer, name, 'last'])
      const { stdout } = await endOf(spawn('/bin/sh', ['-c', shown]))
      assert.deepEqual(stdout.split('\0').slice(0, -1), [name, 'last'])
      assert.equal(existsSync(marker), false)
    })
  }

  for (const name of ['a\nb', 'a\0b', '${workspaceFolder}', '${input:x}']) {
    it(`are refused: ${JSON.stringify(name)}`, () => {
      const request: BuildRequest = { kind: 'stash', root: `/roots/${name}` }
      assert.equal(kiwiArguments(request, kiwi11).ok, false)
    })
  }

  for (const version of [10, 11] as const) {
    it(`reach the real kiwi ${version} literally`, async function () {
      this.timeout(120_000)
      const kiwi = await realKiwi(version)
      for (const name of [`$(touch ${marker})`, `a'; touch ${marker}; '`, '-rf "x"']) {
        // kiwi repeats the folder in its message, and finds no description there.
        const folder = path.join(programs.folder, name.replaceAll('/', '_'))
        const target = path.join(programs.folder, `out-${version}`)
        const request: BuildRequest = { kind: 'build', description: { directory: folder }, target, profiles: [name] }
        const result = kiwiArguments(request, kiwi)
        assert.ok(result.ok)
        const { code, stdout, stderr } = await supervised(kiwi.path, result.args)
        assert.equal(code, 1)
        assert.match(stderr, /(no XML description found in|KiwiPrivilegesError)/, `${stdout}${stderr}`)
        assert.ok(stderr.includes(`found in ${folder}\n`) || stderr.includes('KiwiPrivilegesError'), stderr)
        assert.equal(existsSync(marker), false)
      }
    })
  }
})

describe('supervision', () => {
  it('passes the exit code on', async () => {
    assert.equal((await supervised('/bin/sh', ['-c', 'exit 3'])).code, 3)
    assert.equal((await supervised('/bin/true', [])).code, 0)
  })

  it('ends with 127 when the program is missing', async () => {
    assert.equal((await supervised('/no/such/kiwi-ng', [])).code, 127)
  })

  it('tells that the program was killed', async () => {
    assert.equal((await supervised('/bin/sh', ['-c', 'kill -KILL $$'])).code, 137)
  })

  it('leaves the input to the program', async () => {
    const line = commandLine('/bin/cat', [], undefined, asRoot)
    const child = spawn(line.program, line.args)
    child.stdin.end('typed\n')
    assert.equal((await endOf(child)).stdout, 'typed\n')
  })

  it('is a constant that holds nothing of a request', () => {
    const { program, args } = commandLine('/usr/bin/kiwi-ng', ['$(x)'], '/t $(y)/build/image-root', asRoot)
    assert.equal(program, '/bin/sh')
    assert.equal(SUPERVISE.includes('${'), false, 'VS Code would replace it')
    assert.equal(SUPERVISE.includes('\n'), false, 'VS Code would show it as stairs')
    assert.deepEqual(args, ['-c', SUPERVISE, 'kiwi', '/t $(y)/build/image-root', '/usr/bin/kiwi-ng', '$(x)'])
  })

  const ways: readonly { what: string; send: (pid: number) => void; code: number }[] = [
    { what: 'Ctrl-C', send: pid => process.kill(-pid, 'SIGINT'), code: 130 },
    { what: 'a closed terminal', send: pid => process.kill(-pid, 'SIGHUP'), code: 1 },
    { what: 'an end of the whole group', send: pid => process.kill(-pid, 'SIGTERM'), code: 1 },
    { what: 'a hang-up of the first process', send: pid => process.kill(pid, 'SIGHUP'), code: 1 },
    { what: 'an end of the first process', send: pid => process.kill(pid, 'SIGTERM'), code: 1 }
  ]
  // The program notes each signal that it gets, goes on as kiwi does while it cleans up, and ends when it is told to.
  const notes = programs.write(
    'note-signals',
    `#!/bin/sh
for signal in INT HUP TERM QUIT; do trap "echo $signal >> '$1'" $signal; done
echo ready
while [ ! -e "$1.end" ]; do sleep 0.05; done
exit 1
`
  )
  for (const [index, { what, send, code }] of ways.entries()) {
    it(`makes one Ctrl-C of ${what}`, async () => {
      const file = path.join(programs.folder, `signals-${index}`)
      const child = start(notes, [file])
      const pid = child.pid ?? 0
      const ended = endOf(child)
      await once(child.stdout ?? child, 'data')
      send(pid)
      await waitFor('the first signal', () => existsSync(file))
      writeFileSync(`${file}.end`, '')
      assert.equal((await ended).code, code)
      assert.equal(readFileSync(file, 'utf8'), 'INT\n')
    })
  }

  it('tells a Ctrl-C in the terminal even where the program calls it a success', async () => {
    const child = start('/bin/sh', ['-c', 'trap "exit 0" INT; echo ready; while :; do sleep 0.05; done'])
    const ended = endOf(child)
    await once(child.stdout ?? child, 'data')
    process.kill(-(child.pid ?? 0), 'SIGINT')
    assert.equal((await ended).code, 130)
  })

  it('takes no second end for a second Ctrl-C', async () => {
    const file = path.join(programs.folder, 'signals-twice')
    const child = start(notes, [file])
    const pid = child.pid ?? 0
    const ended = endOf(child)
    await once(child.stdout ?? child, 'data')
    process.kill(-pid, 'SIGHUP')
    await waitFor('the first signal', () => existsSync(file))
    assert.deepEqual(ignoredIn(readFileSync(`/proc/${pid}/status`, 'utf8'), ['SIGHUP', 'SIGTERM']), [
      'SIGHUP',
      'SIGTERM'
    ])
    process.kill(-pid, 'SIGTERM')
    writeFileSync(`${file}.end`, '')
    assert.equal((await ended).code, 1)
    assert.equal(readFileSync(file, 'utf8'), 'INT\n')
  })
})

describe('what supervision releases', () => {
  // Stand-ins: the first says what is mounted, the second notes what it is asked to detach, and can do so twice.
  const folder = path.join(programs.folder, 'stand-ins')
  mkdirSync(folder)
  const mounted = path.join(folder, 'mounted')
  const detached = path.join(folder, 'detached')
  programs.write('stand-ins/mountpoint', `#!/bin/sh\n[ "$2" = "$(cat '${mounted}')" ]\n`)
  programs.write(
    'stand-ins/umount',
    `#!/bin/sh\necho "$*" >> '${detached}'\ncat /proc/self/status > '${detached}.status'\n[ "$(wc -l < '${detached}')" -le 2 ]\n`
  )

  interface Situation {
    /** Shell program that stands for kiwi. */
    readonly kiwi: string
    readonly imageRoot: string | undefined
    readonly mountedBefore?: string
    readonly searchPath?: string
  }

  async function endIn({ kiwi, imageRoot, mountedBefore = '', searchPath }: Situation): Promise<Ended> {
    writeFileSync(mounted, mountedBefore)
    writeFileSync(detached, '')
    const line = commandLine('/bin/sh', ['-c', kiwi, 'kiwi', '--target-dir', '/elsewhere'], imageRoot, asRoot)
    const PATH = searchPath ?? `${folder}:${process.env['PATH']}`
    const surroundings = { PATH, i: '1', h: '1', t: '/wrong' }
    return endOf(spawn(line.program, line.args, { env: { ...process.env, ...surroundings } }))
  }

  async function releasedBy(situation: Situation): Promise<string> {
    await endIn(situation)
    return readFileSync(detached, 'utf8')
  }

  for (const imageRoot of ['/out/a b/build/image-root', `/out/$(touch ${marker})'"\\/build/image-root`]) {
    it(`is ${imageRoot.replaceAll(marker, 'FILE')} after a failure, until nothing is mounted there`, async () => {
      assert.equal(await releasedBy({ kiwi: 'exit 1', imageRoot }), `-l ${imageRoot}\n`.repeat(3))
      assert.equal(existsSync(marker), false)
    })
  }

  const imageRoot = '/out/build/image-root'

  it('is the image root after a kill', async () => {
    assert.equal(await releasedBy({ kiwi: 'kill -KILL $$', imageRoot }), `-l ${imageRoot}\n`.repeat(3))
  })

  it('is the image root after a terminal that was closed before kiwi was there', async () => {
    const early = path.join(programs.folder, 'early')
    mkdirSync(early)
    programs.write('early/mountpoint', '#!/bin/sh\nkill -HUP $PPID\nexit 1\n')
    const searchPath = `${early}:${folder}:${process.env['PATH']}`
    const { code } = await endIn({ kiwi: 'sleep 60', imageRoot, searchPath })
    assert.equal(code, 137)
    assert.equal(readFileSync(detached, 'utf8'), `-l ${imageRoot}\n`.repeat(3))
  })

  it('is released to the end, whatever ends the terminal meanwhile', async () => {
    await releasedBy({ kiwi: 'exit 1', imageRoot })
    const signals: NodeJS.Signals[] = ['SIGHUP', 'SIGINT', 'SIGTERM']
    assert.deepEqual(ignoredIn(readFileSync(`${detached}.status`, 'utf8'), signals), signals)
  })

  it('is nothing after a success', async () => {
    assert.equal(await releasedBy({ kiwi: 'exit 0', imageRoot }), '')
  })

  it('is nothing without an image root', async () => {
    assert.equal(await releasedBy({ kiwi: 'exit 1', imageRoot: undefined }), '')
  })

  it('is nothing that was mounted before: it belongs to others', async () => {
    assert.equal(await releasedBy({ kiwi: 'exit 1', imageRoot, mountedBefore: imageRoot }), '')
  })

  it('is nothing where nobody can tell what was mounted before', async () => {
    const bare = path.join(programs.folder, 'bare')
    mkdirSync(bare)
    symlinkSync(path.join(folder, 'umount'), path.join(bare, 'umount'))
    symlinkSync('/usr/bin/env', path.join(bare, 'env'))
    assert.equal(await releasedBy({ kiwi: 'exit 1', imageRoot, searchPath: bare }), '')
  })
})

/** TMPDIR of a program that makes that image root. */
async function folderSeen(imageRoot: string | undefined): Promise<string> {
  const { program, args } = commandLine('/bin/sh', ['-c', 'echo "${TMPDIR-none}"'], imageRoot, asRoot)
  return (await endOf(spawn(program, args, { env: { ...process.env, TMPDIR: '/srv/big' } }))).stdout
}

describe('the folder for temporary files', () => {
  it('is not named to programs in an image root, which may lack it', async () => {
    assert.equal(await folderSeen('/out/build/image-root'), 'none\n')
  })

  it("stays the user's choice where no image root is made", async () => {
    assert.equal(await folderSeen(undefined), '/srv/big\n')
  })
})

describe('the image root that a run makes on this machine', () => {
  const description = { directory: '/d' }
  it('is that of a build and of a stackbuild', () => {
    assert.equal(madeImageRoot({ kind: 'build', description, target: '/t' }), '/t/build/image-root')
    assert.equal(madeImageRoot({ kind: 'stackbuild', stashes: ['a'], target: '/t' }), '/t/build/image-root')
  })

  it('is none for a stash and a box', () => {
    assert.equal(madeImageRoot({ kind: 'stash', root: '/t/build/image-root' }), undefined)
    assert.equal(madeImageRoot({ kind: 'boxbuild', box: 'b', description, target: '/t' }), undefined)
  })
})

describe('command lines', () => {
  const args = ['system', 'stash', '--root', '/r']

  it('use sudo only where root is needed and the user is not root', () => {
    const user = { needsRoot: true, isRoot: false, sudo: '/usr/bin/sudo' }
    assert.deepEqual(commandLine('/k', args, undefined, user), {
      program: '/usr/bin/sudo',
      args: ['--', '/bin/sh', '-c', SUPERVISE, 'kiwi', '', '/k', ...args]
    })
    assert.equal(commandLine('/k', args, undefined, { ...user, isRoot: true }).program, '/bin/sh')
    assert.equal(commandLine('/k', args, undefined, { ...user, needsRoot: false }).program, '/bin/sh')
  })

  it('are shown without supervision', () => {
    const user = { needsRoot: true, isRoot: false, sudo: 'sudo' }
    assert.equal(displayCommand(plainCommand('/k', args, user)), 'sudo /k system stash --root /r')
    assert.equal(displayCommand(plainCommand('/k', args, asRoot)), '/k system stash --root /r')
  })

  it('are quoted only where that is needed', () => {
    assert.equal(displayCommand(['a=b', 'c=d', '', "it's", '~', 'x y']), String.raw`'a=b' c=d '' 'it'\''s' '~' 'x y'`)
  })
})
