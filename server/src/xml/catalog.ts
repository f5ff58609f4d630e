/**
 * Looks identifiers up in XML catalogs, as the program xmlcatalog of libxml2 does, which kiwi asks.
 *
 * Source: XML Catalogs (OASIS Standard V1.1, 7 October 2005), section 7, in libxml2's reading: delegates are asked in the
 * order in which they stand, `systemSuffix` and `uriSuffix` do not exist, and a delegate that knows nothing ends the search. Not done:
 * public identifiers, and `urn:publicid:` for them.
 */
import type { Run } from '../syntax/run'
import { SourceTree } from '../syntax/sourceTree'
import type { SourceElement, SourceSequence } from '../syntax/tree'
import { MarkupElement, soundRoot, xmlNamespace } from './markup'
import { resolveUrl } from './schemaUrl'

/** Where every system has its catalog. */
export const systemCatalog = '/etc/xml/catalog'

/** The text at a path or URL; undefined where it cannot be had. */
export type ReadCatalog = (location: string) => string | undefined

/** What xmlcatalog asks for first, and what it asks for where that gives nothing. */
export type CatalogKind = 'system' | 'uri'

/** Why a catalog says nothing; `missing`: its text cannot be had. */
export type CatalogProblem =
  | { readonly kind: 'missing' }
  | { readonly kind: 'malformed'; readonly line: number; readonly message: string }
  | { readonly kind: 'not-a-catalog' }

/** Nothing was found, and nothing else may be asked. */
const ended = Symbol('ended')

export class Catalogs {
  private readonly read: ReadCatalog
  private readonly known = new Map<string, Catalog>()

  constructor(read: ReadCatalog) {
    this.read = read
  }

  /** The path or URL that the catalog at `location` has for `identifier`; undefined where there is none. */
  lookUp(location: string, kind: CatalogKind, identifier: string): string | undefined {
    const found = this.search(location, kind, identifier, new Set())
    return typeof found === 'string' ? found : undefined
  }

  /** What is wrong with the catalog at `location`; those that it leads to are not looked at. */
  problemOf(location: string): CatalogProblem | undefined {
    return this.catalogAt(location).problem
  }

  private search(
    location: string,
    kind: CatalogKind,
    identifier: string,
    asked: Set<string>
  ): string | typeof ended | undefined {
    // Whoever leads back to a catalog, or to it once more, learns nothing new.
    if (asked.has(location)) return undefined
    asked.add(location)
    const { exact, others } = this.catalogAt(location)
    const found = exact[kind].get(identifier)
    if (found) return targetOf(found)
    const beginning = others.filter(({ match }) => identifier.startsWith(match))
    const rewritten = longest(beginning.filter(entry => entry.kind === `rewrite-${kind}`))
    if (rewritten) return targetOf(rewritten) + identifier.slice(rewritten.match.length)
    const delegates = new Set(beginning.filter(entry => entry.kind === `delegate-${kind}`).map(targetOf))
    for (const delegate of delegates) {
      const answer = this.search(delegate, kind, identifier, asked)
      if (answer !== undefined) return answer
    }
    if (delegates.size > 0) return ended
    for (const next of others.filter(entry => entry.kind === 'next')) {
      const answer = this.search(targetOf(next), kind, identifier, asked)
      if (answer !== undefined) return answer
    }
    return undefined
  }

  private catalogAt(location: string): Catalog {
    const known = this.known.get(location) ?? readCatalog(this.read(location), location)
    this.known.set(location, known)
    return known
  }
}

interface Entry {
  readonly kind: CatalogKind | `rewrite-${CatalogKind}` | `delegate-${CatalogKind}` | 'next'
  /** The identifier, or how it begins; '' for a catalog that is asked for all. */
  readonly match: string
  /** As written; relative to `base`. */
  readonly target: string
  readonly base: string
}

interface Catalog {
  /** By identifier, of several for one the first: a catalog may have hundreds of thousands. */
  readonly exact: Readonly<Record<CatalogKind, Map<string, Entry>>>
  /** All other entries in their order. */
  readonly others: Entry[]
  readonly problem: CatalogProblem | undefined
}

/** Of all elements that say something. */
export const catalogNamespace = 'urn:oasis:names:tc:entity:xmlns:xml:catalog'

interface Words {
  readonly kind: Entry['kind']
  readonly match: string | undefined
  readonly target: string
}

