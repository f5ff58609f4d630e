/** New Stash Extension, and Reduce to an Extension: the two ways in which an extension of a stash begins. */
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import * as vscode from 'vscode'
import type { StashNode } from '../views/stashes'
import { stashDescription } from '../views/stashText'
import { askText } from '../workbench/ask'
import { chooseDescription, fileOf } from '../workbench/descriptions'
import { descriptionLanguage } from '../workbench/documentKind'
import { obtainStashes } from '../workbench/obtain'
import { isRecord, textOf, textsOf } from '../kiwi/json'
import { stashReferenceProblem } from '../kiwi/stashName'
import { pickProfiles } from '../workbench/rows'
import { stashArgument } from '../workbench/stashes'
import { freeFile, safeName } from '../workbench/targetNames'
import { tellError } from '../workbench/tell'
import type { Workbench } from '../workbench/workbench'

const noServer = 'The language server does not answer: restart it (KIWI: Restart Language Server), and try again.'

export function activate(context: vscode.ExtensionContext, workbench: Workbench): void {
  context.subscriptions.push(
    vscode.commands.registerCommand('kiwi.extension.new', (given: unknown) => newExtension(given, workbench)),
    vscode.commands.registerCommand('kiwi.stashes.extend', (node: unknown) => newExtension(node, workbench)),
    vscode.commands.registerCommand('kiwi.extension.reduce', (uri: unknown, options: unknown) =>
      // The server names the document in its refactoring by a text.
      reduce(
        typeof uri === 'string' ? vscode.Uri.parse(uri) : uri instanceof vscode.Uri ? uri : undefined,
        options,
        workbench
      )
    )
  )
}

/** The file that was made; `undefined` when the person gave up or was told why there is none. */
async function newExtension(given: unknown, workbench: Workbench): Promise<vscode.Uri | undefined> {
  if (!vscode.workspace.isTrusted) return tell('In a folder that you do not trust no stash is read.')
  const fields = isRecord(given) ? given : {}
  const wanted = textOf(fields['file'])
  const reference = referenceOf(given) ?? textOf(fields['stash']) ?? (await chooseStash('Choose the stash', workbench))
  if (reference === undefined || reference === '') return undefined
  const problem = stashReferenceProblem(reference)
  if (problem !== undefined) return tell(problem)
  if (!(await obtainStashes([reference], wanted !== undefined, workbench))) return undefined
  const name = textOf(fields['name']) ?? (wanted === undefined ? await askName(reference) : undefined)
  if (wanted === undefined && name === undefined) return undefined
  const text = await workbench.server.newExtension(reference, name)
  if (text === undefined) return tell(noServer)
  const file = wanted ?? (await askFile(name ?? 'extension'))
  if (file === undefined) return undefined
  if (!path.isAbsolute(file)) return tell(`The path of the new extension must begin with /: ${file}`)
  try {
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, text, { flag: 'wx' })
  } catch (error) {
    return tell(
      existsSync(file)
        ? `${file} is there already, and is not overwritten: choose another name.`
        : `${file} could not be written (${reasonOf(error)}): choose another folder.`
    )
  }
  await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: false })
  return vscode.Uri.file(file)
}

