/** The real descriptions beside the project, which are not part of it: tests that need them leave themselves out without. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

export const corpusFolder = path.resolve('../shared/corpus')

const verdictsFile = path.join(corpusFolder, 'verdicts.json')

/** Describes tests of the corpus, or says that there is none. */
export function describeWithCorpus(title: string, tests: (this: Mocha.Suite) => void): void {
  if (existsSync(verdictsFile)) describe(title, tests)
  else process.stdout.write(`Not tested, because there is no ../shared/corpus beside the project: ${title}.\n`)
}

/** The paths of the descriptions that kiwi takes, by what it said of them itself. */
export function validDescriptions(): string[] {
  const verdicts: unknown = JSON.parse(readFileSync(verdictsFile, 'utf8'))
  assert.ok(typeof verdicts === 'object' && verdicts !== null)
  return Object.entries(verdicts).flatMap(([name, verdict]) => (isValid(verdict) ? path.join(corpusFolder, name) : []))
}

function isValid(verdict: unknown): boolean {
  return typeof verdict === 'object' && verdict !== null && 'valid' in verdict && verdict.valid === true
}
