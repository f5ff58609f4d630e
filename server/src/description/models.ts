/** The schemas that a file itself names, in `<?xml-model … ?>` before its top element ("Associating Schemas with XML documents 1.0", W3C). */
import path from 'node:path'
import { decodeText } from '../syntax/characters'
import { placesFrom } from '../syntax/sequence'
import type { Span } from '../syntax/tree'
import type { FileText } from './files'
import { modelInstruction, pseudoAttributes, type PseudoAttribute } from './instructions'

export type ModelKind = 'relaxng' | 'schematron'

/** One instruction; `span` is the value of its href, from the start of the file. */
export interface Model {
  readonly href: string
  readonly span: Span
  /** Undefined for what is no RELAX NG in XML syntax and no Schematron. */
  readonly kind: ModelKind | undefined
  /** Absolute path of the file that is meant; undefined where it is none of this machine, or the file lies in no folder. */
  readonly location: string | undefined
}

const namespaces: Readonly<Record<string, ModelKind>> = {
  'http://relaxng.org/ns/structure/1.0': 'relaxng',
  'http://purl.oclc.org/dsdl/schematron': 'schematron'
}

const extensions: Readonly<Record<string, ModelKind>> = { '.rng': 'relaxng', '.sch': 'schematron' }

/** The instructions before the top element that have a href, in their order. */
export function modelsOf({ path: file, tree }: FileText): Model[] {
  const models: Model[] = []
  for (const { node, offset } of placesFrom(tree.root, 0)) {
    if (node.kind === 'element') break
    if (node.kind !== 'processing-instruction') continue
    const written = pseudoAttributes(node, modelInstruction)
    const href = written?.get('href')
    if (!written || !href) continue
    const { start, value } = href
    const span = { start: offset + start, end: offset + start + value.length }
    const decoded = decodeText(value)
    models.push({ href: decoded, span, kind: kindOf(written, decoded), location: locationOf(decoded, file) })
  }
  return models
}

/** Said by `schematypens`, which RELAX NG in compact syntax has as well, or else by the ending of the name. */
function kindOf(written: ReadonlyMap<string, PseudoAttribute>, href: string): ModelKind | undefined {
  const extension = path.extname(href.replace(/[?#].*$/, ''))
  if (extension === '.rnc' || written.get('type')?.value === 'application/relax-ng-compact-syntax') return undefined
  const namespace = written.get('schematypens')?.value
  return namespace === undefined ? extensions[extension] : namespaces[decodeText(namespace)]
}

function locationOf(href: string, file: string): string | undefined {
  const [whole = ''] = href.split('#')
  const local = /^file:(?:\/\/(?:localhost)?)?(\/.*)$/i.exec(whole)?.[1]
  if (local === undefined && /^(?:[A-Za-z][A-Za-z0-9+.-]*:|\/\/)/.test(whole)) return undefined
  const location = path.join(path.isAbsolute(local ?? whole) ? '' : path.dirname(file), unescaped(local ?? whole))
  return path.isAbsolute(location) ? location : undefined
}

/** The path that a URI means; as it is where its escapes are malformed. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
