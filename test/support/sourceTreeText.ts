/** Writes a source tree as text, so that tests compare trees by what a person can read. */
import { children } from '../../server/src/syntax/sequence'
import type { SourceNode, SourceSequence, SyntaxError } from '../../server/src/syntax/tree'

/** One line a node: kind or name, what it holds, its errors as `!code@start-end`; children are indented. */
export function outline(sequence: SourceSequence, indent = ''): string {
  return Array.from(children(sequence), node => nodeLines(node, indent)).join('')
}

/** Everything that reading decides, reach included, so that two trees that read alike give the same text. */
export function fullOutline(sequence: SourceSequence, indent = ''): string {
  return Array.from(children(sequence), node => {
    const own = `${indent}${node.kind} ${String(node.measure.length)}/${String(node.measure.breaks)}/${String(node.measure.tail)} reach ${String(node.reach)} errors ${String(node.errorCount)}${errorsOf(node.errors)}`
    if (node.kind !== 'element') return `${own} ${JSON.stringify(node.text)}\n`
    return `${own} ${JSON.stringify(node.startTag)} ${JSON.stringify(node.endTag ?? null)}\n${fullOutline(node.content, `${indent}  `)}`
  }).join('')
}

function nodeLines(node: SourceNode, indent: string): string {
  if (node.kind !== 'element') return `${indent}${node.kind} ${JSON.stringify(node.text)}${errorsOf(node.errors)}\n`
  const { name, attributes } = node.startTag
  const values = attributes.map(({ name: attribute, valueStart, value }) =>
    valueStart === -1 ? ` ${attribute}` : ` ${attribute}=${JSON.stringify(value)}`
  )
  const end = node.endTag ? ` … ${node.endTag.text}` : ''
  return `${indent}<${name}${values.join('')}>${end}${errorsOf(node.errors)}\n${outline(node.content, `${indent}  `)}`
}

function errorsOf(errors: readonly SyntaxError[]): string {
  return errors
    .map(({ code, start, end, detail }) => ` !${code}@${String(start)}-${String(end)}${detail ? `(${detail})` : ''}`)
    .join('')
}
