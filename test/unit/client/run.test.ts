/** Asking kiwi-ng outside a terminal: the real ones, and those that hang, fail or print rubbish. */
import assert from 'node:assert/strict'
import { listBoxes, listStashes } from '../../../client/src/kiwi/run'
import { kiwi11, Programs, realKiwi } from './support'

const programs = new Programs()
after(async () => programs.remove())

async function check(name: string, text: string, expected: string, timeout?: number): Promise<void> {
  const path = programs.write(name, `#!/bin/sh\n${text}\n`)
  const answer = await listStashes({ ...kiwi11, path }, timeout === undefined ? {} : { timeout })
  const shown = answer.ok ? JSON.stringify(answer.value) : `${answer.problem.code}: ${answer.problem.message}`
  assert.equal(shown.replaceAll(programs.folder, 'DIR'), expected)
}

describe('asking kiwi-ng', () => {
  for (const version of [11, 10] as const) {
    it(`gives the boxes and the stashes of the real kiwi ${version}`, async function () {
      this.timeout(60_000)
      const kiwi = await realKiwi(version)
      const boxes = await listBoxes(kiwi)
      assert.ok(boxes.ok)
      const universal = boxes.value.find(box => box.name === 'universal')
      assert.deepEqual(universal?.architectures.map(({ name }) => name).sort(), [
        'aarch64',
        'ppc64le',
        's390x',
        'x86_64'
      ])
      assert.equal((await listStashes(kiwi)).ok, true)
    })
  }

  it('takes no box file out of the folder it is asked in, and asks in an empty one', async () => {
    const path = programs.write('where', '#!/bin/sh\n[ -z "$(ls -A)" ] && echo "- name: $*"\n')
    const answer = await listBoxes({ ...kiwi11, path })
    assert.deepEqual(answer, {
      ok: true,
      value: [{ name: '--loglevel 40 system boxbuild --list-boxes', architectures: [] }]
    })
  })

  it('does not ask for what this kiwi has not', async () => {
    const answer = await listStashes({ ...kiwi11, version: '11.0.5', path: '/no/such/program' })
    assert.ok(!answer.ok)
    assert.equal(answer.problem.code, 'kiwi-11.0')
  })

  it('tells a failure with its last line', async () => {
    await check(
      'failing',
      'echo "[ ERROR   ]: 06:00:00 | KiwiX: no" >&2; exit 1',
      'kiwi-failed: DIR/failing system stash --list failed with exit code 1: [ ERROR   ]: 06:00:00 | KiwiX: no'
    )
  })

  it('tells rubbish', async () => {
    await check(
      'rubbish',
      'head -c 1000 /dev/urandom',
      'kiwi-failed: DIR/rubbish system stash --list failed with exit code 0: its answer was not understood'
    )
  })

  it('tells that it hangs, in time', async () => {
    await check(
      'hanging',
      'trap "" TERM INT; sleep 300 & sleep 300',
      'kiwi-hanging: DIR/hanging system stash --list gave no answer within 0.2 seconds.',
      200
    )
  })

  it('tells that it is gone', async () => {
    const answer = await listStashes({ ...kiwi11, path: '/no/such/kiwi-ng' })
    assert.ok(!answer.ok)
    assert.equal(answer.problem.message, '/no/such/kiwi-ng system stash --list could not be started.')
  })

  it('tells that it was killed', async () => {
    await check('killed', 'kill -KILL $$', 'kiwi-failed: DIR/killed system stash --list was ended before its time.')
  })
})
