/**
 * jing, James Clark's validator, as the second opinion of the tests.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { schemaText } from './support'

/** Whether jing accepts each of the documents; undefined if it refuses the schema. Files go below `folder`. */
export function jingVerdicts(
  folder: string,
  schema: string,
  documents: readonly string[]
): readonly boolean[] | undefined {
  const schemaFile = path.join(mkdtempSync(path.join(folder, 'schema-')), 'schema.rng')
  writeFileSync(schemaFile, schemaText(schema))
  return jingVerdictsOf(folder, schemaFile, documents)
}

/** The same for a schema in a file. */
export function jingVerdictsOf(
  folder: string,
  schemaFile: string,
  documents: readonly string[]
): readonly boolean[] | undefined {
  const below = mkdtempSync(path.join(folder, 'documents-'))
  const files = documents.map((text, index) => {
    const file = path.join(below, `${index}.xml`)
    writeFileSync(file, text)
    return file
  })
  const { stdout, error } = spawnSync('jing', ['-i', schemaFile, ...files], { encoding: 'utf8', maxBuffer: 2 ** 28 })
  assert.equal(error, undefined)
  const wrong = new Set(stdout.split('\n').map(line => line.replace(/:\d+:\d+: .*/, '')))
  return wrong.has(path.resolve(schemaFile)) ? undefined : files.map(file => !wrong.has(file))
}

/** The text as it may stand in an attribute or between tags, white space included. */
export function escaped(text: string): string {
  return text.replace(/[&<"\t\n\r]/g, character => `&#${character.charCodeAt(0)};`)
}
