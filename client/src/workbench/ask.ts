/** Small questions that several features ask. */
import * as vscode from 'vscode'
import { joinArguments, splitArguments } from './argumentText'

/** Asks for one line of text; `undefined` when the person gave up, empty for "none". */
export async function askText(
  title: string,
  prompt: string,
  value: string,
  problem: (value: string) => string | undefined = () => undefined
): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    prompt,
    value,
    ignoreFocusOut: true,
    validateInput: typed => (typed.trim() === '' ? undefined : problem(typed.trim()))
  })
  return text?.trim()
}

/** Asks for names separated by blanks or commas. */
export async function askNames(title: string, prompt: string, value: readonly string[]): Promise<string[] | undefined> {
  const text = await askText(title, prompt, value.join(' '))
  return text?.split(/[\s,]+/).filter(name => name !== '')
}

/** Asks for arguments, one in each quotation or word: `--add-package "two words"`. */
export async function askArguments(
  title: string,
  prompt: string,
  value: readonly string[]
): Promise<string[] | undefined> {
  const text = await askText(title, prompt, joinArguments(value), typed =>
    splitArguments(typed) === undefined ? 'A quotation mark is missing.' : undefined
  )
  return text === undefined ? undefined : splitArguments(text)
}
