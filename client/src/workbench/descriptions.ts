/** Finds the description that a command is about, and names it as kiwi must be told about it. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import * as vscode from 'vscode'
import { findDescription, referenceFile, type DirectoryListing } from '../kiwi/lookup'
import type { DescriptionReference } from '../kiwi/request'
import { descriptionLanguage } from './documentKind'
import type { DocumentKinds } from './documentKinds'

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
 * The description meant by `uri` (out of a menu), else the one in the active editor, else one that the person picks.
 * `undefined` when they gave up, or were told that there is none.
 */
export async function chooseDescription(
  uri: vscode.Uri | undefined,
  kinds: DocumentKinds
): Promise<DescriptionReference | undefined> {
  const active = vscode.window.activeTextEditor?.document
  const candidate = uri ?? (active?.languageId === descriptionLanguage ? active.uri : undefined)
  if (candidate === undefined) return pickDescription('Choose the description')
  if (kinds.of(candidate) === 'fragment') {
    const name = path.basename(candidate.fsPath)
    return pickDescription(`${name} is a fragment: choose a description that includes it`)
  }
  if (candidate.scheme !== 'file') {
    void vscode.window.showErrorMessage('Save the description first: kiwi-ng reads it from its file.')
    return undefined
  }
  await saveBefore(path.dirname(candidate.fsPath))
  return referenceOf(candidate.fsPath)
}

/** kiwi reads files, so what is typed but not saved yet would not be built. */
export async function saveBefore(directory: string): Promise<void> {
  const below = `${directory}${path.sep}`
  for (const document of vscode.workspace.textDocuments) {
    if (document.isDirty && document.uri.scheme === 'file' && document.fileName.startsWith(below)) await document.save()
  }
}

/** All descriptions of the workspace, by the names that kiwi looks for. */
export async function pickDescription(placeHolder: string): Promise<DescriptionReference | undefined> {
  const files = await vscode.workspace.findFiles('**/{*.kiwi,config.xml}', '**/{node_modules,image-root}/**', 2000)
  if (files.length === 0) {
    void vscode.window.showInformationMessage(
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
  if (picked === undefined) return undefined
  await saveBefore(path.dirname(picked.file.fsPath))
  return referenceOf(picked.file.fsPath)
}
