/** Checks image descriptions: judges each in all its files, and each fragment in the descriptions that include it. */
import { pathToFileURL } from 'node:url'
import type { Description } from '../description/description'
import { lazily } from '../description/lazily'
import { Library, type DescriptionFile } from '../description/library'
import type { StashProvider } from '../description/extension/stashes'
import { OtherSchemas } from '../description/otherSchemas'
import type { Schema } from '../description/schemas'
import type { FileText } from '../description/files'
import { Documents } from '../handlers/documents'
import { readText, whyUnreadable } from '../handlers/fileSystem'
import { machineName } from '../handlers/machine'
import { Workspace } from '../handlers/workspace'
import { diagnose } from '../services/diagnostics'
import type { Finding } from '../services/finding'
import { findingsOf, isCut, mostFindings, syntaxFindings } from '../services/findings'
import { standardInput, type LintOptions } from './options'
import { baseNote } from './base'
import { cutNote, diagnosticOf, type Diagnostic, type NameOf, type Report, type Result } from './report'
import { descriptionsAt } from './search'

const nothingBelow = 'there is no description in this folder or below it.'
const nothingIn = 'there is no description in this folder; --recursive looks deeper.'

/** What descriptions are judged by; without `stash` nothing is known of what extensions are built on. */
export interface CheckSources {
  readonly schema: Schema
  readonly stash: StashProvider | undefined
}

/** Checks all descriptions at the paths, which are absolute; `input` is the text of standard input where that is asked for. */
export function checkDescriptions(
  { paths, recursive, stdinFilepath }: LintOptions,
  sources: CheckSources,
  nameOf: NameOf,
  input: string | undefined
): Result {
  const check = new Check(sources, nameOf)
  if (input !== undefined) check.open(stdinFilepath, input)
  for (const given of paths) {
    if (given === standardInput) check.take(stdinFilepath, true)
    else {
      const { files, named } = descriptionsAt(given, recursive, folder => {
        check.failures.push(`${nameOf(folder)}: the folder cannot be read.`)
      })
      if (files.length === 0) check.failures.push(`${nameOf(given)}: ${recursive ? nothingBelow : nothingIn}`)
      for (const file of files) check.take(file, named)
    }
  }
  return check.result()
}

class Check {
  readonly failures: string[] = []
  private readonly nameOf: NameOf
  private readonly documents = new Documents()
  private readonly library: Library
  private readonly workspace: Workspace
  /** The files to judge, and whether each was asked for by itself. */
  private readonly taken = new Map<string, boolean>()
  /** The files of which not everything was told. */
  private readonly cut = new Set<string>()
  /** Whether there is an extension of which nobody said what is in its stash. */
  private lacksBase = false

  constructor({ schema, stash }: CheckSources, nameOf: NameOf) {
    this.nameOf = nameOf
    this.library = new Library(this.documents, schema, stash)
    this.library.architecture = machineName()
    this.library.others = new OtherSchemas(schema, [], readText)
    this.workspace = new Workspace(this.documents, this.library)
  }

  open(file: string, text: string): void {
    this.documents.open(pathToFileURL(file).href, 'xml', 0, text)
  }

  take(file: string, named: boolean): void {
    if (this.documents.tree(file)) {
      this.library.update(file)
      this.taken.set(file, named || this.taken.get(file) === true)
    } else this.failures.push(`${this.nameOf(file)}: ${whyUnreadable(file)}.`)
  }

  /** Judges what was taken in: only now all descriptions are known that a fragment may belong to. */
  result(): Result {
    const files = [...this.taken].flatMap(([file, named]) => this.judged(file, named))
    const foreign = files.flatMap(({ path: file, kind }) =>
      kind === 'yaml' ? `${this.nameOf(file)}: this is no XML: not checked.` : []
    )
    const checked = files.filter(({ kind }) => kind !== 'yaml')
    return {
      count: checked.length,
      reports: lazily(() => checked.map(file => this.report(file))),
      diagnostics: lazily(() => this.all(checked)),
      notes: () => [...foreign, ...this.laterNotes()],
      failures: this.failures,
      tree: file => this.documents.tree(file)
    }
  }

