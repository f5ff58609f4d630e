/** The same suites in the VS Code of the desktop, downloaded by @vscode/test-electron: for machines that reach its host. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { downloadAndUnzipVSCode, runTests, TestRunFailedError } from '@vscode/test-electron'
import { makeWorkspace, quietWindow, type EditorOptions } from './editor'
import { removeFolder, repository, temporaryFolder } from './folders'

/** Runs one suite in the desktop's VS Code; `log` stays empty, since that program writes to this one's output. */
export async function runOnDesktop(options: EditorOptions): Promise<{ code: number; log: string }> {
  const vscodeExecutablePath = await downloadDesktop()
  const folders = temporaryFolder('desktop')
  const folder = path.join(folders, options.name ?? 'workspace')
  makeWorkspace(folder, options)
  mkdirSync(path.join(folders, 'data/User'), { recursive: true })
  writeFileSync(path.join(folders, 'data/User/settings.json'), JSON.stringify({ ...quietWindow, ...options.settings }))
  try {
    const code = await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: repository,
      extensionTestsPath: options.suite ?? '',
      extensionTestsEnv: {
        PATH: `${path.join(repository, '.setup/kiwi-11/bin')}:${process.env['PATH'] ?? ''}`,
        VSCODE_CLI: '1',
        KIWI_TEST_REPOSITORY: repository,
        ...options.environment
      },
      launchArgs: [folder, `--user-data-dir=${path.join(folders, 'data')}`, ...launchArguments(options)]
    })
    return { code, log: '' }
  } catch (error) {
    if (error instanceof TestRunFailedError) {
      return { code: error.code ?? -1, log: '' }
    }
    throw error
  } finally {
    await removeFolder(folders)
  }
}

/** Downloads VS Code once, else fails with a message that says what could not be had. */
async function downloadDesktop(): Promise<string> {
  try {
    return await downloadAndUnzipVSCode({ cachePath: path.join(repository, '.setup/vscode') })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`VS Code cannot be downloaded: ${reason}. These tests need it; npm test runs them without.`, {
      cause: error
    })
  }
}

function launchArguments({ trusted = true }: EditorOptions): string[] {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return [...asRoot, '--disable-extensions', ...(trusted ? ['--disable-workspace-trust'] : [])]
}
