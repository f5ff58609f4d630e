/** The part of the harness that runs inside VS Code's extension host: Mocha, and a report for the one who started it. */
import { writeFileSync } from 'node:fs'
import Mocha from 'mocha'

/** What the tests inside VS Code did; kept in the file that the environment variable KIWI_TEST_REPORT names. */
export interface SuiteReport {
  /** False until all tests have run: an extension host may die, and says exit code 0 then. */
  complete: boolean
  tests: { title: string; milliseconds: number; error?: TestError }[]
}

/** What Mocha shows of an error. */
export interface TestError {
  message: string
  stack: string
}

/** Runs the tests that `define` declares with Mocha's `describe` and `it`; rejects when one of them fails. */
export async function runTests(define: () => void): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, reporter: 'spec', color: false })
  mocha.suite.emit('pre-require', globalThis, '', mocha)
  define()
  const report: SuiteReport = { tests: [], complete: false }
  const add = (test: Mocha.Runnable, error?: unknown): void => {
    const milliseconds = test.duration ?? 0
    report.tests.push({ title: test.fullTitle(), milliseconds, ...(error === undefined ? {} : describeError(error)) })
    keepReport(report)
  }
  const failures = await new Promise<number>(resolve => {
    const runner = mocha.run(resolve)
    runner.on('pass', test => add(test))
    runner.on('fail', (test, error: unknown) => add(test, error))
    runner.on('pending', test => add(test, 'A test that is left out is a failure here.'))
  })
  report.complete = true
  keepReport(report)
  if (failures > 0) {
    throw new Error(`${failures} tests failed`)
  }
}

function keepReport(report: SuiteReport): void {
  const file = process.env['KIWI_TEST_REPORT']
  if (file !== undefined) {
    writeFileSync(file, JSON.stringify(report))
  }
}

function describeError(error: unknown): { error: TestError } {
  const message = error instanceof Error ? error.message : String(error)
  return { error: { message, stack: error instanceof Error ? (error.stack ?? message) : message } }
}
