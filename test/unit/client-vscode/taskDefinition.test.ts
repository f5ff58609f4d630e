/** Tasks of the type kiwi, as they stand in tasks.json. */
import assert from 'node:assert/strict'
import manifest from '../../../package.json'
import { readInvocation } from '../../../client/src/workbench/invocation'
import { invocationOf } from '../../../client/src/workbench/taskDefinition'

const absolute = (file: string): string => `/w/${file}`

describe('a task definition', () => {
  it('calls its command with its fields', () => {
    const definition = { type: 'kiwi', command: 'stackbuild', stashes: ['a'], targetDirectory: 'out', buildType: 'oem' }
    assert.deepEqual(invocationOf(definition, absolute), {
      command: 'kiwi.stackbuild',
      argument: { stashes: ['a'], targetDirectory: '/w/out', type: 'oem' }
    })
  })

  it('of a run that the extension started is not run again without its checks', () =>
    assert.equal(invocationOf({ type: 'kiwi', command: 'build', run: '1' }, absolute), undefined))

  it('without a known command is none', () => {
    assert.equal(invocationOf({ type: 'kiwi', command: 'images' }, absolute), undefined)
    assert.equal(invocationOf({ type: 'kiwi' }, absolute), undefined)
  })

  it('leaves a relative path to be refused where there is no folder', () =>
    assert.deepEqual(invocationOf({ type: 'kiwi', command: 'stash', root: 'tree' }, undefined)?.argument, {
      root: 'tree'
    }))

  it('declares fields that the commands know, and never that the person has confirmed', () => {
    const [{ properties } = { properties: {} }] = manifest.contributes.taskDefinitions
    const examples: Record<string, unknown> = { string: 'x', array: ['x'], boolean: true, integer: 1 }
    for (const [name, property] of Object.entries<{ type: string; enum?: string[] }>(properties)) {
      if (name === 'command' || name === 'run') continue
      const value = property.enum?.[0] ?? examples[property.type]
      const call = invocationOf({ type: 'kiwi', command: 'build', [name]: value }, absolute)
      const read = readInvocation(call?.argument ?? {})
      assert.deepEqual(read.ok && Object.keys(read.invocation).length, 1, name)
    }
    assert.equal('confirmed' in properties, false)
  })

  it('cannot say that the person has confirmed', () =>
    assert.deepEqual(invocationOf({ type: 'kiwi', command: 'build', confirmed: true }, absolute)?.argument, {}))
})
