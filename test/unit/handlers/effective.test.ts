/** Tests how long documents are watched whose effective description was asked for. */
import assert from 'node:assert/strict'
import { Library } from '../../../server/src/description/library'
import { Documents } from '../../../server/src/handlers/documents'
import { EffectiveHandlers } from '../../../server/src/handlers/effective'
import { Stashes } from '../../../server/src/handlers/stashes'
import { schemaOf } from '../../support/descriptions'
import { image } from '../../support/image'

describe('the documents whose effective description was asked for', () => {
  it('are watched, the last ones only', async () => {
    const documents = new Documents()
    const library = new Library(documents, schemaOf())
    const handlers = new EffectiveHandlers(documents, library, new Stashes(), async () => undefined)
    const uris = Array.from({ length: 30 }, (_, index) => `untitled:${index}`)
    for (const uri of uris) {
      documents.open(uri, 'kiwi-description', 1, image(''))
      library.update(uri, true)
      await handlers.effective({ uri, purpose: 'preview' })
    }
    assert.deepEqual(handlers.paths(), uris.slice(10))
    await handlers.effective({ uri: 'untitled:15', purpose: 'preview' })
    await handlers.effective({ uri: 'untitled:0', purpose: 'preview' })
    assert.ok(handlers.paths().includes('untitled:15') && !handlers.paths().includes('untitled:10'))
  })
})
