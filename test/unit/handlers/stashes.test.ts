/** Tests how long is waited for a client that tells what is in stashes. */
import assert from 'node:assert/strict'
import { Stashes } from '../../../server/src/handlers/stashes'

const missing = { state: 'missing' }
const never = new Promise<unknown>(() => undefined)

describe('waiting for what is in stashes', () => {
  it('is for those that are wanted only', async () => {
    const stashes = new Stashes()
    stashes.start(
      async reference => (reference === 'silent' ? never : missing),
      () => undefined
    )
    for (const reference of ['silent', 'known']) assert.deepEqual(stashes.stash(reference), { state: 'asked' })
    await stashes.settled(() => [])
    await stashes.settled(() => ['known'])
    assert.deepEqual(stashes.stash('known'), missing)
    assert.deepEqual(stashes.stash('silent'), { state: 'asked' })
  })

  it('ends where no answer comes, and a late answer counts', async () => {
    const stashes = new Stashes(1)
    const told: string[] = []
    const answers: ((value: unknown) => void)[] = []
    const late = new Promise<void>(resolve => {
      stashes.start(
        () => new Promise(answer => answers.push(answer)),
        ({ state }) => {
          told.push(state)
          if (state === 'missing') resolve()
        }
      )
    })
    stashes.stash('slow')
    await stashes.settled(() => ['slow'])
    const reason = 'the editor has not answered what is in it'
    assert.deepEqual(stashes.stash('slow'), { state: 'unreadable', reason })
    for (const answer of answers) answer(missing)
    await late
    assert.deepEqual(stashes.stash('slow'), missing)
    assert.deepEqual(told, ['unreadable', 'missing'])
  })

  it('always has a reason where a stash cannot be read', async () => {
    const stashes = new Stashes()
    stashes.start(
      async reference => (reference === 'refused' ? Promise.reject(new Error('No.')) : { state: 'unreadable' }),
      () => undefined
    )
    const references = ['refused', 'without']
    for (const reference of references) stashes.stash(reference)
    await stashes.settled(() => references)
    assert.deepEqual(
      references.map(reference => stashes.stash(reference)),
      [
        { state: 'unreadable', reason: 'No.' },
        { state: 'unreadable', reason: 'the editor does not say why' }
      ]
    )
  })
})
