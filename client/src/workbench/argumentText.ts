/** Arguments as a person types them into a box: words and quotations, without any shell. */

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
