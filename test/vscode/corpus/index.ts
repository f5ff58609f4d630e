/** Two real descriptions that share seventeen fragments: each file is judged, completed and explained as part of the whole. */
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import {
  completionsAt,
  describeDiagnostic,
  diagnosticsOf,
  documentOf,
  hoverAt,
  openDescription,
  rangeOf,
  replace
} from '../../support/documents'
import { runTests } from '../../support/extensionHost'
import { waitFor } from '../../support/waiting'

const descriptions = ['AlmaLinux-OS.kiwi', 'AlmaLinux-OS-Kitten.kiwi']

export function run(): Promise<void> {
  return runTests(() => {
    describe('The descriptions of AlmaLinux', () => {
      afterEach(async () => {
        await vscode.commands.executeCommand('workbench.action.files.revert')
      })

      it('have no error in any of their files, and a hover in each', async () => {
        const fragments = await includedFiles()
        assert.ok(fragments.length >= 17, fragments.join(' '))
        for (const file of [...descriptions, ...fragments]) {
          const editor = await openDescription(file)
          await waitFor(`a hover in ${file}`, async () => (await hoverAt(editor, '<image')) !== '')
          const diagnostics = vscode.languages.getDiagnostics(editor.document.uri).map(describeDiagnostic)
          assert.deepEqual(diagnostics, [], file)
        }
      })

      it('tell an error in a fragment there and at the include of both', async () => {
        const editors = []
        for (const file of descriptions) {
          editors.push(await openDescription(file))
        }
        const fragment = await openDescription('components/desktops/gnome.xml')
        await replace(fragment, '<namedCollection name="gnome-desktop"/>', '<namedCollection nmae="gnome-desktop"/>')
        for (const editor of editors) {
          const include = rangeOf(documentOf(editor), '<include from="this://./components/desktops/gnome.xml"/>')
          const found = await waitFor(`an error in ${editor.document.uri.path}`, () =>
            vscode.languages.getDiagnostics(editor.document.uri).find(({ range }) => include.contains(range))
          )
          assert.equal(found.severity, vscode.DiagnosticSeverity.Error)
        }
        assert.ok(vscode.languages.getDiagnostics(fragment.document.uri).length > 0)
        await vscode.commands.executeCommand('undo')
        for (const { document } of [...editors, fragment]) {
          await diagnosticsOf(document.uri, 0)
        }
      })

      it('complete in a fragment', async () => {
        const editor = await openDescription('components/desktops/gnome.xml')
        const completions = await completionsAt(editor, '<namedCollection name="gnome-desktop"/>', 1)
        assert.ok(completions.includes('package'), completions.join(' '))
        assert.ok(!completions.includes('repository'), completions.join(' '))
      })
    })
  })
}

/** The files that the descriptions include, relative to the folder. */
async function includedFiles(): Promise<string[]> {
  const files = new Set<string>()
  for (const file of descriptions) {
    const text = documentOf(await openDescription(file)).getText()
    for (const match of text.matchAll(/<include from="this:\/\/\.\/([^"]+)"/g)) {
      files.add(match[1] ?? '')
    }
  }
  return [...files]
}
