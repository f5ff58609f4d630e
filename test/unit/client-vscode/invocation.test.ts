/** What commands can be told without a question. */
import assert from 'node:assert/strict'
import { readInvocation } from '../../../client/src/workbench/invocation'

function check(value: object, expected: string | object): void {
  const read = readInvocation(value)
  assert.deepEqual(read.ok ? read.invocation : read.message, expected)
}

describe('an invocation', () => {
  it('is read as it is', () => {
    const whole = {
      description: '/d/config.xml',
      targetDirectory: '/t',
      profiles: ['a'],
      stashes: ['x', 'y:1.0'],
      container: true,
      processors: 4,
      sharing: 'virtiofs',
      extra: ['--add-package', "it's; $(here)"],
      confirmed: true
    }
    check(whole, whole)
  })

  it('may be empty, and leaves out what is undefined', () => check({ description: undefined }, {}))

  it('with a field that is not known is refused: it may be a slip of the pen', () =>
    check({ target: '/t' }, 'There is no field target.'))

  it('with a name of every object is refused as well', () => check({ toString: '/t' }, 'There is no field toString.'))

  it('with a relative path is refused', () =>
    check({ targetDirectory: 'out' }, 'The field targetDirectory must be an absolute path.'))

  it('with one text in place of a list is refused', () =>
    check({ stashes: 'deb' }, 'The field stashes must be a list of texts.'))

  it('with a list of other things is refused', () =>
    check({ profiles: ['a', 1] }, 'The field profiles must be a list of texts.'))

  it('with a number below one is refused', () =>
    check({ processors: 0 }, 'The field processors must be a whole number above 0.'))

  it('with a text for a switch is refused', () =>
    check({ confirmed: 'yes' }, 'The field confirmed must be true or false.'))

  it('with an unknown way of sharing is refused', () =>
    check({ sharing: 'nfs' }, 'The field sharing must be 9p, virtiofs or sshfs.'))

  it('with an empty text is refused', () => check({ type: '' }, 'The field type must be a text.'))
})
