/** Tests the snippet expansion that the snippet tests rest on. */
import assert from 'node:assert/strict'
import { expand, variantsOf } from './expandSnippet'

function check(body: string, expected: readonly string[]): void {
  const texts = Array.from({ length: variantsOf(body) }, (_, variant) => expand(body, variant))
  assert.deepEqual(texts, expected)
}

describe('snippet expansion', () => {
  it('leaves plain text alone', () => check('<a b="c">', ['<a b="c">']))
  it('takes defaults', () => check('<a b="${1:c}" d="${2}">$0</a>', ['<a b="c" d=""></a>']))
  it('repeats a default wherever its number stands, before it too', () => check('$1 ${1:x} ${1}', ['x x x']))
  it('goes through all items of the longest choice', () => check('${1|a,b,c|}${2|x,y|}$1', ['axa', 'byb', 'cyc']))
  it('reads escapes', () => check('\\$1 ${1:a\\}b} ${2|a\\,b,c|}', ['$1 a}b a,b', '$1 a}b c']))
  it('refuses variables and nested placeholders', () => {
    assert.throws(() => expand('$TM_FILENAME', 0), /Unknown snippet syntax at offset 0/)
    assert.throws(() => expand('${1:${2:x}}', 0), /Unknown snippet syntax/)
  })
})
