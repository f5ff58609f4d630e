/** What `docs/diagnostics.md`, as installed beside the program, says of each diagnostic, and where. */
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { readText } from './fileSystem'

/** The document in an installation whose programs lie in the folder `programs`. */
export function manualBeside(programs: string): Manual {
  return new Manual(path.join(programs, '../../docs/diagnostics.md'))
}

export class Manual {
  private readonly file: string
  private sections: ReadonlyMap<string, Section> | undefined

  /** The document is read when it is first asked for. */
  constructor(file: string) {
    this.file = path.resolve(file)
  }

  /** A file URL with the line of the section on the code, counted from 1, as editors take it; undefined where there is none. */
  href(code: string): string | undefined {
    const section = this.section(code)
    return section && `${pathToFileURL(this.file).href}#L${section.line}`
  }

  /** What the section on the code says, in Markdown; undefined where there is none. */
  text(code: string): string | undefined {
    return this.section(code)?.lines.join('\n').trim()
  }

  private section(code: string): Section | undefined {
    this.sections ??= sectionsOf(readText(this.file) ?? '')
    return this.sections.get(code)
  }
}

interface Section {
  /** That of its heading. */
  readonly line: number
  /** What follows it. */
  readonly lines: string[]
}

/** The sections that have a code as their heading. */
function sectionsOf(text: string): ReadonlyMap<string, Section> {
  const sections = new Map<string, Section>()
  let current: Section | undefined
  for (const [index, line] of text.split('\n').entries()) {
    if (/^##+ /.test(line)) {
      const code = /^### `(.*)`$/.exec(line)?.[1]
      current = code === undefined ? undefined : { line: index + 1, lines: [] }
      if (code !== undefined && current) sections.set(code, current)
    } else current?.lines.push(line)
  }
  return sections
}
