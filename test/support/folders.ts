/** The folders that the tests in VS Code work with, and how one of them is removed without harm. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { runAsRoot } from './root'
import { waitFor } from './waiting'

/** The checkout: tests run with it as their working folder, inside VS Code the environment names it. */
export const repository = process.env['KIWI_TEST_REPOSITORY'] ?? process.cwd()

/** Where the browser build of VS Code, its Node and the browser driver are installed. */
export const editorFolder = path.join(repository, 'test/editor')

/** A new empty folder of the caller's own. */
export function temporaryFolder(purpose: string): string {
  return mkdtempSync(path.join(tmpdir(), `kiwi-test-${purpose}-`))
}

/** The mount points at or below `folder`, deepest first. */
export function mountsBelow(folder: string): string[] {
  return readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map(line => decodeMountPoint(line.split(' ')[1] ?? ''))
    .filter(point => point === folder || point.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length)
}

/**
 * Removes `folder` once nothing is mounted below it. kiwi binds the host's /dev and /sys below the folder it builds in:
 * a delete that does not look first would empty them.
 */
export async function removeFolder(folder: string): Promise<void> {
  await waitFor(`nothing mounted below ${folder}`, () => mountsBelow(folder).length === 0, { seconds: 20 })
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch {
    // Builds leave files of root.
    await runAsRoot('rm', ['-rf', '--one-file-system', '--', folder])
  }
}

/** The kernel writes blanks and the like in octal: `\040`. */
function decodeMountPoint(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
}
