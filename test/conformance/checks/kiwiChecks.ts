/** Asks the project's own kiwi 11 what it would stop at before a build, many descriptions in one process. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'

/** What is built of a description. */
export interface BuildChoice {
  readonly architecture: string
  readonly profiles: readonly string[]
  /** The build type; null: the one that kiwi takes. */
  readonly type: string | null
}

export interface KiwiQuestions {
  readonly descriptions: readonly { readonly file: string; readonly choices: readonly BuildChoice[] }[]
  /** Addresses of repositories. */
  readonly addresses: readonly string[]
}

export interface KiwiAnswers {
  /** The checks that were run, by kiwi's names. */
  readonly checks: readonly string[]
  /** Those that were left out. */
  readonly hostChecks: readonly string[]
  /**
   * For each description null where kiwi does not load it, else for each choice the checks that object, or null where
   * there is no such profile or type.
   */
  readonly judged: readonly (readonly (readonly string[] | null)[] | null)[]
  /** What kiwi reads each address as, or the name of its error. */
  readonly translated: readonly string[]
}

/** Throws when kiwi itself cannot be run. */
export function askKiwi(questions: KiwiQuestions): KiwiAnswers {
  const python = path.resolve('.setup/kiwi-11/bin/python')
  assert.ok(existsSync(python), `${python} is missing: run "npm run build", which sets the real kiwi up`)
  const script = path.resolve('test/conformance/checks/kiwiChecks.py')
  const { status, stdout, stderr } = spawnSync(python, ['-I', script], {
    input: JSON.stringify(questions),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024
  })
  assert.equal(status, 0, stderr)
  const answers: unknown = JSON.parse(stdout)
  assert.ok(areAnswers(answers), stdout)
  assert.equal(answers.judged.length, questions.descriptions.length)
  return answers
}

function areAnswers(value: unknown): value is KiwiAnswers {
  return typeof value === 'object' && value !== null && 'judged' in value && Array.isArray(value.judged)
}
