/**
 * The same verdict as jing's on random schemas and documents: which schemas are correct, which documents are valid.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { validatorOf } from '../../../server/src/relaxng/validation'
import { randomFrom } from '../../support/random'
import { jingVerdicts } from './jing'
import { randomDocument, randomPattern } from './randomSchema'
import type { RandomPattern } from './randomSchema'
import { document, grammarOf, load } from './support'

const seed = Number(process.env['RELAXNG_SEED'] ?? 8)
const schemaCount = Number(process.env['RELAXNG_SCHEMAS'] ?? 60)
const documentCount = 12

describe(`RELAX NG as jing has it (seed ${seed})`, () => {
  const random = randomFrom(seed)
  let folder = ''

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'relaxng-'))
  })

  after(() => rmSync(folder, { recursive: true }))

  const correct: RandomPattern[] = []
  const incorrect: RandomPattern[] = []
  while (correct.length < schemaCount) {
    const pattern = randomPattern(random, 4)
    const { errors } = load({ 'schema.rng': `<element name="r">${pattern.xml}</element>` })
    if (errors.length === 0) correct.push(pattern)
    else incorrect.push(pattern)
  }

  it('gives the same verdict on documents', function () {
    this.timeout(60_000)
    // One schema of all patterns, each below a root of its own: jing takes longer to start than to validate.
    const roots = correct.map(({ xml }, index) => `<element name="r${index}">${xml}</element>`)
    const schema = `<choice>${roots.join('')}</choice>`
    const documents = correct.flatMap((pattern, index) =>
      Array.from({ length: documentCount }, () => randomDocument(random, `r${index}`, pattern))
    )
    const validator = validatorOf(grammarOf(schema))
    const ours = documents.map(text => validator.validate(document(text)).problemCount === 0)
    const theirs = jingVerdicts(folder, schema, documents)
    assert.ok(theirs !== undefined, 'jing refuses a schema that we accept')
    const different = documents.flatMap((text, index) =>
      ours[index] === theirs[index] ? [] : [`${ours[index] === true ? 'only we accept' : 'only jing accepts'} ${text}`]
    )
    assert.deepEqual(different, [])
    // Otherwise nothing would have been compared.
    const share = ours.filter(valid => valid).length / ours.length
    assert.ok(share > 0.2 && share < 0.8, `${share} of the documents are valid`)
  })

  it('refuses only schemas that jing refuses', function () {
    this.timeout(60_000)
    const refused = incorrect.slice(0, 8)
    assert.equal(refused.length, 8)
    const accepted = refused.filter(
      ({ xml }) => jingVerdicts(folder, `<element name="r">${xml}</element>`, ['<r/>']) !== undefined
    )
    assert.deepEqual(
      accepted.map(({ xml }) => xml),
      []
    )
  })
})
