/** Small questions that several features ask. */
import * as vscode from 'vscode'

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

/** Splits at blanks outside of quotation marks; `undefined` where one is missing. No shell is involved: nothing is expanded. */
export function splitArguments(text: string): string[] | undefined {
  const found: string[] = []
  let current: string | undefined
  let quote: string | undefined
  for (const character of text) {
    if (quote !== undefined) {
      if (character === quote) quote = undefined
      else current = `${current ?? ''}${character}`
    } else if (character === '"' || character === "'") {
      quote = character
      current ??= ''
    } else if (/\s/.test(character)) {
      if (current !== undefined) found.push(current)
      current = undefined
    } else current = `${current ?? ''}${character}`
  }
  if (current !== undefined) found.push(current)
  return quote === undefined ? found : undefined
}

/** The text that {@link splitArguments} splits into `values` again. */
export function joinArguments(values: readonly string[]): string {
  return values.map(quoted).join(' ')
}

function quoted(value: string): string {
  if (value !== '' && !/[\s"']/.test(value)) return value
  return value.includes('"')
    ? value
        .split('"')
        .map(part => (part === '' ? '' : `"${part}"`))
        .join(`'"'`)
    : `"${value}"`
}
