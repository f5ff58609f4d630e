/**
 * One `grammar` of a schema: its definitions, those of the files that it includes among them, each known by name.
 *
 * Steps 4.6 and 4.7 of simplification (`externalRef`, `include` with what it overrides), 4.17 and 4.18 (`combine`).
 */
import { resolveUrl } from '../xml/schemaUrl'
import { readSchemaDocument } from './schemaDocument'
import type { ReadSchema, SchemaError } from '../xml/schemaText'
import type { SchemaNode } from './schemaDocument'

/** `define` elements of one name, or all `start` elements: `combine` says how their contents go together. */
export interface Definition {
  readonly nodes: readonly SchemaNode[]
  readonly combine: 'choice' | 'interleave'
}

export interface GrammarScope {
  readonly definitions: ReadonlyMap<string, Definition>
  readonly start: Definition | undefined
  /** The grammar around this one, which `parentRef` speaks of. */
  readonly parent: GrammarScope | undefined
}

interface Component {
  readonly kind: 'start' | 'define'
  readonly name: string
  readonly node: SchemaNode
}

/** Far more than any schema has: of files inside each other, and of files in all, each counted as often as it is referred to. */
const deepestDocument = 100
const mostDocuments = 5000

/** Reads schema documents and puts grammars together; everything that is wrong goes to `report`. */
export class SchemaLoader {
  readonly #read: ReadSchema
  readonly #report: (error: SchemaError) => void
  #documentCount = 0

  constructor(read: ReadSchema, report: (error: SchemaError) => void) {
    this.#read = read
    this.#report = report
  }

  /** The root of the document at `url`, which `referrer` refers to; undefined where there is none. Throws a RangeError at too many. */
  document(url: string, referrer: SchemaNode | undefined): SchemaNode | undefined {
    const fail = (message: string): undefined => {
      this.#report({ message, ...(referrer?.place ?? { url, line: 1, column: 1 }) })
      return undefined
    }
    if (referrer?.documents.includes(url) === true)
      return fail(`“${url}” refers to itself, at once or by way of others.`)
    this.#documentCount += 1
    if ((referrer?.documents.length ?? 0) >= deepestDocument || this.#documentCount > mostDocuments)
      throw new RangeError('Too many files.')
    let text: string
    try {
      text = this.#read(url)
    } catch (error) {
      return fail(`“${url}” cannot be read: ${error instanceof Error ? error.message : String(error)}.`)
    }
    return readSchemaDocument(text, url, referrer, this.#report)
  }

  scope(grammar: SchemaNode, parent: GrammarScope | undefined): GrammarScope {
    const starts: SchemaNode[] = []
    const defines = new Map<string, SchemaNode[]>()
    for (const { kind, name, node } of this.#components(grammar)) {
      if (kind === 'start') starts.push(node)
      else if (defines.has(name)) defines.get(name)?.push(node)
      else defines.set(name, [node])
    }
    if (starts.length === 0) this.#report({ message: 'This grammar has no “start”.', ...grammar.place })
    return {
      definitions: new Map([...defines].map(([name, nodes]) => [name, this.#combined(nodes)])),
      start: starts.length === 0 ? undefined : this.#combined(starts),
      parent
    }
  }

  #components(container: SchemaNode): Component[] {
    return container.children.flatMap((node): Component[] => {
      switch (node.name) {
        case 'start':
        case 'define':
          return [{ kind: node.name, name: node.attributes.get('name') ?? '', node }]
        case 'div':
          return this.#components(node)
        case 'include':
          return this.#included(node)
        default:
          return []
      }
    })
  }

  #included(include: SchemaNode): Component[] {
    const overrides = this.#components(include)
    const href = include.attributes.get('href')
    // Told already.
    if (href === undefined) return overrides
    const url = resolveUrl(href, include.base)
    const root = this.document(url, include)
    if (root === undefined) return overrides
    if (root.name !== 'grammar') {
      this.#report({ message: `“${url}” is not a grammar: its root is “${root.name}”.`, ...include.place })
    }
    const included = this.#components(root)
    const sameAs = (one: Component) => (other: Component) => one.kind === other.kind && one.name === other.name
    for (const override of overrides) {
      if (included.some(sameAs(override))) continue
      const what = override.kind === 'start' ? '“start”' : `definition of “${override.name}”`
      this.#report({ message: `“${url}” has no ${what} that could be overridden.`, ...override.node.place })
    }
    return [...included.filter(component => !overrides.some(sameAs(component))), ...overrides]
  }

  #combined(nodes: readonly SchemaNode[]): Definition {
    const ways = nodes.map(node => node.attributes.get('combine'))
    const first = ways.find(way => way !== undefined)
    const plain = nodes.filter(node => node.attributes.get('combine') === undefined)
    const second = plain[1]
    if (second !== undefined) {
      this.#report({ message: `${nameOf(second)} is defined twice without “combine”.`, ...second.place })
    }
    const odd = nodes.find(node => (node.attributes.get('combine') ?? first) !== first)
    if (odd !== undefined) {
      this.#report({ message: `${nameOf(odd)} is combined by choice here and by interleave there.`, ...odd.place })
    }
    return { nodes, combine: first === 'interleave' ? 'interleave' : 'choice' }
  }
}

function nameOf(node: SchemaNode): string {
  return node.name === 'start' ? '“start”' : `“${node.attributes.get('name') ?? ''}”`
}
