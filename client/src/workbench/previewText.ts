/** What the preview of an effective description shows: its text with notes, and which lines came from where. */
import type { Effective, Mark, Origin, Place, Purpose, Span } from './effective'

/** The content of a preview, with marks that fit it. */
export interface PreviewContent {
  readonly text: string
  readonly marks: readonly Mark[]
}

/** Lines that came from one place, counted from 0; `last` is one of them. */
export interface MarkedLines {
  readonly first: number
  readonly last: number
  readonly mark: Mark
}

/** The effective description, headed by what the person has to know of it. */
export function previewContent(effective: Effective, purpose: Purpose): PreviewContent {
  const lines = headerLines(effective, purpose)
  if (lines.length === 0) return { text: effective.text, marks: effective.marks }
  // Nothing may stand before an XML declaration.
  const declaration = /^<\?xml\s[^>]*\?>\r?\n/.exec(effective.text)?.[0] ?? ''
  const comment = commentOf(lines)
  const after = declaration === '' ? 0 : 1
  return {
    text: `${declaration}${comment}${effective.text.slice(declaration.length)}`,
    marks: effective.marks.map(mark => ({ ...mark, range: shifted(mark.range, after, lines.length + 2) }))
  }
}

/** What is shown where there is no effective description. */
export function noPreview(name: string): string {
  return commentOf([
    `There is no effective description of ${name}.`,
    'It is no description and no extension of a stash, or the language server does not answer.'
  ])
}

/** Lines by their innermost marks, of the wanted origins only, in their order; neighbours of the same place are one. */
export function markedLines(marks: readonly Mark[], origins: ReadonlySet<Origin>): MarkedLines[] {
  const byLine = new Map<number, Mark>()
  for (const mark of [...marks].sort((one, other) => sizeOf(other.range) - sizeOf(one.range))) {
    const { start, end } = mark.range
    // A range that ends at the beginning of a line holds nothing of it.
    const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line
    for (let line = start.line; line <= last; line += 1) byLine.set(line, mark)
  }
  const found: MarkedLines[] = []
  for (const [line, mark] of [...byLine].sort(([one], [other]) => one - other)) {
    if (!origins.has(mark.origin)) continue
    const before = found.at(-1)
    if (before !== undefined && before.last === line - 1 && isSamePlace(before.mark, mark)) {
      found[found.length - 1] = { ...before, last: line }
    } else found.push({ first: line, last: line, mark })
  }
  return found
}

/** The innermost mark at a place, else the innermost one on its line. */
export function markAt(marks: readonly Mark[], place: Place): Mark | undefined {
  const inner = [...marks].sort((one, other) => sizeOf(one.range) - sizeOf(other.range))
  return inner.find(({ range }) => holds(range, place)) ?? inner.find(({ range }) => holdsLine(range, place.line))
}

const ownWords: Readonly<Record<Origin, string>> = {
  extension: 'from the extension',
  stash: 'from the stash',
  include: 'included',
  conversion: 'converted'
}

/** `from the extension, web.kiwi:12`. */
export function originText({ origin, uri, originRange }: Mark): string {
  return `${ownWords[origin]}, ${fileNameOf(uri)}:${originRange.start.line + 1}`
}

/** The same for the end of a line, where the colour says the rest: `web.kiwi:12`. */
export function shortOriginText({ origin, uri, originRange }: Mark): string {
  return origin === 'conversion' ? ownWords.conversion : `${fileNameOf(uri)}:${originRange.start.line + 1}`
}

/** The last part of a URI, as people write it. */
export function fileNameOf(uri: string): string {
  const name = uri.slice(uri.lastIndexOf('/') + 1)
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

function headerLines({ notes, neutralised, files, references }: Effective, purpose: Purpose): string[] {
  if (purpose === 'preview') return notes.map(note => `- ${note}`)
  const about = references.length === 0 ? '' : `, on top of ${references.join(' + ')}`
  return [
    `This is handed to kiwi${about}.`,
    ...notes.map(note => `- ${note}`),
    ...neutralised.map(name => `- ${name} of the stash is not run again: an empty script takes its place.`),
    ...(files.length === 0 ? [] : [`- Files beside it: ${files.map(({ name }) => name).join(', ')}`])
  ]
}

/** Each line on a line of its own, between the marks of a comment, in which two dashes may not stand together. */
function commentOf(lines: readonly string[]): string {
  const safe = lines.map(line => `  ${line.replace(/\s+/g, ' ').replace(/-(?=-)/g, '- ')}`)
  return `<!--\n${safe.join('\n')}\n-->\n`
}

function shifted({ start, end }: Span, after: number, by: number): Span {
  const move = (place: Place): Place => (place.line < after ? place : { ...place, line: place.line + by })
  return { start: move(start), end: move(end) }
}

function isSamePlace(one: Mark, other: Mark): boolean {
  return one.origin === other.origin && one.uri === other.uri
}

/** Only compared: lines count most. */
function sizeOf({ start, end }: Span): number {
  return (end.line - start.line) * 100_000 + end.character - start.character
}

function holds({ start, end }: Span, { line, character }: Place): boolean {
  const isBehind = line > start.line || (line === start.line && character >= start.character)
  return isBehind && (line < end.line || (line === end.line && character <= end.character))
}

function holdsLine({ start, end }: Span, line: number): boolean {
  return start.line <= line && line <= end.line
}
