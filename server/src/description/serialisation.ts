/** Writes an effective description down as a file that kiwi reads, and remembers where each piece of it was written. */
import { conversionSteps } from './conversion'
import type { FileText } from './files'
import { declaredPrefix } from './namespaces'
import type { Description } from './description'
import { partsOf, type Part } from './extension/sections'
import {
  characterData,
  type EffectiveAttribute,
  type EffectiveContent,
  type EffectiveElement,
  type ItemPlace
} from './effective'
import { escapeText, escapeValue } from '../syntax/escaping'
import type { SourceAttribute, Span } from '../syntax/tree'
import { placesFrom } from '../syntax/sequence'

/** A stretch of the text that was written down, and where it comes from; both in UTF-16 code units. */
export interface Piece {
  readonly span: Span
  readonly file: FileText
  readonly origin: Span
  /** An element that stands elsewhere, or what the conversion made otherwise. */
  readonly kind: 'moved' | 'converted'
}

export interface Written {
  readonly text: string
  readonly pieces: readonly Piece[]
}

const indentation = '    '

/** A start tag that is longer is written with one attribute a line. */
const longestLine = 120

const xmlNamespace = 'http://www.w3.org/XML/1998/namespace'

export interface SerialisationOptions {
  /** Targets of instructions before the top element that are left out. */
  readonly skipped?: readonly string[]
  /** Whether every element but the top one is a piece, and every attribute of the top element that stands in the file itself. */
  readonly sections?: boolean
}

/** The whole description, indented. Comments stay, but those of included files outside of their elements. */
export function serialise(
  description: Description,
  { skipped = [], sections = false }: SerialisationOptions = {}
): Written {
  const { root, file } = description
  if (!root) return { text: '', pieces: [] }
  const writer = new Writer(file.path, sections)
  writer.add('<?xml version="1.0" encoding="utf-8"?>\n')
  for (const { node, offset } of placesFrom(file.tree.root, 0)) {
    if (offset >= root.offset) break
    const target = node.kind === 'processing-instruction' ? /^<\?([^\s?]+)/.exec(node.text)?.[1] : undefined
    const kept = node.kind === 'comment' || (target !== undefined && !skipped.includes(target))
    if (kept && node.kind !== 'element' && node.errors.length === 0) writer.add(`${node.text}\n`)
  }
  writer.element(root.element, { file, offset: root.offset }, { depth: 0, bindings: new Map([['', '']]) })
  writer.add('\n')
  return { text: writer.text(), pieces: writer.pieces }
}

/** One element or comment, as it is to stand at that depth. */
export function serialiseElement({ content, place }: Part, depth: number): string {
  if (content.kind !== 'element')
    return isWritten(content) && content.source.kind !== 'element' ? content.source.text : ''
  const writer = new Writer(place.file.path, false)
  writer.element(content, place, { depth, bindings: new Map([['', '']]) })
  return writer.text()
}

interface Surroundings {
  readonly depth: number
  /** Namespaces that are declared in the text so far. */
  readonly bindings: ReadonlyMap<string, string>
}

class Writer {
  readonly pieces: Piece[] = []
  private readonly parts: string[] = []
  private length = 0
  private readonly path: string
  private readonly sections: boolean

  /** `path`: of the file whose elements are no pieces, unless all of them are (`sections`). */
  constructor(path: string, sections: boolean) {
    this.path = path
    this.sections = sections
  }

  text(): string {
    return this.parts.join('')
  }

  add(text: string): void {
    this.parts.push(text)
    this.length += text.length
  }

  element(element: EffectiveElement, place: ItemPlace, around: Surroundings): void {
    const start = this.length
    const { source } = element
    const isPiece = this.sections ? around.depth > 0 : place.file.path !== this.path
    const bindings = this.startTag(element, place, around)
    const inner = { depth: around.depth + 1, bindings }
    const parts = partsOf(element, place)
    const name = source.startTag.name
    if (parts.length === 0) this.add('/>')
    else {
      this.add('>')
      this.content(element, parts, inner)
      this.add(`</${name}>`)
    }
    if (!isPiece) return
    const origin = { start: place.offset, end: place.offset + source.measure.length }
    this.pieces.push({ span: { start, end: this.length }, file: place.file, origin, kind: 'moved' })
  }

  private content(element: EffectiveElement, parts: readonly Part[], around: Surroundings): void {
    const hasText = parts.some(({ content }) => content.kind === 'text')
    if (hasText) {
      this.inline(element.content, parts, around)
      return
    }
    for (const part of parts) this.line(part, around)
    this.add(`\n${indentation.repeat(around.depth - 1)}`)
  }

  private line({ content, place }: Part, around: Surroundings): void {
    if (content.kind === 'nothing' && !isWritten(content)) return
    this.add(`\n${indentation.repeat(around.depth)}`)
    if (content.kind === 'element') this.element(content, place, around)
    else if (content.kind === 'nothing' && content.source.kind !== 'element') this.add(content.source.text)
  }

  /** Text among other things: white space in it may mean something. */
  private inline(content: EffectiveContent, parts: readonly Part[], around: Surroundings): void {
    if (content.kind === 'group') {
      for (const child of content.children) this.inline(child, parts, around)
      return
    }
    if (content.kind === 'text') this.add(escapeText(content.value))
    else if (content.kind === 'nothing' && isWritten(content) && content.source.kind !== 'element')
      this.add(content.source.text)
    else if (content.kind === 'element') {
      const place = parts.find(part => part.content === content)?.place
      if (place) this.element(content, place, around)
    }
  }

