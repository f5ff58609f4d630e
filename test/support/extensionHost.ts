/** The part of the harness that runs inside VS Code's extension host: Mocha, and a report for the one who started it. */
import { writeFileSync } from 'node:fs'
import Mocha from 'mocha'

/** What the tests inside VS Code did; written to the file that the environment variable KIWI_TEST_REPORT names. */
export interface SuiteReport {
  tests: { title: string; milliseconds: number; error?: TestError }[]
}

/** What Mocha shows of an error. */
export interface TestError {
  message: string
  stack: string
}

/** Runs the tests that `define` declares with Mocha's `describe` and `it`; rejects when one of them fails. */
export async function runTests(define: () => void): Promise<void> {
  process.setSourceMapsEnabled(true)
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, reporter: 'spec', color: false })
  mocha.suite.emit('pre-require', globalThis, '', mocha)
  define()
  const report: SuiteReport = { tests: [] }
  const failures = await new Promise<number>(resolve => {
    const runner = mocha.run(resolve)
    runner.on('pass', test => report.tests.push({ title: test.fullTitle(), milliseconds: test.duration ?? 0 }))
    runner.on('pending', test => {
      report.tests.push({
        title: test.fullTitle(),
        milliseconds: 0,
        error: describeError('A test that is left out is a failure here.')
      })
    })
    runner.on('fail', (test, error: unknown) => {
      report.tests.push({ title: test.fullTitle(), milliseconds: test.duration ?? 0, error: describeError(error) })
    })
  })
  const file = process.env['KIWI_TEST_REPORT']
  if (file !== undefined) {
    writeFileSync(file, JSON.stringify(report))
  }
  if (failures > 0) {
    throw new Error(`${failures} tests failed`)
  }
}

function describeError(error: unknown): TestError {
  const message = error instanceof Error ? error.message : String(error)
  return { message, stack: error instanceof Error ? (error.stack ?? message) : message }
}
