/** The lines of a file around a mistake, with carets below what is wrong. */
import type { SourceTree } from '../syntax/sourceTree'
import type { Position } from '../syntax/tree'
import { shownCharacter } from './displayWidth'

/** How many columns of a long line are shown before the place. */
const before = 20

const cut = '…'

/** One line of an excerpt: the text and its carets, tabs replaced, both cut to the same columns. */
export interface ExcerptLine {
  /** Zero-based; undefined for a line that stands for some that are left out. */
  readonly number: number | undefined
  readonly text: string
  readonly carets: string
}

/**
 * The line of `range`, or its first and last one, each at most `columns` wide. An empty range gets one caret; blanks at
 * the start and end of a line get none.
 */
export function excerpt(
  tree: SourceTree,
  { start, end }: { readonly start: Position; readonly end: Position },
  columns: number
): ExcerptLine[] {
  // What ends with a line break ends on the line before.
  const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line
  const first = line(tree, start.line, start.character, last > start.line ? Infinity : endOn(start.line, end), columns)
  if (last === start.line) return [first]
  const left = last - start.line > 1 ? [{ number: undefined, text: cut, carets: '' }] : []
  return [first, ...left, line(tree, last, 0, endOn(last, end), columns)]
}

function endOn(number: number, end: Position): number {
  return end.line > number ? Infinity : end.character
}

function line(tree: SourceTree, number: number, from: number, to: number, columns: number): ExcerptLine {
  const start = tree.offsetAt({ line: number, character: 0 })
  const end = tree.offsetAt({ line: number, character: Infinity })
  // Nobody needs all of a line of a megabyte: what is far from the place is not even looked at.
  const reach = 4 * columns
  const skipped = Math.max(0, from - reach)
  const shownEnd = Math.min(end - start, from + reach)
  const text = tree.text(start + skipped, start + shownEnd)
  const cells = cellsOf(text, from - skipped, to - skipped)
  return { number, ...window(cells, columns, skipped > 0, start + shownEnd < end) }
}

interface Cell {
  readonly text: string
  readonly width: number
  readonly marked: boolean
}

function cellsOf(text: string, from: number, to: number): Cell[] {
  const cells: Cell[] = []
  let [offset, column] = [0, 0]
  const lastInk = text.trimEnd().length
  const firstInk = from === 0 ? text.length - text.trimStart().length : 0
  for (const character of text) {
    const { text: shown, width } = shownCharacter(character, column)
    const inside = offset < to && offset + character.length > from
    const marked = (inside && offset >= firstInk && offset < lastInk) || (from === to && offset === from)
    cells.push({ text: shown, width, marked })
    offset += character.length
    column += width
  }
  if (!cells.some(({ marked }) => marked)) cells.push({ text: ' ', width: 1, marked: true })
  return cells
}

/** The part of a line that has the first marked cell in it. */
function window(
  cells: readonly Cell[],
  columns: number,
  cutBefore: boolean,
  cutBehind: boolean
): { text: string; carets: string } {
  const total = widthOf(cells)
  const place = cells.findIndex(({ marked }) => marked)
  let from = 0
  if (cutBefore || total > columns) {
    let left = Math.min(before, columns >> 2)
    from = place
    while (from > 0 && left > 0) {
      from -= 1
      left -= cells[from]?.width ?? 0
    }
    // The start of the line is better than what follows the place.
    if (!cutBefore && widthOf(cells.slice(0, place)) <= columns >> 1) from = 0
  }
  const shortened = cutBefore || from > 0
  let room = columns - (shortened ? 1 : 0)
  let to = from
  while (to < cells.length && (cells[to]?.width ?? 0) <= room) {
    room -= cells[to]?.width ?? 0
    to += 1
  }
  const cutEnd = cutBehind || to < cells.length
  if (cutEnd && room === 0) to -= 1
  const shown = cells.slice(from, to)
  const text = `${shortened ? cut : ''}${shown.map(each => each.text).join('')}${cutEnd ? cut : ''}`
  const carets = `${shortened ? ' ' : ''}${shown.map(({ width, marked }) => (marked ? '^' : ' ').repeat(width)).join('')}`
  return { text: text.trimEnd(), carets: carets.trimEnd() }
}

function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, { width }) => sum + width, 0)
}
