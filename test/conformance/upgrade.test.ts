/** The upgrade of real descriptions to the newest schemaversion: for kiwi they stay what they are, and so do all that share files. */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Description } from '../../server/src/description/description'
import { Library } from '../../server/src/description/library'
import { serialise } from '../../server/src/description/serialisation'
import { Documents } from '../../server/src/handlers/documents'
import { upgrade } from '../../server/src/services/upgrade'
import { schemaOf } from '../support/descriptions'
import { withEdits } from '../support/textEdits'
import { differences } from './effective/kiwiConverted'

const corpus = path.resolve('../shared/corpus')

/** A description and its upgrade. */
interface Upgraded {
  readonly name: string
  readonly description: Description
  /** The texts of all its files afterwards, by path. */
  readonly texts: ReadonlyMap<string, string>
}

/** Those of the corpus that kiwi itself calls valid and that are of an older version. */
function upgradable(): Upgraded[] {
  const verdicts: unknown = JSON.parse(readFileSync(path.join(corpus, 'verdicts.json'), 'utf8'))
  assert.ok(typeof verdicts === 'object' && verdicts !== null)
  return Object.entries(verdicts).flatMap(([name, verdict]) => (isValid(verdict) ? (upgraded(name) ?? []) : []))
}

function isValid(verdict: unknown): boolean {
  return typeof verdict === 'object' && verdict !== null && 'valid' in verdict && verdict.valid === true
}

function upgraded(name: string): Upgraded | undefined {
  const library = new Library(new Documents(), schemaOf())
  const file = path.join(corpus, name)
  library.update(file)
  const described = library.file(file)
  const description = described?.readings.find(reading => reading.file.path === file)
  const start = described?.tree.documentElement()?.offset ?? 0
  const offered = described && upgrade(described, { start, end: start })
  if (!description || !offered) return undefined
  const texts = description.files().map(({ path: own, tree }): [string, string] => {
    const edits = offered.edits.filter(edit => edit.path === own)
    return [own, withEdits(tree.text(), edits)]
  })
  return { name, description, texts: new Map(texts) }
}

if (existsSync(path.join(corpus, 'verdicts.json'))) {
  describe('the upgrade of the corpus', function () {
    this.timeout(120_000)
    let folder = ''

    before(() => {
      folder = mkdtempSync(path.join(tmpdir(), 'kiwi-upgrade-'))
    })
    after(() => rmSync(folder, { recursive: true }))

    it('leaves each description what kiwi makes of it', () => {
      const all = upgradable()
      assert.ok(all.length >= 40, `${all.length}`)
      const requests = all.map(({ name, description, texts }, index) => {
        for (const [file, text] of texts) {
          const copy = path.join(folder, String(index), path.relative(corpus, file))
          mkdirSync(path.dirname(copy), { recursive: true })
          writeFileSync(copy, text)
        }
        return { file: path.join(folder, String(index), name), text: serialise(description).text }
      })
      assert.ok(all.some(({ texts }) => [...texts].some(([file, text]) => text !== readFileSync(file, 'utf8'))))
      const found = differences(requests)
      assert.deepEqual(
        all.flatMap(({ name }, index) => (found[index] ? `${name}: ${found[index]}` : [])),
        []
      )
    })
  })
} else {
  process.stdout.write('The corpus is not tested: there is no ../shared/corpus beside the project.\n')
}
