/** Tests what is told of broken descriptions as people meet them: each message, where it stands, and that there is no other. */
import assert from 'node:assert/strict'
import { annotated, brokenDescriptions, parse } from '../../support/brokenDescriptions'

const broken = brokenDescriptions()

describe('a broken description', () => {
  for (const description of broken) {
    it(description.title, () => {
      assert.equal(annotated(description), description.expected)
    })
  }

  it('is one of many', () => {
    assert.ok(broken.length >= 60, `${broken.length}`)
    assert.equal(new Set(broken.map(({ title }) => title)).size, broken.length)
  })

  it('says of itself what is wrong, but when a test of the tests asks', () => {
    const [silent] = parse('this', '### A mistake\n<image schemaversion="8.5" name="x"><foo/></image>\n')
    assert.ok(silent)
    assert.notEqual(annotated(silent), silent.expected)
  })
})
