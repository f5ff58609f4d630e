/** Where an image goes: proposed from the setting, remembered for each description, asked for once. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import * as vscode from 'vscode'
import { currentSettings } from './kiwi'
import { proposedBase, safeName } from './targetNames'

/** Remembers for each key (a description's file, or the stashes of a rebuild) the target that was built into. */
export class Targets {
  private readonly memory: vscode.Memento

  constructor(memory: vscode.Memento) {
    this.memory = memory
  }

  /** The target to propose for `key`; `name` is the last part of the folder made up where nothing is remembered. */
  propose(key: string, name: string): string {
    const remembered = this.remembered(key)
    if (remembered !== undefined) return remembered
    const base = proposedBase(currentSettings().targetDirectory, workspaceFolder())
    return path.join(base, safeName(name))
  }

  /** Must the person be asked, as neither the setting nor an earlier build says where the image goes? */
  isUnknown(key: string): boolean {
    return this.remembered(key) === undefined && currentSettings().targetDirectory === ''
  }

  async remember(key: string, target: string): Promise<void> {
    await this.memory.update(memoryKey(key), target)
  }

  private remembered(key: string): string | undefined {
    const value = this.memory.get<unknown>(memoryKey(key))
    return typeof value === 'string' ? value : undefined
  }
}

function memoryKey(key: string): string {
  return `target:${key}`
}

function workspaceFolder(): string | undefined {
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath
}

/** Asks for an absolute path of a target folder; `undefined` when the person gave up. */
export async function askTarget(title: string, value: string): Promise<string | undefined> {
  const input = vscode.window.createInputBox()
  const browseButton: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('folder-opened'), tooltip: 'Browse…' }
  input.title = title
  input.prompt = 'Folder for the image. It is made where it does not exist; a build needs several gigabytes.'
  input.value = value
  input.ignoreFocusOut = true
  input.buttons = [browseButton]
  try {
    return await new Promise<string | undefined>(resolve => {
      // The dialog hides the box for a while; afterwards it comes back.
      let browsing = false
      const browse = async (): Promise<void> => {
        browsing = true
        input.value = (await browseFolder(title, input.value)) ?? input.value
        browsing = false
        input.show()
      }
      const check = (): boolean => {
        input.validationMessage = path.isAbsolute(input.value.trim()) ? '' : 'Give the whole path, from / on.'
        return input.validationMessage === ''
      }
      input.onDidChangeValue(check)
      input.onDidAccept(() => {
        if (check()) resolve(path.normalize(input.value.trim()))
      })
      input.onDidTriggerButton(() => {
        void browse()
      })
      input.onDidHide(() => {
        if (!browsing) resolve(undefined)
      })
      input.show()
    })
  } finally {
    input.dispose()
  }
}

/** Asks for an existing folder. */
export async function browseFolder(title: string, value: string): Promise<string | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title,
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: false,
    openLabel: 'Choose',
    ...(existsSync(value) ? { defaultUri: vscode.Uri.file(value) } : {})
  })
  return picked?.[0]?.fsPath
}
