/** Chooses the kiwi-ng that the commands run. */
import * as vscode from 'vscode'

/** Sets the setting for it; undefined goes back to the one on the search path. */
export async function useKiwi(program: string | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration('kiwi')
  await settings.update('commands.kiwi', program, vscode.ConfigurationTarget.Workspace)
}
