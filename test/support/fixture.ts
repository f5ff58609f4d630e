/** Descriptions as tests write them: `$0` marks the cursor, `$0…$0` a range, and `//- /path` starts another file. */

/** The path of a fixture's only or first file where no `//-` line names one. */
export const defaultPath = '/image/appliance.kiwi'

export interface FixtureFile {
  readonly path: string
  readonly text: string
}

export interface Fixture {
  /** In the order in which they are written, markers taken out. */
  readonly files: readonly FixtureFile[]
  /** The marked file; the first one where nothing is marked. */
  readonly file: FixtureFile
  /** Offsets of the markers in `file`, in UTF-16 code units; one for a cursor, two for a range, none without either. */
  readonly marks: readonly number[]
}

const marker = '$0'

/** Takes a fixture apart; throws where it does not hold exactly `wanted` (no marks, a cursor, a range), in one file. */
export function parseFixture(fixture: string, wanted: 'plain' | 'cursor' | 'range'): Fixture {
  const marked = splitFiles(fixture).map(({ path, text }) => ({ path, ...withoutMarks(text) }))
  const files = marked.map(({ path, text }) => ({ path, text }))
  if (new Set(files.map(({ path }) => path)).size < files.length) throw new Error('The fixture names a file twice.')
  const holders = marked.filter(({ marks }) => marks.length > 0)
  const count = { plain: 0, cursor: 1, range: 2 }[wanted]
  const found = holders.reduce((sum, { marks }) => sum + marks.length, 0)
  if (found !== count || holders.length > 1)
    throw new Error(`The fixture must hold ${count} of ${marker} in one file, and holds ${found}:\n${fixture}`)
  const [file = marked[0]] = holders
  if (!file) throw new Error('The fixture is empty.')
  return { files, file: { path: file.path, text: file.text }, marks: file.marks }
}

/** The one marker's offset. */
export function cursorOf({ marks }: Fixture): number {
  const [offset] = marks
  if (offset === undefined || marks.length !== 1) throw new Error('The fixture has no single cursor.')
  return offset
}

function splitFiles(fixture: string): FixtureFile[] {
  const files: { path: string; lines: string[] }[] = []
  for (const line of fixture.replace(/^\n/, '').split('\n')) {
    const header = /^\/\/- (\/\S+)$/.exec(line)
    if (header?.[1] !== undefined) files.push({ path: header[1], lines: [] })
    else if (line.startsWith('//-')) throw new Error(`This line names no absolute path: ${line}`)
    else if (files.length === 0) files.push({ path: defaultPath, lines: [line] })
    else files.at(-1)?.lines.push(line)
  }
  return files.map(({ path, lines }) => ({ path, text: lines.join('\n') }))
}

function withoutMarks(text: string): { text: string; marks: number[] } {
  const parts = text.split(marker)
  const marks: number[] = []
  let offset = 0
  for (const part of parts.slice(0, -1)) {
    offset += part.length
    marks.push(offset)
  }
  return { text: parts.join(''), marks }
}
