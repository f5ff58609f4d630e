/** Tests that the examples in the manual of kiwi-lint are what it really writes. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { run } from '../../../server/src/lint/program'

const manual = readFileSync('docs/kiwi-lint.md', 'utf8')
const examples = [...manual.matchAll(/^```console\n\$ kiwi-lint (.*)\n([^]*?)^```$/gm)]

describe('docs/kiwi-lint.md', () => {
  it('has examples', () => assert.ok(examples.length >= 4))

  for (const [, words = '', shown = ''] of examples) {
    it(`shows what is written: kiwi-lint ${words}`, async () => {
      let output = ''
      await run(words.split(' '), {
        write: text => {
          output += text
        },
        warn: text => {
          output += text
        },
        read: async () => Buffer.alloc(0),
        isTerminal: false,
        columns: undefined,
        environment: {},
        workingFolder: process.cwd(),
        programFolder: path.resolve('server/dist'),
        schemaFolder: path.resolve('schemas')
      })
      // An ellipsis at the end stands for more of the same.
      const cut = shown.endsWith('…\n')
      const expected = cut ? shown.slice(0, -'…\n'.length) : shown
      assert.equal(cut ? output.slice(0, expected.length) : output, expected)
    })
  }
})
