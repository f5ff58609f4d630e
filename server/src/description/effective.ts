/**
 * The effective tree: what kiwi validates, made out of what people wrote, every node and attribute with its origin.
 *
 * It mirrors the source item for item, in the same groups, so that places are found by adding up the measures of the
 * source on the way down; and what was made of an unchanged source node is the same object again.
 */
import { decodeText } from '../syntax/characters'
import { valueWith, type EntityTable } from '../syntax/entities'
import type { Run } from '../syntax/run'
import type { SourceAttribute, SourceElement, SourceLeaf, SourceNode, SourceSequence } from '../syntax/tree'
import type { XmlAttribute, XmlElement, XmlGroup, XmlNothing, XmlRun, XmlTag, XmlText } from '../xml/instance'
import { Conversion, type ConvertedAttribute } from './conversion'
import type { FileText } from './files'
import { nameFaults } from './names'
import { declaredPrefix, NamespaceScope } from './namespaces'

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
  const { attributes, undeclared } = attributesOf(root, context)
  const content = groupWithInclusions(root.content, context, making)
  return {
    kind: 'element',
    ...nameOf(root, scope),
    attributes: making.attributes(attributes),
    content,
    source: root,
    undeclaredPrefixes: content.undeclaredPrefixes + undeclared,
    resolvePrefix: prefix => scope.resolve(prefix)
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

/** What source nodes become is remembered for each conversion and each scope of namespaces. */
interface Context {
  readonly conversion: Conversion
  readonly scope: NamespaceScope
  readonly entities: EntityTable | undefined
  readonly items: WeakMap<SourceNode, EffectiveContent>
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
    items: new WeakMap<SourceNode, EffectiveContent>(),
    groups: new WeakMap<SourceSequence, EffectiveGroup>(),
    fragments: new WeakMap<SourceSequence, EffectiveGroup>(),
    plain: new WeakMap<SourceSequence, EffectiveGroup>()
  }
  ofConversion.set(entities ?? noEntities, context)
  return context
}

function groupOf(sequence: SourceSequence, context: Context): EffectiveGroup {
  return remembered(context.groups, sequence, () => newGroup(sequence, item => itemOf(item, context), groupOf, context))
}

function fragmentGroup(sequence: SourceSequence, context: Context): EffectiveGroup {
  return remembered(context.fragments, sequence, () =>
    newGroup(
      sequence,
      item => (item.kind === 'element' ? itemOf(item, context) : { kind: 'nothing', source: item }),
      fragmentGroup,
      context
    )
  )
}

function groupWithInclusions(sequence: SourceSequence, context: Context, making: RootMaking): EffectiveGroup {
  const known = context.plain.get(sequence)
  if (known) return known
  let includes = false
  const group = newGroup(
    sequence,
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
    },
    context
  )
  if (!includes) context.plain.set(sequence, group)
  return group
}

function newGroup(
  sequence: SourceSequence,
  itemFor: (item: SourceNode) => EffectiveContent,
  groupFor: (sequence: SourceSequence, context: Context) => EffectiveGroup,
  context: Context
): EffectiveGroup {
  if (sequence.kind === 'leaf' && sequence.run && staysRun(sequence.run, context))
    return new RunGroup(sequence, sequence.run, context.scope, itemFor)
  const children =
    sequence.kind === 'leaf' ? sequence.items.map(itemFor) : sequence.items.map(inner => groupFor(inner, context))
  return { kind: 'group', children, source: sequence, undeclaredPrefixes: undeclaredIn(children) }
}

/** Whether nothing in a run becomes something else than it is written as. */
function staysRun({ distinctTags }: Run, { conversion }: Context): boolean {
  return !distinctTags.some(({ localName }) => localName === 'include' || conversion.touches(localName))
}

/** The group of a run, whose children are made when they are asked for. */
class RunGroup implements EffectiveGroup {
  readonly kind = 'group'
  readonly source: SourceLeaf
  readonly undeclaredPrefixes = 0
  readonly #run: XmlRun
  readonly #itemFor: (item: SourceNode) => EffectiveContent
  #children: readonly EffectiveContent[] | undefined

  constructor(source: SourceLeaf, run: Run, scope: NamespaceScope, itemFor: (item: SourceNode) => EffectiveContent) {
    this.source = source
    this.#run = new EffectiveRun(run, scope)
    this.#itemFor = itemFor
  }

  get children(): readonly EffectiveContent[] {
    this.#children ??= this.source.items.map(this.#itemFor)
    return this.#children
  }

  // Not a field, so that a group made out of this one by other children does not seem to be this run.
  get run(): XmlRun {
    return this.#run
  }
}

/** A run as the schema engines see it. */
class EffectiveRun implements XmlRun {
  readonly namespace: string
  readonly #run: Run
  readonly #scope: NamespaceScope

  constructor(run: Run, scope: NamespaceScope) {
    this.namespace = scope.resolve('') ?? ''
    this.#run = run
    this.#scope = scope
  }

  get itemCount(): number {
    return this.#run.nodeCount
  }

  get tags(): readonly XmlTag[] {
    return this.#run.tags
  }

