/** Listens, inside the extension host, to the messages that the extension shows: nothing in VS Code's API tells of them. */
import * as vscode from 'vscode'
import { waitFor } from './waiting'

/** One message that was shown. */
export interface ShownMessage {
  kind: 'information' | 'warning' | 'error'
  text: string
  /** The buttons. */
  actions: string[]
}

/** Stands in the way of every message from {@link listenToMessages} on; what it hears is not shown and counts as dismissed. */
export interface MessageListener {
  shown: ShownMessage[]
  /** Waits for a message that matches. */
  next(pattern: RegExp, seconds?: number): Promise<ShownMessage>
  dispose(): void
}

/** Starts listening. */
export function listenToMessages(): MessageListener {
  const shown: ShownMessage[] = []
  const { showInformationMessage, showWarningMessage, showErrorMessage } = vscode.window
  const hear =
    (kind: ShownMessage['kind']) =>
    (text: string, ...rest: unknown[]): Thenable<undefined> => {
      shown.push({ kind, text, actions: rest.flatMap(titleOf) })
      return Promise.resolve(undefined)
    }
  Object.assign(vscode.window, {
    showInformationMessage: hear('information'),
    showWarningMessage: hear('warning'),
    showErrorMessage: hear('error')
  })
  return {
    shown,
    next: (pattern, seconds = 20) =>
      waitFor(`a message ${pattern}`, () => shown.find(({ text }) => pattern.test(text)), {
        seconds,
        details: () => JSON.stringify(shown)
      }),
    dispose: () => {
      Object.assign(vscode.window, { showInformationMessage, showWarningMessage, showErrorMessage })
    }
  }
}

function titleOf(item: unknown): string[] {
  if (typeof item === 'string') {
    return [item]
  }
  return typeof item === 'object' && item !== null && 'title' in item ? [String(item.title)] : []
}
