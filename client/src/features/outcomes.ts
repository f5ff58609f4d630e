/** Tells how a run ended, opens what it made, and warns of what it left mounted. */
import path from 'node:path'
import * as vscode from 'vscode'
import { imageRootOf, targetOf } from '../builds/request'
import { displayCommand } from '../builds/supervise'
import { mainResult } from '../kiwi/results'
import { isRoot } from '../workbench/machine'
import type { Run, RunOutcome } from '../workbench/runs'
import type { Workbench } from '../workbench/workbench'
import { currentSettings } from '../workbench/kiwi'
import { tellInformation } from '../workbench/tell'
import { showLog } from './runs'

export function activate(context: vscode.ExtensionContext, workbench: Workbench): void {
  const { runs } = workbench
  context.subscriptions.push(
    runs.onDidEnd(run => {
      if (run.outcome === undefined) return
      workbench.log.info(run.outcome.message)
      void tellOutcome(run, run.outcome)
      if (run.outcome.mounts.length > 0) void tellMounts(run.title, run.outcome.mounts)
      // A stash came, or root's storage is unlocked for a while.
      workbench.stashes.forget()
    }),
    vscode.commands.registerCommand('kiwi.openResult', async () => {
      const done = runs.all().findLast(({ outcome }) => outcome?.state === 'succeeded' && outcome.results.length > 0)
      if (done === undefined) tellInformation('No build of this window has left an image yet.')
      else await openResult(done)
    })
  )
}

async function tellOutcome(run: Run, outcome: RunOutcome): Promise<void> {
  const text = outcomeText(outcome)
  if (outcome.state === 'succeeded') {
    await tellSuccess(run, outcome, text)
  } else if (outcome.state === 'cancelled') {
    tellInformation(text)
  } else {
    const log = 'Show Log'
    const choice = await vscode.window.showErrorMessage(text, log)
    if (choice === log) await showLog(run)
  }
}

/** One message: what ran, how it ended and why, and what to do. */
function outcomeText({ message, nextStep }: RunOutcome): string {
  return nextStep === undefined ? message : `${message} ${nextStep}`
}

async function tellSuccess(run: Run, outcome: RunOutcome, text: string): Promise<void> {
  if (run.request.kind === 'stash') {
    const show = 'Show Stashes'
    const choice = await vscode.window.showInformationMessage(text, show)
    if (choice === show) await vscode.commands.executeCommand('kiwi.stashes.focus')
    return
  }
  const open = 'Open Results Folder'
  const stash = 'Stash Its Root Tree'
  const image = mainResult(outcome.results)
  const named = image === undefined ? text : `${text} ${path.basename(image.path)}`
  const choices = run.request.kind === 'boxbuild' ? [open] : [open, stash]
  const choice = await vscode.window.showInformationMessage(named, ...choices)
  if (choice === open) await openResult(run)
  const target = targetOf(run.request)
  if (choice === stash && target !== undefined) {
    await vscode.commands.executeCommand('kiwi.stash', { root: imageRootOf(target) })
  }
}

/** Shows the image in the file manager; where this window runs elsewhere, its folder in a window of its own. */
async function openResult(run: Run): Promise<void> {
  const target = targetOf(run.request)
  if (target === undefined) return
  const image = mainResult(run.outcome?.results ?? [])
  const isLocalDesktop = vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop
  if (isLocalDesktop) {
    await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(image?.path ?? target))
  } else {
    await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(target), { forceNewWindow: true })
  }
}

/** Warns of what a build has left mounted at `points`, in the order of release. */
export async function tellMounts(title: string, points: readonly string[]): Promise<void> {
  const copy = 'Copy Command'
  const text =
    `${title} left ${points.length === 1 ? 'a mount' : `${points.length} mounts`} behind: ${points.join(', ')}. ` +
    'They lead to folders of this machine: delete nothing there, and release them as root when no other kiwi is running.'
  const choice = await vscode.window.showWarningMessage(text, copy)
  if (choice === copy) await vscode.env.clipboard.writeText(releaseCommand(points))
}

function releaseCommand(points: readonly string[]): string {
  return displayCommand([...(isRoot ? [] : [currentSettings().sudo]), 'umount', '-l', ...points])
}
