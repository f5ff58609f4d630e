/**
 * Which names are taken for misspelt ones of others.
 */
import assert from 'node:assert/strict'
import { nearestNames } from '../../../server/src/relaxng/spelling'

describe('Spelling', () => {
  const names = ['package', 'packages', 'packagemanager', 'profile', 'id', 'size', 'type']
  for (const [written, ...meant] of [
    ['pakage', 'package'],
    ['packge', 'package'],
    ['PACKAGE', 'package'],
    ['pacakge', 'package'],
    ['package-manager', 'packagemanager'],
    ['packagess', 'packages'],
    ['packaged', 'package', 'packages'],
    ['typo', 'type'],
    ['di', 'id'],
    ['pkg', 'package', 'packages', 'packagemanager'],
    ['pf'],
    ['kage'],
    ['x'],
    ['repository'],
    ['archive'],
    ['']
  ] as const) {
    it(`takes “${written}” for ${meant.join(' or ') || 'nothing'}`, () => {
      assert.deepEqual(nearestNames(written, names), meant)
    })
  }

  it('is not slowed down by long names', () => {
    assert.deepEqual(nearestNames('x'.repeat(1_000_000), names), [])
  })
})
