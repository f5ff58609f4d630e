/** The recorded verdicts of the real kiwi on the mutants of fixed seeds: which mutant, accepted or not, which rules. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { identityOf, type Mutant } from './mutants'
import { rulesOf } from './shrink'
import type { Verdict } from './verdicts'

const file = 'test/conformance/mutants/recorded.json'

/** How the file is made anew. */
export const recordCommand = 'KIWI_MUTANTS=record node scripts/test.mjs conformance'

const perLine = 8

interface Recorded {
  readonly kiwi: string
  /** By the name of the set: words of eight hexadecimal digits, `+` or `-`, and a digest of the broken rules. */
  readonly sets: Readonly<Record<string, readonly string[]>>
}

/** What the file keeps of one mutant. Rules stand in it where kiwi came to judge them. */
export function wordOf(mutant: Mutant, verdict: Verdict): string {
  return `${identityOf(mutant)}${verdict.accepted ? '+' : '-'}${verdict.rules ? digestOf(rulesOf(verdict)) : ''}`
}

/** The words that are recorded for a set, by the version of kiwi that was asked. */
export function readRecorded(set: string): { readonly kiwi: string; readonly words: readonly string[] } {
  const { kiwi, sets } = readFile()
  return { kiwi, words: (sets[set] ?? []).flatMap(line => line.split(' ')) }
}

/** Records a set anew; the others stay. */
export function writeRecorded(set: string, kiwi: string, words: readonly string[]): void {
  const lines: string[] = []
  for (let start = 0; start < words.length; start += perLine) lines.push(words.slice(start, start + perLine).join(' '))
  const recorded = { command: recordCommand, kiwi, sets: { ...readFile().sets, [set]: lines } }
  writeFileSync(file, `${JSON.stringify(recorded, undefined, 2)}\n`)
}

function readFile(): Recorded {
  const read: unknown = JSON.parse(readFileSync(file, 'utf8'))
  assert.ok(isRecorded(read), file)
  return read
}

function isRecorded(value: unknown): value is Recorded {
  return typeof value === 'object' && value !== null && 'kiwi' in value && 'sets' in value
}

function digestOf(text: string): string {
  return text === '' ? '=' : createHash('sha256').update(text).digest('hex').slice(0, 4)
}
