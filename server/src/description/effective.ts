/**
 * The effective tree: what kiwi validates, made out of what people wrote, every node and attribute with its origin.
 *
 * It mirrors the source item for item, in the same groups, so that places are found by adding up the measures of the
 * source on the way down; and what was made of an unchanged element, or of a longer group, is the same object again.
 */
import { decodeText, references } from '../syntax/characters'
import { valueWith, type EntityTable } from '../syntax/entities'
import type { Run } from '../syntax/run'
import { readNodes } from '../syntax/parser'
import { emptySequence, sequenceOf } from '../syntax/sequence'
import type { SourceAttribute, SourceElement, SourceLeaf, SourceNode, SourceSequence, SourceText } from '../syntax/tree'
import type { XmlAttribute, XmlElement, XmlGroup, XmlNothing, XmlRun, XmlTag, XmlText } from '../xml/instance'
import type { Conversion, ConvertedAttribute } from './conversion'
import type { FileText } from './files'
import { isPlainTag, nameFaults } from './names'
import { declaredPrefix, NamespaceScope, type ExpandedName } from './namespaces'

export interface EffectiveAttribute extends XmlAttribute {
  /** Where it was written; undefined where the editor put it in, for a root whose own attributes do not count. */
  readonly source: SourceAttribute | undefined
}

export interface EffectiveElement extends XmlElement {
  readonly attributes: readonly EffectiveAttribute[]
  readonly content: EffectiveGroup
  readonly source: SourceElement
  /** Mistakes with prefixes and other names (`nameFaults`), in this element and everything below it. */
  readonly undeclaredPrefixes: number
}

export interface EffectiveText extends XmlText {
  readonly source: SourceNode
}

export interface EffectiveNothing extends XmlNothing {
  readonly source: SourceNode
}

/** The items of a source sequence, one for one. */
export interface EffectiveGroup extends XmlGroup {
  readonly children: readonly EffectiveContent[]
  readonly source: SourceSequence
  readonly undeclaredPrefixes: number
}

/** What stands in the place of an `<include>`: first what the other file brings in, then the include's own content. */
export interface EffectiveInclusion extends XmlGroup {
  readonly children: readonly [EffectiveGroup, EffectiveGroup]
  readonly source: SourceElement
  readonly file: FileText
  /** Where the content of the other file's root starts in that file. */
  readonly contentOffset: number
  readonly undeclaredPrefixes: number
}

/** Where an item starts. */
export interface ItemPlace {
  readonly file: FileText
  readonly offset: number
}

/** A group put together out of items from several places, which therefore names the place of each. */
export interface EffectiveAssembly extends EffectiveGroup {
  readonly places: readonly ItemPlace[]
}

/** What stands in the place of a text with references to entities that hold markup. */
export interface EffectiveExpansion extends EffectiveGroup {
  /** Where each child starts: from the start of the text, or of the document type declaration. */
  readonly starts: readonly { readonly from: 'text' | 'declaration'; readonly offset: number }[]
}

export type EffectiveContent = EffectiveElement | EffectiveText | EffectiveNothing | EffectiveGroup | EffectiveInclusion

/** A file whose root's children take the place of an `<include>`. */
export interface IncludedFile extends FileText {
  readonly root: SourceElement
  readonly contentOffset: number
}

/** How the root of the effective tree is made. */
export interface RootMaking {
  readonly conversion: Conversion
  /** What the file's own document type declaration defines. */
  readonly entities?: EntityTable | undefined
  /** The root's attributes, made out of its converted ones. */
  attributes(converted: readonly EffectiveAttribute[]): readonly EffectiveAttribute[]
  /** The file that an `<include>` brings in; undefined where the element stays as it is. */
  included(include: SourceElement): IncludedFile | undefined
}

/** The effective tree below the `<image>` element `root` of a file. */
export function effectiveRoot(root: SourceElement, making: RootMaking): EffectiveElement {
  const scope = NamespaceScope.outermost.within(root.startTag.attributes)
  const context = contextOf(making.conversion, scope, making.entities)
  const name = nameOf(root, scope)
  const content = groupWithInclusions(root.content, context, making)
  return {
    kind: 'element',
    namespace: name.namespace,
    localName: name.localName,
    attributes: making.attributes(attributesOf(root, context)),
    content,
    source: root,
    undeclaredPrefixes: content.undeclaredPrefixes + nameFaults(root.startTag, scope.resolve).length,
    resolvePrefix: scope.resolve
  }
}

/** UTF-16 code units of the file that an item stands for (for an inclusion: the include element). */
export function lengthOf(content: EffectiveContent): number {
  return content.source.measure.length
}

