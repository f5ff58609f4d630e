/** Messages to the person, shown as a whole: VS Code cuts one without a button off at the end of its line. */
import * as vscode from 'vscode'

/** What surely fits on the line, in characters. */
const oneLine = 50

/** Says why something is not done. Nobody waits for an answer. */
export function tellError(message: string): void {
  void vscode.window.showErrorMessage(message, ...buttonFor(message))
}

/** Says something that is no mistake. Nobody waits for an answer. */
export function tellInformation(message: string): void {
  void vscode.window.showInformationMessage(message, ...buttonFor(message))
}

function buttonFor(message: string): string[] {
  return message.length > oneLine ? ['OK'] : []
}
