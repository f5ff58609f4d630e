/**
 * The syntax of RELAX NG schemas: the text of a schema becomes a tree of its own elements, free of annotations.
 *
 * Done here are the first steps of simplification (RELAX NG specification, 4.1 to 4.5, 4.9): annotations go, except that
 * `a:documentation` is kept with what it documents; `ns` and `datatypeLibrary` are handed down. Checked here is the full
 * syntax (section 3): what does not belong in a schema is told and left out.
 */
import { isUnprefixedName } from './xsdTypes'
import { xmlNamespace, type MarkupElement } from '../xml/markup'
import { resolveUrl } from '../xml/schemaUrl'
import { parseSchema, type SchemaError, type SchemaPlace } from '../xml/schemaText'

/** An element of RELAX NG's namespace. */
export interface SchemaNode {
  readonly name: string
  /** Attributes of RELAX NG itself, white space at the ends of names removed. */
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly SchemaNode[]
  /** The text of `name`, `value` and `param`; else ''. */
  readonly text: string
  /** What `a:documentation` says of it, paragraphs separated by empty lines. */
  readonly documentation: string | undefined
  /** The value of `ns` that holds here. */
  readonly ns: string
  readonly datatypeLibrary: string
  /** What `href` here is relative to: the document, unless `xml:base` says otherwise. */
  readonly base: string
  readonly place: SchemaPlace
  /** This document and those that refer to it, by way of `include` or `externalRef`. */
  readonly documents: readonly string[]
  /** Namespace declared for a prefix here. */
  resolvePrefix(prefix: string): string | undefined
}

const relaxNamespace = 'http://relaxng.org/ns/structure/1.0'
const annotationNamespace = 'http://relaxng.org/ns/compatibility/annotations/1.0'
const nestingLimit = 1000

interface ElementSyntax {
  /** Attributes, `!` behind those that must be there. `ns` and `datatypeLibrary` may stand everywhere. */
  readonly attributes?: readonly string[]
  readonly children?: (name: string) => boolean
  /** Whether at least one child is needed. */
  readonly filled?: boolean
  readonly text?: boolean
}

const patternNames = new Set(
  (
    'element attribute group interleave choice optional zeroOrMore oneOrMore list mixed ref parentRef empty value data ' +
    'text notAllowed externalRef grammar'
  ).split(' ')
)
const nameClassNames = new Set(['name', 'anyName', 'nsName', 'choice'])
const isPattern = (name: string): boolean => patternNames.has(name)
const isNameClass = (name: string): boolean => nameClassNames.has(name)
const isOneOf =
  (...names: readonly string[]) =>
  (name: string): boolean =>
    names.includes(name)

const patternList: ElementSyntax = { children: isPattern, filled: true }

const syntax = new Map<string, ElementSyntax>([
  ['element', { attributes: ['name'], children: name => isPattern(name) || isNameClass(name), filled: true }],
  ['attribute', { attributes: ['name'], children: name => isPattern(name) || isNameClass(name) }],
  ...['group', 'interleave', 'optional', 'zeroOrMore', 'oneOrMore', 'list', 'mixed'].map(
    (name): [string, ElementSyntax] => [name, patternList]
  ),
  ['choice', { children: name => isPattern(name) || isNameClass(name), filled: true }],
  ['ref', { attributes: ['name!'] }],
  ['parentRef', { attributes: ['name!'] }],
  ['empty', {}],
  ['text', {}],
  ['notAllowed', {}],
  ['value', { attributes: ['type'], text: true }],
  ['data', { attributes: ['type!'], children: isOneOf('param', 'except') }],
  ['param', { attributes: ['name!'], text: true }],
  ['except', { children: name => isPattern(name) || isNameClass(name), filled: true }],
  ['externalRef', { attributes: ['href!'] }],
  ['grammar', { children: isOneOf('start', 'define', 'div', 'include') }],
  ['div', { children: isOneOf('start', 'define', 'div', 'include') }],
  ['include', { attributes: ['href!'], children: isOneOf('start', 'define', 'div') }],
  ['start', { attributes: ['combine'], children: isPattern, filled: true }],
  ['define', { attributes: ['name!', 'combine'], children: isPattern, filled: true }],
  ['name', { text: true }],
  ['anyName', { children: isOneOf('except') }],
  ['nsName', { children: isOneOf('except') }]
])

/** Attributes whose value is a name without a prefix. */
const plainlyNamed = isOneOf('ref', 'parentRef', 'define', 'param')

/**
 * Reads the text of one schema document. The root is undefined if there is no pattern to be made of it; what is wrong
 * goes to `report`. `referrer` is the element that refers to the document: its `ns` holds in it too.
 */
export function readSchemaDocument(
  text: string,
  url: string,
  referrer: SchemaNode | undefined,
  report: (error: SchemaError) => void
): SchemaNode | undefined {
  const root = parseSchema(text, url, report)
  if (root === undefined) return undefined
  const reader = new DocumentReader([...(referrer?.documents ?? []), url], report)
  if (root.namespace !== relaxNamespace || !isPattern(root.localName)) {
    reader.report(root, `The root of a RELAX NG schema is a pattern or “grammar”, not “${root.name}”.`)
    return undefined
  }
  return reader.read(root, { ns: referrer?.ns ?? '', datatypeLibrary: '', base: url }, 0)
}

interface Inherited {
  readonly ns: string
  readonly datatypeLibrary: string
  readonly base: string
}

class DocumentReader {
  readonly #documents: readonly string[]
  readonly #report: (error: SchemaError) => void

