/** Tests how regular expressions of the schema are put into words, and lists that were meant. */
import assert from 'node:assert/strict'
import { listForm, meantList, patternInWords } from '../../../server/src/services/patternWords'

describe('a regular expression in words', () => {
  for (const [pattern, expected] of [
    ['[a-zA-Z0-9_\\-\\.]+', 'Allowed: letters (a to z), digits, "_", "-" and ".".'],
    ['[a-zA-Z0-9_\\-\\.]{1,32}', 'Allowed: letters (a to z), digits, "_", "-" and ".", at most 32 of them.'],
    ['[a-z0-9]+', 'Allowed: small letters and digits.'],
    [
      '[a-z0-9:]+(,[a-z0-9:]+)*',
      'Allowed: names with commas and no blanks between them, of small letters, digits and ":".'
    ],
    ['(a|b)(,(a|b))*', 'Allowed, one or more with commas and no blanks between them: "a", "b".'],
    ['(none|a)( (a|b))*', 'Allowed, one or more with blanks between them: "none", "a", "b".'],
    ['\\d+', 'A whole number is wanted.'],
    ['(\\d*|image)', 'A whole number or "image" is wanted.'],
    ['(\\d+|\\d+M|\\d+G|all)', 'A whole number, which may have M or G behind it, or "all" is wanted.'],
    ['(\\d+M|\\d+G)', 'A whole number with M or G behind it is wanted.'],
    ['([0-9a-f]{2}:){5}[0-9a-f]{2}', 'It must match the regular expression ([0-9a-f]{2}:){5}[0-9a-f]{2}.'],
    ['(oci|docker):(gce|ova)', 'It must match the regular expression (oci|docker):(gce|ova).']
  ] as const) {
    it(pattern, () => assert.equal(patternInWords(pattern), expected))
  }
})

function near(word: string): string | undefined {
  return word === 'grean' ? 'green' : undefined
}

describe('the list that was meant', () => {
  const form = listForm('(red|green)(,(red|green))*')

  for (const [written, meant] of [
    ['red green', 'red,green'],
    ['red, grean', 'red,green'],
    ['red;green', 'red,green'],
    ['red,blue', undefined],
    ['', undefined]
  ] as const) {
    it(`by "${written}" is ${meant ?? 'unclear'}`, () => {
      assert.ok(form)
      assert.equal(meantList(written, form, near), meant)
    })
  }

  it('needs a pattern of a list', () => {
    assert.equal(listForm('(red|green)'), undefined)
    assert.equal(listForm('\\d+'), undefined)
  })
})
