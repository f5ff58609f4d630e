/** What the language server says of an effective description, read into values: the client itself parses no XML. */
import { isRecord, textOf, textsOf } from '../kiwi/json'

/** Where a part of an effective description came from. */
export type Origin = 'extension' | 'stash' | 'include' | 'conversion'

/** Lines and characters (UTF-16 code units), counted from 0. */
export interface Place {
  readonly line: number
  readonly character: number
}

export interface Span {
  readonly start: Place
  readonly end: Place
}

/** A part of the effective description, and the place that it came from. */
export interface Mark {
  readonly range: Span
  readonly origin: Origin
  /** Of the file that it came from. */
  readonly uri: string
  readonly originRange: Span
}

/** An error of the effective description, at the place that caused it. */
export interface EffectiveError {
  readonly message: string
  readonly uri: string
  readonly range: Span
}

/** A file or folder that the effective description needs beside it. */
export interface EffectiveFile {
  /** Absolute. */
  readonly path: string
  /** Relative to the folder of the description. */
  readonly name: string
}

/** What kiwi works with: `preview` shows all of it, `build` is what is handed to a stackbuild. */
export type Purpose = 'preview' | 'build'

/** The answer to `kiwi/effective`. */
export interface Effective {
  readonly text: string
  readonly marks: readonly Mark[]
  readonly errors: readonly EffectiveError[]
  /** Name of the image. */
  readonly name?: string
  readonly files: readonly EffectiveFile[]
  /** Names of scripts of the stash that must not run again. */
  readonly neutralised: readonly string[]
  /** The stashes that an extension builds upon, the lowest first. */
  readonly references: readonly string[]
  /** Sentences on what was left out for a build. */
  readonly notes: readonly string[]
}

/** Reads the answer of the language server; `undefined` for anything else, such as null for what is no description. */
export function readEffective(value: unknown): Effective | undefined {
  if (!isRecord(value) || typeof value['text'] !== 'string') return undefined
  const name = textOf(value['name'])
  return {
    text: value['text'],
    marks: listOf(value['marks'], readMark),
    errors: listOf(value['errors'], readError),
    ...(name === undefined ? {} : { name }),
    files: listOf(value['files'], readFile),
    neutralised: textsOf(value['neutralised']),
    references: textsOf(value['references']),
    notes: textsOf(value['notes'])
  }
}

const origins: readonly Origin[] = ['extension', 'stash', 'include', 'conversion']

function readMark(value: Record<string, unknown>): Mark | undefined {
  const range = readSpan(value['range'])
  const originRange = readSpan(value['originRange'])
  const origin = origins.find(each => each === value['origin'])
  const uri = textOf(value['uri'])
  if (range === undefined || originRange === undefined || origin === undefined || uri === undefined) return undefined
  return { range, origin, uri, originRange }
}

function readError(value: Record<string, unknown>): EffectiveError | undefined {
  const range = readSpan(value['range'])
  const message = textOf(value['message'])
  const uri = textOf(value['uri'])
  return range === undefined || message === undefined || uri === undefined ? undefined : { message, uri, range }
}

function readFile(value: Record<string, unknown>): EffectiveFile | undefined {
  const path = textOf(value['path'])
  const name = textOf(value['name'])
  return path === undefined || name === undefined ? undefined : { path, name }
}

function readSpan(value: unknown): Span | undefined {
  if (!isRecord(value)) return undefined
  const start = readPlace(value['start'])
  const end = readPlace(value['end'])
  return start === undefined || end === undefined ? undefined : { start, end }
}

function readPlace(value: unknown): Place | undefined {
  if (!isRecord(value)) return undefined
  const { line, character } = value
  return typeof line === 'number' && typeof character === 'number' ? { line, character } : undefined
}

function listOf<Item>(value: unknown, read: (item: Record<string, unknown>) => Item | undefined): Item[] {
  const items: unknown[] = Array.isArray(value) ? value : []
  return items.filter(isRecord).flatMap(item => read(item) ?? [])
}

/** The answer to `kiwi/reduce`. */
export type Reduced = { readonly text: string } | { readonly refused: string }

/** Reads the answer of the language server; `undefined` for anything else. */
export function readReduced(value: unknown): Reduced | undefined {
  if (!isRecord(value)) return undefined
  const refused = textOf(value['refused'])
  if (refused !== undefined) return { refused }
  const text = textOf(value['text'])
  return text === undefined ? undefined : { text }
}
