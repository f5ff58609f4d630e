/** The effective description as text is what kiwi makes of real descriptions before it judges them. */
import assert from 'node:assert/strict'
import path from 'node:path'
import { Library } from '../../server/src/description/library'
import { serialise } from '../../server/src/description/serialisation'
import { Documents } from '../../server/src/handlers/documents'
import { corpusFolder, describeWithCorpus, validDescriptions } from '../support/corpus'
import { schemaOf } from '../support/descriptions'
import { differences } from './effective/kiwiConverted'

function effectiveText(file: string): string {
  const library = new Library(new Documents(), schemaOf())
  library.update(file)
  const [description] = library.file(file)?.readings ?? []
  assert.ok(description)
  return serialise(description).text
}

describeWithCorpus('the effective description as text', () => {
  it('is that of kiwi over the whole corpus', () => {
    const files = validDescriptions()
    assert.ok(files.length >= 75)
    const found = differences(files.map(file => ({ file, text: effectiveText(file) })))
    assert.deepEqual(
      files.flatMap((file, index) => (found[index] ? `${path.relative(corpusFolder, file)}: ${found[index]}` : [])),
      []
    )
  })

  it('would be told apart', () => {
    const [file = ''] = validDescriptions()
    const text = effectiveText(file)
    const changed = [text.replace(/<version>[^<]*/, '<version>9.9.9'), text.replace('</image>', '<packages/></image>')]
    assert.deepEqual(
      differences(changed.map(each => ({ file, text: each }))).map(answer => answer !== ''),
      [true, true]
    )
  })
})
