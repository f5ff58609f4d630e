/** The installed kiwi-ng as the features see it: asked once, when first needed, and again when something may have changed. */
import * as vscode from 'vscode'
import { readSettings, type Settings } from '../config'
import { probeKiwi, type ProbeResult } from '../kiwi/probe'
import { distributionOf } from '../kiwi/remedies'
import { readText } from './machine'

/** The family of this machine's distribution; decides what remedies say. */
export const distribution = distributionOf(readText('/etc/os-release') ?? '')

/** The settings as they are now. */
export function currentSettings(): Settings {
  return readSettings(vscode.workspace.getConfiguration('kiwi'))
}

export class Kiwi implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>()
  private readonly subscription: vscode.Disposable
  private answer: Promise<ProbeResult> | undefined

  /** What was known of the installation may not be true any more. */
  readonly onDidChange = this.changed.event

  constructor() {
    this.subscription = vscode.workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration('kiwi.commands')) this.forget()
    })
  }

  /** Never called in a folder that is not trusted: it runs a program that the settings name. */
  async probe(): Promise<ProbeResult> {
    if (!vscode.workspace.isTrusted) throw new Error('kiwi-ng is not run in a folder that is not trusted')
    this.answer ??= probeKiwi(currentSettings().kiwi, { distribution })
    const answer = this.answer
    const result = await answer
    // A failure is asked about again: the person may mend it at any moment, outside of the editor.
    if (!result.ok && this.answer === answer) this.answer = undefined
    return result
  }

  /** Asks anew the next time. */
  forget(): void {
    this.answer = undefined
    this.changed.fire()
  }

  dispose(): void {
    this.subscription.dispose()
    this.changed.dispose()
  }
}

/** Tells why there is no usable kiwi-ng, and offers the two ways out. */
export async function tellProbeProblem(problem: { readonly message: string; readonly remedy: string }): Promise<void> {
  const settings = 'Open Settings'
  const check = 'Check the Set-Up'
  const choice = await vscode.window.showErrorMessage(`${problem.message} ${problem.remedy}`, settings, check)
  if (choice === settings) await vscode.commands.executeCommand('workbench.action.openSettings', 'kiwi.commands.kiwi')
  if (choice === check) await vscode.commands.executeCommand('kiwi.setup.check')
}
