/** What kiwi-lint keeps of its compiled code: used when it is whole and the user's own, made anew when it is not. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { removeFolder, temporaryFolder } from '../support/folders'

const description = 'test/fixtures/descriptions/broken/appliance.kiwi'

describe('the compiled code of kiwi-lint', function () {
  this.timeout(30_000)
  let folder: string

  beforeEach(() => {
    folder = temporaryFolder('cache')
  })

  afterEach(() => removeFolder(folder))

  /** The one file that a run makes. */
  function made(): string {
    lint({ XDG_CACHE_HOME: folder }, description)
    const [name = '', ...others] = kept(folder)
    assert.deepEqual(others, [])
    return path.join(folder, name)
  }

  it('is made by the first run and used by the next one', () => {
    const first = lint({ XDG_CACHE_HOME: folder }, description)
    assert.match(first, /: error: .*1$/s)
    const file = path.join(folder, kept(folder)[0] ?? '')
    const { ino, mode } = statSync(file)
    assert.equal(mode & 0o777, 0o600)
    assert.equal(lint({ XDG_CACHE_HOME: folder }, description), first)
    assert.equal(statSync(file).ino, ino, 'nothing was made anew')
  })

  const damages: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
    'is empty': () => Buffer.alloc(0),
    'ends early': bytes => bytes.subarray(0, bytes.length / 2),
    'has one byte changed': bytes => {
      const changed = Buffer.from(bytes)
      changed.writeUInt8(255 - changed.readUInt8(bytes.length >> 1), bytes.length >> 1)
      return changed
    },
    'is of another program': bytes => {
      const changed = Buffer.from(bytes)
      changed.writeUInt32LE(1, 0)
      return changed
    }
  }
  for (const [title, damage] of Object.entries(damages))
    it(`is made anew where the file ${title}`, () => {
      const file = made()
      const whole = readFileSync(file)
      const said = lint({ XDG_CACHE_HOME: folder }, description)
      writeFileSync(file, damage(whole))
      assert.equal(lint({ XDG_CACHE_HOME: folder }, description), said)
      assert.equal(readFileSync(file).readUInt32LE(0), whole.readUInt32LE(0))
      assert.ok(statSync(file).size > whole.length / 2, 'it is whole again')
    })

  it('is not taken from a file that others may write to', () => {
    const file = made()
    const { ino } = statSync(file)
    chmodSync(file, 0o666)
    lint({ XDG_CACHE_HOME: folder }, description)
    assert.notEqual(statSync(file).ino, ino)
    assert.equal(statSync(file).mode & 0o777, 0o600)
  })

  it('lies in the home folder where no other one is named', () => {
    lint({ HOME: folder, XDG_CACHE_HOME: 'relative' }, description)
    assert.deepEqual(
      kept(folder).map(name => path.dirname(name)),
      [path.join('.cache', 'kiwi-language-server')]
    )
  })

  it('is not kept where that is not wanted or cannot be', () => {
    const shared = path.join(folder, 'shared')
    mkdirSync(shared)
    chmodSync(shared, 0o777)
    const said = lint({ HOME: '' }, description)
    assert.equal(lint({ XDG_CACHE_HOME: folder, NODE_DISABLE_COMPILE_CACHE: '1' }, description), said)
    assert.equal(lint({ XDG_CACHE_HOME: shared }, description), said)
    assert.equal(lint({ XDG_CACHE_HOME: path.join(folder, 'nowhere') }, description), said)
    writeFileSync(path.join(folder, 'kiwi-language-server'), '')
    assert.equal(lint({ XDG_CACHE_HOME: folder }, description), said)
    assert.deepEqual(kept(folder), [])
  })

  it('is not kept of a run that only says how it is used', () => {
    assert.match(lint({ XDG_CACHE_HOME: folder }, '--help'), /^Usage: kiwi-lint/)
    assert.deepEqual(kept(folder), [])
  })
})

/** What it says of a description, with the exit code. */
function lint(environment: NodeJS.ProcessEnv, ...words: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['server/dist/kiwi-lint.js', ...words], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...environment }
  })
  return `${stdout}${stderr}${String(status)}`
}

/** The files that are kept below a folder. */
function kept(below: string): string[] {
  return readdirSync(below, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.code'))
}
