/** Says beside the language of an extension whether its stashes can be read, and offers to get those that cannot. */
import * as vscode from 'vscode'
import type { StashAnswer } from '../containers/stashDescription'
import { descriptionLanguage } from '../workbench/documentKind'
import { obtainStashes } from '../workbench/obtain'
import type { Workbench } from '../workbench/workbench'

export function activate(context: vscode.ExtensionContext, workbench: Workbench): void {
  const { kinds, server, stashDescriptions } = workbench
  let item: vscode.LanguageStatusItem | undefined
  let latest = 0
  const update = async (): Promise<void> => {
    latest += 1
    const turn = latest
    const stashes = await stashesInEditor(workbench)
    // Somebody went to another editor meanwhile.
    if (turn !== latest) return
    item?.dispose()
    item = stashes === undefined ? undefined : makeItem(stashes)
  }
  context.subscriptions.push(
    vscode.window.onDidChangeActiveTextEditor(() => void update()),
    kinds.onDidChange(uri => void (isActive(uri) && update())),
    server.onDidChangeEffective(uri => void (isActive(uri) && update())),
    stashDescriptions.onDidChange(() => void update()),
    vscode.commands.registerCommand('kiwi.stashes.obtain', async (references: unknown) => {
      const names = Array.isArray(references) ? references.map(String) : []
      return vscode.workspace.isTrusted && obtainStashes(names, false, workbench)
    }),
    { dispose: () => item?.dispose() }
  )
  void update()
}

/** `undefined`: any document. */
function isActive(uri: vscode.Uri | undefined): boolean {
  return uri === undefined || uri.toString() === vscode.window.activeTextEditor?.document.uri.toString()
}

type Found = readonly { readonly reference: string; readonly answer: StashAnswer }[]

/** `undefined` where the active editor shows no extension. */
async function stashesInEditor({ kinds, server, stashDescriptions }: Workbench): Promise<Found | undefined> {
  const uri = vscode.window.activeTextEditor?.document.uri
  if (uri === undefined || kinds.of(uri)?.kind !== 'extension') return undefined
  const references = (await server.effective(uri, 'preview'))?.references ?? []
  return Promise.all(
    references.map(async reference => ({
      reference,
      answer: stashDescriptions.known(reference) ?? (await stashDescriptions.describe(reference))
    }))
  )
}

function makeItem(stashes: Found): vscode.LanguageStatusItem | undefined {
  if (stashes.length === 0) return undefined
  const selector = ['file', 'untitled'].map(scheme => ({ scheme, language: descriptionLanguage }))
  const item = vscode.languages.createLanguageStatusItem('kiwi.stash', selector)
  item.name = 'KIWI: Stash'
  item.text = stashes.map(({ reference, answer }) => `Stash ${reference}${words(answer)}`).join(', ')
  const wanting = stashes.filter(({ answer }) => isObtainable(answer)).map(({ reference }) => reference)
  if (stashes.some(({ answer }) => answer.state === 'missing' || answer.state === 'unreadable')) {
    item.severity = vscode.LanguageStatusSeverity.Warning
    item.detail = stashes.flatMap(({ answer }) => (answer.state === 'unreadable' ? answer.reason : [])).join(' ')
  }
  if (wanting.length > 0) {
    item.command = { command: 'kiwi.stashes.obtain', title: 'Get It…', arguments: [wanting] }
  }
  return item
}

function words(answer: StashAnswer): string {
  if (answer.state === 'missing') return ': not on this machine'
  if (answer.state === 'undescribed') return ': holds no description'
  return answer.state === 'unreadable' ? ': cannot be read' : ''
}

function isObtainable(answer: StashAnswer): boolean {
  return answer.state === 'missing' || (answer.state === 'unreadable' && answer.locked === true)
}