/** Whether a group stands in the place of an `<include>`. */
export function isInclusion(content: EffectiveContent): content is EffectiveInclusion {
  return content.kind === 'group' && 'file' in content
}

/** Whether a group consists of items from several places. */
export function isAssembly(content: EffectiveContent): content is EffectiveAssembly {
  return content.kind === 'group' && 'places' in content
}

/** Whether a group stands in the place of a text. */
export function isExpansion(content: EffectiveContent): content is EffectiveExpansion {
  return content.kind === 'group' && 'starts' in content
}

/** What source nodes become is remembered for each conversion and each scope of namespaces. */
interface Context {
  readonly conversion: Conversion
  readonly scope: NamespaceScope
  readonly entities: EntityTable | undefined
  readonly elements: WeakMap<SourceElement, EffectiveElement>
  readonly groups: WeakMap<SourceSequence, EffectiveGroup>
  /** The content of a fragment's root, of which only elements count. */
  readonly fragments: WeakMap<SourceSequence, EffectiveGroup>
  /** Groups on the top level of a description in which no `<include>` stands. */
  readonly plain: WeakMap<SourceSequence, EffectiveGroup>
}

const contexts = new WeakMap<NamespaceScope, Map<Conversion, WeakMap<object, Context>>>()

/** Stands for the entities of a document that declares none. */
const noEntities = {}

function contextOf(conversion: Conversion, scope: NamespaceScope, entities: EntityTable | undefined): Context {
  const ofScope = contexts.get(scope) ?? new Map<Conversion, WeakMap<object, Context>>()
  contexts.set(scope, ofScope)
  const ofConversion = ofScope.get(conversion) ?? new WeakMap<object, Context>()
  ofScope.set(conversion, ofConversion)
  const known = ofConversion.get(entities ?? noEntities)
  if (known) return known
  const context = {
    conversion,
    scope,
    entities,
    elements: new WeakMap<SourceElement, EffectiveElement>(),
    groups: new WeakMap<SourceSequence, EffectiveGroup>(),
    fragments: new WeakMap<SourceSequence, EffectiveGroup>(),
    plain: new WeakMap<SourceSequence, EffectiveGroup>()
  }
  ofConversion.set(entities ?? noEntities, context)
  return context
}

/** Making less anew, in UTF-16 code units, when the tags around it are edited costs less than remembering it. */
const shortestRemembered = 256

const emptyGroup: EffectiveGroup = { kind: 'group', children: [], source: emptySequence, undeclaredPrefixes: 0 }

function groupOf(sequence: SourceSequence, context: Context): EffectiveGroup {
  if (sequence === emptySequence) return emptyGroup
  if (sequence.measure.length < shortestRemembered) return newGroup(sequence, context, itemOf, groupOf)
  const known = context.groups.get(sequence)
  if (known) return known
  const group = newGroup(sequence, context, itemOf, groupOf)
  context.groups.set(sequence, group)
  return group
}

function fragmentGroup(sequence: SourceSequence, context: Context): EffectiveGroup {
  const known = context.fragments.get(sequence)
  if (known) return known
  const group = newGroup(sequence, context, fragmentItem, fragmentGroup)
  context.fragments.set(sequence, group)
  return group
}

function fragmentItem(item: SourceNode, context: Context): EffectiveContent {
  return item.kind === 'element' ? itemOf(item, context) : { kind: 'nothing', source: item }
}

function groupWithInclusions(sequence: SourceSequence, context: Context, making: RootMaking): EffectiveGroup {
  const known = context.plain.get(sequence)
  if (known) return known
  let includes = false
  const group = newGroup(
    sequence,
    context,
    item => {
      if (item.kind !== 'element' || item.startTag.name !== 'include') return itemOf(item, context)
      includes = true
      const file = making.included(item)
      return file ? inclusionOf(item, file, context) : itemOf(item, context)
    },
    inner => {
      const made = groupWithInclusions(inner, context, making)
      includes ||= !context.plain.has(inner)
      return made
    }
  )
  if (!includes) context.plain.set(sequence, group)
  return group
}

type ItemMaking = (item: SourceNode, context: Context) => EffectiveContent

function newGroup(
  sequence: SourceSequence,
  context: Context,
  itemFor: ItemMaking,
  groupFor: (sequence: SourceSequence, context: Context) => EffectiveGroup
): EffectiveGroup {
  const children: EffectiveContent[] = []
  let undeclaredPrefixes = 0
  if (sequence.kind === 'leaf') {
    if (sequence.run && staysRun(sequence.run, context)) return new RunGroup(sequence, sequence.run, context, itemFor)
    for (const item of sequence.items) {
      const child = itemFor(item, context)
      children.push(child)
      if (child.kind === 'element' || child.kind === 'group') undeclaredPrefixes += child.undeclaredPrefixes
    }
  } else
    for (const inner of sequence.items) {
      const child = groupFor(inner, context)
      children.push(child)
      undeclaredPrefixes += child.undeclaredPrefixes
    }
  return { kind: 'group', children, source: sequence, undeclaredPrefixes }
}

