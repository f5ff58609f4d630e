// Mocha's reporter for `npm test`: a line now and then and for each failure, all failures in full at the end, and the counts as a file.
import { writeFileSync } from 'node:fs'
import Mocha from 'mocha'

/** How long the terminal may stay silent. */
const silenceInSeconds = 12

/** @param {import('mocha').Runner} runner */
export default function report(runner) {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  /** @type {import('mocha').Test[]} */
  const failures = []
  let current = ''
  const timer = setInterval(() => {
    console.log(`  … ${counts.passed} passed, ${counts.failed} failed; now: ${current}`)
  }, silenceInSeconds * 1000)
  runner.on('hook', hook => {
    current = hook.fullTitle()
  })
  runner.on('test', test => {
    current = test.fullTitle()
  })
  runner.on('pass', () => {
    counts.passed += 1
  })
  runner.on('pending', test => {
    counts.skipped += 1
    console.log(`  skipped: ${test.fullTitle()}`)
  })
  runner.on('fail', (test, /** @type {Error} */ error) => {
    counts.failed += 1
    failures.push(Object.assign(test, { err: error }))
    console.log(`  failed: ${test.fullTitle()}`)
  })
  runner.on('end', () => {
    clearInterval(timer)
    Mocha.reporters.Base.list(failures)
    writeFileSync(process.env['KIWI_TEST_COUNTS'] ?? '', JSON.stringify(counts))
  })
}
