/**
 * Broken descriptions with what is told of them, as text: below each line of a description stand what is told there, the
 * place marked.
 *
 *     ### A misspelt element
 *     <image schemaversion="8.5" name="x">
 *       <packagess type="image"/>
 *        ^^^^^^^^^ error element-not-allowed: <packagess> is not allowed in <image>. …
 *     </image>
 *
 * `^^^…` goes on in the lines after it, `|` marks a place without width. A title may end with `(for SCHEMAVERSION)`:
 * the kiwi that judges. A line `//- /path` starts another file. `kiwi says: …` and `kiwi refuses this: …` stand for what a
 * rule of the schema says that the description breaks, word for word: kiwi's texts are not written down here. How many more
 * are allowed than a message lists, each kiwi release may change: that stands as `and … more`.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { diagnose } from '../../server/src/services/diagnostics'
import type { Finding } from '../../server/src/services/finding'
import { findingsOf, syntaxFindings } from '../../server/src/services/findings'
import type { SourceTree } from '../../server/src/syntax/sourceTree'
import { libraryOf, MemoryFiles } from './descriptions'
import { parseFixture, type FixtureFile } from './fixture'

export interface BrokenDescription {
  /** The file that holds it, and its title in that. */
  readonly title: string
  /** The schemaversion of the kiwi that judges it; undefined: the newest one. */
  readonly target: string | undefined
  readonly files: readonly FixtureFile[]
  /** The text with what is expected to be told. */
  readonly expected: string
}

const folder = 'test/fixtures/broken'

const annotation = /^ *(?:\^+…?|\|) (?:error|warning|information|hint) [\w-]+: /

/** All of them, in the order of the files' names. */
export function brokenDescriptions(): BrokenDescription[] {
  return readdirSync(folder)
    .sort()
    .flatMap(name => parse(path.basename(name, '.txt'), readFileSync(path.join(folder, name), 'utf8')))
}

/** The descriptions of one text; throws where it does not begin with a title. */
export function parse(name: string, text: string): BrokenDescription[] {
  const [before = '', ...parts] = text.split(/^### /m)
  assert.equal(before, '', `${name} begins with a title`)
  return parts.map(part => {
    const end = part.indexOf('\n')
    const title = part.slice(0, end)
    const expected = part.slice(end + 1).trimEnd()
    const source = expected.split('\n').filter(line => !annotation.test(line))
    const { files } = parseFixture(source.join('\n'), 'plain')
    return { title: `${name}: ${title}`, target: /\(for ([\d.]+)\)$/.exec(title)?.[1], files, expected }
  })
}

/** All that is found in the files of a description, file by file, but what kiwi checks when it builds. */
function findingsIn({ files, target }: BrokenDescription): { path: string; tree: SourceTree; found: Finding[] }[] {
  const library = libraryOf(new MemoryFiles(files), target)
  return files.map(({ path: name }) => {
    const file = library.file(name)
    assert.ok(file)
    const failures = file.readings.flatMap(reading => reading.ruleFailures)
    const rules = failures.map(({ message }) => `${message.replace(/[.!?]*$/, '')}.`)
    const found = diagnose(file).filter(({ code }) => !code.startsWith('check-'))
    return {
      path: name,
      tree: file.tree,
      found: found.map(each => ({ ...each, message: withoutTexts(each.message, rules) }))
    }
  })
}

function withoutTexts(told: string, rules: readonly string[]): string {
  const message = told.replaceAll(/ and (?:one|\d+) more\b/g, ' and … more')
  const [, start = message, text = ''] = /^(.*kiwi (?:says|refuses this): )(.*)$/.exec(message) ?? []
  const rule = rules.find(each => text.startsWith(each))
  return rule === undefined ? message : `${start}…${text.slice(rule.length)}`
}

/** The files that kiwi can be told to load, and whether an error says that it refuses to. */
export function verdictsOn({ files, target }: BrokenDescription): { path: string; isRefused: boolean }[] {
  const library = libraryOf(new MemoryFiles(files), target)
  return files
    .filter(({ path: name }) => name.endsWith('.kiwi'))
    .map(({ path: name }) => {
      const reading = library.file(name)?.readings.find(({ file }) => file.path === name)
      assert.ok(reading)
      const found = [...findingsOf(reading), ...reading.files().flatMap(syntaxFindings)]
      return { path: name, isRefused: found.some(({ stage, severity }) => stage === 'load' && severity === 'error') }
    })
}

/** The description with what is told of it, in the form of `expected`. */
export function annotated(description: BrokenDescription): string {
  const parts = findingsIn(description).map(({ path: name, tree, found }) => {
    const lines = tree.text().split('\n')
    const text = lines.flatMap((line, index) => [line, ...found.flatMap(each => marked(each, tree, line, index))])
    return description.files.length > 1 ? [`//- ${name}`, ...text] : text
  })
  return parts.flat().join('\n').trimEnd()
}

function marked({ span, severity, code, message }: Finding, tree: SourceTree, line: string, index: number): string[] {
  const [start, end] = [tree.positionAt(span.start), tree.positionAt(span.end)]
  if (start.line !== index) return []
  const width = (end.line === index ? end.character : line.length) - start.character
  const marks = span.end === span.start ? '|' : `${'^'.repeat(width)}${end.line === index ? '' : '…'}`
  return [`${' '.repeat(start.character)}${marks} ${severity} ${code}: ${message}`]
}
