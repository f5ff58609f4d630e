/** Finds the description that a command is about, and names it as kiwi must be told about it. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import * as vscode from 'vscode'
import { findDescription, referenceFile, type DirectoryListing } from '../kiwi/lookup'
import type { DescriptionReference } from '../kiwi/request'
import { descriptionLanguage } from './documentKind'
import { tellError, tellInformation } from './tell'
import type { Workbench } from './workbench'

/** The reference for a description's file, or for a directory in which kiwi finds one; `undefined` where it finds none. */
export function referenceOf(file: string): DescriptionReference | undefined {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found === undefined) return undefined
  if (found.isDirectory()) return findDescription(listing(file)) === undefined ? undefined : { directory: file }
  const directory = path.dirname(file)
  return referenceFile(directory, path.basename(file), listing(directory))
}

/** The file that a reference means. */
export function fileOf({ directory, kiwiFile }: DescriptionReference): string {
  return path.join(directory, kiwiFile ?? findDescription(listing(directory)) ?? 'config.xml')
}

function listing(directory: string): DirectoryListing {
  try {
    const files = readdirSync(directory).filter(
      name => statSync(path.join(directory, name), { throwIfNoEntry: false })?.isFile() ?? false
    )
    return { files, hasImageConfig: existsSync(path.join(directory, 'image', 'config.xml')) }
  } catch {
    // A folder that cannot be read: kiwi will say so, or read it as root.
    return { files: [], hasImageConfig: false }
  }
}

/**
 * The description meant by `uri` (out of a menu), else the one in the active editor, else one that the person picks; for a
 * fragment one that includes it. `undefined` when they gave up, or were told that there is none.
 */
export async function chooseDescription(
  uri: vscode.Uri | undefined,
  workbench: Workbench
): Promise<DescriptionReference | undefined> {
  const active = vscode.window.activeTextEditor?.document
  const candidate = uri ?? (active?.languageId === descriptionLanguage ? active.uri : undefined)
  if (candidate === undefined) return pickDescription('Choose the description', workbench)
  if (candidate.scheme !== 'file') {
    tellError('Save the description first: kiwi-ng reads it from its file.')
    return undefined
  }
  const facts = await workbench.describe(candidate.fsPath)
  if (facts?.kind !== 'fragment') return savedReference(candidate.fsPath, workbench)
  const name = path.basename(candidate.fsPath)
  const including = facts.includedBy.map(each => vscode.Uri.parse(each))
  return including.length === 0
    ? pickDescription(`${name} is a fragment that no description includes: choose a description`, workbench)
    : pickDescription(`${name} is a fragment: choose a description that includes it`, workbench, including)
}

/**
 * The reference for `file` as `referenceOf` finds it, after everything that belongs to the description was saved;
 * `undefined` after the person was told that there is none.
 */
export async function savedReference(file: string, workbench: Workbench): Promise<DescriptionReference | undefined> {
  const reference = referenceOf(file)
  if (reference === undefined) {
    tellError(`There is no description at ${file}.`)
    return undefined
  }
  const facts = await workbench.describe(fileOf(reference))
  await saveBefore(reference.directory, new Set(facts?.files))
  return reference
}

/** kiwi reads files, so what is typed but not saved yet would not be built. */
async function saveBefore(directory: string, files: ReadonlySet<string>): Promise<void> {
  const below = `${directory}${path.sep}`
  const included = new Set([...files].map(file => vscode.Uri.parse(file).toString()))
  for (const document of vscode.workspace.textDocuments) {
    const belongs = document.fileName.startsWith(below) || included.has(document.uri.toString())
    if (document.isDirty && document.uri.scheme === 'file' && belongs) await document.save()
  }
}

/** One of `candidates`, else of all descriptions of the workspace, by the names that kiwi looks for. */
export async function pickDescription(
  placeHolder: string,
  workbench: Workbench,
  candidates?: readonly vscode.Uri[]
): Promise<DescriptionReference | undefined> {
  const files =
    candidates ?? (await vscode.workspace.findFiles('**/{*.kiwi,config.xml}', '**/{node_modules,image-root}/**', 2000))
  if (files.length === 0) {
    tellInformation(
      'There is no description in this workspace. Open a folder with a config.xml or a file that ends in .kiwi.'
    )
    return undefined
  }
  const items = files
    .map(file => ({
      label: vscode.workspace.asRelativePath(file),
      file
    }))
    .sort((one, other) => one.file.fsPath.localeCompare(other.file.fsPath))
  const only = items.length === 1 ? items[0] : undefined
  const picked = only ?? (await vscode.window.showQuickPick(items, { placeHolder }))
  return picked === undefined ? undefined : savedReference(picked.file.fsPath, workbench)
}