  /** The file, if it is to be judged by itself. */
  private judged(file: string, named: boolean): DescriptionFile[] {
    if (named && this.library.file(file)?.alone) this.workspace.searchAround(file)
    const described = this.library.file(file)
    if (described?.kind === 'other') {
      if (named) this.failures.push(`${this.nameOf(file)}: this is no image description.`)
      return []
    }
    // What is found in a folder without being named is judged in the descriptions that include it.
    return described && (named || described.kind !== 'fragment') ? [described] : []
  }

  private report(file: DescriptionFile): Report {
    const own = file.readings.find(reading => reading.file.path === file.path && !file.alone)
    const findings = own ? filesOf(own).flatMap(each => this.inOne(own, each)) : this.inFile(file)
    return {
      path: this.nameOf(file.path),
      valid: own ? isLoaded(own) : isPartLoaded(file),
      diagnostics: this.diagnosticsOf(findings)
    }
  }

  /** What is told in one file of a description, as if there were no other description. */
  private inOne(description: Description, file: FileText): Finding[] {
    return this.inFile({ ...file, kind: 'description', readings: [description], alone: false })
  }

  /** Every mistake is told where it is: no need to tell it at the include as well. */
  private inFile(file: DescriptionFile): Finding[] {
    const found = diagnose(file)
    if (found.length >= mostFindings || file.readings.some(isCut)) this.cut.add(file.path)
    this.lacksBase ||= found.some(({ code }) => code === 'stash-unknown')
    return found.filter(({ code }) => code !== 'include-has-errors')
  }

  private laterNotes(): string[] {
    const notes = [...this.cut].map(file => cutNote(this.nameOf(file)))
    return this.lacksBase ? [...notes, baseNote] : notes
  }

  /** Each mistake once, with the descriptions that alone object to it named. */
  private all(files: readonly DescriptionFile[]): Diagnostic[] {
    const paths = new Set(files.flatMap(file => [file.path, ...file.readings.filter(isOwn(file)).flatMap(reached)]))
    const findings = [...paths].flatMap(each => {
      const file = this.library.file(each)
      return file ? this.inFile(file.kind === 'other' ? { ...file, kind: 'fragment' } : file) : []
    })
    return this.diagnosticsOf(findings)
  }

  private diagnosticsOf(findings: readonly Finding[]): Diagnostic[] {
    return findings.flatMap(finding => {
      const tree = this.documents.tree(finding.path)
      return tree ? diagnosticOf(finding, tree, this.nameOf) : []
    })
  }
}

/** The files of a description, those among them that bring nothing in. */
function filesOf({ file, inclusions }: Description): FileText[] {
  const files = new Map([[file.path, file]])
  for (const { found } of inclusions) if (found) files.set(found.path, found)
  return [...files.values()]
}

function reached(description: Description): string[] {
  return filesOf(description).map(({ path: file }) => file)
}

function isOwn({ path: file, alone }: DescriptionFile): (reading: Description) => boolean {
  return reading => !alone && reading.file.path === file
}

/** Whether kiwi loads the description. */
function isLoaded(description: Description): boolean {
  return !findingsOf(description).some(stopsLoading) && filesOf(description).every(isWellFormed)
}

/** Whether nothing in this file keeps kiwi from loading the descriptions that include it, or might include it. */
function isPartLoaded({ path: file, tree, readings, alone }: DescriptionFile): boolean {
  const isClean = (reading: Description) => !findingsOf(reading).some(each => each.path === file && stopsLoading(each))
  return isWellFormed({ path: file, tree }) && (alone ? readings.some(isClean) : readings.every(isClean))
}

function isWellFormed(file: FileText): boolean {
  return !syntaxFindings(file).some(stopsLoading)
}

function stopsLoading({ severity, stage }: Finding): boolean {
  return severity === 'error' && stage === 'load'
}
