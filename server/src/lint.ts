#!/usr/bin/env node
/** The command line: kiwi-lint says what is wrong with descriptions, in the words of the editor. */
import path from 'node:path'
import packageJson from '../package.json'
import { Library } from './description/library'
import { hasDescriptionName } from './description/recognise'
import { Schemas } from './description/schemas'
import { Documents } from './handlers/documents'
import { filesIn, isFolder, readText } from './handlers/fileSystem'
import { schemaFiles } from './handlers/schemaFiles'
import { Workspace } from './handlers/workspace'
import type { Finding } from './services/finding'
import { diagnose } from './services/diagnostics'

const usage = `Usage: kiwi-lint FILE|FOLDER…

Says what kiwi would object to in image descriptions, and where. Of a folder every description
in it is checked: config.xml and *.kiwi. A file that descriptions include is judged as part of
those beside it and above it that include it.

Options:
  -h, --help     Show this text.
  --version      Show the version.

Exit code: 0 without errors, 1 with errors, 2 where the command line is wrong or a file cannot be read.
`

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', () => process.exit())
process.exitCode = main(process.argv.slice(2))

function main(words: readonly string[]): 0 | 1 | 2 {
  const end = words.indexOf('--')
  const options = (end === -1 ? words : words.slice(0, end)).filter(word => word.startsWith('-'))
  if (options.some(option => option === '--help' || option === '-h')) return told(usage)
  if (options.includes('--version')) return told(`kiwi-lint ${packageJson.version}\n`)
  const [unknown] = options
  if (unknown !== undefined) return failed(`There is no option ${unknown}.\n\n${usage}`)
  const places = words.filter((_, index) => index !== end)
  if (places.length === 0) return failed(usage)
  const schemas = new Schemas(schemaFiles(path.join(__dirname, '../../schemas')))
  const { schema, failures } = schemas.resolve('newest', undefined)
  if (!schema) return failed(`${failures.join('\n')}\n`)
  const documents = new Documents()
  const library = new Library(documents, schema)
  return lint(places, documents, library)
}

function lint(words: readonly string[], documents: Documents, library: Library): 0 | 1 | 2 {
  const workspace = new Workspace(documents, library)
  const unreadable: string[] = []
  const files = new Set<string>()
  for (const word of words) {
    const found = isFolder(word) ? filesIn(path.resolve(word)).filter(hasDescriptionName) : [path.resolve(word)]
    if (found.length === 0) unreadable.push(`${word}: there is no description in this folder.`)
    for (const file of found) {
      if (readText(file) === undefined) unreadable.push(`${word}: the file cannot be read.`)
      else files.add(file)
    }
  }
  for (const file of files) {
    library.update(file)
    const kind = library.file(file)?.kind
    if (library.file(file)?.alone) workspace.searchAround(file)
    else if (kind === 'yaml')
      process.stderr.write(`kiwi-lint: ${path.relative('', file)}: this is no XML: not checked.\n`)
    else if (kind === 'other' && !hasDescriptionName(file))
      unreadable.push(`${path.relative('', file)}: this is no image description.`)
  }
  // What a description includes is checked with it: the mistake is told where it is.
  const findings = [...new Set([...files].flatMap(file => reach(file, library)))].flatMap(file => {
    const described = library.file(file)
    // Every mistake is told at its own place: no need to tell it at the include as well.
    return described ? diagnose(described).filter(({ code }) => code !== 'include-has-errors') : []
  })
  for (const finding of findings) process.stdout.write(`${lineOf(finding, documents)}\n`)
  for (const message of unreadable) process.stderr.write(`kiwi-lint: ${message}\n`)
  if (unreadable.length > 0) return 2
  return findings.some(({ severity }) => severity === 'error') ? 1 : 0
}

/** The file, and if it is a description the files that it includes. */
function reach(file: string, library: Library): string[] {
  const own = library.file(file)?.readings.filter(reading => reading.file.path === file) ?? []
  return [file, ...own.flatMap(reading => reading.files().map(({ path: each }) => each))]
}

function lineOf({ path: file, span, severity, message, code }: Finding, documents: Documents): string {
  const { line = 0, character = 0 } = documents.tree(file)?.positionAt(span.start) ?? {}
  return `${path.relative('', file)}:${line + 1}:${character + 1}: ${severity}: ${message} [${code}]`
}

function told(text: string): 0 {
  process.stdout.write(text)
  return 0
}

function failed(text: string): 2 {
  process.stderr.write(text)
  return 2
}
