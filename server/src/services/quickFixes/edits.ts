/** Edits of markup that leave the layout around them as it is. */
import { escapeValue } from '../../syntax/escaping'
import type { SourceTree } from '../../syntax/sourceTree'
import type { PlacedNode, SourceAttribute, SourceElement, Span } from '../../syntax/tree'
import type { Proposal } from './fix'

type Edit = Proposal['edits'][number]

/** An attribute from its name to its closing quote. */
export function attributeSpan({ node, offset }: PlacedNode<SourceElement>, attribute: SourceAttribute): Span {
  const { text } = node.startTag
  const { nameStart, nameEnd, valueStart, valueEnd } = attribute
  const quote = text[valueStart - 1]
  const isQuoted = valueStart !== -1 && (quote === '"' || quote === "'") && text[valueEnd] === quote
  // Without value there may be a lone `=`.
  const end = valueStart === -1 ? nameEnd + (/^\s*=/.exec(text.slice(nameEnd))?.[0].length ?? 0) : valueEnd
  return { start: offset + nameStart, end: offset + end + (isQuoted ? 1 : 0) }
}

/** Takes an attribute out, with the white space before it. */
export function removeAttribute(element: PlacedNode<SourceElement>, attribute: SourceAttribute): Edit {
  const { start, end } = attributeSpan(element, attribute)
  const before = element.node.startTag.text.slice(0, start - element.offset)
  return { span: { start: element.offset + before.trimEnd().length, end }, text: '' }
}

/** Adds attributes behind those that are there, as these are laid out. */
export function addAttributes(
  element: PlacedNode<SourceElement>,
  attributes: readonly (readonly [string, string])[]
): Edit {
  const { name, attributes: present, text } = element.node.startTag
  const last = present.at(-1)
  const at = last ? attributeSpan(element, last).end : element.offset + 1 + name.length
  const before = last && present.length > 1 ? /\s*$/.exec(text.slice(0, last.nameStart))?.[0] : undefined
  const separator = before === undefined || before === '' ? ' ' : before
  const added = attributes.map(([attribute, value]) => `${separator}${attribute}="${escapeValue(value)}"`)
  return { span: { start: at, end: at }, text: added.join('') }
}

/** Gives an element another name, in its end tag too. */
export function renameElement(element: PlacedNode<SourceElement>, name: string): Edit[] {
  const { node, offset } = element
  const start = offset + 1
  const edits = [{ span: { start, end: start + node.startTag.name.length }, text: name }]
  if (!node.endTag) return edits
  const endName = offset + node.measure.length - node.endTag.text.length + '</'.length
  return [...edits, { span: { start: endName, end: endName + node.endTag.name.length }, text: name }]
}

/** Takes an element out; with its line, where that holds nothing else. */
export function removeElement(tree: SourceTree, { node, offset }: PlacedNode<SourceElement>): Edit {
  const end = offset + node.measure.length
  const before = lineBefore(tree, offset)
  const after = /^[ \t]*(?:\r\n|\r|\n)/.exec(tree.text(end, end + longestLine))?.[0]
  if (before === undefined || after === undefined) return { span: { start: offset, end }, text: '' }
  return { span: { start: offset - before.length, end: end + after.length }, text: '' }
}

/** Puts markup, whose lines are indented by tabs, behind the last child of an element. */
export function addChildren(tree: SourceTree, element: PlacedNode<SourceElement>, children: readonly string[]): Edit {
  const { node, offset } = element
  const tagEnd = offset + node.startTag.text.length
  const contentEnd = tagEnd + node.content.measure.length
  const content = tree.text(tagEnd, contentEnd)
  const outer = indentationAt(tree, offset)
  const unit = indentationUnit(tree, element, content)
  const inner = outer + unit
  const lines = children.map(child => inner + child.replaceAll('\t', unit).replaceAll('\n', `\n${inner}`)).join('\n')
  if (node.startTag.selfClosing) {
    const slash = node.startTag.text.slice(0, -'/>'.length).trimEnd().length
    return { span: { start: offset + slash, end: tagEnd }, text: `>\n${lines}\n${outer}</${node.startTag.name}>` }
  }
  const last = tagEnd + content.trimEnd().length
  return { span: { start: last, end: contentEnd }, text: `\n${lines}\n${outer}` }
}

/** The white space that the line of `offset` begins with. */
export function indentationAt(tree: SourceTree, offset: number): string {
  const line = tree.text(tree.offsetAt({ line: tree.positionAt(offset).line, character: 0 }), offset)
  return /^[ \t]*/.exec(line)?.[0] ?? ''
}

/** The white space between the start of the line and `offset`; undefined where something else stands there. */
export function lineBefore(tree: SourceTree, offset: number): string | undefined {
  const { line } = tree.positionAt(offset)
  const before = tree.text(tree.offsetAt({ line, character: 0 }), offset)
  return /^[ \t]*$/.test(before) ? before : undefined
}

/** More white space than this does not stand before the end of a line. */
const longestLine = 1000

/** By how much the children of an element are indented; as its own are, or it is in its parent, else four blanks. */
function indentationUnit(tree: SourceTree, { offset }: PlacedNode<SourceElement>, content: string): string {
  const outer = indentationAt(tree, offset)
  const first = /[\r\n]([ \t]*)<[^/]/.exec(content)?.[1]
  if (first?.startsWith(outer) && first.length > outer.length) return first.slice(outer.length)
  const parent = tree.pathAt(offset).findLast(({ node, offset: start }) => node.kind === 'element' && start < offset)
  const around = parent ? indentationAt(tree, parent.offset) : undefined
  if (around !== undefined && outer.startsWith(around) && outer.length > around.length)
    return outer.slice(around.length)
  return '    '
}
