/** Extensions of a stash that the real kiwi-ng made: what they become is shown, and handed to kiwi. */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as vscode from 'vscode'
import { runCommand } from '../../support/builds'
import { removeFolder, temporaryFolder } from '../../support/folders'
import { makeRootTree, removeStash, stashTree } from '../../support/kiwi'
import { listenToMessages, type MessageListener } from '../../support/messages'
import { waitFor } from '../../support/waiting'
import { recordingKiwi, useKiwi } from './useKiwi'

const stash = `kiwi-test-extended-${process.pid}`
let folder: string
let extension: string
let messages: MessageListener

export function defineExtensions(): void {
  before(async function () {
    this.timeout(60_000)
    folder = temporaryFolder('extensions')
    const tree = path.join(folder, 'tree')
    makeRootTree(tree, stash)
    for (const script of ['config.sh', 'images.sh']) {
      writeFileSync(path.join(tree, 'image', script), '#!/bin/sh\ntrue\n', { mode: 0o755 })
    }
    await stashTree(tree)
    extension = writeExtension('web', `<packages type="image"><package name="nano"/></packages>`)
  })
  after(async function () {
    this.timeout(60_000)
    await vscode.commands.executeCommand('workbench.action.closeAllEditors')
    await removeStash(stash)
    await removeFolder(folder)
  })
  beforeEach(() => {
    messages = listenToMessages()
  })
  afterEach(() => {
    messages.dispose()
  })

  it('is shown as what it becomes, follows what is typed, and leads to where its lines came from', isShown)
  it('is handed to kiwi as a whole description, and no file of the person is changed', isHandedToKiwi)
  it('with an error is refused, and the place is told', isRefused)
  it('of a stash that is not there is refused', ofNoStash)
  it('is not built alone', isNotBuiltAlone)
  it('is made out of a stash', isMade)
  it('is what a description adds to a stash', isReduced)
}

async function isShown(this: Mocha.Context): Promise<void> {
  this.timeout(60_000)
  const document = await vscode.workspace.openTextDocument(extension)
  await vscode.window.showTextDocument(document)
  const uri = await preview(document.uri)
  const shown = await vscode.workspace.openTextDocument(uri)
  assert.match(shown.getText(), /<package name="less"\/>[^]*<package name="nano"\/>/)
  assert.equal(shown.languageId, 'kiwi-description')
  assert.deepEqual(errorsOf(document.uri), [])
  assert.deepEqual(vscode.languages.getDiagnostics(uri), [])

  const edit = new vscode.WorkspaceEdit()
  edit.insert(
    document.uri,
    document.positionAt(document.getText().indexOf('<package name="nano"')),
    '<package name="vim"/>'
  )
  await vscode.workspace.applyEdit(edit)
  await waitFor('the preview follows', () => shown.getText().includes('<package name="vim"/>'), { seconds: 20 })

  const [nano] = await definitionOf(shown, 'nano')
  assert.equal(nano?.targetUri.toString(), document.uri.toString())
  assert.equal(nano.targetRange.start.line, lineOf(document, 'nano'))
  const [less] = await definitionOf(shown, 'less')
  assert.equal(less?.targetUri.scheme, 'kiwi-stash')
  const inside = await vscode.workspace.openTextDocument(less.targetUri)
  assert.match(inside.getText(less.targetRange), /less/)
  await document.save()
}

async function isHandedToKiwi(this: Mocha.Context): Promise<void> {
  this.timeout(60_000)
  const record = path.join(folder, 'received')
  writeFileSync(path.join(path.dirname(extension), 'config.sh'), '#!/bin/sh\necho mine\n', { mode: 0o755 })
  const before = contentsOf(path.dirname(extension))
  const targetDirectory = path.join(folder, 'target')
  await useKiwi(recordingKiwi(folder, record))
  try {
    const outcome = await runCommand('kiwi.stackbuild', { description: extension, targetDirectory })
    // It made no image, so it cannot have succeeded.
    assert.equal(outcome?.state, 'failed', JSON.stringify(messages.shown))
  } finally {
    await useKiwi(undefined)
  }
  const description = path.join(targetDirectory, 'description')
  const received = readFileSync(record, 'utf8').split('\0').slice(0, -1)
  const expected = [
    'system',
    'stackbuild',
    '--stash',
    stash,
    '--target-dir',
    targetDirectory,
    '--description',
    description
  ]
  assert.deepEqual(received, expected)
  assert.deepEqual(readdirSync(description).toSorted(), ['config.sh', 'config.xml', 'images.sh'])
  assert.match(readFileSync(path.join(description, 'config.xml'), 'utf8'), /<package name="nano"\/>/)
  assert.doesNotMatch(readFileSync(path.join(description, 'config.xml'), 'utf8'), /stashed|type="bootstrap"/)
  assert.match(readFileSync(path.join(description, 'config.sh'), 'utf8'), /echo mine/)
  assert.equal(statSync(path.join(description, 'images.sh')).mode & 0o777, 0o755)
  assert.deepEqual(contentsOf(path.dirname(extension)), before)
}

