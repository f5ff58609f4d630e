/** Tests the rules of kiwi's own schema: each fires and is silent, the odd ones too, as in kiwi itself. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { RuleChecker } from '../../../server/src/schematron/evaluation'
import { loadRules } from '../../../server/src/schematron/loading'
import { ruleSetOf } from '../../../server/src/schematron/ruleTable'
import { instanceOf } from './instances'
import { ask, referenceMissing } from './reference'
import { combined, variantsFor } from './variants'

const location = path.join('schemas', 'kiwi', '8.5.rng')
const schema = readFileSync(location, 'utf8')
const { rules, errors } = loadRules(location, () => schema)
const checker = new RuleChecker(ruleSetOf(rules))

function told(document: string): readonly string[] {
  return checker
    .check(instanceOf(document))
    .map(({ assertion, message }) => `${assertion.test}: ${message}`)
    .sort()
}

function type(attributes: string, content = ''): string {
  return `<image><preferences><type ${attributes}>${content}</type></preferences></image>`
}

/** How many assertions a schema makes, those of abstract patterns once for each pattern that is made of them. */
function assertionsIn(text: string): number {
  const patterns = [...text.matchAll(/<sch:pattern ([^>]*?)(\/)?>([^]*?)(?=<sch:pattern|$)/g)].map(match => ({
    own:
      match[2] === undefined
        ? (/^[^]*?<\/sch:pattern>/.exec(match[3] ?? '')?.[0].match(/<sch:assert/g)?.length ?? 0)
        : 0,
    id: / id="(.*?)"/.exec(` ${match[1]}`)?.[1],
    of: / is-a="(.*?)"/.exec(` ${match[1]}`)?.[1],
    isAbstract: (match[1] ?? '').includes('abstract="true"')
  }))
  const countOf = (name: string): number => patterns.find(({ id, isAbstract }) => isAbstract && id === name)?.own ?? 0
  return patterns
    .filter(({ isAbstract }) => !isAbstract)
    .reduce((count, { own, of }) => count + (of === undefined ? own : countOf(of)), 0)
}

/** Descriptions that kiwi judges otherwise than its authors meant, by the patterns that fire. */
const odd: readonly (readonly [string, string, readonly string[]])[] = [
  ['luks_version has no rule that knows its name', type('image="docker" luks_version="luks2"'), []],
  ['luks_randomize has a rule of another name', type('image="docker" luks_randomize="true"'), []],
  [
    'two rules are for an attribute that is not there',
    type('image="docker" luksversion="x"'),
    ['luksversion', 'luks_randomize']
  ],
  ['a type without image is taken for each', type(''), ['filesystem_mandatory', 'metadata_path_mandatory']],
  ['a part of a word is as good as the word', type('image="em" boot="x"'), ['filesystem_mandatory']],
  ['the list is one string', type('image="m p" boot="x" filesystem="xfs"'), []],
  [
    'a reserved name is one by its letters',
    '<image><partition name="oo"/><partition name="csm"/></image>',
    ['partition_name', 'partition_name']
  ],
  ['a name that goes on is not reserved', '<image><partition name="root2"/><partition name="ROOT"/></image>', []],
  ['grub2 passes as part of grub2_s390x_emu', type('image="iso"', '<bootloader name="grub2" targettype="SCSI"/>'), []],
  [
    'securelinux wants a name that no loader has',
    type('image="iso"', '<bootloader name="grub2_s390x_emu"><securelinux/></bootloader>'),
    ['bootloader_matches']
  ],
  ['securelinux is for zipl', type('image="iso"', '<bootloader name="zipl"><securelinux/></bootloader>'), []],
  ['an instance of no pattern never fires', type('image="oem" filesystem="xfs" integrity_legacy_hmac="true"'), []],
  [
    'its namesake fires',
    type('image="oem" filesystem="xfs" embed_integrity_metadata="false"'),
    ['standalone_integrity_mandatory']
  ],
  [
    'vagrant without configuration is told twice',
    type('image="iso" format="vagrant"'),
    ['filesystem_mandatory', 'format', 'metadata_path_mandatory']
  ],
  ['and once for oem', type('image="oem" filesystem="xfs" format="vagrant"'), ['metadata_path_mandatory']],
  ['sizes are compared as numbers', type('image="oem" filesystem="xfs"', '<size unpartitioned="9">10</size>'), []],
  [
    '9 is less than 10',
    type('image="oem" filesystem="xfs"', '<size unpartitioned="10">9</size>'),
    ['unpartitioned_validation']
  ],
  [
    'blanks around apt make another package manager of it',
    '<image><preferences><packagemanager> apt </packagemanager></preferences><packages type="bootstrap" bootstrap_package="x"/></image>',
    ['bootstrap_package_validation']
  ],
  ['1 is not true', type('image="oem" filesystem="xfs" installiso="1"', '<installmedia/>'), ['installation_media']]
]

describe('the Schematron rules of kiwi', () => {
  it('are all read', () => {
    assert.deepEqual(errors, [])
    assert.equal(
      rules.flatMap(pattern => pattern.rules.flatMap(({ assertions }) => assertions)).length,
      assertionsIn(schema)
    )
  })

  for (const pattern of rules) {
    it(`fire and are silent: ${pattern.id}`, () => {
      const assertions = pattern.rules.flatMap(rule => rule.assertions)
      const judged = variantsFor(pattern).map(document => ({
        failed: checker.check(instanceOf(document)).map(({ assertion }) => assertion)
      }))
      assert.deepEqual(
        assertions.map(assertion => [
          assertion.test,
          judged.some(({ failed }) => failed.includes(assertion)),
          judged.some(({ failed }) => !failed.includes(assertion))
        ]),
        assertions.map(({ test }) => [test, true, true])
      )
    })
  }

  for (const [name, document, expected] of odd) {
    it(name, () => {
      const ids = checker.check(instanceOf(document)).map(({ pattern }) => pattern.id)
      assert.deepEqual([...ids].sort(), [...expected].sort())
    })
  }

  if (referenceMissing === undefined) {
    it('say what kiwi’s own evaluation of them says', function () {
      this.timeout(240_000)
      const documents = [
        ...rules.map(pattern => combined(variantsFor(pattern))),
        ...odd.map(([, document]) => document)
      ]
      const [answers = []] = ask([{ schema, documents }])
      assert.equal(answers.length, documents.length)
      for (const [index, document] of documents.entries()) assert.deepEqual(told(document), answers[index])
    })
  } else {
    console.log(`The rules of kiwi are not compared with kiwi's evaluation: ${referenceMissing}.`)
  }
})
