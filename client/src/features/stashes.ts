/** The Stashes view in the window: its refresh, its unlocking, and what can be copied from it. */
import * as vscode from 'vscode'
import { StashTree, type StashNode } from '../views/stashes'
import { currentSettings } from '../workbench/kiwi'
import { stateOf } from '../workbench/stashOverview'
import { stashArgument } from '../workbench/stashes'
import { obtainStashes } from '../workbench/obtain'
import { stashUri } from '../workbench/stashFiles'
import { tellError, tellInformation } from '../workbench/tell'
import { outputFromTerminal } from '../workbench/terminalOutput'
import type { Workbench } from '../workbench/workbench'

export function activate(context: vscode.ExtensionContext, workbench: Workbench): void {
  const { stashes, kiwi } = workbench
  const tree = new StashTree(stashes)
  const view = vscode.window.createTreeView('kiwi.stashes', {
    treeDataProvider: tree,
    canSelectMany: true,
    showCollapseAll: false
  })
  context.subscriptions.push(
    tree,
    view,
    kiwi.onDidChange(() => stashes.forget()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => stashes.forget()),
    // Where the storages cannot be watched, coming back to the view or the window is the moment to look.
    view.onDidChangeVisibility(({ visible }) => {
      if (visible) stashes.forget()
    }),
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused && view.visible) stashes.forget()
    }),
    vscode.commands.registerCommand('kiwi.stashes.refresh', () => refresh(workbench)),
    vscode.commands.registerCommand('kiwi.stashes.unlockRoot', () => unlockRoot(workbench)),
    vscode.commands.registerCommand('kiwi.stashes.stackbuild', (node: StashNode | undefined, nodes: unknown) =>
      stackbuild(node, nodes)
    ),
    vscode.commands.registerCommand('kiwi.stashes.showDescription', (node: StashNode | undefined) =>
      node?.kind === 'stash' ? showDescription(stashArgument(node.stash), workbench) : undefined
    ),
    vscode.commands.registerCommand('kiwi.stashes.copyName', (node: StashNode | undefined) => copy(nameOf(node))),
    vscode.commands.registerCommand('kiwi.stashes.copyId', (node: StashNode | undefined) =>
      copy(node?.kind === 'stash' ? node.stash.id : undefined)
    ),
    vscode.commands.registerCommand('kiwi.stashes.copyProblem', (node: StashNode | undefined) =>
      copy(node?.kind === 'problem' ? `${node.problem.message} ${node.problem.remedy}` : undefined)
    )
  )
}

/** Looks again at kiwi and podman, and answers with the state of the view and what is in it. */
async function refresh({ kiwi, stashes }: Workbench) {
  if (!vscode.workspace.isTrusted) return undefined
  kiwi.forget()
  const overview = await stashes.load()
  const all = [overview.root, overview.user].flatMap(view => (view?.state.state === 'ok' ? view.state.stashes : []))
  const shown = all.filter(({ fromKiwi }) => fromKiwi)
  return { state: stateOf(overview), stashes: shown, leftovers: overview.leftovers }
}

/**
 * Builds upon a row of the view. While the list is loaded anew VS Code may forget what a row stood for, and then the
 * description in the editor must not be taken for what is meant.
 */
async function stackbuild(node: StashNode | undefined, nodes: unknown): Promise<unknown> {
  if (node?.kind === 'stash') return vscode.commands.executeCommand('kiwi.stackbuild', node, nodes)
  tellInformation('The list of stashes was being loaded anew: choose the stash once more.')
  return undefined
}

/** The description inside the stash, which cannot be changed. */
async function showDescription(reference: string, workbench: Workbench): Promise<void> {
  if (!vscode.workspace.isTrusted || !(await obtainStashes([reference], false, workbench))) return
  const answer = await workbench.stashDescriptions.describe(reference)
  if (answer.state === 'described') {
    await vscode.window.showTextDocument(stashUri(reference, vscode.Uri.file(answer.description)))
    return
  }
  const why = answer.state === 'unreadable' ? answer.reason : `The stash ${reference} holds no description of kiwi.`
  tellError(why)
}

/** sudo asks in a terminal, where its prompt belongs. */
async function unlockRoot({ stashes, storage }: Workbench): Promise<boolean> {
  if (!vscode.workspace.isTrusted) return false
  const { podman } = currentSettings()
  const task = { title: "Show Root's Stashes", program: podman, args: ['images', '--format', 'json'] }
  const seen = await outputFromTerminal(storage, task, async (file, exitCode) => {
    if (await stashes.adopt(file)) return true
    tellError(
      exitCode === 0
        ? 'podman images did not print a list of images.'
        : "Root's stashes could not be listed: sudo did not accept the password or does not let you be root, or podman failed. The terminal shows why."
    )
    return undefined
  })
  return seen === true
}

function nameOf(node: StashNode | undefined): string | undefined {
  if (node?.kind === 'stash') return stashArgument(node.stash)
  return node?.kind === 'leftover' ? node.directory.path : undefined
}

async function copy(text: string | undefined): Promise<void> {
  if (text !== undefined) await vscode.env.clipboard.writeText(text)
}