  get distinctTags(): readonly XmlTag[] {
    return this.#run.distinctTags
  }

  value(index: number): string {
    return this.#run.value(index)
  }

  resolvePrefix(prefix: string): string | undefined {
    return this.#scope.resolve(prefix)
  }
}

function inclusionOf(source: SourceElement, file: IncludedFile, context: Context): EffectiveInclusion {
  const { conversion } = context
  const fragment = fragmentGroup(
    file.root.content,
    contextOf(conversion, NamespaceScope.outermost.within(file.root.startTag.attributes), file.tree.entities())
  )
  const children = [fragment, groupOf(source.content, context)] as const
  const { path, tree, contentOffset } = file
  return {
    kind: 'group',
    children,
    source,
    file: { path, tree },
    contentOffset,
    undeclaredPrefixes: undeclaredIn(children)
  }
}

function itemOf(item: SourceNode, context: Context): EffectiveContent {
  return remembered(context.items, item, () => newItem(item, context))
}

function newItem(item: SourceNode, context: Context): EffectiveContent {
  if (item.kind === 'element' && item.startTag.name !== '') return newElement(item, context)
  const text = characterData(item, context.entities)
  return text === undefined ? { kind: 'nothing', source: item } : { kind: 'text', value: text, source: item }
}

/** What kiwi reads of a node by itself; undefined for what is no character data. */
export function characterData(item: SourceNode, entities: EntityTable | undefined): string | undefined {
  if (item.kind === 'text') return decodeText(item.text, entities && (name => entities.text(name)))
  if (item.kind !== 'cdata') return undefined
  const text = item.text.slice('<![CDATA['.length)
  return (text.endsWith(']]>') ? text.slice(0, -']]>'.length) : text).replace(/\r\n?/g, '\n')
}

function newElement(source: SourceElement, outer: Context): EffectiveElement {
  const scope = outer.scope.within(source.startTag.attributes)
  const context = scope === outer.scope ? outer : contextOf(outer.conversion, scope, outer.entities)
  const { attributes, undeclared } = attributesOf(source, context)
  const name = nameOf(source, scope)
  const written = groupOf(source.content, context)
  const content = name.namespace === '' ? convertedContent(name.localName, written, context.conversion) : written
  return {
    kind: 'element',
    ...name,
    // Where kiwi writes the element anew, its attributes are gone.
    attributes: content === written ? attributes : [],
    content,
    source,
    undeclaredPrefixes: content.undeclaredPrefixes + undeclared,
    resolvePrefix: prefix => scope.resolve(prefix)
  }
}

/** A name whose prefix nothing declares keeps it in its local name, where no schema can mean it. */
function nameOf(source: SourceElement, scope: NamespaceScope): { namespace: string; localName: string } {
  return scope.expand(source.startTag.name, 'element') ?? { namespace: '', localName: source.startTag.name }
}

function attributesOf(
  { startTag }: SourceElement,
  { scope, conversion, entities }: Context
): { attributes: readonly EffectiveAttribute[]; undeclared: number } {
  const seen = new Set<string>()
  const attributes: ConvertedAttribute<SourceAttribute>[] = []
  for (const attribute of startTag.attributes) {
    if (seen.has(attribute.name) || declaredPrefix(attribute.name) !== undefined) continue
    seen.add(attribute.name)
    const name = scope.expand(attribute.name, 'attribute')
    const value = valueWith(entities, attribute, startTag)
    attributes.push({ namespace: '', localName: attribute.name, ...name, value, origin: attribute })
  }
  const converted =
    conversion.touches(startTag.name) && scope.resolve('') === ''
      ? conversion.attributes(startTag.name, attributes)
      : attributes
  return {
    attributes: converted.map(({ namespace, localName, value, origin }) => ({
      namespace,
      localName,
      value,
      source: origin
    })),
    undeclared: nameFaults(startTag, prefix => scope.resolve(prefix)).length
  }
}

/** The content with its text replaced, if the conversion does that: the first text holds it, nothing else counts. */
function convertedContent(localName: string, content: EffectiveGroup, conversion: Conversion): EffectiveGroup {
  if (!conversion.touches(localName)) return content
  const value = conversion.text(localName, textNodes(content))
  if (value === undefined) return content
  let placed = false
  const replace = (item: EffectiveContent): EffectiveContent => {
    if (item.kind === 'group') return isInclusion(item) ? item : { ...item, children: item.children.map(replace) }
    if (item.kind !== 'text' || placed) return { kind: 'nothing', source: item.source }
    placed = true
    return { ...item, value }
  }
  return { ...content, children: content.children.map(replace) }
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

function undeclaredIn(children: readonly EffectiveContent[]): number {
  let count = 0
  for (const child of children)
    if (child.kind === 'element' || child.kind === 'group') count += child.undeclaredPrefixes
  return count
}

function remembered<Key extends object, Value>(memory: WeakMap<Key, Value>, key: Key, make: () => Value): Value {
  const known = memory.get(key)
  if (known !== undefined) return known
  const made = make()
  memory.set(key, made)
  return made
}
