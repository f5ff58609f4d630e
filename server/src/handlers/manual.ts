/** Where `docs/diagnostics.md`, as installed beside the program, explains each diagnostic. */
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { readText } from './fileSystem'

/** The document in an installation whose programs lie in the folder `programs`. */
export function manualBeside(programs: string): Manual {
  return new Manual(path.join(programs, '../../docs/diagnostics.md'))
}

export class Manual {
  private readonly file: string
  private lines: ReadonlyMap<string, number> | undefined

  /** The document is read when it is first asked for. */
  constructor(file: string) {
    this.file = path.resolve(file)
  }

  /** A file URL with the line of the section on the code, counted from 1, as editors take it; undefined where there is none. */
  href(code: string): string | undefined {
    this.lines ??= sectionsOf(readText(this.file) ?? '')
    const line = this.lines.get(code)
    return line === undefined ? undefined : `${pathToFileURL(this.file).href}#L${line}`
  }
}

/** The line of each section that has a code as its heading. */
function sectionsOf(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>()
  for (const [index, line] of text.split('\n').entries()) {
    const code = /^### `(.*)`$/.exec(line)?.[1]
    if (code !== undefined) lines.set(code, index + 1)
  }
  return lines
}
