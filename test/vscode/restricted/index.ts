/** A folder that nobody trusts yet: the language server works, and nothing that the folder names is started. */
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import * as vscode from 'vscode'
import { completionsAt, diagnosticsOf, openDescription, replace } from '../../support/documents'
import { runTests } from '../../support/extensionHost'

export function run(): Promise<void> {
  return runTests(() => {
    describe('A folder that is not trusted', () => {
      it('is what this is', () => {
        assert.equal(vscode.workspace.isTrusted, false)
      })

      it('has a language server that finds errors and completes', async () => {
        const editor = await openDescription('config.xml')
        await replace(editor, '<packagemanager>apt<', '<packagemanager>appt<')
        await diagnosticsOf(editor.document.uri, 1)
        const completions = await completionsAt(editor, '<packagemanager>appt', '<packagemanager>'.length)
        assert.ok(completions.includes('zypper'), completions.join(' '))
        await vscode.commands.executeCommand('undo')
        await diagnosticsOf(editor.document.uri, 0)
      })

      it('starts no program that the settings of the folder name', async () => {
        const extension = await vscode.workspace.openTextDocument({
          language: 'kiwi-description',
          content: '<image stashed="any" name="extension"/>'
        })
        await vscode.commands.executeCommand('kiwi.effective.show', extension.uri, { purpose: 'preview', quiet: true })
        await vscode.commands.executeCommand('kiwi.extension.new', { stash: 'any', file: '/nonexistent/any.kiwi' })
        await vscode.commands.executeCommand('workbench.view.extension.kiwi')
        await vscode.commands.executeCommand('kiwi.stashes.refresh')
        const tools = path.join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', 'tools')
        assert.deepEqual(readdirSync(tools).sort(), ['kiwi-ng', 'podman', 'sudo'])
      })
    })
  })
}
