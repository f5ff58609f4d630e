/** Completion: what may be inserted at a place, whole or half typed. */
import type { Description } from '../description/description'
import type { DescriptionFile } from '../description/library'
import { deciderAt, schemasIn } from '../description/foreign'
import { effectivePath, type EffectivePlace } from '../description/place'
import type { PlacedNode, SourceElement } from '../syntax/tree'
import { completeAttributeNames } from './completion/attributeName'
import { completeAttributeValues } from './completion/attributeValue'
import { completeElementNames, completeEndTag, completeTopNames, type ElementPlace } from './completion/elementName'
import { completeText } from './completion/elementText'
import type { Completion, CompletionSettings } from './completion/item'
import { cursorAt, type Cursor } from './cursor'

export type { Completion, CompletionSettings } from './completion/item'

/** All completions at `offset`, not filtered by what is typed already: the client does that. */
export function complete(file: DescriptionFile, offset: number, settings: CompletionSettings): Completion[] {
  // The first description speaks for all: its own where the file is one.
  const [description] = file.readings
  const cursor = cursorAt(file, offset)
  if (!description || cursor.kind === 'opaque') return []
  return completeAt({ file, offset, settings, description }, cursor)
}

interface Request {
  readonly file: DescriptionFile
  readonly offset: number
  readonly settings: CompletionSettings
  readonly description: Description
}

function completeAt(request: Request, cursor: Exclude<Cursor, { kind: 'opaque' }>): Completion[] {
  const { file, settings, description } = request
  if (cursor.kind === 'element-name') return completeTag(request, cursor)
  if (cursor.kind === 'content') return completeContent(request, cursor)
  if (cursor.kind === 'end-tag') {
    const closed = file.tree.text(cursor.span.end, cursor.span.end + 1) === '>'
    return completeEndTag(cursor.path, cursor.span, '', closed ? '' : '>')
  }
  const path = effectiveElements(request, cursor.path)
  // What stands in the root of a fragment does not count.
  if (!path || (file.kind === 'fragment' && path.length === 1)) return []
  const decider = deciderAt(description, path)
  return cursor.kind === 'attribute-name'
    ? completeAttributeNames(decider.schema, decider.path, cursor, settings)
    : completeAttributeValues(decider, decider.path, { ...cursor, offset: request.offset })
}

function completeTag(request: Request, { path, span }: Extract<Cursor, { kind: 'element-name' }>): Completion[] {
  const outside = path.slice(0, -1)
  const element = path.at(-1)
  const parents = effectiveElements(request, outside)
  const root = request.file.tree.documentElement()
  if (!element || !parents || (outside.length === 0 && root && root.node !== element.node)) return []
  const place = { parents, at: element.offset, typed: element.node, span }
  return [...completeNames(request, place), ...completeEndTag(outside, span, '/', '>')]
}

function completeContent(request: Request, { path, span }: Extract<Cursor, { kind: 'content' }>): Completion[] {
  const { file, offset, settings, description } = request
  const parents = effectiveElements(request, path)
  // A blank typed between elements, or the end of a tag, asks for no further element.
  if (!parents || settings.typed === ' ') return []
  const decider = deciderAt(description, parents)
  const texts = completeText(decider.schema.grammar, file, decider.path, offset)
  const rootIsThere = parents.length === 0 && file.tree.documentElement() !== undefined
  if ((settings.typed !== undefined && settings.typed !== '<') || rootIsThere) return texts
  return [...texts, ...completeNames(request, { parents, at: span.start, typed: undefined, span })]
}

function completeNames({ description, settings }: Request, place: ElementPlace): Completion[] {
  const { schema, path: parents } = deciderAt(description, place.parents)
  const names = completeElementNames(schema, { ...place, parents }, settings)
  const parent = place.parents.at(-1)?.element
  return parent ? [...names, ...completeTopNames(schemasIn(description, parent), place)] : names
}

/** What the source elements became; undefined where the description does not know one of them. */
function effectiveElements(
  { description, file }: Request,
  path: readonly PlacedNode<SourceElement>[]
): EffectivePlace[] | undefined {
  const found = effectivePath(description, file.path, path)
  return found.length === path.length ? found : undefined
}
