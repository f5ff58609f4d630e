/** The problems of a description as they are found again in its files. */
import assert from 'node:assert/strict'
import { schemaProblems } from '../../../server/src/description/problems'
import { describedFile } from '../../support/descriptions'
import { parseFixture } from '../../support/fixture'
import { image } from '../../support/image'

function problemsOf(inside: string): string[] {
  const [description] = describedFile(parseFixture(image(inside), 'plain')).readings
  assert.ok(description)
  return [...schemaProblems(description)].map(({ file, offset }) => file.tree.text(offset, offset + 4))
}

describe('the problems of a description', () => {
  it('come in the order of the text, each with its place', () => {
    assert.deepEqual(problemsOf('<one/><packages type="image"><two/></packages><six/>'), ['<one', '<two', '<six'])
  })

  it('end where nobody would read on', () => {
    assert.equal(problemsOf('<one/>'.repeat(9999)).length, 9999)
    assert.equal(problemsOf('<one/>'.repeat(20_000)).length, 10_000)
  })
})