/** For each element that counts: what it says, and the attributes that hold what is matched and where it leads. */
const vocabulary = new Map<string, Words>([
  ['system', { kind: 'system', match: 'systemId', target: 'uri' }],
  ['uri', { kind: 'uri', match: 'name', target: 'uri' }],
  ['rewriteSystem', { kind: 'rewrite-system', match: 'systemIdStartString', target: 'rewritePrefix' }],
  ['rewriteURI', { kind: 'rewrite-uri', match: 'uriStartString', target: 'rewritePrefix' }],
  ['delegateSystem', { kind: 'delegate-system', match: 'systemIdStartString', target: 'catalog' }],
  ['delegateURI', { kind: 'delegate-uri', match: 'uriStartString', target: 'catalog' }],
  ['nextCatalog', { kind: 'next', match: undefined, target: 'catalog' }]
])

function readCatalog(text: string | undefined, location: string): Catalog {
  if (text === undefined) return emptyCatalog({ kind: 'missing' })
  const root = soundRoot(SourceTree.parse(text))
  if (!('node' in root)) return emptyCatalog({ kind: 'malformed', line: root.line, message: root.message })
  const element = markupOf(root.node, undefined)
  if (element.namespace !== catalogNamespace || element.localName !== 'catalog')
    return emptyCatalog({ kind: 'not-a-catalog' })
  const catalog = emptyCatalog(undefined)
  addContent(catalog, root.node.content, { parent: element, base: baseOf(element, location) })
  return catalog
}

function emptyCatalog(problem: CatalogProblem | undefined): Catalog {
  return { exact: { system: new Map(), uri: new Map() }, others: [], problem }
}

interface Context {
  readonly parent: MarkupElement
  readonly base: string
}

/** A well-formed tree is not deep, so recursion is no danger. */
function addContent(catalog: Catalog, sequence: SourceSequence, context: Context): void {
  if (sequence.kind === 'leaf' && sequence.run) {
    // The long lists of a catalog: no nodes are made of them.
    if (context.parent.resolvePrefix('') === catalogNamespace) addRun(catalog, sequence.run, context.base)
    return
  }
  for (const item of sequence.items) {
    if (item.kind === 'leaf' || item.kind === 'branch') addContent(catalog, item, context)
    else if (item.kind === 'element') addElement(catalog, item, context)
  }
}

function addElement(catalog: Catalog, source: SourceElement, { parent, base }: Context): void {
  const element = markupOf(source, parent)
  if (element.namespace !== catalogNamespace) return
  const here = baseOf(element, base)
  if (element.localName === 'group') addContent(catalog, source.content, { parent: element, base: here })
  const words = vocabulary.get(element.localName)
  if (words) add(catalog, words, name => element.attribute(name), here)
}

/** None of the elements has a base of its own. */
function addRun(catalog: Catalog, run: Run, base: string): void {
  let first = 0
  for (const { localName, attributeNames } of run.tags) {
    const words = vocabulary.get(localName)
    const from = first
    const valueOf = (name: string): string | undefined => {
      const index = attributeNames.indexOf(name)
      return index === -1 ? undefined : run.value(from + index)
    }
    if (words) add(catalog, words, valueOf, base)
    first += attributeNames.length
  }
}

function add(catalog: Catalog, words: Words, valueOf: (name: string) => string | undefined, base: string): void {
  const { kind } = words
  const match = words.match === undefined ? '' : valueOf(words.match)
  const target = valueOf(words.target)
  if (match === undefined || target === undefined) return
  const entry = { kind, match, target, base }
  if (kind !== 'system' && kind !== 'uri') catalog.others.push(entry)
  else if (!catalog.exact[kind].has(match)) catalog.exact[kind].set(match, entry)
}

/** Nobody asks where an entry stands. */
const noPlace = { line: 0, column: 0 }

function markupOf({ startTag: { name, attributes } }: SourceElement, parent: MarkupElement | undefined): MarkupElement {
  return new MarkupElement({ name, attributes, ...noPlace }, parent)
}

function targetOf({ target, base }: Entry): string {
  return resolveUrl(target, base)
}

/** The longest match, of several the first. */
function longest(entries: readonly Entry[]): Entry | undefined {
  let found: Entry | undefined
  for (const entry of entries) if (entry.match.length > (found?.match.length ?? 0)) found = entry
  return found
}

function baseOf(element: MarkupElement, outer: string): string {
  return resolveUrl(element.attribute('base', xmlNamespace) ?? '', outer)
}
