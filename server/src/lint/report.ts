/** What a check found, in the shape that every format is written from. */
import path from 'node:path'
import type { Finding } from '../services/finding'
import { mostFindings } from '../services/findings'
import type { SourceTree } from '../syntax/sourceTree'
import type { Position } from '../syntax/tree'

/** One mistake and its place: zero-based lines and UTF-16 code units, as in the Language Server Protocol. */
export interface Diagnostic {
  /** The file in which the mistake is, as it is told to people. */
  readonly file: string
  /** The same file, absolute. */
  readonly path: string
  readonly code: string
  readonly severity: Finding['severity']
  readonly message: string
  readonly range: { readonly start: Position; readonly end: Position }
}

/** One description, or one other file that was asked for. */
export interface Report {
  readonly path: string
  /** The verdict of kiwi (of the schema, for other files), which no comment and no later check changes. */
  readonly valid: boolean
  /** Everything that is wrong with it, in all the files that it consists of. */
  readonly diagnostics: readonly Diagnostic[]
}

export interface Result {
  /** How many descriptions or other files were judged. */
  readonly count: number
  /** Made when asked for: only programs want it. */
  readonly reports: () => readonly Report[]
  /** What is wrong in all files that were looked at, each mistake once. */
  readonly diagnostics: () => readonly Diagnostic[]
  /** What people should know and no format tells, in sentences; to be asked for when everything else has been. */
  readonly notes: () => readonly string[]
  /** What could not be read, in sentences. */
  readonly failures: readonly string[]
  /** The text of a file that a diagnostic is about. */
  tree(path: string): SourceTree | undefined
}

/** How files are named: all of them absolutely where any path was given so, else from the working folder. */
export type NameOf = (file: string) => string

export function namesFor(paths: readonly string[], workingFolder: string): NameOf {
  return paths.some(each => path.isAbsolute(each)) ? file => file : file => path.relative(workingFolder, file) || '.'
}

/** Says of a file that not everything is told of it. */
export function cutNote(name: string): string {
  return `${name}: there is more wrong than the ${mostFindings} things that are told.`
}

/** A finding as a diagnostic of the file whose text `tree` is. */
export function diagnosticOf(
  { path: file, span, code, severity, message }: Finding,
  tree: SourceTree,
  nameOf: NameOf
): Diagnostic {
  const range = { start: tree.positionAt(span.start), end: tree.positionAt(span.end) }
  return { file: nameOf(file), path: file, code, severity, message, range }
}