/** Whether nothing in a run becomes something else than it is written as. */
function staysRun({ distinctTags }: Run, { conversion }: Context): boolean {
  for (const { localName } of distinctTags) if (localName === 'include' || conversion.touches(localName)) return false
  return true
}

/** The group of a run, whose children are made when they are asked for. */
class RunGroup implements EffectiveGroup {
  readonly kind = 'group'
  readonly source: SourceLeaf
  readonly undeclaredPrefixes = 0
  readonly run: XmlRun
  readonly #context: Context
  readonly #itemFor: ItemMaking
  #children: readonly EffectiveContent[] | undefined

  constructor(source: SourceLeaf, run: Run, context: Context, itemFor: ItemMaking) {
    this.source = source
    this.run = new EffectiveRun(run, context.scope)
    this.#context = context
    this.#itemFor = itemFor
  }

  get children(): readonly EffectiveContent[] {
    this.#children ??= this.source.items.map(item => this.#itemFor(item, this.#context))
    return this.#children
  }
}

/** A run as the schema engines see it. */
class EffectiveRun implements XmlRun {
  readonly namespace: string
  readonly itemCount: number
  readonly tags: readonly XmlTag[]
  readonly distinctTags: readonly XmlTag[]
  readonly resolvePrefix: (prefix: string) => string | undefined
  readonly #run: Run

  constructor(run: Run, scope: NamespaceScope) {
    this.namespace = scope.defaultNamespace
    this.itemCount = run.nodeCount
    this.tags = run.tags
    this.distinctTags = run.distinctTags
    this.resolvePrefix = scope.resolve
    this.#run = run
  }

  value(index: number): string {
    return this.#run.value(index)
  }
}

function inclusionOf(source: SourceElement, file: IncludedFile, context: Context): EffectiveInclusion {
  const { conversion } = context
  const fragment = fragmentGroup(
    file.root.content,
    contextOf(conversion, NamespaceScope.outermost.within(file.root.startTag.attributes), file.tree.entities())
  )
  const own = groupOf(source.content, context)
  const { path, tree, contentOffset } = file
  return {
    kind: 'group',
    children: [fragment, own],
    source,
    file: { path, tree },
    contentOffset,
    undeclaredPrefixes: fragment.undeclaredPrefixes + own.undeclaredPrefixes
  }
}

/** Only elements are remembered: of texts nobody keeps anything. */
function itemOf(item: SourceNode, context: Context): EffectiveContent {
  if (item.kind === 'element' && item.startTag.name !== '') {
    const known = context.elements.get(item)
    if (known) return known
    const element = newElement(item, context)
    context.elements.set(item, element)
    return element
  }
  const { entities } = context
  const expansion = entities && item.kind === 'text' ? expansionOf(item, entities, context) : undefined
  if (expansion) return expansion
  const value = item.kind === 'text' && !entities ? decodeText(item.text) : characterData(item, entities)
  return value === undefined ? { kind: 'nothing', source: item } : { kind: 'text', value, source: item }
}

/** What a text becomes in which entities that hold markup are referred to; undefined for all others. */
function expansionOf(source: SourceText, entities: EntityTable, context: Context): EffectiveExpansion | undefined {
  const children: EffectiveGroup[] = []
  const starts: EffectiveExpansion['starts'][number][] = []
  const add = (nodes: SourceSequence, from: 'text' | 'declaration', offset: number): void => {
    children.push(groupOf(nodes, context))
    starts.push({ from, offset })
  }
  const { text } = source
  let position = 0
  for (const { start, end, replacement, name } of references(text)) {
    const content = replacement === undefined ? entities.content(name) : undefined
    if (!content) continue
    add(sequenceOf(readNodes(text.slice(position, start), false)), 'text', position)
    add(content.nodes, 'declaration', content.start)
    position = end
  }
  if (children.length === 0) return undefined
  add(sequenceOf(readNodes(text.slice(position), false)), 'text', position)
  const undeclaredPrefixes = children.reduce((sum, child) => sum + child.undeclaredPrefixes, 0)
  return { kind: 'group', children, starts, source: sequenceOf([source]), undeclaredPrefixes }
}

