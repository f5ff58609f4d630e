/** Where in the markup a place is: the one classification that completion and hover start from. */
import type { DescriptionFile } from '../description/library'
import type { SourceTree } from '../syntax/sourceTree'
import type { PlacedNode, SourceAttribute, SourceElement, Span } from '../syntax/tree'

interface InElement {
  /** The elements around the place, outermost first, that one included whose tag it is in. */
  readonly path: readonly PlacedNode<SourceElement>[]
}

/** All spans are UTF-16 code units from the start of the file. */
export type Cursor =
  /** In or right behind the name of a start tag, whose element ends the path. */
  | (InElement & { readonly kind: 'element-name'; readonly span: Span })
  /** In or behind the name of an end tag; `span` starts behind the `</`. The path ends with the element to close. */
  | (InElement & { readonly kind: 'end-tag'; readonly span: Span })
  /** In a start tag where an attribute stands, or could; then there is none and the span is empty. */
  | (InElement & {
      readonly kind: 'attribute-name'
      readonly attribute: SourceAttribute | undefined
      readonly span: Span
    })
  /** In a value; `span` is what stands between the quotes. `quote` tells whether there are any. */
  | (InElement & {
      readonly kind: 'attribute-value'
      readonly attribute: SourceAttribute
      readonly span: Span
      readonly quoted: boolean
    })
  /** In the content of the path's last element (of the file, where it is empty); `span` is the word at the place. */
  | (InElement & { readonly kind: 'content'; readonly span: Span })
  /** In a comment, a CDATA section, an instruction: nothing is known there. */
  | { readonly kind: 'opaque' }

/** What stands at `offset` of the file. */
export function cursorAt({ tree }: Pick<DescriptionFile, 'tree'>, offset: number): Cursor {
  const endTag = endTagAt(tree, offset)
  if (endTag) return endTag
  const nodes = nodesAt(tree, offset)
  const path = nodes.filter(isPlacedElement)
  const last = nodes.at(-1)
  if (!last) return { kind: 'content', path, span: wordAt('', 0, offset) }
  const { node } = last
  if (node.kind === 'text') {
    const tag = unfinishedTagBefore(tree, last.offset, offset)
    return tag
      ? { kind: 'attribute-name', path: [...path, tag], attribute: undefined, span: { start: offset, end: offset } }
      : { kind: 'content', path, span: wordAt(node.text, last.offset, offset) }
  }
  if (node.kind !== 'element') {
    const opaque = last.offset < offset && offset <= last.offset + node.measure.length
    return opaque ? { kind: 'opaque' } : { kind: 'content', path, span: { start: offset, end: offset } }
  }
  return inElement({ node, offset: last.offset }, path, offset)
}

/** Longer than any name of an end tag that is worth completing. */
const longestName = 200

/** The end tag, finished or not, in or right behind whose name `offset` is. */
function endTagAt(tree: SourceTree, offset: number): Cursor | undefined {
  const typed = /<\/([^\s<>/]*)$/.exec(tree.text(offset - longestName, offset))?.[1]
  if (typed === undefined) return undefined
  const start = offset - typed.length
  const rest = /^[^\s<>/]*/.exec(tree.text(offset, offset + longestName))?.[0] ?? ''
  const nodes = tree.pathAt(start - 1)
  const last = nodes.at(-1)?.node
  if (last && last.kind !== 'element' && last.kind !== 'stray') return undefined
  return { kind: 'end-tag', path: nodes.filter(isPlacedElement), span: { start, end: offset + rest.length } }
}

/** The nodes that hold `offset`, those elements included that end right there because their end tag is missing. */
function nodesAt(tree: SourceTree, offset: number): PlacedNode[] {
  const nodes = tree.pathAt(offset)
  const before = tree.pathAt(offset - 1).filter(isPlacedElement)
  const open = before.findLastIndex(({ node, offset: start }) => {
    const ends = start + node.measure.length === offset
    return ends && node.endTag === undefined && node.startTag.closed && !node.startTag.selfClosing
  })
  return open >= nodes.length ? before.slice(0, open + 1) : nodes
}

