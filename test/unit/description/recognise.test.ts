/** Files are recognised by what stands in them first. */
import assert from 'node:assert/strict'
import { recognise } from '../../../server/src/description/recognise'
import { SourceTree } from '../../../server/src/syntax/sourceTree'

function check(path: string, text: string, expected: string, known = false): void {
  it(`${path}: ${JSON.stringify(text)}${known ? ', known' : ''}`, () => {
    assert.equal(recognise(path, SourceTree.parse(text), known), expected)
  })
}

describe('recognise', () => {
  check('/i/a.kiwi', '<image schemaversion="8.5"/>', 'description')
  check('/i/any.xml', '<?xml version="1.0"?><image name="x" schemaversion="7.4">', 'description')
  check('/i/any.xml', '<image><packages/></image>', 'fragment')
  check('/i/a.kiwi', '<image name="x"/>', 'description')
  check('/i/config.xml', '<image/>', 'description')
  check('/i/config.xml', '<image stashed="deb"/>', 'extension')
  check('/i/any.xml', '<image stashed="deb" schemaversion="8.5"/>', 'extension')
  check('/i/config.xml', '<project/>', 'other')
  check('/i/any.xml', '<image xmlns="urn:x" schemaversion="1"/>', 'other')
  check('/i/config.xml', '<image xmlns="urn:x" schemaversion="1"/>', 'description')
  check('/i/any.xml', '', 'other')
  check('/i/a.kiwi', '', 'description')
  check('/i/a.kiwi', '<', 'description')
  check('/i/a.kiwi', '<imag schemaversion="8.5">', 'description')
  check('/i/a.kiwi', 'image:\n  "@schemaversion": "7.5"\n', 'yaml')
  check('/i/a.kiwi', '{"image": {}}', 'yaml')
  check('/i/a.kiwi', '[image]\n', 'yaml')
  check('/i/a.kiwi', 'x <image schemaversion="8.5"/>', 'description')
  check('/i/a.kiwi', '\uFEFF<image schemaversion="8.5"/>', 'description')
  check('untitled:1', '<image/>', 'description', true)
  check('untitled:1', '', 'description', true)
})
