/** What a person sees of a run beside its terminal: a status bar item while it runs, cancel, log, terminal, command. */
import { existsSync } from 'node:fs'
import * as vscode from 'vscode'
import type { Run, Runs } from '../workbench/runs'
import { tellInformation } from '../workbench/tell'
import type { Workbench } from '../workbench/workbench'

export function activate(context: vscode.ExtensionContext, { runs }: Workbench): void {
  const item = vscode.window.createStatusBarItem('kiwi.run', vscode.StatusBarAlignment.Left, 10)
  item.name = 'KIWI Build'
  const update = (): void => {
    showRunning(item, runs)
    void vscode.commands.executeCommand('setContext', 'kiwi.running', runs.running().length > 0)
    void vscode.commands.executeCommand('setContext', 'kiwi.hasRun', runs.last() !== undefined)
  }
  context.subscriptions.push(
    item,
    runs.onDidChange(update),
    vscode.commands.registerCommand('kiwi.cancel', () => cancel(runs)),
    vscode.commands.registerCommand('kiwi.runs.choose', () => chooseAction(runs)),
    vscode.commands.registerCommand('kiwi.showTerminal', () => showTerminal(runs.running().at(-1) ?? runs.last())),
    vscode.commands.registerCommand('kiwi.showLog', () => showLog(runs.running().at(-1) ?? runs.last())),
    vscode.commands.registerCommand('kiwi.copyCommand', () => copyCommand(runs.last()))
  )
}

function showRunning(item: vscode.StatusBarItem, runs: Runs): void {
  const running = runs.running()
  const [first] = running
  if (first === undefined) {
    item.hide()
    return
  }
  const cancelling = running.some(run => runs.isCancelling(run))
  const text = running.length === 1 ? first.title : `${running.length} builds`
  item.text = `$(sync~spin) ${cancelling ? `Cancelling ${text}…` : text}`
  item.tooltip = cancelling ? 'kiwi is cleaning up' : 'Show the terminal, or cancel'
  item.accessibilityInformation = { label: `KIWI: ${cancelling ? 'cancelling' : 'running'} ${text}`, role: 'button' }
  item.command = 'kiwi.runs.choose'
  item.show()
}

type Action = vscode.QuickPickItem & { readonly act: () => Promise<void> | void }

/** A click on the status bar must not end the work of an hour: it asks what is wanted. */
async function chooseAction(runs: Runs): Promise<void> {
  const items = runs.running().flatMap((run): Action[] => [
    { label: `$(terminal) Show the terminal of ${run.title}`, act: () => showTerminal(run) },
    { label: `$(output) Show the log of ${run.title}`, act: () => showLog(run) },
    {
      label: `$(debug-stop) Cancel ${run.title}`,
      detail: 'Ctrl-C: kiwi releases its mounts and ends.',
      act: () => runs.cancel(run)
    }
  ])
  const picked = await vscode.window.showQuickPick(items, { placeHolder: 'A build is running' })
  await picked?.act()
}

async function cancel(runs: Runs): Promise<void> {
  const running = runs.running()
  if (running.length === 0) return
  const only = running.length === 1 ? running[0] : undefined
  if (only !== undefined) {
    await runs.cancel(only)
    return
  }
  const items = running.map(run => ({ label: run.title, run }))
  const picked = await vscode.window.showQuickPick(items, { placeHolder: 'Choose the build to be cancelled' })
  if (picked !== undefined) await runs.cancel(picked.run)
}

function showTerminal(run: Run | undefined): void {
  if (run?.terminal !== undefined && run.terminal.exitStatus === undefined) run.terminal.show()
  else tellInformation('The terminal of that build was closed.')
}

/** Opens the log that kiwi wrote; the terminal where it writes none. */
export async function showLog(run: Run | undefined): Promise<void> {
  const file = run?.plan.logFile
  if (file === undefined || !existsSync(file)) {
    showTerminal(run)
    return
  }
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file))
  await vscode.window.showTextDocument(document, { preview: true })
}

async function copyCommand(run: Run | undefined): Promise<void> {
  if (run !== undefined) await vscode.env.clipboard.writeText(run.plan.display)
}
