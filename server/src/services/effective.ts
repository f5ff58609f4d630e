/** The effective description of a file as text, with where each piece came from, and what a build of it needs. */
import path from 'node:path'
import type { Description } from '../description/description'
import { prepareBuild, type BuildPreparation, type Folders, type NeededFile } from '../description/extension/build'
import { mergeOf, reducedDescription, type Merge } from '../description/extension/merge'
import type { Stack } from '../description/extension/stashes'
import { modelInstruction, profileInstruction } from '../description/instructions'
import type { DescriptionFile } from '../description/library'
import { profilesOf, valueOf } from '../description/selection'
import { serialise, type Piece } from '../description/serialisation'
import type { Span } from '../syntax/tree'
import { nameSpan, type Finding } from './finding'
import { findingsOf, syntaxFindings } from './findings'

export interface EffectiveRequest {
  /** `preview`: all of it; `build`: what is handed to kiwi for a build on top of the stash. */
  readonly purpose: 'preview' | 'build'
  /** Profiles of the stash, or of the description itself; none: the stash's as the extension says, else all sections. */
  readonly profiles: readonly string[]
}

/** Where a stretch of the effective description came from. */
export interface Mark {
  readonly span: Span
  readonly origin: 'extension' | 'stash' | 'include' | 'conversion'
  readonly path: string
  readonly originSpan: Span
}

/** Something that kiwi would stop at, at its place in the file that it was written in. */
export interface EffectiveError {
  readonly message: string
  readonly path: string
  readonly span: Span
}

/** All spans are UTF-16 code units. */
export interface EffectiveText {
  readonly text: string
  readonly marks: readonly Mark[]
  readonly errors: readonly EffectiveError[]
  /** Name of the image. */
  readonly name?: string
  readonly files: readonly NeededFile[]
  /** Names of scripts of the stash that would run again if nothing took their place. */
  readonly neutralised: readonly string[]
  readonly references: readonly string[]
  /** Sentences for people. */
  readonly notes: readonly string[]
}

/** The effective description of what a file is by itself; undefined for a fragment and for what is not kiwi's. */
export function effectiveText(
  file: DescriptionFile,
  request: EffectiveRequest,
  folders: Folders
): EffectiveText | undefined {
  const own = file.alone ? undefined : file.readings.find(reading => reading.file.path === file.path)
  if (!own || own.kind === 'fragment' || !own.root) return undefined
  return own.stack ? ofExtension(own, own.stack, request, folders) : ofDescription(own, request)
}

function ofDescription(own: Description, { profiles }: EffectiveRequest): EffectiveText {
  const description = profiles.length > 0 ? reducedDescription(own, profiles) : own
  const { text, pieces } = serialise(description)
  const root = description.root?.element
  const name = root && valueOf(root, 'name')
  return {
    text,
    marks: pieces.map(piece => mark(piece, piece.kind === 'converted' ? 'conversion' : 'include')),
    errors: [
      ...undeclared(own, profiles, declaredIn(own)),
      ...uniqueErrors([...own.files().flatMap(syntaxFindings), ...findingsOf(description)].filter(isError))
    ],
    ...(name === undefined ? {} : { name }),
    files: [],
    neutralised: [],
    references: [],
    notes: []
  }
}

function ofExtension(own: Description, stack: Stack, request: EffectiveRequest, folders: Folders): EffectiveText {
  const preparation = request.purpose === 'build' ? buildOf(own, stack, request.profiles, folders) : undefined
  const merge = preparation?.merge ?? mergeOf(own, { profiles: request.profiles })
  const description = merge?.description ?? own
  const { text, pieces } = serialise(description, { skipped: [profileInstruction, modelInstruction], sections: true })
  const root = description.root?.element
  const name = root && valueOf(root, 'name')
  const origin = ({ file, kind }: Piece): Mark['origin'] => {
    if (kind === 'converted') return 'conversion'
    if (file.path === own.file.path) return 'extension'
    return file.path === stack.base?.description.file.path ? 'stash' : 'include'
  }
  return {
    text,
    marks: pieces.map(piece => mark(piece, origin(piece))),
    errors: [
      ...(merge ? undeclared(own, request.profiles, merge.declared) : []),
      ...errorsOfExtension(own, merge),
      ...missingFiles(preparation?.build)
    ],
    ...(name === undefined ? {} : { name }),
    files: preparation?.build?.files ?? [],
    neutralised: preparation?.build?.neutralised ?? [],
    references: stack.layers.map(({ reference }) => reference),
    notes: [...unknownNotes(own, merge), ...(preparation?.build?.notes ?? [])]
  }
}

interface Build {
  readonly merge: Merge | undefined
  readonly build: BuildPreparation | undefined
}

function buildOf(own: Description, stack: Stack, profiles: readonly string[], folders: Folders): Build {
  let build: BuildPreparation | undefined
  const merge = mergeOf(own, {
    profiles,
    prepare: sections => (build = prepareBuild(stack, path.dirname(own.file.path), folders, sections))
  })
  return { merge, build }
}

/** What is wrong with the extension, and with what becomes of it for this request. */
function errorsOfExtension(own: Description, merge: Merge | undefined): EffectiveError[] {
  const told = findingsOf(own)
  const syntax = own.files().flatMap(syntaxFindings)
  // Without a stash nothing can be built.
  if (!merge) return uniqueErrors([...syntax, ...told.filter(isError), ...told.filter(isOfStash)])
  // What would stop a build is judged anew: what is left out for it stops it no more.
  const ofFile = told.filter(each => isError(each) && each.stage === 'load' && each.code !== 'stash-has-errors')
  return uniqueErrors([...syntax, ...ofFile, ...findingsOf(merge.description).filter(isError)])
}

function isError({ severity }: Finding): boolean {
  return severity === 'error'
}

function isOfStash({ code }: Finding): boolean {
  return code.startsWith('stash-')
}

/** Profiles that are asked for and that there are not: kiwi stops at one. */
function undeclared(
  { file, root }: Description,
  profiles: readonly string[],
  declared: readonly string[]
): EffectiveError[] {
  const span = root ? nameSpan(root.element.source, root.offset) : { start: 0, end: 0 }
  const known = declared.length === 0 ? 'There is none.' : `There are: ${declared.join(', ')}.`
  return profiles
    .filter(name => !declared.includes(name))
    .map(name => ({ message: `There is no profile "${name}". ${known}`, path: file.path, span }))
}

function declaredIn({ root, architecture }: Description): string[] {
  const profiles = root ? profilesOf(root.element, architecture) : []
  return [...new Set(profiles.flatMap(profile => valueOf(profile, 'name') ?? []))]
}

function missingFiles(build: BuildPreparation | undefined): EffectiveError[] {
  return (build?.missing ?? []).map(({ name, place: { file, offset } }) => ({
    message: `The file ${name} is not there.`,
    path: file.path,
    span: { start: offset, end: offset + 1 }
  }))
}

function unknownNotes(own: Description, merge: Merge | undefined): string[] {
  if (merge) return []
  return findingsOf(own)
    .filter(isOfStash)
    .map(({ message }) => message)
}

/** The same mistake is told once for its place. */
function uniqueErrors(findings: readonly Finding[]): EffectiveError[] {
  const byPlace = new Map(findings.map(each => [JSON.stringify([each.code, each.path, each.span]), each]))
  return [...byPlace.values()].map(({ message, path: at, span }) => ({ message, path: at, span }))
}

function mark({ span, file, origin: originSpan }: Piece, origin: Mark['origin']): Mark {
  return { span, origin, path: file.path, originSpan }
}
