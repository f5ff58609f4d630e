/** From a place in a file to the elements of the effective tree around it. */
import type { PlacedNode, SourceElement } from '../syntax/tree'
import type { Description, PlacedEffective } from './description'
import { isExpansion, isInclusion, lengthOf, type EffectiveContent, type EffectiveGroup } from './effective'

/** An element of the effective tree, and what of its content stands in one file. */
export interface EffectivePlace extends PlacedEffective {
  /** The content that the file has: the element's own, or for the root of a fragment what that brings in. */
  readonly content: EffectiveGroup
  readonly contentOffset: number
  /** Indices that lead from the element's content to `content`. */
  readonly contentPath: readonly number[]
}

/**
 * The effective elements that the source elements `path` of the file (outermost first, the root among them) became, in
 * the same order; it ends before an element that became none, and is empty where the description does not reach the
 * file. The root of a fragment becomes that of its description.
 */
export function effectivePath(
  description: Description,
  filePath: string,
  path: readonly PlacedNode<SourceElement>[]
): EffectivePlace[] {
  const { root, file } = description
  const [outermost, ...inner] = path
  if (!root || !outermost) return []
  const own = filePath === file.path
  if (own && outermost.offset !== root.offset) return []
  const first = own ? ownContent(root) : fragmentContent(root, outermost.offset, filePath)
  if (!first) return []
  const found = [first]
  let around = first
  for (const { node, offset } of inner) {
    const { item } = itemAt(around, offset)
    if (item?.kind !== 'element' || item.source !== node) return found
    around = ownContent({ element: item, offset })
    found.push(around)
  }
  return found
}

/** The indices, from the element's content on, of what starts at `offset` or holds it; else of the end. */
export function contentIndices(place: EffectivePlace, offset: number): number[] {
  return [...place.contentPath, ...itemAt(place, offset).indices]
}

function ownContent({ element, offset }: PlacedEffective): EffectivePlace {
  const contentOffset = offset + element.source.startTag.text.length
  return { element, offset, content: element.content, contentOffset, contentPath: [] }
}

/** What the fragment brings into the description. */
function fragmentContent({ element }: PlacedEffective, offset: number, filePath: string): EffectivePlace | undefined {
  const search = (group: EffectiveGroup, contentPath: readonly number[]): EffectivePlace | undefined => {
    for (const [index, child] of group.children.entries()) {
      if (child.kind !== 'group') continue
      const inner = [...contentPath, index]
      if (!isInclusion(child)) {
        const found = search(child, inner)
        if (found) return found
      } else if (child.file.path === filePath) {
        const [content] = child.children
        return { element, offset, content, contentOffset: child.contentOffset, contentPath: [...inner, 0] }
      }
    }
    return undefined
  }
  return search(element.content, [])
}

/** The item that starts at `offset` or holds it, and where it is; only the place where there is none. */
function itemAt(
  { content, contentOffset }: EffectivePlace,
  offset: number
): { readonly item: EffectiveContent | undefined; readonly indices: readonly number[] } {
  const indices: number[] = []
  let group = content
  let start = contentOffset
  descend: for (;;) {
    for (const [index, child] of group.children.entries()) {
      const end = start + lengthOf(child)
      if (offset < end || (offset === start && child.kind !== 'group')) {
        indices.push(index)
        if (child.kind !== 'group' || isInclusion(child) || isExpansion(child)) return { item: child, indices }
        group = child
        continue descend
      }
      start = end
    }
    indices.push(group.children.length)
    return { item: undefined, indices }
  }
}
