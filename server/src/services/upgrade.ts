/** Upgrades a description to the newest schemaversion: what kiwi converts while it reads is written down, and nothing else. */
import type { Description } from '../description/description'
import { characterData, type EffectiveContent, type EffectiveElement } from '../description/effective'
import type { FileText } from '../description/files'
import type { DescriptionFile } from '../description/library'
import { childPlaces } from '../description/problems'
import { versionNumber } from '../description/conversion'
import { valueWith, type EntityTable } from '../syntax/entities'
import { escapeText, escapeValue } from '../syntax/escaping'
import type { PlacedNode, SourceAttribute, SourceElement, SourceNode, Span } from '../syntax/tree'
import { attributeSpan, removeAttribute } from './quickFixes/edits'
import type { TextEdit } from './quickFixes/fix'

export interface Upgrade {
  readonly title: string
  /** In all files that the description consists of. */
  readonly edits: readonly TextEdit[]
}

/**
 * The upgrade, where the span touches the start tag of a description with an older schemaversion whose markup is in
 * order. kiwi reads the same afterwards; what it cannot convert, because a step drops it, is gone as it is for kiwi.
 */
export function upgrade(file: DescriptionFile, span: Span): Upgrade | undefined {
  const description = descriptionTagAt(file, span)
  const { root, version = '', versionProblem, schema } = description ?? {}
  if (!description || !root || !schema || versionProblem) return undefined
  const { source } = root.element
  const attribute = source.startTag.attributes.find(({ name }) => name === 'schemaversion')
  if (!attribute || !(versionNumber(version) < versionNumber(schema.version))) return undefined
  if (description.files().some(({ tree }) => tree.errors().length > 0)) return undefined
  const ofVersion = attributeSpan({ node: source, offset: root.offset }, attribute)
  const edits = [
    { path: file.path, span: ofVersion, text: `schemaversion="${schema.version}"` },
    ...conversionEdits(description)
  ]
  return { title: `Upgrade to schemaversion ${schema.version}`, edits }
}

/** The description that the file is, where the span touches the start tag of its top element. */
export function descriptionTagAt(file: DescriptionFile, span: Span): Description | undefined {
  if (file.alone || file.kind !== 'description') return undefined
  const description = file.readings.find(reading => reading.file.path === file.path)
  if (!description?.root) return undefined
  const { offset, element } = description.root
  return span.start <= offset + element.source.startTag.text.length && span.end >= offset ? description : undefined
}

/** What the conversion does, each edit once: a fragment may be included twice. */
function conversionEdits(description: Description): TextEdit[] {
  const { root, file } = description
  const found = new Map<string, TextEdit>()
  const walk = (group: Group, place: Place): void => {
    for (const { child, inner } of childPlaces(group, place)) {
      if (child.kind === 'group') walk(child, inner)
      if (child.kind !== 'element') continue
      for (const edit of elementEdits(description, child, inner))
        found.set(`${edit.path} ${edit.span.start} ${edit.span.end}`, edit)
      walk(child.content, { file: inner.file, offset: inner.offset + child.source.startTag.text.length })
    }
  }
  if (root) walk(root.element.content, { file, offset: root.offset + root.element.source.startTag.text.length })
  return [...found.values()]
}

type Group = Extract<EffectiveContent, { kind: 'group' }>

interface Place {
  readonly file: FileText
  readonly offset: number
}

function elementEdits({ conversion }: Description, element: EffectiveElement, { file, offset }: Place): TextEdit[] {
  const { source } = element
  if (!conversion.touches(source.startTag.name) || element.resolvePrefix?.('') !== '') return []
  const placed = { node: source, offset }
  const entities = file.tree.entities()
  const edits = [
    ...source.startTag.attributes.flatMap(attribute => attributeEdit(element, placed, attribute, entities) ?? []),
    ...textEdits(element, offset + source.startTag.text.length, entities)
  ]
  return edits.map(edit => ({ path: file.path, ...edit }))
}

function attributeEdit(
  element: EffectiveElement,
  placed: PlacedNode<SourceElement>,
  attribute: SourceAttribute,
  entities: EntityTable | undefined
): Omit<TextEdit, 'path'> | undefined {
  const { name } = attribute
  if (name === 'xmlns' || name.startsWith('xmlns:')) return undefined
  const made = element.attributes.filter(({ source }) => source === attribute)
  const [first] = made
  if (!first) return removeAttribute(placed, attribute)
  if (made.length === 1 && first.value === valueWith(entities, attribute, placed.node.startTag)) {
    if (name === first.localName || name.endsWith(`:${first.localName}`)) return undefined
    const start = placed.offset + attribute.nameStart
    return { span: { start, end: start + name.length }, text: first.localName }
  }
  const text = made.map(each => `${each.localName}="${escapeValue(each.value)}"`).join(' ')
  return { span: attributeSpan(placed, attribute), text }
}

/** Where the text was replaced: the new one in the place of the first text, all else but comments out. */
function textEdits(
  { content }: EffectiveElement,
  contentOffset: number,
  entities: EntityTable | undefined
): Omit<TextEdit, 'path'>[] {
  const isText = (node: SourceNode) => characterData(node, entities) !== undefined
  const items: { span: Span; isChanged: boolean; text: string }[] = []
  const collect = (group: Group, start: number): void => {
    let offset = start
    for (const child of group.children) {
      const span = { start: offset, end: offset + child.source.measure.length }
      offset = span.end
      if (child.kind === 'group') collect(child, span.start)
      else if (child.kind === 'text')
        items.push({
          span,
          isChanged: child.value !== characterData(child.source, entities),
          text: escapeText(child.value)
        })
      else if (child.kind === 'nothing' && (child.source.kind === 'element' || isText(child.source)))
        items.push({ span, isChanged: true, text: '' })
    }
  }
  collect(content, contentOffset)
  return items.some(({ isChanged }) => isChanged) ? items.map(({ span, text }) => ({ span, text })) : []
}
