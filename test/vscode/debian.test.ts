/** The suite `debian`, run in a copy of the examples that has this machine's own package sources filled in. */
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { describeSuite } from '../support/editorSuite'
import { repository } from '../support/folders'

describeSuite({
  suite: 'debian',
  title: 'The Debian examples',
  seconds: 600,
  prepare: prepareExamples
})

function prepareExamples(folder: string): void {
  execFileSync(process.execPath, [path.join(repository, 'scripts/start/examples.mjs'), folder])
}
