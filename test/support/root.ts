/** Runs programs as root: stashes and what a build leaves belong to root, the tests may be started by anybody who has sudo. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Runs a program as root, by sudo where that is needed, and gives what it printed. */
export async function runAsRoot(program: string, parameters: readonly string[]): Promise<string> {
  const isRoot = process.getuid?.() === 0
  const [file, argv] = isRoot ? [program, parameters] : ['sudo', ['-n', '--', program, ...parameters]]
  const { stdout } = await promisify(execFile)(file, [...argv])
  return stdout
}
