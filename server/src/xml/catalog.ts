/**
 * Looks identifiers up in XML catalogs, as the program xmlcatalog of libxml2 does, which kiwi asks.
 *
 * Source: XML Catalogs (OASIS Standard V1.1, 7 October 2005), section 7, in libxml2's reading: delegates are asked in the
 * order in which they stand, `systemSuffix` and `uriSuffix` do not exist, and a delegate that knows nothing ends the search. Not done:
 * public identifiers, and `urn:publicid:` for them.
 */
import { MarkupElement, readMarkup, xmlNamespace } from './markup'
import { resolveUrl } from './schemaUrl'

/** Where every system has its catalog. */
export const systemCatalog = '/etc/xml/catalog'

/** The text at a path or URL; undefined where it cannot be had. */
export type ReadCatalog = (location: string) => string | undefined

/** What xmlcatalog asks for first, and what it asks for where that gives nothing. */
export type CatalogKind = 'system' | 'uri'

/** Nothing was found, and nothing else may be asked. */
const ended = Symbol('ended')

export class Catalogs {
  private readonly read: ReadCatalog
  private readonly parsed = new Map<string, readonly Entry[]>()

  constructor(read: ReadCatalog) {
    this.read = read
  }

  /** The path or URL that the catalog at `location` has for `identifier`; undefined where there is none. */
  lookUp(location: string, kind: CatalogKind, identifier: string): string | undefined {
    const found = this.search(location, kind, identifier, new Set())
    return typeof found === 'string' ? found : undefined
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
    const entries = this.entriesOf(location)
    const exact = entries.find(entry => entry.kind === kind && entry.match === identifier)
    if (exact) return exact.target
    const beginning = entries.filter(({ match }) => identifier.startsWith(match))
    const rewritten = longest(beginning.filter(entry => entry.kind === `rewrite-${kind}`))
    if (rewritten) return rewritten.target + identifier.slice(rewritten.match.length)
    const delegates = new Set(beginning.filter(entry => entry.kind === `delegate-${kind}`).map(({ target }) => target))
    for (const delegate of delegates) {
      const found = this.search(delegate, kind, identifier, asked)
      if (found !== undefined) return found
    }
    if (delegates.size > 0) return ended
    for (const next of entries.filter(entry => entry.kind === 'next')) {
      const found = this.search(next.target, kind, identifier, asked)
      if (found !== undefined) return found
    }
    return undefined
  }

  private entriesOf(location: string): readonly Entry[] {
    const known = this.parsed.get(location) ?? this.parse(location)
    this.parsed.set(location, known)
    return known
  }

  private parse(location: string): readonly Entry[] {
    const text = this.read(location)
    try {
      const root = text === undefined ? undefined : readMarkup(text)
      return root instanceof MarkupElement && isCatalogElement(root, 'catalog')
        ? entriesBelow(root, baseOf(root, location))
        : []
    } catch (error) {
      // Nested more deeply than any catalog: it says nothing.
      if (error instanceof RangeError) return []
      throw error
    }
  }
}

interface Entry {
  readonly kind: CatalogKind | `rewrite-${CatalogKind}` | `delegate-${CatalogKind}` | 'next'
  /** The identifier, or how it begins; '' for a catalog that is asked for all. */
  readonly match: string
  readonly target: string
}

const catalogNamespace = 'urn:oasis:names:tc:entity:xmlns:xml:catalog'

/** For each element that counts: what it says, and the attributes that hold what is matched and where it leads. */
const vocabulary = new Map<string, { kind: Entry['kind']; match: string | undefined; target: string }>([
  ['system', { kind: 'system', match: 'systemId', target: 'uri' }],
  ['uri', { kind: 'uri', match: 'name', target: 'uri' }],
  ['rewriteSystem', { kind: 'rewrite-system', match: 'systemIdStartString', target: 'rewritePrefix' }],
  ['rewriteURI', { kind: 'rewrite-uri', match: 'uriStartString', target: 'rewritePrefix' }],
  ['delegateSystem', { kind: 'delegate-system', match: 'systemIdStartString', target: 'catalog' }],
  ['delegateURI', { kind: 'delegate-uri', match: 'uriStartString', target: 'catalog' }],
  ['nextCatalog', { kind: 'next', match: undefined, target: 'catalog' }]
])

function entriesBelow(parent: MarkupElement, base: string): Entry[] {
  const entries: Entry[] = []
  for (const node of parent.children) {
    if (node.namespace !== catalogNamespace) continue
    const here = baseOf(node, base)
    if (node.localName === 'group') for (const entry of entriesBelow(node, here)) entries.push(entry)
    const words = vocabulary.get(node.localName)
    const match = words?.match === undefined ? '' : node.attribute(words.match)
    const target = words && node.attribute(words.target)
    if (!words || match === undefined || target === undefined) continue
    entries.push({ kind: words.kind, match, target: resolveUrl(target, here) })
  }
  return entries
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

function isCatalogElement(element: MarkupElement, name: string): boolean {
  return element.namespace === catalogNamespace && element.localName === name
}
