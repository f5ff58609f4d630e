/** What an author sees while typing: recognition, errors that come and go, completion and hover, alone and in fragments. */
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import {
  completionsAt,
  describeRange,
  diagnosticsOf,
  documentOf,
  hoverAt,
  open,
  openDescription,
  rangeOf,
  replace
} from '../../support/documents'
import { runTests } from '../../support/extensionHost'
import { waitFor } from '../../support/waiting'

export function run(): Promise<void> {
  return runTests(() => {
    afterEach(async () => {
      await vscode.commands.executeCommand('workbench.action.files.revert')
    })
    describe('Recognition', defineRecognition)
    describe('Errors', defineErrors)
    describe('Completion', defineCompletion)
    describe('Hover', defineHover)
    describe('Quick fixes', defineQuickFixes)
    describe('Fragments', defineFragments)
  })
}

function defineRecognition(): void {
  it('knows config.xml by its content', async () => {
    await openDescription('config.xml')
  })

  it('knows a file named .kiwi', async () => {
    await openDescription('tree/server.kiwi')
  })

  it('knows a fragment that a description includes', async () => {
    await openDescription('tree/components/packages.xml')
  })

  it('leaves other XML alone', async () => {
    const other = await open('other/pom.xml')
    await openDescription('config.xml')
    assert.equal(documentOf(other).languageId, 'xml')
  })

  it('says nothing about YAML in a file named .kiwi', async () => {
    const yaml = await open('other/markup.kiwi')
    const description = await openDescription('config.xml')
    await replace(description, '<locale>en_GB</locale>', '<locale>en_GB</locale')
    await waitForDiagnostics(description)
    assert.deepEqual(vscode.languages.getDiagnostics(yaml.document.uri), [])
  })
}

function defineErrors(): void {
  it('shows a value that cannot be where it stands, until it is mended', async () => {
    const editor = await openDescription('config.xml')
    await replace(editor, '<packagemanager>apt<', '<packagemanager>appt<')
    const [diagnostic] = await diagnosticsOf(editor.document.uri, 1)
    assert.ok(diagnostic !== undefined)
    assert.equal(diagnostic.severity, vscode.DiagnosticSeverity.Error)
    assert.equal(describeRange(diagnostic.range), describeRange(rangeOf(documentOf(editor), 'appt')))
    await replace(editor, '<packagemanager>appt<', '<packagemanager>apt<')
    await diagnosticsOf(editor.document.uri, 0)
  })

  it('shows an attribute that does not exist at its name', async () => {
    const editor = await openDescription('config.xml')
    await replace(editor, '<package name="less"/>', '<package name="less" colour="red"/>')
    const [diagnostic] = await diagnosticsOf(editor.document.uri, 1)
    assert.ok(diagnostic !== undefined)
    assert.equal(describeRange(diagnostic.range), describeRange(rangeOf(documentOf(editor), 'colour')))
  })

  it('shows an element that was never closed, and what stands behind it is still understood', async () => {
    const editor = await openDescription('config.xml')
    await replace(editor, '<keytable>gb</keytable>', '<keytable>gb')
    await waitForDiagnostics(editor)
    const completions = await completionsAt(editor, '<package name="cups"/>', 1)
    assert.ok(completions.includes('package'), completions.join(' '))
  })

  it('has none for a valid description of an old schema version', async () => {
    const editor = await openDescription('config.xml')
    await replace(editor, '<packagemanager>apt<', '<packagemanager>appt<')
    await diagnosticsOf(editor.document.uri, 1)
    await vscode.commands.executeCommand('undo')
    await diagnosticsOf(editor.document.uri, 0)
  })

  it('links the code to the section that explains it', async () => {
    const editor = await openDescription('config.xml')
    await replace(editor, 'image="tbz"', 'image="tbzz"')
    const [diagnostic] = await diagnosticsOf(editor.document.uri, 1)
    const code = diagnostic?.code
    assert.ok(typeof code === 'object')
    await vscode.commands.executeCommand('vscode.open', code.target)
    const shown = vscode.window.activeTextEditor
    assert.match(shown?.document.uri.path ?? '', /docs\/diagnostics\.md$/)
    assert.equal(shown?.document.lineAt(shown.selection.active.line).text, '### `attribute-value-invalid`')
    // What is reverted behind each test is the editor that is shown.
    await vscode.window.showTextDocument(documentOf(editor))
  })
}

