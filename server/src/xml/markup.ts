/**
 * Schemas as trees of elements, read strictly; the elements of catalogs are such ones too.
 *
 * What is written plainly, as schemas are, is read by one regular expression: regular expressions are fast from the first
 * moment, and a server reads its schema before anything of it has run often enough to be fast. Everything else, mistakes
 * among it, is read by the parser of documents.
 */
import { decodeAttributeValue, decodeText, hasInvalidCharacter, references } from '../syntax/characters'
import { placesFrom } from '../syntax/sequence'
import { SourceTree } from '../syntax/sourceTree'
import type { PlacedNode, SourceElement, SourceSequence } from '../syntax/tree'
import type { PlacedError } from '../syntax/walk'

export interface MarkupAttribute {
  /** As written, prefix included. */
  readonly name: string
  /** '' for no namespace. */
  readonly namespace: string
  readonly localName: string
  readonly value: string
}

export class MarkupElement {
  /** As written, prefix included. */
  readonly name: string
  readonly parent: MarkupElement | undefined
  /** Where its `<` stands, counted from 1. */
  readonly line: number
  readonly column: number
  readonly namespace: string
  readonly localName: string
  /** Declarations of namespaces are not among them. */
  readonly attributes: readonly MarkupAttribute[]
  /** Elements and character data in their order; texts may stand side by side, and be empty. */
  readonly content: (MarkupElement | string)[] = []
  readonly #declared: ReadonlyMap<string, string> | undefined

  constructor(start: ElementStart, parent: MarkupElement | undefined) {
    this.name = start.name
    this.parent = parent
    this.line = start.line
    this.column = start.column
    this.#declared = declarationsIn(start.attributes)
    const colon = start.name.indexOf(':')
    this.localName = start.name.slice(colon + 1)
    this.namespace = this.resolvePrefix(colon === -1 ? '' : start.name.slice(0, colon)) ?? ''
    this.attributes = this.#expanded(start.attributes)
  }

  /** The value of an attribute, by default one in no namespace. */
  attribute(localName: string, namespace = ''): string | undefined {
    return this.attributes.find(each => each.localName === localName && each.namespace === namespace)?.value
  }

  /** The elements directly in it. */
  get children(): MarkupElement[] {
    return this.content.filter(item => typeof item !== 'string')
  }

  /** All the character data in it, at any depth. */
  get text(): string {
    return this.content.map(item => (typeof item === 'string' ? item : item.text)).join('')
  }

  /** The namespace bound to a prefix here, '' being the default one's; undefined where nothing declares it. */
  resolvePrefix(prefix: string): string | undefined {
    const own = this.#declared?.get(prefix)
    if (own !== undefined) return own === '' ? undefined : own
    if (this.parent) return this.parent.resolvePrefix(prefix)
    return prefix === 'xml' ? xmlNamespace : undefined
  }

  #expanded(written: readonly WrittenAttribute[]): readonly MarkupAttribute[] {
    const attributes: MarkupAttribute[] = []
    for (const { name, value } of written) {
      if (isDeclaration(name)) continue
      const colon = name.indexOf(':')
      const namespace = colon === -1 ? '' : (this.resolvePrefix(name.slice(0, colon)) ?? '')
      attributes.push({ name, namespace, localName: name.slice(colon + 1), value })
    }
    return attributes
  }
}

export const xmlNamespace = 'http://www.w3.org/XML/1998/namespace'

/** What is wrong with a text that should be XML, and where; line and column count from 1. */
export interface MarkupMistake {
  readonly line: number
  readonly column: number
  /** In words, without a full stop. */
  readonly message: string
}

/** The top element of a text, or its first mistake. */
export function readMarkup(text: string): MarkupElement | MarkupMistake {
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
  const plain = lines.replace(/^\uFEFF/, '')
  return (hasInvalidCharacter(plain) ? undefined : new PlainReader(plain).read()) ?? readAnything(lines)
}

interface WrittenAttribute {
  readonly name: string
  readonly value: string
}

interface ElementStart {
  readonly name: string
  readonly attributes: readonly WrittenAttribute[]
  readonly line: number
  readonly column: number
}

function isDeclaration(name: string): boolean {
  return name === 'xmlns' || name.startsWith('xmlns:')
}

function declarationsIn(attributes: readonly WrittenAttribute[]): ReadonlyMap<string, string> | undefined {
  let declared: Map<string, string> | undefined
  for (const { name, value } of attributes) {
    if (!isDeclaration(name)) continue
    declared ??= new Map()
    declared.set(name.slice('xmlns:'.length), value)
  }
  return declared
}

const plainName = String.raw`[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?`
const attribute = String.raw`[ \t\n]+(${plainName})[ \t\n]*=[ \t\n]*(?:"([^"<]*)"|'([^'<]*)')`
const declaration = /<\?xml[ \t\n]+version="1\.0"(?:[ \t\n]+encoding="[A-Za-z][\w.-]*")?[ \t\n]*\?>/y
/** Text, and the markup behind it: a start tag, an end tag or a comment. */
const piece = new RegExp(
  String.raw`([^<]*)<(?:(${plainName})((?:${attribute.replaceAll(/\((?!\?)/g, '(?:')})*)[ \t\n]*(/?)>|/(${plainName})[ \t\n]*>|!--([^]*?)-->)`,
  'y'
)
const eachAttribute = new RegExp(attribute, 'g')

