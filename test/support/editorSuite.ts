/** Turns a suite that runs inside VS Code into Mocha tests of the host: one for each test that ran there. */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import Mocha from 'mocha'
import { runOnDesktop } from './desktop'
import { startEditor, type EditorOptions } from './editor'
import type { SuiteReport } from './extensionHost'
import { removeFolder, repository, temporaryFolder } from './folders'

/** How a suite is run; its tests are those of `test/vscode/<suite>/index.ts`. */
export interface SuiteOptions extends EditorOptions {
  suite: string
  /** What is being tested: heads the tests in the report. */
  title: string
  /** How long all of its tests may take together. */
  seconds: number
}

/** What came of a suite. */
interface SuiteRun {
  /** Exit code of the extension host; undefined when it had not ended in time. */
  code: number | undefined
  report: SuiteReport
}

/**
 * Declares the tests of a suite. VS Code starts when Mocha comes to them; each test inside becomes one test here, so that the
 * counts are true. The first one tells of the run as a whole: an extension host that dies says exit code 0.
 */
export function describeSuite(options: SuiteOptions): void {
  describe(`${options.title}, in VS Code`, function () {
    let run: SuiteRun
    before(async function () {
      this.timeout((options.seconds + 90) * 1000)
      run = await runSuite(options)
      for (const { title, error } of run.report.tests) {
        // `this.test` is the hook; its parent is the suite, whose tests Mocha collects after the hook.
        this.test?.parent?.addTest(
          new Mocha.Test(title, () => {
            if (error !== undefined) {
              throw Object.assign(new Error(error.message), { stack: error.stack })
            }
          })
        )
      }
    })

    it('runs to its end', () => {
      const failed = run.report.tests.filter(test => test.error !== undefined).length
      assert.notEqual(run.code, undefined, `VS Code had not ended after ${options.seconds} s.`)
      assert.ok(run.report.complete, `The extension host ended with ${run.code} before all tests had run.`)
      assert.equal(run.code, failed === 0 ? 0 : 1)
      assert.ok(run.report.tests.length > 0, 'The suite holds no test.')
    })
  })
}

async function runSuite(options: SuiteOptions): Promise<SuiteRun> {
  const scratch = temporaryFolder('report')
  const reportFile = path.join(scratch, 'report.json')
  const editorOptions = {
    ...options,
    environment: { ...options.environment, KIWI_TEST_REPORT: reportFile },
    suite: path.join(repository, 'out/test/vscode', options.suite, 'index.js')
  }
  try {
    const run = process.env['KIWI_TEST_DESKTOP'] === '1' ? runOnDesktop : runInBrowser
    const { code, log } = await run(editorOptions, options.seconds)
    const report = readReport(reportFile)
    if (code !== 0 || !report.complete) {
      console.log(`    The log of VS Code: ${keepLog(options.suite, log)}`)
    }
    return { code, report }
  } finally {
    await removeFolder(scratch)
  }
}

async function runInBrowser(
  options: EditorOptions,
  seconds: number
): Promise<{ code: number | undefined; log: string }> {
  const editor = await startEditor(options)
  let timer: NodeJS.Timeout | undefined
  try {
    const tooLong = new Promise<undefined>(resolve => {
      timer = setTimeout(resolve, seconds * 1000, undefined)
    })
    const code = await Promise.race([editor.finished, tooLong])
    return { code, log: editor.log() }
  } finally {
    clearTimeout(timer)
    await editor.stop()
  }
}

function readReport(file: string): SuiteReport {
  const load: (name: string) => SuiteReport = createRequire(file)
  return existsSync(file) ? load(file) : { tests: [], complete: false }
}

function keepLog(suite: string, log: string): string {
  const file = path.join(repository, 'out/logs', `${suite}.log`)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, log)
  return path.relative(repository, file)
}
