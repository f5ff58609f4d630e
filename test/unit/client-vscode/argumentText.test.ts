/** Arguments typed into a box. */
import assert from 'node:assert/strict'
import { joinArguments, splitArguments } from '../../../client/src/workbench/argumentText'

function check(text: string, expected: string[] | undefined): void {
  assert.deepEqual(splitArguments(text), expected)
}

describe('typed arguments', () => {
  it('are split at blanks', () =>
    check('  --add-package  vim\t--clear-cache ', ['--add-package', 'vim', '--clear-cache']))
  it('keep what is quoted together', () => check(`--a "two words" 'and "more"'`, ['--a', 'two words', 'and "more"']))
  it('may be empty texts', () => check(`a "" ''`, ['a', '', '']))
  it('join what stands side by side', () => check(`name="a b"c`, ['name=a bc']))
  it('are nothing where nothing is', () => check(' ', []))
  it('expand nothing', () => check('$(id) `id` ~ * \\n ;', ['$(id)', '`id`', '~', '*', '\\n', ';']))
  it('with a quotation that does not end are not understood', () => check(`--a "two`, undefined))

  it('are shown so that they are split into the same again', () => {
    const values = ['--a', 'two words', '', `it's`, 'say "yes"', `both ' and "`, '"', `'`, '""', '$(x);\\']
    for (const value of values) assert.deepEqual(splitArguments(joinArguments([value])), [value], value)
    assert.deepEqual(splitArguments(joinArguments(values)), values)
  })
})
