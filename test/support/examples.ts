/** The examples as `npm start` opens them. */
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { repository } from './folders'

/** Copies the examples into `folder`, with this machine's own package sources filled in. */
export function prepareExamples(folder: string): void {
  execFileSync(process.execPath, [path.join(repository, 'scripts/start/examples.mjs'), folder])
}
