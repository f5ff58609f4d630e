/** Tests every construct of Schematron by a table; the reference implementation is asked about the same table. */
import assert from 'node:assert/strict'
import { RuleChecker } from '../../../server/src/schematron/evaluation'
import { loadRules } from '../../../server/src/schematron/loading'
import { ruleSetOf } from '../../../server/src/schematron/ruleTable'
import { constructs, schemaOf, type Construct } from './constructs'
import { instanceOf } from './instances'
import { ask, referenceMissing } from './reference'

function found({ schema, document }: Construct): readonly string[] {
  const { rules, errors } = loadRules('/schema.rng', () => schemaOf(schema))
  assert.deepEqual(errors, [])
  return new RuleChecker(ruleSetOf(rules))
    .check(instanceOf(document, 3))
    .map(({ assertion, message }) => `${assertion.test}: ${message}`)
    .sort()
}

describe('Schematron', () => {
  for (const construct of constructs) {
    it(construct.name, () => {
      assert.deepEqual(found(construct), construct.expected)
    })
  }

  if (referenceMissing === undefined) {
    it('is told in these tests as lxml’s isoschematron has it', function () {
      this.timeout(120_000)
      const comparable = constructs.filter(({ differs }) => differs === undefined)
      const answers = ask(
        comparable.map(({ schema, document }) => ({ schema: schemaOf(schema), documents: [document] }))
      )
      assert.deepEqual(
        comparable.map(({ name }, index) => [name, ...(answers[index] ?? [])]),
        comparable.map(({ name, expected }) => [name, expected])
      )
    })
  } else {
    console.log(`Schematron is not compared with lxml's: ${referenceMissing}.`)
  }
})