  /** All of a start tag but its end, with the declarations of namespaces that it needs. */
  private startTag(element: EffectiveElement, place: ItemPlace, around: Surroundings): ReadonlyMap<string, string> {
    const { source, attributes } = element
    const start = this.length
    const { name } = source.startTag
    const written = attributes.map(attribute => [nameOf(attribute), escapeValue(attribute.value)] as const)
    const { declarations, bindings } = declarationsFor(element, around.bindings)
    const pairs = [...declarations.map(([prefix, value]) => [xmlns(prefix), escapeValue(value)] as const), ...written]
    const line = pairs.map(([key, value]) => ` ${key}="${value}"`).join('')
    const space = indentation.repeat(around.depth)
    const isLong = space.length + name.length + line.length > longestLine && pairs.length > 1
    this.add(`<${name}`)
    for (const [index, [key, value]] of pairs.entries()) {
      this.add(isLong && index > 0 ? `\n${space}${' '.repeat(name.length + 2)}` : ' ')
      const from = index < declarations.length ? undefined : attributes[index - declarations.length]?.source
      if (this.sections && around.depth === 0 && from) {
        const span = { start: this.length, end: this.length + key.length + value.length + 3 }
        const origin = { start: place.offset + from.nameStart, end: place.offset + from.valueEnd + 1 }
        this.pieces.push({ span, file: place.file, origin, kind: 'moved' })
      }
      this.add(`${key}="${value}"`)
    }
    if (isConverted(element)) {
      const origin = { start: place.offset, end: place.offset + source.startTag.text.length }
      this.pieces.push({ span: { start, end: this.length }, file: place.file, origin, kind: 'converted' })
    }
    return bindings
  }
}

/** Whether kiwi's conversion has made something of an element's attributes or text. */
function isConverted({ attributes, source, content }: EffectiveElement): boolean {
  const renamed = attributes.some(({ localName, source: from }) => from && localPart(from.name) !== localName)
  if (renamed) return true
  const { name, attributes: written } = source.startTag
  if (rewritable.has(name) && holdsOtherText(content)) return true
  return (droppable.get(name) ?? []).some(attribute => isDropped(attribute, attributes, written))
}

/** The attributes that some step of the conversion drops, by the name of their element. */
const droppable = new Map<string, string[]>()
/** The names of the elements whose text some step of the conversion replaces. */
const rewritable = new Set<string>()
for (const { element, change } of conversionSteps.flatMap(({ changes }) => changes)) {
  if (change.kind === 'drop') droppable.set(element, [...(droppable.get(element) ?? []), change.attribute])
  if (change.kind === 'text') rewritable.add(element)
}

/** Whether any text says something else than what is written for it; what has references in it is not looked at. */
function holdsOtherText(content: EffectiveContent): boolean {
  if (content.kind === 'group') return content.children.some(holdsOtherText)
  if (content.kind !== 'text' || content.source.kind === 'element') return false
  return !content.source.text.includes('&') && characterData(content.source, undefined) !== content.value
}

function isDropped(
  name: string,
  attributes: readonly EffectiveAttribute[],
  written: readonly SourceAttribute[]
): boolean {
  return written.some(each => each.name === name) && !attributes.some(each => each.localName === name)
}

/** Namespaces to be declared with an element: those of its own start tag, and whatever else its names need. */
function declarationsFor(
  element: EffectiveElement,
  around: ReadonlyMap<string, string>
): { declarations: [string, string][]; bindings: ReadonlyMap<string, string> } {
  const bindings = new Map(around)
  const declarations: [string, string][] = []
  const declare = (prefix: string, namespace: string): void => {
    if ((bindings.get(prefix) ?? '') === namespace) return
    bindings.set(prefix, namespace)
    declarations.push([prefix, namespace])
  }
  for (const { name, value } of element.source.startTag.attributes) {
    const prefix = declaredPrefix(name)
    if (prefix !== undefined && prefix !== 'xml') declare(prefix, value)
  }
  declare(prefixOf(element.source.startTag.name), element.namespace)
  for (const attribute of element.attributes)
    if (attribute.namespace !== '' && attribute.namespace !== xmlNamespace)
      declare(prefixOf(nameOf(attribute)), attribute.namespace)
  return { declarations, bindings }
}

/** The name of an attribute as it is to be written: that of its source, unless the conversion renamed it. */
function nameOf({ namespace, localName, source }: EffectiveAttribute): string {
  if (namespace === '') return localName
  if (source && localPart(source.name) === localName) return source.name
  return namespace === xmlNamespace ? `xml:${localName}` : `ns:${localName}`
}

function xmlns(prefix: string): string {
  return prefix === '' ? 'xmlns' : `xmlns:${prefix}`
}

function prefixOf(name: string): string {
  return name.includes(':') ? name.slice(0, name.indexOf(':')) : ''
}

function localPart(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function isWritten({ source }: { readonly source: Part['content']['source'] }): boolean {
  return (source.kind === 'comment' || source.kind === 'processing-instruction') && source.errors.length === 0
}
