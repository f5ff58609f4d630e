/** Completion: what may be inserted at a place, whole or half typed. */
import type { DescriptionFile } from '../description/library'
import { effectivePath, type EffectivePlace } from '../description/place'
import type { PlacedNode, SourceElement } from '../syntax/tree'
import { completeAttributeNames } from './completion/attributeName'
import { completeAttributeValues } from './completion/attributeValue'
import { completeElementNames, completeEndTag } from './completion/elementName'
import { completeText } from './completion/elementText'
import type { Completion, CompletionSettings } from './completion/item'
import { cursorAt } from './cursor'

export type { Completion, CompletionSettings } from './completion/item'

/** All completions at `offset`, not filtered by what is typed already: the client does that. */
export function complete(file: DescriptionFile, offset: number, settings: CompletionSettings): Completion[] {
  // The first description speaks for all: its own where the file is one.
  const [description] = file.readings
  if (!description) return []
  const { grammar } = description.schema
  const cursor = cursorAt(file, offset)
  const around = (path: readonly PlacedNode<SourceElement>[]): EffectivePlace[] | undefined => {
    const found = effectivePath(description, file.path, path)
    return found.length === path.length ? found : undefined
  }
  switch (cursor.kind) {
    case 'opaque':
      return []
    case 'end-tag':
      return completeEndTag(
        cursor.path,
        cursor.span,
        '',
        file.tree.text(cursor.span.end, cursor.span.end + 1) === '>' ? '' : '>'
      )
    case 'element-name': {
      const element = cursor.path.at(-1)
      const outside = cursor.path.slice(0, -1)
      const parents = around(outside)
      if (!element || !parents) return []
      const place = { parents, at: element.offset, typed: element.node, span: cursor.span }
      return [...completeElementNames(grammar, place, settings), ...completeEndTag(outside, cursor.span, '/', '>')]
    }
    case 'content': {
      const parents = around(cursor.path)
      if (!parents) return []
      const place = { parents, at: cursor.span.start, typed: undefined, span: cursor.span }
      return [...completeText(grammar, file, parents, offset), ...completeElementNames(grammar, place, settings)]
    }
    case 'attribute-name': {
      const path = around(cursor.path)
      const ignored = file.kind === 'fragment' && cursor.path.length === 1
      return path && !ignored ? completeAttributeNames(grammar, path, cursor, settings) : []
    }
    case 'attribute-value': {
      const path = around(cursor.path)
      return path ? completeAttributeValues(description, path, { ...cursor, offset }) : []
    }
  }
}
