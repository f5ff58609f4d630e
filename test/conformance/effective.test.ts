/** The effective description as text is what kiwi makes of real descriptions before it judges them. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Library } from '../../server/src/description/library'
import { serialise } from '../../server/src/description/serialisation'
import { Documents } from '../../server/src/handlers/documents'
import { schemaOf } from '../support/descriptions'
import { differences } from './effective/kiwiConverted'

const corpus = path.resolve('../shared/corpus')

/** Those of the corpus that are XML and that kiwi converts, by what kiwi itself said of them. */
function convertible(): string[] {
  const verdicts: unknown = JSON.parse(readFileSync(path.join(corpus, 'verdicts.json'), 'utf8'))
  assert.ok(typeof verdicts === 'object' && verdicts !== null)
  return Object.entries(verdicts).flatMap(([name, verdict]) => (isValid(verdict) ? name : []))
}

function isValid(verdict: unknown): boolean {
  return typeof verdict === 'object' && verdict !== null && 'valid' in verdict && verdict.valid === true
}

function effectiveText(file: string): string {
  const library = new Library(new Documents(), schemaOf())
  library.update(file)
  const [description] = library.file(file)?.readings ?? []
  assert.ok(description)
  return serialise(description).text
}

if (existsSync(path.join(corpus, 'verdicts.json'))) {
  describe('the effective description as text', () => {
    it('is that of kiwi over the whole corpus', () => {
      const files = convertible().map(name => path.join(corpus, name))
      assert.ok(files.length >= 75)
      const found = differences(files.map(file => ({ file, text: effectiveText(file) })))
      assert.deepEqual(
        files.flatMap((file, index) => (found[index] ? `${path.relative(corpus, file)}: ${found[index]}` : [])),
        []
      )
    })

    it('would be told apart', () => {
      const [file = ''] = convertible().map(name => path.join(corpus, name))
      const text = effectiveText(file)
      const changed = [
        text.replace(/<version>[^<]*/, '<version>9.9.9'),
        text.replace('</image>', '<packages/></image>')
      ]
      assert.deepEqual(
        differences(changed.map(each => ({ file, text: each }))).map(answer => answer !== ''),
        [true, true]
      )
    })
  })
} else {
  process.stdout.write('The corpus is not tested: there is no ../shared/corpus beside the project.\n')
}
