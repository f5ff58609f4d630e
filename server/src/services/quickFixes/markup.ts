/** Mends markup: what the tolerant parser took for granted is written down. */
import type { SourceTree } from '../../syntax/sourceTree'
import type { PlacedNode, SourceElement } from '../../syntax/tree'
import type { Code } from '../diagnosticCodes'
import type { Finding } from '../finding'
import { indentationAt, removeAttribute } from './edits'
import type { FixPlace, Proposal } from './fix'

/** Ways to mend a markup error, each of which leaves fewer errors than there are. */
export function markupFixes(finding: Finding, place: FixPlace): Proposal[] {
  const { tree } = place.file
  const found = tree.text(finding.span.start, finding.span.end)
  const proposals = ways[finding.code]?.(finding.span.start, found, place, finding.code) ?? []
  if (proposals.length === 0) return []
  const before = tree.errors().length
  return proposals.filter(({ edits: [edit] }) => {
    return edit !== undefined && tree.edit(edit.span.start, edit.span.end, edit.text).errors().length < before
  })
}

/** Mends the text `found` at `start`. */
type Way = (start: number, found: string, place: FixPlace, code: Code) => Proposal[]

const writeReference: Way = (start, found) =>
  found.startsWith('&') ? [replace('Write "&" as &amp;', start, 1, '&amp;')] : []

const writeLessThan: Way = (start, found) => (found === '<' ? [replace('Write "<" as &lt;', start, 1, '&lt;')] : [])

const mendTag: Way = (_start, _found, { element, file }, code) => {
  if (!element) return []
  // Where more is broken, what belongs together is a guess.
  const isPreferred =
    file.tree.root.errorCount === 1 && (code !== 'start-tag-not-closed' || element.node.endTag !== undefined)
  return tagFixes(code, file.tree, element).map(proposal => ({ ...proposal, isPreferred }))
}

const ways: { readonly [Name in Code]?: Way } = {
  'reference-malformed': writeReference,
  'reference-undefined': writeReference,
  'attribute-value-holds-less-than': writeLessThan,
  'markup-malformed': writeLessThan,
  'cdata-end-in-text': (start, found) => [replace('Write "]]>" as ]]&gt;', start, found.length, ']]&gt;')],
  'comment-holds-double-hyphen': (start, found) => [
    replace('Put blanks between the hyphens', start, found.length, found.replaceAll('-', '- ').trimEnd())
  ],
  'attribute-not-separated': start => [replace('Put a blank before the attribute', start, 0, ' ')],
  'declaration-malformed': (start, found) => [
    replace('Write the usual XML declaration', start, found.length, '<?xml version="1.0" encoding="utf-8"?>')
  ],
  'declaration-misplaced': (start, _, { file }) =>
    file.tree.text(0, start).trim() === '' ? [replace('Remove what stands before it', 0, start, '')] : [],
  'end-tag-stray': (start, found) => [replace(`Remove ${found}`, start, found.length, '')],
  'attribute-without-value': attributeFixes,
  'attribute-value-not-quoted': attributeFixes,
  'attribute-value-not-closed': attributeFixes,
  'attribute-duplicate': attributeFixes,
  'end-tag-mismatched': mendTag,
  'element-not-closed': mendTag,
  'start-tag-not-closed': mendTag
}

function attributeFixes(start: number, found: string, { element, attribute }: FixPlace, code: Code): Proposal[] {
  if (!element || !attribute) return []
  const { text } = element.node.startTag
  const { name, nameEnd, valueStart, valueEnd } = attribute
  const at = (offset: number): number => element.offset + offset
  if (code === 'attribute-duplicate')
    return [{ title: `Remove this ${name}`, edits: [removeAttribute(element, attribute)] }]
  // Where the tag has no end, what looks like attributes may be something else.
  const isPreferred = element.node.startTag.closed
  if (code === 'attribute-without-value') {
    const equals = /^\s*=/.exec(text.slice(nameEnd))?.[0].length ?? 0
    return [{ ...replace(`Give ${name} a value`, at(nameEnd), equals, '=""'), isPreferred }]
  }
  if (valueStart === -1) return []
  if (code === 'attribute-value-not-closed') {
    const quote = text[valueStart - 1] === "'" ? "'" : '"'
    return [{ ...replace('Close the value', at(valueEnd), 0, quote), isPreferred }]
  }
  const value = text.slice(valueStart, valueEnd)
  return [replace('Put the value in quotes', start, found.length, `"${value}"`)]
}

function tagFixes(code: Code, tree: SourceTree, element: PlacedNode<SourceElement>): Proposal[] {
  const { node, offset } = element
  const { name, text } = node.startTag
  const end = offset + node.measure.length
  if (code === 'end-tag-mismatched') {
    const length = node.endTag?.text.length ?? 0
    return length === 0 ? [] : [replace(`Write </${name}>`, end - length, length, `</${name}>`)]
  }
  if (code === 'start-tag-not-closed') {
    const tagEnd = offset + text.trimEnd().length
    const written = node.endTag ? '>' : text.trimEnd().endsWith('/') ? '>' : '/>'
    return [replace(`Close the tag with "${written}"`, tagEnd, 0, written)]
  }
  const content = tree.text(offset + text.length, end)
  const last = offset + text.length + content.trimEnd().length
  const isBlock = /[\r\n]/.test(content.trimEnd())
  const before = isBlock ? `\n${indentationAt(tree, offset)}` : ''
  return [replace(`Close <${name}>`, last, 0, `${before}</${name}>`)]
}

function replace(title: string, start: number, length: number, text: string): Proposal {
  return { title, edits: [{ span: { start, end: start + length }, text }], isPreferred: true }
}
