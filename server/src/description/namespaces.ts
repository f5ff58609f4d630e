/** Namespace declarations in scope, as "Namespaces in XML 1.0" has them; equal scopes are the same object. */
import type { SourceAttribute } from '../syntax/tree'

const mostKnownScopes = 256
/** What the prefix `xml` always means. */
export const xmlNamespace = 'http://www.w3.org/XML/1998/namespace'

export class NamespaceScope {
  /** The namespace of elements without a prefix. */
  readonly defaultNamespace: string
  private readonly bindings: ReadonlyMap<string, string>
  private readonly inner = new Map<string, NamespaceScope>()

  private constructor(bindings: ReadonlyMap<string, string>) {
    this.bindings = bindings
    this.defaultNamespace = bindings.get('') ?? ''
  }

  /** Where a document starts: only `xml` is bound. */
  static readonly outermost = new NamespaceScope(new Map([['xml', xmlNamespace]]))

  /** The scope inside a start tag with these attributes. */
  within(attributes: readonly SourceAttribute[]): NamespaceScope {
    if (!attributes.some(isDeclaration)) return this
    const declared = attributes.filter(isDeclaration)
    const key = JSON.stringify(declared.map(({ name, value }) => [name, value]))
    const known = this.inner.get(key)
    if (known) return known
    // Every keystroke in a declaration makes a scope; forgetting them costs the sharing of nodes once, nothing else.
    if (this.inner.size >= mostKnownScopes) this.inner.clear()
    const bindings = new Map(this.bindings)
    for (const { name, value } of declared) {
      const prefix = declaredPrefix(name)
      if (prefix !== undefined && prefix !== 'xml') bindings.set(prefix, value)
    }
    const scope = new NamespaceScope(bindings)
    this.inner.set(key, scope)
    return scope
  }

  /** The namespace bound to `prefix`, '' being the default one's; undefined for a prefix that nothing declares. */
  readonly resolve = (prefix: string): string | undefined =>
    prefix === '' ? this.defaultNamespace : this.bindings.get(prefix) || undefined

  /** A name as written, split and resolved; undefined where its prefix is not declared. */
  expand(name: string, kind: 'element' | 'attribute'): ExpandedName | undefined {
    const colon = name.indexOf(':')
    if (colon === -1) return { namespace: kind === 'element' ? this.defaultNamespace : '', localName: name }
    const namespace = this.resolve(name.slice(0, colon))
    return namespace === undefined ? undefined : { namespace, localName: name.slice(colon + 1) }
  }
}

export interface ExpandedName {
  readonly namespace: string
  readonly localName: string
}

/** The prefix that an attribute of this name declares, '' for the default namespace; undefined: it is no declaration. */
export function declaredPrefix(name: string): string | undefined {
  if (name === 'xmlns') return ''
  return name.startsWith('xmlns:') ? name.slice('xmlns:'.length) : undefined
}

function isDeclaration({ name }: SourceAttribute): boolean {
  return declaredPrefix(name) !== undefined
}
