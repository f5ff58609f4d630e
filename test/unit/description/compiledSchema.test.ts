/** What the build prepares of a schema is the schema: nothing is lost, nothing is different. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import {
  asKiwiReads,
  compileSchema,
  loadSchema,
  type LoadedSchema
} from '../../../server/src/description/compiledSchema'
import { writeGrammar } from '../../../server/src/relaxng/compiledGrammar'
import type { Datatype } from '../../../server/src/relaxng/datatypes'
import { membersOf, type Pattern } from '../../../server/src/relaxng/pattern'
import { loadRules } from '../../../server/src/schematron/loading'

const folder = path.resolve('schemas/kiwi')
const read = (file: string): string => readFileSync(file, 'utf8')

/** All that a grammar consists of, in the order in which it was made. */
function everything({ grammar }: LoadedSchema, file: string): unknown {
  assert.ok(grammar)
  const elements = grammar.elements.map(({ nameClass, place }) => [nameClass, place])
  // What is undefined may as well be missing.
  return JSON.parse(JSON.stringify({ ...writeGrammar(grammar, file), elements }))
}

/** All patterns, and what leads to them. */
function rulesIn({ rules }: LoadedSchema, file: string): unknown {
  const patterns = loadRules(file, read).rules.map((_, order) => rules.pattern(order))
  return JSON.parse(JSON.stringify({ table: rules.table, patterns }))
}

/** A schema of one element. */
function schemaOf(content: string): string {
  const types = 'http://www.w3.org/2001/XMLSchema-datatypes'
  const xmlns = 'http://relaxng.org/ns/structure/1.0'
  return `<element name="a" xmlns="${xmlns}" datatypeLibrary="${types}">${content}</element>`
}

/** A rule of Schematron. */
function ruleOf(test: string): string {
  const xmlns = 'http://purl.oclc.org/dsdl/schematron'
  return `<pattern xmlns="${xmlns}" id="p"><rule context="a"><assert test="${test}">no</assert></rule></pattern>`
}

describe('a prepared schema', () => {
  for (const name of readdirSync(folder).filter(each => each.endsWith('.rng'))) {
    it(`is the schema ${name}`, function () {
      this.timeout(60_000)
      const file = path.join(folder, name)
      const prepared = compileSchema(file, read)
      assert.ok(prepared)
      const own = loadSchema(file, read, undefined)
      const again = loadSchema(file, read, prepared)
      assert.deepEqual(everything(again, file), everything(own, file))
      assert.deepEqual(rulesIn(again, file), rulesIn(own, file))
      assert.deepEqual(again.errors, [])
    })
  }

  it('reads values as the schema does', () => {
    const file = path.join(folder, '8.5.rng')
    const schema = loadSchema(file, read, compileSchema(file, read))
    const boolean = schema.grammar?.elements
      .flatMap(({ content }) => dataIn(content))
      .find(({ name }) => name === 'boolean')
    assert.ok(boolean && asKiwiReads.verbatim.has('boolean'))
    const context = { resolvePrefix: () => undefined }
    assert.deepEqual(
      ['true', ' true', 'yes'].map(value => boolean.read(value, context) !== undefined),
      [true, false, false]
    )
  })

  it('is none for a schema of several files, or with values that depend on their place', () => {
    const files = new Map([
      ['/one.rng', schemaOf('<externalRef href="two.rng"/>')],
      ['/two.rng', schemaOf('<text/>')],
      ['/name.rng', schemaOf('<data type="QName"/>')],
      ['/wrong.rng', schemaOf('<data type="nothing"/>')]
    ])
    const readFrom = (file: string): string => files.get(file) ?? ''
    assert.deepEqual(
      [...files.keys()].map(file => compileSchema(file, readFrom) !== undefined),
      [false, true, false, false]
    )
  })

  it('is none for a schema with rules that cannot be read or written', () => {
    const tests = ['@x', '@x and', '@x &lt; 1e999']
    assert.deepEqual(
      tests.map(test => compileSchema('/a.rng', () => schemaOf(`${ruleOf(test)}<text/>`)) !== undefined),
      [true, false, false]
    )
  })
})

/** The datatypes of attributes directly in a pattern. */
function dataIn(pattern: Pattern): readonly Datatype[] {
  if (pattern.kind === 'data') return [pattern.datatype]
  if (pattern.kind === 'attribute') return dataIn(pattern.member)
  return membersOf(pattern).flatMap(dataIn)
}