/** `EROFS: read-only file system`; the path that follows there was named already. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/, \w+ '.*'$/, '') : String(error)
}

/** Shows what is left of a description in a new document; answers with its URI, or why there is none. */
async function reduce(
  uri: vscode.Uri | undefined,
  options: unknown,
  workbench: Workbench
): Promise<vscode.Uri | { readonly refused: string } | undefined> {
  if (!vscode.workspace.isTrusted) return tell('In a folder that you do not trust no stash is read.')
  const fields = isRecord(options) ? options : {}
  const description = await chooseDescription(uri, workbench)
  if (description === undefined) return undefined
  const file = fileOf(description)
  const facts = await workbench.describe(file)
  if (facts?.kind === 'extension') return tell('This is an extension of a stash already.')
  const given = textOf(fields['stash'])
  const reference = given ?? (await chooseStash('Choose the stash that the description shall build upon', workbench))
  if (reference === undefined || reference === '') return undefined
  if (!(await obtainStashes([reference], given !== undefined, workbench))) return undefined
  const wanted = Array.isArray(fields['profiles']) ? textsOf(fields['profiles']) : undefined
  const ask = wanted === undefined && given === undefined && (facts?.profiles.length ?? 0) > 0
  const profiles = ask ? await pickProfiles(facts?.profiles ?? [], []) : (wanted ?? [])
  if (profiles === undefined) return undefined
  const reduced = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: `Comparing with ${reference}…` },
    () => workbench.server.reduce(vscode.Uri.file(file), reference, profiles.length === 0 ? undefined : profiles)
  )
  if (reduced === undefined) return tell(noServer)
  if ('refused' in reduced) {
    tellError(`No extension of ${reference} was made. ${reduced.refused}`)
    return reduced
  }
  return showNew(path.join(path.dirname(file), `${baseOf(file)}-on-${safeName(reference)}.kiwi`), reduced.text)
}

/** A document that is not a file yet: saving it makes one beside the description, under a name that is free. */
async function showNew(wanted: string, text: string): Promise<vscode.Uri> {
  const uri = vscode.Uri.file(freeFile(wanted)).with({ scheme: 'untitled' })
  const document = await vscode.workspace.openTextDocument(uri)
  const edit = new vscode.WorkspaceEdit()
  edit.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), text)
  await vscode.workspace.applyEdit(edit)
  await vscode.languages.setTextDocumentLanguage(document, descriptionLanguage)
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: false })
  return uri
}

/** `config.xml` is named after its folder. */
function baseOf(file: string): string {
  const { name } = path.parse(file)
  return name === 'config' ? safeName(path.basename(path.dirname(file))) : name
}

function referenceOf(given: unknown): string | undefined {
  return isStashNode(given) ? stashArgument(given.stash) : undefined
}

function isStashNode(value: unknown): value is StashNode & { kind: 'stash' } {
  return isRecord(value) && value['kind'] === 'stash' && 'stash' in value
}

/** One of the stashes of this machine, or a name that is typed; `undefined` when the person gave up. */
async function chooseStash(placeHolder: string, workbench: Workbench): Promise<string | undefined> {
  const known = (await workbench.stashes.rootStashes()) ?? []
  const stashes = known.filter(({ fromKiwi }) => fromKiwi)
  const other = { label: '$(edit) Enter a name…', description: 'for a stash that is not listed', name: undefined }
  const items = stashes.map(stash => ({
    label: `$(layers) ${stash.name}`,
    description: stashDescription(stash, Date.now()),
    name: stashArgument(stash)
  }))
  const picked = await vscode.window.showQuickPick([...items, other], { placeHolder, ignoreFocusOut: true })
  if (picked === undefined) return undefined
  const prompt = 'Name and tag: deb-mini, registry.example.org/team/deb-mini:1.0'
  return picked.name ?? askText('Name of a Stash', prompt, '', stashReferenceProblem)
}

/** An empty answer counts as giving up. */
async function askName(reference: string): Promise<string | undefined> {
  const [stash = 'image'] = reference.slice(reference.lastIndexOf('/') + 1).split(':')
  const name = await askText('New Stash Extension', 'Name of the image', `${stash}-plus`, imageNameProblem)
  return name === '' ? undefined : name
}

/** kiwi's own rule for the attribute name of an image. */
function imageNameProblem(name: string): string | undefined {
  return /^[\w.-]+$/.test(name) ? undefined : 'A name consists of letters, digits, underscores, dots and dashes.'
}

async function askFile(name: string): Promise<string | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri
  const proposal =
    folder === undefined ? undefined : vscode.Uri.file(freeFile(path.join(folder.fsPath, `${name}.kiwi`)))
  const picked = await vscode.window.showSaveDialog({
    title: 'New Stash Extension',
    saveLabel: 'Create',
    filters: { 'KIWI description': ['kiwi', 'xml'] },
    ...(proposal === undefined ? {} : { defaultUri: proposal })
  })
  return picked?.fsPath
}

function tell(message: string): undefined {
  tellError(message)
}