function defineCompletion(): void {
  it('offers in <packages> what may stand there, and nothing else', async () => {
    const editor = await openDescription('config.xml')
    await replace(editor, '<package name="cups"/>', '<')
    const completions = await waitForCompletions(editor, '<\n', 1)
    assert.ok(completions.includes('package'), completions.join(' '))
    assert.ok(completions.includes('namedCollection'), completions.join(' '))
    assert.ok(!completions.includes('repository'), completions.join(' '))
  })

  it('offers the package managers in <packagemanager>', async () => {
    const editor = await openDescription('config.xml')
    await replace(editor, '<packagemanager>apt<', '<packagemanager><')
    const completions = await waitForCompletions(editor, '<packagemanager><', '<packagemanager>'.length)
    assert.deepEqual(
      ['apt', 'dnf5', 'pacman', 'zypper'].filter(name => !completions.includes(name)),
      []
    )
    assert.ok(!completions.includes('package'), completions.join(' '))
  })

  it('offers the image types', async () => {
    const editor = await openDescription('config.xml')
    const completions = await completionsAt(editor, 'image="tbz"', 'image="'.length)
    assert.deepEqual(
      ['docker', 'iso', 'oem', 'tbz', 'wsl'].filter(name => !completions.includes(name)),
      []
    )
  })
}

function defineHover(): void {
  it('tells what <type> is', async () => {
    const editor = await openDescription('config.xml')
    const text = await waitFor('a hover on <type>', async () => (await hoverAt(editor, '<type image')) || undefined)
    assert.match(text, /The Image Type of the Logical Extend.*Needs `image`/s)
  })
}

function defineQuickFixes(): void {
  it('mend a value, and the diagnostic goes away', async () => {
    const editor = await openDescription('config.xml')
    await replace(editor, 'image="tbz"', 'image="tbzz"')
    const [diagnostic] = await diagnosticsOf(editor.document.uri, 1)
    assert.ok(diagnostic !== undefined)
    const offered = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      editor.document.uri,
      diagnostic.range
    )
    assert.deepEqual(
      offered.map(({ title, isPreferred }) => [title, isPreferred]),
      [
        ['Change it to "tbz"', true],
        ['Silence attribute-value-invalid here', false]
      ]
    )
    const [{ edit } = { edit: undefined }] = offered
    assert.ok(edit !== undefined && (await vscode.workspace.applyEdit(edit)))
    await diagnosticsOf(editor.document.uri, 0)
    assert.ok(documentOf(editor).getText().includes('image="tbz"'))
  })
}

function defineFragments(): void {
  it('tells an error in the fragment, at its place, and takes it back', async () => {
    const editor = await openDescription('tree/components/packages.xml')
    await replace(editor, '<package name="less"/>', '<package nmae="less"/>')
    await waitForDiagnostics(editor)
    const ranges = vscode.languages.getDiagnostics(editor.document.uri).map(({ range }) => range)
    const mistake = rangeOf(documentOf(editor), '<package nmae="less"/>')
    assert.deepEqual(
      ranges.filter(range => !mistake.contains(range)),
      []
    )
    await vscode.commands.executeCommand('undo')
    await diagnosticsOf(editor.document.uri, 0)
  })

  it('tells the include that brings an error in', async () => {
    const description = await openDescription('tree/server.kiwi')
    const fragment = await openDescription('tree/components/packages.xml')
    await replace(fragment, '<package name="less"/>', '<package nmae="less"/>')
    const [diagnostic] = await waitForDiagnostics(description)
    const include = rangeOf(documentOf(description), '<include from="this://./components/packages.xml"/>')
    assert.ok(diagnostic !== undefined && include.contains(diagnostic.range))
    await vscode.commands.executeCommand('undo')
    await diagnosticsOf(description.document.uri, 0)
  })

  it('completes in a fragment', async () => {
    const editor = await openDescription('tree/components/preferences.xml')
    const completions = await completionsAt(editor, '<packagemanager>apt', '<packagemanager>'.length)
    assert.ok(completions.includes('zypper'), completions.join(' '))
  })
}

async function waitForDiagnostics(editor: vscode.TextEditor): Promise<vscode.Diagnostic[]> {
  const { uri } = editor.document
  return waitFor(`diagnostics for ${uri.path}`, () => {
    const found = vscode.languages.getDiagnostics(uri)
    return found.length > 0 && found
  })
}

async function waitForCompletions(editor: vscode.TextEditor, text: string, behind: number): Promise<string[]> {
  return waitFor('completions', async () => {
    const found = await completionsAt(editor, text, behind)
    return found.length > 0 && found
  })
}
