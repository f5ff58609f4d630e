/** Names that kiwi's parser or its conversion stops at, although they are well-formed: namespaces and letters. */
import { placesFrom } from '../syntax/sequence'
import type { SourceTree } from '../syntax/sourceTree'
import type { SourceSequence, StartTag } from '../syntax/tree'
import { declaredPrefix, NamespaceScope, xmlNamespace } from './namespaces'
import { isUriReference } from './uris'

const xmlnsNamespace = 'http://www.w3.org/2000/xmlns/'

/** One mistake with a name in a start tag. */
export interface NameFault {
  readonly kind:
    /** Nothing declares its prefix. */
    | 'prefix-undeclared'
    /** A colon stands where none may: first, last, or a second time. */
    | 'name-invalid'
    /** A declaration binds what cannot be bound, or to what is no URI. */
    | 'namespace-invalid'
    /** Another attribute of the element has the same name in the same namespace. */
    | 'attribute-duplicate'
    /** kiwi writes what it converted in ASCII, where such a name cannot stand. */
    | 'name-not-ascii'
  /** As written. */
  readonly name: string
  /** Offsets from the start of the element. */
  readonly start: number
  readonly end: number
}

const none: readonly NameFault[] = []

/** What a start tag must hold somewhere to have a name with a prefix, a declaration of a namespace, or any fault here. */
const remarkable = /[:\u0080-\uFFFF]|xmlns/

/** Whether all names in a start tag are what they seem to be: in no namespace of their own, and without a fault. */
export function isPlainTag({ text }: StartTag): boolean {
  return !remarkable.test(text)
}

/** What is wrong with the names in a start tag; `resolve` gives the namespace bound to a prefix there. */
export function nameFaults(tag: StartTag, resolve: (prefix: string) => string | undefined): readonly NameFault[] {
  const { name, attributes } = tag
  if (isPlainTag(tag) || (isPlain(tag) && attributes.every(isPlain))) return none
  const faults: NameFault[] = []
  const report = (kind: NameFault['kind'] | undefined, at: { name: string; start: number; end: number }): void => {
    if (kind) faults.push({ kind, ...at })
  }
  report(faultOf(name, resolve), { name, start: 1, end: 1 + name.length })
  const expanded = new Set<string>()
  for (const { name: own, nameStart: start, nameEnd: end, value, valueStart } of attributes) {
    const at = { name: own, start, end }
    const prefix = declaredPrefix(own)
    if (prefix !== undefined) {
      if (valueStart !== -1) report(declarationFault(own, prefix, value), at)
      continue
    }
    const fault = faultOf(own, resolve)
    report(fault, at)
    const colon = own.indexOf(':')
    if (fault || colon === -1) continue
    const key = JSON.stringify([resolve(own.slice(0, colon)), own.slice(colon + 1)])
    if (expanded.has(key) && attributes.filter(each => each.name === own).length === 1)
      report('attribute-duplicate', at)
    expanded.add(key)
  }
  return faults
}

function isPlain({ name }: { readonly name: string }): boolean {
  return /^[\w.-]*$/.test(name) && name !== 'xmlns'
}

function faultOf(name: string, resolve: (prefix: string) => string | undefined): NameFault['kind'] | undefined {
  const colon = name.indexOf(':')
  if (colon !== -1) {
    if (colon === 0 || colon === name.length - 1 || name.includes(':', colon + 1)) return 'name-invalid'
    if (resolve(name.slice(0, colon)) === undefined) return 'prefix-undeclared'
  }
  return isAscii(name) ? undefined : 'name-not-ascii'
}

/** As "Namespaces in XML 1.0" (third edition) has it; that the name be a URI is what libxml2 adds. */
function declarationFault(name: string, prefix: string, value: string): NameFault['kind'] | undefined {
  if (name === 'xmlns:' || prefix.includes(':')) return 'name-invalid'
  const isReserved = prefix === 'xmlns' || value === xmlnsNamespace || (prefix === 'xml') !== (value === xmlNamespace)
  if (isReserved || (prefix !== '' && value === '') || !isUriReference(value)) return 'namespace-invalid'
  return isAscii(name) ? undefined : 'name-not-ascii'
}

function isAscii(name: string): boolean {
  return !/[\u0080-\uFFFF]/.test(name)
}

/** A start tag with mistakes in its names, and where its element starts. */
export interface FaultyTag {
  readonly offset: number
  readonly faults: readonly NameFault[]
}

const faultyTags = new WeakMap<SourceTree, readonly FaultyTag[]>()

/** All start tags of a file with mistakes in their names; asked again for the same tree it costs nothing. */
export function faultyTagsIn(tree: SourceTree): readonly FaultyTag[] {
  const known = faultyTags.get(tree)
  if (known) return known
  const found: FaultyTag[] = []
  const visit = (sequence: SourceSequence, base: number, outer: NamespaceScope): void => {
    for (const { node, offset } of placesFrom(sequence, 0)) {
      if (node.kind !== 'element') continue
      const scope = outer.within(node.startTag.attributes)
      const faults = nameFaults(node.startTag, scope.resolve)
      if (faults.length > 0) found.push({ offset: base + offset, faults })
      visit(node.content, base + offset + node.startTag.text.length, scope)
    }
  }
  visit(tree.root, 0, NamespaceScope.outermost)
  faultyTags.set(tree, found)
  return found
}
