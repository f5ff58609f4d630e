/** Asks the project's own kiwi 11 whether it takes a description, many descriptions in one process. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'

/** A description to load. */
export interface LoadRequest {
  /** Absolute path of the description. */
  readonly file: string
  /** Profiles as given on kiwi's command line; none: those that the description imports. */
  readonly profiles: readonly string[]
  /** Whether kiwi's checks before a build are run too, as far as they do not ask for tools of the host. */
  readonly checks: boolean
}

/**
 * What kiwi says against each description, in the order of `requests`; an empty text means that kiwi takes it.
 * Throws when kiwi itself cannot be run.
 */
export function kiwiProblems(requests: readonly LoadRequest[]): string[] {
  const python = path.resolve('.setup/kiwi-11/bin/python')
  assert.ok(existsSync(python), `${python} is missing: run "npm run build", which sets the real kiwi up`)
  const { status, stdout, stderr } = spawnSync(python, ['-I', path.resolve('test/unit/examples/kiwiLoad.py')], {
    input: JSON.stringify(requests),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024
  })
  assert.equal(status, 0, stderr)
  const problems: unknown = JSON.parse(stdout)
  assert.ok(Array.isArray(problems) && problems.length === requests.length, stdout)
  return problems.map(String)
}
