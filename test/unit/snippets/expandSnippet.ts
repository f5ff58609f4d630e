/** Expands VS Code snippets to plain text, as the editor does when a person accepts every default, or picks a choice. */

/** The part of VS Code's snippet syntax that our snippets use: `$1`, `${1}`, `${1:default}`, `${1|one,two|}`, `\` escapes. */
const PLACEHOLDER = /\\([\\$}])|\$(\d+)|\$\{(\d+)(?::((?:\\.|[^\\$}])*)|\|((?:\\.|[^\\|])*)\|)?\}|\$/g

/** How many texts `expand` gives for `body`: as many as its longest choice has items, and at least one. */
export function variantsOf(body: string): number {
  return Math.max(1, ...[...body.matchAll(PLACEHOLDER)].map(match => choicesOf(match[5]).length))
}

/**
 * The text of `body` in which every choice takes its item number `variant` (its last one where it has fewer), so that the
 * variants 0 to `variantsOf(body) - 1` hold every item of every choice. A tab stop without a text takes the text that the
 * same number has elsewhere, else nothing. Throws on snippet syntax that is not in `PLACEHOLDER`, variables among it.
 */
export function expand(body: string, variant: number): string {
  const texts = new Map<string, string>()
  for (const match of body.matchAll(PLACEHOLDER)) {
    const [whole, escaped, bare, number, text, choice] = match
    if (whole === '$') {
      throw new Error(`Unknown snippet syntax at offset ${match.index}: ${body.slice(match.index, match.index + 20)}`)
    }
    const value = choice === undefined ? text : choicesOf(choice).at(Math.min(variant, choicesOf(choice).length - 1))
    if (escaped === undefined && bare === undefined && value !== undefined) {
      texts.set(number ?? '', unescape(value))
    }
  }
  return body.replaceAll(PLACEHOLDER, (_whole, escaped?: string, bare?: string, number?: string) => {
    return escaped ?? texts.get(bare ?? number ?? '') ?? ''
  })
}

function choicesOf(list: string | undefined): string[] {
  return list === undefined ? [] : list.split(/(?<!\\),/)
}

function unescape(text: string): string {
  return text.replaceAll(/\\(.)/g, '$1')
}
