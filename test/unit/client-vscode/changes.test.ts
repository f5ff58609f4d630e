/** Changes to a request, and its command in pieces. */
import assert from 'node:assert/strict'
import type { StackbuildRequest } from '../../../client/src/kiwi/request'
import { commandLines, withChanges } from '../../../client/src/workbench/changes'

const request: StackbuildRequest = { kind: 'stackbuild', stashes: ['deb'], target: '/t', registry: 'example.org' }

describe('changes to a request', () => {
  it('replace fields', () => {
    assert.deepEqual(withChanges(request, { target: '/other', profiles: ['a'] }), {
      ...request,
      target: '/other',
      profiles: ['a']
    })
  })

  it('take fields away', () => {
    assert.deepEqual(withChanges(request, { registry: undefined }), {
      kind: 'stackbuild',
      stashes: ['deb'],
      target: '/t'
    })
  })

  it('leave the request itself as it is', () => {
    withChanges(request, { target: '/other' })
    assert.equal(request.target, '/t')
  })
})

describe('a command in pieces', () => {
  it('has the program and its words in one, and each option with its value in one', () => {
    assert.deepEqual(
      commandLines([
        'sudo',
        '/usr/bin/kiwi-ng',
        '--profile',
        'a',
        'system',
        'build',
        '--target-dir',
        '/t',
        '--clear-cache'
      ]),
      ['sudo /usr/bin/kiwi-ng', '--profile a', 'system build', '--target-dir /t', '--clear-cache']
    )
  })

  it('has the separator on its own', () => {
    assert.deepEqual(commandLines(['kiwi-ng', 'system', 'boxbuild', '--box', 'x', '--', '--description', '/d']), [
      'kiwi-ng system boxbuild',
      '--box x',
      '--',
      '--description /d'
    ])
  })
})
