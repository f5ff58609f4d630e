/** What a file is to kiwi, found by its content first and its name second. */
import path from 'node:path'
import type { SourceTree } from '../syntax/sourceTree'
import { isImage } from './includes'

/**
 * `description`: kiwi reads it itself; `fragment`: descriptions include it; `extension`: says what to change about a
 * stash; `yaml`: a description in YAML, JSON or TOML, of which this program knows nothing; `other`: not ours.
 */
export type DocumentKind = 'description' | 'fragment' | 'extension' | 'yaml' | 'other'

/** How much of a file without any markup at its start is searched for an `<image`. */
const searchedText = 4096

/** In so much most files show markup. */
const firstText = 64

/** What the file `fileName` is; `known` says that the editor already takes it for a description whatever its name. */
export function recognise(fileName: string, tree: SourceTree, known = false): DocumentKind {
  const named = known || hasDescriptionName(fileName)
  if (named && isOtherText(tree)) return 'yaml'
  const root = tree.documentElement()?.node
  if (root && isImage(root)) {
    const written = new Set(root.startTag.attributes.map(({ name }) => name))
    if (written.has('stashed')) return 'extension'
    return named || written.has('schemaversion') ? 'description' : 'fragment'
  }
  const claims =
    root?.startTag.name === 'image' && root.startTag.attributes.some(({ name }) => name === 'schemaversion')
  const mustBe = (claims && named) || known || path.extname(fileName) === '.kiwi'
  const mayHaveRoot = path.basename(fileName) === 'config.xml' || tree.isTooLarge
  const unfinished = root === undefined && mayHaveRoot && startOf(tree, searchedText).includes('<image')
  return mustBe || unfinished ? 'description' : 'other'
}

/** Whether there is text, but none that looks like a description in XML. */
function isOtherText(tree: SourceTree): boolean {
  if (startOf(tree, firstText).startsWith('<')) return false
  const start = startOf(tree, searchedText)
  return start !== '' && !start.startsWith('<') && !/<image[\s>]/.test(start)
}

/** What stands in the first so many UTF-16 code units, without blanks and a byte order mark before it. */
function startOf(tree: SourceTree, length: number): string {
  return tree.text(0, length).trimStart()
}

/** Whether kiwi would take a file of that name for a description. */
export function hasDescriptionName(fileName: string): boolean {
  return path.extname(fileName) === '.kiwi' || path.basename(fileName) === 'config.xml'
}
