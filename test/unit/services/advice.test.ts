/** Tests what is said of things that another kiwi knows, by which kiwi judges: an installed one, or one that nobody released. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Schemas, type Schema } from '../../../server/src/description/schemas'
import { schemaFiles } from '../../../server/src/handlers/schemaFiles'
import {
  adviceInWords,
  attributeAdvice,
  elementAdvice,
  textAdvice,
  valueAdvice
} from '../../../server/src/services/advice'

const installed = '/usr/lib/kiwi/kiwi.rng'

/** A kiwi whose schema has the text `schema`. */
function installedKiwi(schema: string, history = true): Schema {
  const files = schemaFiles(path.resolve('schemas'))
  const schemas = new Schemas({
    ...files,
    read: location => {
      if (location === files.history && !history) return undefined
      return location === installed ? schema : files.read(location)
    }
  })
  const { schema: found, failures } = schemas.resolve('installed', installed)
  assert.deepEqual(failures, [])
  assert.ok(found)
  return found
}

function textOf(schemaversion: string): string {
  return readFileSync(`schemas/kiwi/${schemaversion}.rng`, 'utf8')
}

/** What is said of an attribute, an element, a value and a text that the kiwi does not know. */
function said(schema: Schema): string[] {
  const nothing = { values: [], described: undefined, lists: [], isPattern: false }
  return [
    attributeAdvice(schema, 'type', 'archive', 'true', []),
    elementAdvice(schema, 'image', 'certificates', false),
    valueAdvice(schema, 'type', 'image', 'clicfs', nothing, () => false),
    textAdvice(schema, 'packagemanager', 'apk', nothing, () => false)
  ].map(advice => adviceInWords(advice, ''))
}

describe('what is known of another kiwi', () => {
  it('names the releases that the installed one may be', () => {
    assert.deepEqual(said(installedKiwi(textOf('8.2'))), [
      'It needs kiwi 10.3.8 or newer; this is judged by the installed kiwi (10.2.4 to 10.2.6).',
      'It needs kiwi 10.2.35 or newer; this is judged by the installed kiwi (10.2.4 to 10.2.6).',
      'It is gone since kiwi 10.0.1.',
      'It needs kiwi 10.2.17 or newer; this is judged by the installed kiwi (10.2.4 to 10.2.6).'
    ])
  })

  it('says only what is sure where no release has the schema', () => {
    const own = textOf('8.2').replace('<attribute name="hybridpersistent">', '<attribute name="hybridpersistence">')
    assert.deepEqual(said(installedKiwi(own)), ['', '', 'It is gone since kiwi 10.0.1.', ''])
  })

  it('is nothing without a history', () => {
    assert.deepEqual(said(installedKiwi(textOf('8.2'), false)), ['', '', '', ''])
  })
})
