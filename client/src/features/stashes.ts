/** The Stashes view in the window: its refresh, its unlocking, and what can be copied from it. */
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import * as vscode from 'vscode'
import { StashTree, type StashNode } from '../views/stashes'
import { currentSettings } from '../workbench/kiwi'
import { stateOf } from '../workbench/stashOverview'
import { stashArgument } from '../workbench/stashes'
import { TaskWatch } from '../workbench/taskWatch'
import type { Workbench } from '../workbench/workbench'

/** Constant: its first argument is the file that takes the output of the command in the others. */
const writeOutput = 'umask 077; file=$1; shift; exec "$@" >"$file"'

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
    vscode.commands.registerCommand('kiwi.stashes.unlockRoot', () => unlockRoot(context, workbench)),
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

/** sudo asks in a terminal, where its prompt belongs; what root's podman prints goes into a file of the user's own. */
async function unlockRoot(context: vscode.ExtensionContext, { stashes }: Workbench): Promise<boolean> {
  if (!vscode.workspace.isTrusted) return false
  const { podman, sudo } = currentSettings()
  const folder = context.globalStorageUri.fsPath
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const id = randomUUID()
  const file = path.join(folder, `root-images-${id}.json`)
  const args = ['-c', writeOutput, 'kiwi', file, sudo, '--', podman, 'images', '--format', 'json']
  if (args.some(argument => argument.includes('${'))) {
    void vscode.window.showErrorMessage('A path in the settings kiwi.commands holds ${, which VS Code would replace.')
    return false
  }
  const watch = new TaskWatch(id)
  try {
    await vscode.tasks.executeTask(unlockTask(id, args))
    const { exitCode } = await watch.end
    const seen = await stashes.adopt(file)
    if (exitCode === 0 && !seen) void vscode.window.showErrorMessage('podman images did not print a list of images.')
    return seen
  } finally {
    watch.dispose()
  }
}

function unlockTask(id: string, args: string[]): vscode.Task {
  const task = new vscode.Task(
    { type: 'kiwi', command: 'images', run: id },
    vscode.TaskScope.Workspace,
    "Show Root's Stashes",
    'KIWI',
    new vscode.ProcessExecution('/bin/sh', args, { cwd: os.homedir() }),
    []
  )
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.New,
    focus: true,
    echo: false,
    showReuseMessage: false,
    close: true
  }
  return task
}

function nameOf(node: StashNode | undefined): string | undefined {
  if (node?.kind === 'stash') return stashArgument(node.stash)
  return node?.kind === 'leftover' ? node.directory.path : undefined
}

async function copy(text: string | undefined): Promise<void> {
  if (text !== undefined) await vscode.env.clipboard.writeText(text)
}