async function isRefused(this: Mocha.Context): Promise<void> {
  this.timeout(60_000)
  const wrong = writeExtension('wrong', '<preferences><packagemanager>no-such</packagemanager></preferences>')
  const targetDirectory = path.join(folder, 'wrong-target')
  const outcome = await runCommand('kiwi.stackbuild', { description: wrong, targetDirectory })
  assert.equal(outcome?.state, 'refused')
  assert.match(outcome.message, /wrong\.kiwi, line 2: .*no-such/)
  assert.equal(existsSync(targetDirectory), false)
}

async function ofNoStash(this: Mocha.Context): Promise<void> {
  this.timeout(60_000)
  const other = path.join(folder, 'other', 'other.kiwi')
  mkdirSync(path.dirname(other))
  writeFileSync(other, `<image stashed="${stash}-gone" name="other"/>\n`)
  const outcome = await runCommand('kiwi.stackbuild', {
    description: other,
    targetDirectory: path.join(folder, 'gone')
  })
  assert.equal(outcome?.state, 'refused')
  assert.match(outcome.message, new RegExp(`${stash}-gone`))
}

async function isNotBuiltAlone(this: Mocha.Context): Promise<void> {
  this.timeout(60_000)
  const outcome = await runCommand('kiwi.build', {
    description: extension,
    targetDirectory: path.join(folder, 'alone')
  })
  assert.equal(outcome?.state, 'refused')
  assert.match(outcome.message, /extension of a stash/)
}

async function isMade(this: Mocha.Context): Promise<void> {
  this.timeout(60_000)
  const file = path.join(folder, 'made', 'made.kiwi')
  const made = await vscode.commands.executeCommand('kiwi.extension.new', { stash, name: 'made', file })
  assert.ok(made instanceof vscode.Uri, JSON.stringify(messages.shown))
  assert.equal(made.fsPath, file)
  const text = readFileSync(file, 'utf8')
  assert.match(text, new RegExp(`stashed="${stash}"`))
  assert.match(text, /name="made"/)
  await preview(made)
  assert.deepEqual(errorsOf(made), [])
  // What is there is not written over.
  const again = await vscode.commands.executeCommand('kiwi.extension.new', { stash, name: 'again', file })
  assert.equal(again, undefined)
  assert.equal(readFileSync(file, 'utf8'), text)
  await messages.next(/is there already/)
}

async function isReduced(this: Mocha.Context): Promise<void> {
  this.timeout(60_000)
  const whole = path.join(folder, 'whole', 'config.xml')
  const shown = await vscode.workspace.openTextDocument(await preview(vscode.Uri.file(extension)))
  mkdirSync(path.dirname(whole))
  writeFileSync(whole, shown.getText())
  await vscode.workspace.openTextDocument(whole)
  const start = new vscode.Range(1, 1, 1, 1)
  const [offered] = await waitFor('the refactoring on the first tag', async () => {
    const wanted = vscode.CodeActionKind.RefactorRewrite.value
    const command = 'vscode.executeCodeActionProvider'
    const all = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      command,
      vscode.Uri.file(whole),
      start,
      wanted
    )
    return all.length > 0 ? all : undefined
  })
  assert.equal(offered?.title, 'Reduce to an extension of a stash…')
  const { command = '', arguments: [uri] = [] } = offered.command ?? {}
  const reduced: unknown = await vscode.commands.executeCommand(command, uri, { stash })
  assert.ok(reduced instanceof vscode.Uri, JSON.stringify(reduced))
  const document = await vscode.workspace.openTextDocument(reduced)
  assert.ok(document.isUntitled)
  assert.equal(document.languageId, 'kiwi-description')
  assert.match(document.getText(), /<package name="nano"\/>/)
  assert.doesNotMatch(document.getText(), /<package name="less"\/>/)
  assert.equal(readFileSync(whole, 'utf8'), shown.getText())
}

/** The document that shows the effective description of `uri`. */
async function preview(uri: vscode.Uri): Promise<vscode.Uri> {
  const shown = await vscode.commands.executeCommand('kiwi.effective.show', uri, { purpose: 'preview', quiet: true })
  assert.ok(shown instanceof vscode.Uri, JSON.stringify(messages.shown))
  return shown
}

function errorsOf(uri: vscode.Uri): string[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error)
    .map(({ message }) => message)
}

function definitionOf(document: vscode.TextDocument, text: string): Thenable<vscode.LocationLink[]> {
  const position = document.positionAt(document.getText().indexOf(`"${text}"`) + 1)
  return vscode.commands.executeCommand('vscode.executeDefinitionProvider', document.uri, position)
}

function lineOf(document: vscode.TextDocument, text: string): number {
  return document.positionAt(document.getText().indexOf(text)).line
}

function writeExtension(name: string, content: string): string {
  const file = path.join(folder, name, `${name}.kiwi`)
  mkdirSync(path.dirname(file))
  writeFileSync(file, `<image stashed="${stash}" name="${name}">\n    ${content}\n</image>\n`)
  return file
}

function contentsOf(place: string): Record<string, string> {
  return Object.fromEntries(readdirSync(place).map(name => [name, readFileSync(path.join(place, name), 'utf8')]))
}
