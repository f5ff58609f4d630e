/**
 * Mutants of real descriptions: this program accepts and refuses what the real kiwi accepts and refuses when it loads them.
 *
 * Environment: `KIWI_MUTANTS=record` asks kiwi anew about the mutants of the fixed seeds and records what it says;
 * `KIWI_MUTANT_SEED` repeats the mutants of a seed that a run has printed, `KIWI_MUTANT_COUNT` says how many.
 */
import assert from 'node:assert/strict'
import { removeFolder, temporaryFolder } from '../support/folders'
import { corpusSources, makeMutants, ownSources, type Mutant, type Source } from './mutants/mutants'
import { readRecorded, recordCommand, wordOf, writeRecorded } from './mutants/recording'
import { describeJudged, differs, judgeAll, shrink } from './mutants/shrink'
import { kiwiVerdicts, ownVerdicts, writeMutants } from './mutants/verdicts'

const own = ownSources()
const corpus = corpusSources()
const records = process.env['KIWI_MUTANTS'] === 'record'

/** So many disagreements are made small and shown. */
const mostShown = 3

describe('mutants', function () {
  this.timeout(600_000)

  checkRecorded('own', own, 500)
  if (corpus.length > 0) checkRecorded('corpus', [...own, ...corpus], 2000)
  else process.stdout.write('Mutants are made of the examples only: there is no ../shared/corpus beside the project.\n')

  it('of a fresh seed are judged as kiwi judges them', async () => {
    const seed = Number(process.env['KIWI_MUTANT_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
    const count = Number(process.env['KIWI_MUTANT_COUNT'] ?? 200)
    process.stdout.write(`Mutants: KIWI_MUTANT_SEED=${seed} KIWI_MUTANT_COUNT=${count}\n`)
    const mutants = makeMutants([...own, ...corpus], seed, count)
    const judged = await judgeAll(mutants.map(({ files }) => files))
    const accepted = judged.filter(({ kiwi }) => kiwi.accepted).length
    // Mutants that are nearly all valid, or nearly all broken, would prove little.
    assert.ok(accepted > count / 10 && accepted < count - count / 10, `kiwi accepts ${accepted}`)
    await assertNone(mutants.filter((_, index) => judged[index] && differs(judged[index])))
  })

  it('of which the verdicts differ are found and made small', async () => {
    const wrong = { accepted: false, reason: 'nothing', rules: [] }
    const right = { accepted: true, reason: '', rules: [] }
    assert.ok(differs({ kiwi: wrong, own: right }))
    assert.ok(differs({ kiwi: { ...wrong, rules: ['a'] }, own: { ...wrong, rules: ['b'] } }))
    assert.ok(!differs({ kiwi: { ...wrong, rules: ['a', 'a'] }, own: { ...wrong, rules: ['a'] } }))
    assert.ok(!differs({ kiwi: { ...wrong, rules: undefined }, own: { ...wrong, rules: ['a'] } }))
  })
})

/** The mutants of a fixed seed against what kiwi said of them once. */
function checkRecorded(set: string, sources: readonly Source[], count: number): void {
  it(`of the set ${set} are judged as kiwi did`, async () => {
    const mutants = makeMutants(sources, 1, count)
    const folder = temporaryFolder(`mutants-${set}`)
    const files = writeMutants(
      mutants.map(each => each.files),
      folder
    )
    if (records) {
      const { kiwi, verdicts } = await kiwiVerdicts(files)
      const words = mutants.flatMap((mutant, index) => (verdicts[index] ? wordOf(mutant, verdicts[index]) : []))
      writeRecorded(set, kiwi, words)
    }
    const { kiwi, words } = readRecorded(set)
    const verdicts = ownVerdicts(files)
    await removeFolder(folder)
    const made = mutants.map(mutant => wordOf(mutant, { accepted: true, reason: '', rules: undefined }))
    assert.deepEqual(
      made.map(identityIn),
      words.map(identityIn),
      `The mutants are others than those recorded with kiwi ${kiwi}. If that is meant: ${recordCommand}`
    )
    await assertNone(mutants.filter((mutant, index) => !agrees(words[index] ?? '', mutant, verdicts[index])))
  })
}

function identityIn(word: string): string {
  return word.slice(0, 8)
}

/** Whether a verdict is the recorded one; broken rules count only where kiwi came to judge them. */
function agrees(word: string, mutant: Mutant, verdict: ReturnType<typeof ownVerdicts>[number] | undefined): boolean {
  if (!verdict) return false
  const mine = wordOf(mutant, verdict)
  return word.length > 9 ? mine === word : mine.slice(0, 9) === word
}

/** Fails with the first of the mutants, made as small as they get. */
async function assertNone(mutants: readonly Mutant[]): Promise<void> {
  const shown: string[] = []
  for (const { title, files } of mutants.slice(0, mostShown)) {
    const small = await shrink(files)
    shown.push(`${title}\n${small ? describeJudged(small) : ''}`)
  }
  assert.equal(mutants.length, 0, `${mutants.length} disagreements\n\n${shown.join('\n\n')}`)
}
