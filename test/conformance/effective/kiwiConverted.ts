/** Asks the real kiwi what it makes of descriptions before it judges them, and compares that with texts. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import path from 'node:path'

/** For each text its first difference from what kiwi makes of the file (includes in, converted); '' where there is none. */
export function differences(requests: readonly { file: string; text: string }[]): string[] {
  const script = path.resolve('test/conformance/effective/kiwiConverted.py')
  const { status, stdout, stderr } = spawnSync(path.resolve('.setup/kiwi-11/bin/python'), ['-I', script], {
    input: JSON.stringify(requests),
    encoding: 'utf8',
    maxBuffer: 2 ** 28
  })
  assert.equal(status, 0, stderr)
  const answers: unknown = JSON.parse(stdout)
  assert.ok(Array.isArray(answers) && answers.length === requests.length)
  return answers.map(String)
}
