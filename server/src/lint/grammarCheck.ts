/** Checks any XML files by any RELAX NG schema. */
import { pathToFileURL } from 'node:url'
import { Description } from '../description/description'
import type { FileText } from '../description/files'
import { loadForeignSchema } from '../description/foreignSchema'
import { lazily } from '../description/lazily'
import { Documents } from '../handlers/documents'
import { readText, whyUnreadable } from '../handlers/fileSystem'
import { findingsOf, isCut, syntaxFindings } from '../services/findings'
import { localPath, whyUnread } from '../xml/schemaUrl'
import { standardInput, type LintOptions } from './options'
import { cutNote, diagnosticOf, type NameOf, type Report, type Result } from './report'
import { xmlFilesAt } from './search'

const nothingBelow = 'there is no XML file in this folder or below it.'
const nothingIn = 'there is no XML file in this folder; --recursive looks deeper.'

/** Judges all files at the paths, which are absolute as that of the schema `rng` is; what is wrong with that, in sentences, where it is no schema. */
export function checkByGrammar(
  { paths, recursive, stdinFilepath }: LintOptions,
  rng: string,
  nameOf: NameOf,
  input: string | undefined
): Result | string[] {
  const { schema, errors } = loadForeignSchema(rng, readSchema)
  if (!schema) return errors.map(({ message, url, line, column }) => `${nameOf(url)}:${line}:${column}: ${message}`)
  const documents = new Documents()
  if (input !== undefined) documents.open(pathToFileURL(stdinFilepath).href, 'xml', 0, input)
  const failures: string[] = []
  const files = new Set<string>()
  const unread = (folder: string) => {
    failures.push(`${nameOf(folder)}: the folder cannot be read.`)
  }
  for (const given of paths) {
    const found = given === standardInput ? [stdinFilepath] : xmlFilesAt(given, recursive, unread)
    if (found.length === 0) failures.push(`${nameOf(given)}: ${recursive ? nothingBelow : nothingIn}`)
    for (const file of found) files.add(file)
  }
  const reports: Report[] = []
  const notes: string[] = []
  const judge = (file: FileText): Report => {
    const document = new Description(file, documents, schema, { kind: 'document' })
    const diagnostics = [...syntaxFindings(file), ...findingsOf(document)]
      .sort((one, other) => one.span.start - other.span.start || one.span.end - other.span.end)
      .map(finding => diagnosticOf(finding, file.tree, nameOf))
    if (isCut(document)) notes.push(cutNote(nameOf(file.path)))
    return { path: nameOf(file.path), valid: !diagnostics.some(({ severity }) => severity === 'error'), diagnostics }
  }
  for (const file of files) {
    const tree = documents.tree(file)
    if (tree) reports.push(judge({ path: file, tree }))
    else failures.push(`${nameOf(file)}: ${whyUnreadable(file)}.`)
  }
  return {
    count: reports.length,
    reports: () => reports,
    diagnostics: lazily(() => reports.flatMap(({ diagnostics }) => diagnostics)),
    notes: () => notes,
    failures,
    tree: file => documents.tree(file)
  }
}

function readSchema(url: string): string {
  const file = localPath(url)
  const text = file === undefined ? undefined : readText(file)
  if (text === undefined) throw new Error(file === undefined ? whyUnread(url) : whyUnreadable(file))
  return text
}
