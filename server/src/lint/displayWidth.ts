/** How wide text is on a terminal, where an ideograph takes two columns and an accent none. */

/** Width of a tab stop. */
const tabWidth = 4

const noWidth = /^[\p{Mn}\p{Me}\p{Cf}]$/u

/** First and last code points of what Unicode's East Asian Width calls wide, as blocks, and of emoji. */
const wideBlocks: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd]
]

/** One character as a terminal shows it; `at` is the column that it starts in, for tabs. */
export function shownCharacter(character: string, at: number): { readonly text: string; readonly width: number } {
  if (character === '\t') {
    const width = tabWidth - (at % tabWidth)
    return { text: ' '.repeat(width), width }
  }
  if (isControl(character)) return { text: '\uFFFD', width: 1 }
  if (noWidth.test(character)) return { text: character, width: 0 }
  const code = character.codePointAt(0) ?? 0
  const wide = code >= 0x1100 && wideBlocks.some(([first, last]) => code >= first && code <= last)
  return { text: character, width: wide ? 2 : 1 }
}

/** Text out of files without what would steer the terminal. */
export function withoutControls(text: string): string {
  return Array.from(text, character => (isControl(character) ? '\uFFFD' : character)).join('')
}

/** Control characters, half surrogate pairs, and what turns the direction of writing round. */
function isControl(character: string): boolean {
  return /^[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]$/u.test(character)
}