  constructor(documents: readonly string[], report: (error: SchemaError) => void) {
    this.#documents = documents
    this.#report = report
  }

  report(node: MarkupElement, message: string): void {
    this.#report({ message, ...this.#place(node) })
  }

  read(element: MarkupElement, inherited: Inherited, depth: number): SchemaNode {
    const name = element.localName
    const rules = syntax.get(name) ?? {}
    const attributes = this.#attributes(element, rules)
    const here: Inherited = {
      ns: attributes.get('ns') ?? inherited.ns,
      datatypeLibrary: attributes.get('datatypeLibrary') ?? inherited.datatypeLibrary,
      base: resolveUrl(element.attribute('base', xmlNamespace) ?? '', inherited.base)
    }
    const children = rules.text === true ? [] : this.#children(element, rules, here, depth)
    if (rules.filled === true && children.length === 0) this.report(element, `“${name}” needs content.`)
    return {
      name,
      attributes,
      children,
      text: rules.text === true ? this.#text(element) : '',
      documentation: documentationOf(element),
      ...here,
      place: this.#place(element),
      documents: this.#documents,
      resolvePrefix: prefix => element.resolvePrefix(prefix)
    }
  }

  #attributes(element: MarkupElement, rules: ElementSyntax): Map<string, string> {
    const known = new Map<string, string>()
    const name = element.localName
    for (const attribute of element.attributes) {
      if (attribute.namespace === relaxNamespace) {
        this.report(element, `The attribute “${attribute.name}” must not be in RELAX NG's namespace.`)
      }
      if (attribute.namespace !== '') continue
      const allowed =
        attribute.name === 'ns' ||
        attribute.name === 'datatypeLibrary' ||
        (rules.attributes ?? []).some(rule => rule.replace('!', '') === attribute.name)
      if (!allowed) this.report(element, `“${name}” has no attribute “${attribute.name}”.`)
      const verbatim = attribute.name === 'ns' || attribute.name === 'href' || attribute.name === 'datatypeLibrary'
      if (allowed) known.set(attribute.name, verbatim ? attribute.value : attribute.value.trim())
    }
    for (const rule of rules.attributes ?? []) {
      if (rule.endsWith('!') && !known.has(rule.slice(0, -1))) {
        this.report(element, `“${name}” needs the attribute “${rule.slice(0, -1)}”.`)
      }
    }
    this.#checkValues(element, name, known)
    return known
  }

  #checkValues(element: MarkupElement, name: string, attributes: ReadonlyMap<string, string>): void {
    const wrong = (attribute: string, wanted: string): void => {
      this.report(element, `“${attributes.get(attribute) ?? ''}” is no ${wanted} for the attribute “${attribute}”.`)
    }
    const library = attributes.get('datatypeLibrary')
    if (library !== undefined && library !== '' && !/^[A-Za-z][A-Za-z0-9+.-]*:[^#]+$/.test(library)) {
      wrong('datatypeLibrary', 'absolute URI without fragment')
    }
    if (attributes.get('href')?.includes('#') === true) wrong('href', 'URI without fragment')
    const combine = attributes.get('combine')
    if (combine !== undefined && combine !== 'choice' && combine !== 'interleave') wrong('combine', 'way to combine')
    const ownName = attributes.get('name')
    if (ownName !== undefined && plainlyNamed(name) && !isUnprefixedName(ownName)) wrong('name', 'name')
    const type = attributes.get('type')
    if (type !== undefined && !isUnprefixedName(type)) wrong('type', 'name')
  }

  #children(element: MarkupElement, rules: ElementSyntax, inherited: Inherited, depth: number): SchemaNode[] {
    const children: SchemaNode[] = []
    for (const child of element.content) {
      if (typeof child === 'string') {
        if (child.trim() !== '') this.report(element, `“${element.localName}” must not hold text.`)
        continue
      }
      if (child.namespace !== relaxNamespace) continue
      const name = child.localName
      if (rules.children?.(name) !== true) {
        this.report(child, `“${name}” must not stand in “${element.localName}”.`)
      } else if (depth >= nestingLimit) {
        this.report(child, 'The schema is nested too deeply.')
      } else {
        children.push(this.read(child, inherited, depth + 1))
      }
    }
    return children
  }

  #text(element: MarkupElement): string {
    let text = ''
    for (const child of element.content) {
      if (typeof child === 'string') text += child
      else this.report(child, `“${element.localName}” holds text only.`)
    }
    return element.localName === 'name' ? text.trim() : text
  }

  #place({ line, column }: MarkupElement): SchemaPlace {
    return { url: this.#documents.at(-1) ?? '', line, column }
  }
}

/**
 * The documentation inside the element, or behind it where it cannot hold any: of `value` it follows as a sibling
 * (RELAX NG Compact Syntax, annotations).
 */
function documentationOf(element: MarkupElement): string | undefined {
  const holdsText = syntax.get(element.localName)?.text === true
  const siblings = element.parent?.content ?? []
  const nodes = holdsText ? siblings.slice(siblings.indexOf(element) + 1) : element.content
  const paragraphs: string[] = []
  for (const node of nodes) {
    if (typeof node === 'string') continue
    if (node.namespace === annotationNamespace && node.localName === 'documentation') paragraphs.push(node.text.trim())
    else if (node.namespace === relaxNamespace) break
  }
  const documentation = paragraphs.filter(paragraph => paragraph !== '').join('\n\n')
  return documentation === '' ? undefined : documentation
}
