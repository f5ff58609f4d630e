/** The whole corpus through kiwi-lint, as its users run it: the verdict on each description is kiwi's. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

const corpus = path.resolve('../shared/corpus')
const recorded = path.join(corpus, 'verdicts.json')

interface Line {
  readonly path: string
  readonly valid: boolean
}

if (existsSync(recorded)) {
  describe('kiwi-lint over the corpus', function () {
    this.timeout(60_000)
    const parse: (text: string) => Line = JSON.parse
    const parseVerdicts: (text: string) => Record<string, { valid?: boolean; markup?: string }> = JSON.parse

    it('finds every description, and says of each what kiwi says', () => {
      const words = ['server/dist/kiwi-lint.js', '--format', 'json', '--recursive', corpus]
      const { status, stdout } = spawnSync(process.execPath, words, { encoding: 'utf8', maxBuffer: 2 ** 28 })
      assert.equal(status, 1)
      const lines = stdout
        .split('\n')
        .filter(line => line !== '')
        .map(parse)
      const found = Object.fromEntries(lines.map(({ path: file, valid }) => [path.relative(corpus, file), valid]))
      const verdicts = Object.entries(parseVerdicts(readFileSync(recorded, 'utf8')))
      const expected = verdicts.filter(([, { markup }]) => markup !== 'yaml').map(([name, { valid }]) => [name, valid])
      assert.ok(expected.length > 70)
      assert.deepEqual(found, Object.fromEntries(expected))
    })
  })
} else {
  process.stdout.write('kiwi-lint is not run over the corpus: there is no ../shared/corpus beside the project.\n')
}
