/** Says beside the language of a document by which schema it is judged, and what it is to kiwi. */
import * as vscode from 'vscode'
import type { LanguageServer } from '../languageClient'
import { descriptionLanguage, type DocumentKind, type DocumentNote } from '../workbench/documentKind'
import type { DocumentKinds } from '../workbench/documentKinds'
import type { Kiwi } from '../workbench/kiwi'

/** More names of descriptions than this are only counted. */
const mostNames = 3

const names: Readonly<Record<DocumentKind, string>> = {
  description: 'Image description',
  fragment: 'Fragment that no description includes',
  extension: 'Stash extension',
  yaml: 'Not XML: not checked',
  other: 'Not a description'
}

export function activate(
  context: vscode.ExtensionContext,
  kinds: DocumentKinds,
  kiwi: Kiwi,
  server: LanguageServer
): void {
  // Previews and looks into a stash are in the same language, but nobody judges them.
  const selector = ['file', 'untitled'].map(scheme => ({ scheme, language: descriptionLanguage }))
  const kindItem = vscode.languages.createLanguageStatusItem('kiwi.kind', selector)
  kindItem.name = 'KIWI: Kind of Document'
  const schemaItem = vscode.languages.createLanguageStatusItem('kiwi.schema', selector)
  schemaItem.name = 'KIWI: Schema'
  schemaItem.command = {
    command: 'workbench.action.openSettings',
    title: 'Change',
    arguments: ['kiwi.schema.target'],
    tooltip: 'Change the kiwi whose schema decides'
  }
  const showKind = (): void => {
    const document = vscode.window.activeTextEditor?.document
    const note = document === undefined ? undefined : kinds.of(document.uri)
    kindItem.text = note === undefined ? 'Being read' : kindText(note)
    kindItem.busy = note === undefined
    void vscode.commands.executeCommand('setContext', 'kiwi.kind', note?.kind)
  }
  const showSchema = async (): Promise<void> => {
    schemaItem.text = await schemaText(kiwi)
  }
  showKind()
  void showSchema()
  context.subscriptions.push(
    kindItem,
    schemaItem,
    kinds.onDidChange(showKind),
    kiwi.onDidChange(() => void showSchema()),
    vscode.window.onDidChangeActiveTextEditor(showKind),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void showSchema()),
    vscode.workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration('kiwi.schema')) void showSchema()
    }),
    vscode.commands.registerCommand('kiwi.restartServer', () => server.restart())
  )
}

function kindText({ kind, descriptions }: DocumentNote): string {
  if (kind !== 'fragment' || descriptions.length === 0) return names[kind]
  const files = descriptions.map(each => vscode.workspace.asRelativePath(vscode.Uri.parse(each)))
  const more = files.length > mostNames ? ` and ${files.length - mostNames} more` : ''
  return `Fragment of ${files.slice(0, mostNames).join(', ')}${more}`
}

async function schemaText(kiwi: Kiwi): Promise<string> {
  const target = vscode.workspace.getConfiguration('kiwi').get<unknown>('schema.target')
  if (target === 'newest') return 'Schema: newest'
  if (target !== 'installed') return `Schema: ${String(target)}`
  if (!vscode.workspace.isTrusted) return 'Schema: newest, or that of the installed kiwi where it is known'
  const result = await kiwi.probe()
  return result.ok && result.installation.schemaFile !== undefined
    ? `Schema: installed kiwi ${result.installation.version}`
    : 'Schema: newest (no installed kiwi)'
}
