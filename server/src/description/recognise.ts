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

/** What the file `fileName` is; `known` says that the editor already takes it for a description whatever its name. */
export function recognise(fileName: string, tree: SourceTree, known = false): DocumentKind {
  const named = known || hasDescriptionName(fileName)
  const start = tree
    .text(0, searchedText)
    .replace(/^\uFEFF/, '')
    .trimStart()
  if (named && start !== '' && !start.startsWith('<') && !/<image[\s>]/.test(start)) return 'yaml'
  const root = tree.documentElement()?.node
  if (root && isImage(root)) {
    const written = new Set(root.startTag.attributes.map(({ name }) => name))
    if (written.has('stashed')) return 'extension'
    return named || written.has('schemaversion') ? 'description' : 'fragment'
  }
  const claims =
    root?.startTag.name === 'image' && root.startTag.attributes.some(({ name }) => name === 'schemaversion')
  const mustBe = (claims && named) || known || path.extname(fileName) === '.kiwi'
  const unfinished = root === undefined && path.basename(fileName) === 'config.xml' && start.includes('<image')
  return mustBe || unfinished ? 'description' : 'other'
}

/** Whether kiwi would take a file of that name for a description. */
export function hasDescriptionName(fileName: string): boolean {
  return path.extname(fileName) === '.kiwi' || path.basename(fileName) === 'config.xml'
}