/** What kiwi reads of a node by itself; undefined for what is no character data. */
export function characterData(item: SourceNode, entities: EntityTable | undefined): string | undefined {
  if (item.kind === 'text') return decodeText(item.text, entities && (name => entities.text(name)))
  if (item.kind !== 'cdata') return undefined
  const text = item.text.slice('<![CDATA['.length)
  return (text.endsWith(']]>') ? text.slice(0, -']]>'.length) : text).replace(/\r\n?/g, '\n')
}

function newElement(source: SourceElement, outer: Context): EffectiveElement {
  const { startTag } = source
  const isPlain = isPlainTag(startTag)
  const context = isPlain ? outer : contextInside(source, outer)
  const { scope } = context
  const name = isPlain ? { namespace: scope.defaultNamespace, localName: startTag.name } : nameOf(source, scope)
  const written = source.content === emptySequence ? emptyGroup : groupOf(source.content, context)
  const mayConvert = name.namespace === '' && context.conversion.touchesText(name.localName)
  const content = mayConvert ? convertedContent(name.localName, written, context.conversion) : written
  const faults = isPlain ? 0 : nameFaults(startTag, scope.resolve).length
  return {
    kind: 'element',
    namespace: name.namespace,
    localName: name.localName,
    // Where kiwi writes the element anew, its attributes are gone.
    attributes: content === written && startTag.attributes.length > 0 ? attributesOf(source, context) : noAttributes,
    content,
    source,
    undeclaredPrefixes: content.undeclaredPrefixes + faults,
    resolvePrefix: scope.resolve
  }
}

function contextInside({ startTag }: SourceElement, outer: Context): Context {
  const scope = outer.scope.within(startTag.attributes)
  return scope === outer.scope ? outer : contextOf(outer.conversion, scope, outer.entities)
}

/** A name whose prefix nothing declares keeps it in its local name, where no schema can mean it. */
function nameOf({ startTag: { name } }: SourceElement, scope: NamespaceScope): ExpandedName {
  return scope.expand(name, 'element') ?? { namespace: '', localName: name }
}

const noAttributes: readonly EffectiveAttribute[] = []

function attributesOf(
  { startTag, errors }: SourceElement,
  { scope, conversion, entities }: Context
): readonly EffectiveAttribute[] {
  const attributes: ConvertedAttribute<SourceAttribute>[] = []
  // Two of one name are an error in the markup.
  const seen = errors.length > 0 ? new Set<string>() : undefined
  for (const attribute of startTag.attributes) {
    const { name } = attribute
    if (seen?.has(name)) continue
    seen?.add(name)
    const value = entities ? valueWith(entities, attribute, startTag) : attribute.value
    if (!name.includes(':') && name !== 'xmlns')
      attributes.push({ namespace: '', localName: name, value, source: attribute })
    else if (declaredPrefix(name) === undefined) {
      const { namespace, localName } = scope.expand(name, 'attribute') ?? { namespace: '', localName: name }
      attributes.push({ namespace, localName, value, source: attribute })
    }
  }
  // What has a prefix is in a namespace, or called as nothing that is converted.
  return scope.defaultNamespace === '' ? conversion.attributes(startTag.name, attributes) : attributes
}

/** The content with its text replaced, if the conversion does that: the first text holds it, nothing else counts. */
function convertedContent(localName: string, content: EffectiveGroup, conversion: Conversion): EffectiveGroup {
  const value = conversion.text(localName, textNodes(content))
  if (value === undefined) return content
  let placed = false
  const replace = (item: EffectiveContent): EffectiveContent => {
    if (item.kind === 'group')
      return isInclusion(item) || isExpansion(item) ? item : withChildren(item, item.children.map(replace))
    if (item.kind !== 'text' || placed) return { kind: 'nothing', source: item.source }
    placed = true
    return { ...item, value }
  }
  return withChildren(content, content.children.map(replace))
}

/** The group with other children, which are no run whatever they were. */
function withChildren(
  { source, undeclaredPrefixes }: EffectiveGroup,
  children: readonly EffectiveContent[]
): EffectiveGroup {
  return { kind: 'group', children, source, undeclaredPrefixes }
}

/** The text nodes as XPath sees them: neighbouring texts are one, comments and elements divide them. */
function textNodes(content: EffectiveGroup): string[] {
  const texts: string[] = []
  let open = false
  const collect = (item: EffectiveContent): void => {
    if (item.kind === 'group') item.children.forEach(collect)
    else if (item.kind === 'text') {
      texts.push(open ? (texts.pop() ?? '') + item.value : item.value)
      open = true
    } else open = false
  }
  content.children.forEach(collect)
  return texts
}