/** Reads a text as long as it is written plainly. */
class PlainReader {
  readonly #text: string
  #line = 1
  #lineStart = 0
  /** The next line break; undefined before it is looked for, -1 where there is none. */
  #lineEnd: number | undefined
  #open: MarkupElement | undefined
  #root: MarkupElement | undefined

  constructor(text: string) {
    this.#text = text
  }

  /** The top element; undefined where the text is not plain, or not right. */
  read(): MarkupElement | undefined {
    const text = this.#text
    declaration.lastIndex = 0
    let position = declaration.test(text) ? declaration.lastIndex : 0
    while (position < text.length) {
      piece.lastIndex = position
      const found = piece.exec(text)
      if (!found) break
      if (!this.#take(found, position)) return undefined
      position = piece.lastIndex
    }
    return this.#open || text.slice(position).trim() !== '' ? undefined : this.#root
  }

  #take(found: RegExpExecArray, position: number): boolean {
    const [, before = '', start, attributes = '', empty, end, comment] = found
    if (!this.#addText(before)) return false
    if (comment !== undefined) return !`${comment}-`.includes('--')
    if (start === undefined) {
      if (this.#open?.name !== end) return false
      this.#open = this.#open?.parent
      return true
    }
    return this.#openElement(start, attributes, position + before.length, empty === '/')
  }

  #addText(text: string): boolean {
    if (text === '') return true
    if (!this.#open) return text.trim() === ''
    const decoded = meantBy(text, decodeText)
    if (decoded === undefined || text.includes(']]>')) return false
    this.#open.content.push(decoded)
    return true
  }

  #openElement(name: string, written: string, start: number, isEmpty: boolean): boolean {
    if (!this.#open && this.#root) return false
    const attributes: WrittenAttribute[] = []
    for (const [, attributeName = '', double, single = ''] of written.matchAll(eachAttribute)) {
      const value = meantBy(double ?? single, decodeAttributeValue)
      if (value === undefined || attributes.some(each => each.name === attributeName)) return false
      attributes.push({ name: attributeName, value })
    }
    this.#countLines(start)
    const place = { line: this.#line, column: start - this.#lineStart + 1 }
    const element = new MarkupElement({ name, attributes, ...place }, this.#open)
    if (isUndeclared(element)) return false
    this.#open?.content.push(element)
    this.#root ??= element
    if (!isEmpty) this.#open = element
    return true
  }

  #countLines(end: number): void {
    this.#lineEnd ??= this.#text.indexOf('\n')
    while (this.#lineEnd !== -1 && this.#lineEnd < end) {
      this.#line += 1
      this.#lineStart = this.#lineEnd + 1
      this.#lineEnd = this.#text.indexOf('\n', this.#lineStart)
    }
  }
}

/** The characters that a text stands for; undefined where it holds a reference that stands for nothing. */
function meantBy(text: string, decode: (text: string) => string): string | undefined {
  if (text.includes('&') && references(text).some(({ replacement }) => replacement === undefined)) return undefined
  return decode(text)
}

/** Whether a prefix in the tag is declared nowhere. */
function isUndeclared(element: MarkupElement): boolean {
  return hasLostPrefix(element) || element.attributes.some(hasLostPrefix)
}

function hasLostPrefix({ name, namespace }: { readonly name: string; readonly namespace: string }): boolean {
  return namespace === '' && name.includes(':')
}

/** The top element of a tree that is well-formed, or its first mistake. */
export function soundRoot(tree: SourceTree): PlacedNode<SourceElement> | MarkupMistake {
  const [error] = tree.errors()
  const root = tree.documentElement()
  if (error || !root) return mistakeAt(tree, error?.start ?? 0, error ? wordsFor(error) : 'there is no element')
  return root
}

function readAnything(text: string): MarkupElement | MarkupMistake {
  const tree = SourceTree.parse(text)
  const root = soundRoot(tree)
  return 'node' in root ? elementOf(tree, root.node, root.offset, undefined) : root
}

/** The tree cannot be deeper than the parser lets it, so recursion is no danger. */
function elementOf(
  tree: SourceTree,
  source: SourceElement,
  offset: number,
  parent: MarkupElement | undefined
): MarkupElement | MarkupMistake {
  const { startTag } = source
  const { line, character } = tree.positionAt(offset)
  const { name: elementName, attributes } = startTag
  const element = new MarkupElement({ name: elementName, attributes, line: line + 1, column: character + 1 }, parent)
  if (isUndeclared(element)) return mistakeAt(tree, offset, 'a prefix is declared nowhere')
  return addContent(tree, element, source.content, offset + startTag.text.length) ?? element
}

function addContent(
  tree: SourceTree,
  element: MarkupElement,
  content: SourceSequence,
  offset: number
): MarkupMistake | undefined {
  for (const { node, offset: start } of placesFrom(content, 0)) {
    if (node.kind === 'text') element.content.push(decodeText(node.text))
    else if (node.kind === 'cdata') element.content.push(node.text.slice('<![CDATA['.length, -']]>'.length))
    else if (node.kind === 'element') {
      const child = elementOf(tree, node, offset + start, element)
      if (!(child instanceof MarkupElement)) return child
      element.content.push(child)
    }
  }
  return undefined
}

function mistakeAt(tree: SourceTree, offset: number, message: string): MarkupMistake {
  const { line, character } = tree.positionAt(offset)
  return { line: line + 1, column: character + 1, message }
}

function wordsFor({ code, detail }: PlacedError): string {
  const words = code.replaceAll('-', ' ')
  return detail === undefined ? words : `${words}: “${detail}”`
}