/** The start tag without end that is all there is before `offset` but white space: its next attribute is typed here. */
function unfinishedTagBefore(
  tree: SourceTree,
  textStart: number,
  offset: number
): PlacedNode<SourceElement> | undefined {
  const before = tree.pathAt(textStart).findLast(isPlacedElement)
  const ends = before && before.offset + before.node.measure.length === textStart
  if (!before || !ends || before.node.startTag.closed || before.node.startTag.name === '') return undefined
  return /^\s+$/.test(tree.text(textStart, offset)) ? before : undefined
}

function inElement(
  placed: PlacedNode<SourceElement>,
  path: readonly PlacedNode<SourceElement>[],
  offset: number
): Cursor {
  const { node, offset: start } = placed
  const { startTag } = node
  const tagEnd = start + startTag.text.length
  const outside = path.slice(0, -1)
  if (offset <= start) return { kind: 'content', path: outside, span: { start: offset, end: offset } }
  if (offset < tagEnd || (offset === tagEnd && !startTag.closed)) return inStartTag(placed, path, offset)
  const contentEnd = tagEnd + node.content.measure.length
  if (offset <= contentEnd && !startTag.selfClosing)
    return { kind: 'content', path, span: { start: offset, end: offset } }
  const end = start + node.measure.length
  if (offset > contentEnd && (offset < end || node.endTag?.text.endsWith('>') === false)) return { kind: 'opaque' }
  return { kind: 'content', path: outside, span: { start: offset, end: offset } }
}

function inStartTag(
  { node, offset: start }: PlacedNode<SourceElement>,
  path: readonly PlacedNode<SourceElement>[],
  offset: number
): Cursor {
  const { startTag } = node
  const at = offset - start
  const nameEnd = 1 + startTag.name.length
  if (at <= nameEnd) return { kind: 'element-name', path, span: { start: start + 1, end: start + nameEnd } }
  for (const attribute of startTag.attributes) {
    const { nameStart, nameEnd: attributeEnd, valueStart, valueEnd } = attribute
    if (at >= nameStart && at <= attributeEnd)
      return { kind: 'attribute-name', path, attribute, span: { start: start + nameStart, end: start + attributeEnd } }
    if (valueStart === -1) {
      // `image=` and the cursor right behind it.
      if (at > attributeEnd && /^\s*=\s*$/.test(startTag.text.slice(attributeEnd, at)))
        return { kind: 'attribute-value', path, attribute, span: { start: offset, end: offset }, quoted: false }
    } else if (at >= valueStart && at <= valueEnd) {
      const quoted = /["']/.test(startTag.text.charAt(valueStart - 1))
      return {
        kind: 'attribute-value',
        path,
        attribute,
        span: { start: start + valueStart, end: start + valueEnd },
        quoted
      }
    }
  }
  // Right behind a closing quote no name can stand, nor between the `/` and `>` of the end.
  const before = startTag.text.charAt(at - 1)
  if (!/\s/.test(before)) return { kind: 'opaque' }
  return { kind: 'attribute-name', path, attribute: undefined, span: { start: offset, end: offset } }
}

/** The run of characters that are no white space on both sides of `offset` in the text that starts at `start`. */
function wordAt(text: string, start: number, offset: number): Span {
  const at = offset - start
  // No regular expression: one that must reach the end is tried anew from each character on.
  let [from, to] = [at, at]
  while (from > 0 && isWordCharacter(text, from - 1)) from -= 1
  while (to < text.length && isWordCharacter(text, to)) to += 1
  return { start: start + from, end: start + to }
}

function isWordCharacter(text: string, at: number): boolean {
  return /\S/.test(text.charAt(at))
}

function isPlacedElement(placed: PlacedNode): placed is PlacedNode<SourceElement> {
  return placed.node.kind === 'element'
}
