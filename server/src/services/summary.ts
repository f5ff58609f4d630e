/** What a build needs to know of a description before it starts: its name, profiles, build types, package manager. */
import { checkSelection } from '../description/checks/checks'
import type { Description } from '../description/description'
import type { EffectiveElement } from '../description/effective'
import { mergeOf } from '../description/extension/merge'
import type { DescriptionFile } from '../description/library'
import type { DocumentKind } from '../description/recognise'
import {
  elementIn,
  elementsIn,
  isImported,
  isTrue,
  profilesOf,
  sectionsOf,
  textOf,
  valueOf,
  type Selection
} from '../description/selection'
import { diagnosticCodes } from './diagnosticCodes'
import { findingsOf, syntaxFindings } from './findings'

export interface ProfileSummary {
  readonly name: string
  /** As the description says it; empty where it says nothing. */
  readonly description: string
  /** Whether kiwi takes it where no profile is chosen. */
  readonly imported: boolean
}

export interface Summary {
  readonly kind: DocumentKind
  /** Paths of the descriptions that include the file. */
  readonly includedBy: readonly string[]
  /** Paths of the files that the description consists of, its own first. */
  readonly files: readonly string[]
  /** Name of the image. */
  readonly name?: string
  /** Those for this machine, in document order, without repetition. */
  readonly profiles: readonly ProfileSummary[]
  /** Build types (the attribute `image`) that the chosen profiles contain: first the one that kiwi takes by itself. */
  readonly types: readonly string[]
  /** Absent where the description names none that the chosen profiles contain. */
  readonly packageManager?: string
  /** Whether a section of packages for the bootstrap phase holds anything. */
  readonly hasBootstrap: boolean
  /** How many errors the description has, in all its files, that this build would stop at. */
  readonly errors: number
}

/**
 * The summary of a file for what is chosen; of a fragment or a foreign file little more than what it is. `type`: the
 * build type, where one is named.
 */
export function summarize(file: DescriptionFile, selection: Selection, type?: string): Summary {
  const own = file.alone ? undefined : file.readings.find(reading => reading.file.path === file.path)
  return {
    kind: file.kind,
    includedBy: includingDescriptions(file),
    ...(own === undefined ? { ...nothing, files: [file.path] } : ofDescription(own, selection, type))
  }
}

/** Paths of the descriptions that include the file, in the order of their paths. */
export function includingDescriptions({ path, readings, alone }: DescriptionFile): string[] {
  return alone ? [] : readings.map(({ file }) => file.path).filter(other => other !== path)
}

const nothing = { profiles: [], types: [], hasBootstrap: false, errors: 0 }

function ofDescription(
  description: Description,
  selection: Selection,
  type: string | undefined
): Omit<Summary, 'kind' | 'includedBy'> {
  const files = description.files()
  const errors = errorsOf(description, selection, type)
  const shared = { files: files.map(({ path }) => path), errors }
  // Of an extension a build gets what it makes of its stash.
  const root = (mergeOf(description)?.description ?? description).root?.element
  if (root === undefined) return { ...nothing, ...shared }
  const name = valueOf(root, 'name')
  const packageManager = packageManagerOf(root, selection)
  return {
    ...shared,
    ...(name === undefined ? {} : { name }),
    profiles: declaredProfiles(root, selection),
    types: typesOf(root, selection),
    ...(packageManager === undefined ? {} : { packageManager }),
    // On top of a stash nothing is begun anew.
    hasBootstrap: !description.stack && hasBootstrap(root, selection)
  }
}

/** What other profiles and build types would stop at is left out, and what chosen ones stop at counts in full. */
function errorsOf(description: Description, selection: Selection, type: string | undefined): number {
  const found = [...description.files().flatMap(syntaxFindings), ...findingsOf(description)]
  const errors = found.filter(({ severity }) => severity === 'error')
  const root = description.root?.element
  // What an extension makes of its stash is no matter of choice.
  if (!root || description.kind !== 'description') return errors.length
  const always = errors.filter(({ ofChoice }) => ofChoice === undefined).length
  // kiwi comes to its checks only with a description that it could load.
  if (found.some(({ stage }) => stage === 'load')) return always
  const ofChoice = checkSelection(root, selection, type).filter(code => diagnosticCodes[code].severity === 'error')
  return always + ofChoice.length
}

function declaredProfiles(root: EffectiveElement, { architecture }: Selection): ProfileSummary[] {
  const found = new Map<string, ProfileSummary>()
  for (const profile of profilesOf(root, architecture)) {
    const name = valueOf(profile, 'name')
    if (name === undefined || found.has(name)) continue
    found.set(name, { name, description: valueOf(profile, 'description') ?? '', imported: isImported(profile) })
  }
  return [...found.values()]
}

function typesOf(root: EffectiveElement, selection: Selection): string[] {
  const types = sectionsOf(root, 'preferences', selection).flatMap(section => elementsIn(section, 'type'))
  const primary = types.filter(type => isTrue(valueOf(type, 'primary'))).slice(0, 1)
  return [...new Set([...primary, ...types].flatMap(type => valueOf(type, 'image') ?? []))]
}

/** Of several sections the first that names one decides. */
function packageManagerOf(root: EffectiveElement, selection: Selection): string | undefined {
  for (const section of sectionsOf(root, 'preferences', selection)) {
    const element = elementIn(section, 'packagemanager')
    if (element) return textOf(element)
  }
  return undefined
}

function hasBootstrap(root: EffectiveElement, selection: Selection): boolean {
  return sectionsOf(root, 'packages', selection).some(
    section => valueOf(section, 'type') === 'bootstrap' && elementIn(section) !== undefined
  )
}
