/** From a place in a file to the elements of the effective tree around it. */
import type { PlacedNode, SourceElement } from '../syntax/tree'
import type { Description, PlacedEffective } from './description'
import { isInclusion, lengthOf, type EffectiveContent, type EffectiveElement, type EffectiveGroup } from './effective'

/**
 * The effective elements that the source elements `path` of the file (outermost first, the root among them) became, in
 * the same order; empty where the description does not reach the file. The root of a fragment becomes that of its
 * description.
 */
export function effectivePath(
  description: Description,
  filePath: string,
  path: readonly PlacedNode<SourceElement>[]
): PlacedEffective[] {
  const { root } = description
  const [outermost, ...inner] = path
  if (!root || !outermost) return []
  const isOwnFile = filePath === description.file.path
  if (isOwnFile && outermost.offset !== root.offset) return []
  const start = isOwnFile
    ? { group: root.element.content, offset: root.offset + root.element.source.startTag.text.length }
    : fragmentContent(root.element.content, filePath)
  if (!start) return []
  const found: PlacedEffective[] = [{ element: root.element, offset: outermost.offset }]
  let { group, offset } = start
  for (const { node, offset: nodeOffset } of inner) {
    const item = itemAt(group, nodeOffset - offset)
    if (item?.kind !== 'element' || item.source !== node) return found
    found.push({ element: item, offset: nodeOffset })
    group = item.content
    offset = nodeOffset + node.startTag.text.length
  }
  return found
}

/** What the fragment brings into the description. */
function fragmentContent(
  content: EffectiveGroup,
  filePath: string
): { group: EffectiveGroup; offset: number } | undefined {
  for (const child of content.children) {
    if (child.kind !== 'group') continue
    if (!isInclusion(child)) {
      const found = fragmentContent(child, filePath)
      if (found) return found
    } else if (child.file.path === filePath) return { group: child.children[0], offset: child.contentOffset }
  }
  return undefined
}

/** The item that starts exactly at `offset` from the start of the group and is no group itself. */
function itemAt(group: EffectiveGroup, offset: number): Exclude<EffectiveContent, { kind: 'group' }> | undefined {
  let start = 0
  for (const child of group.children) {
    if (child.kind === 'group') {
      const length = lengthOf(child)
      if (!isInclusion(child) && start <= offset && offset < start + length) return itemAt(child, offset - start)
    } else if (start === offset && lengthOf(child) > 0) return child
    start += lengthOf(child)
  }
  return undefined
}

/** The last of the elements, which is the innermost one. */
export function innermost(path: readonly PlacedEffective[]): EffectiveElement | undefined {
  return path.at(-1)?.element
}
