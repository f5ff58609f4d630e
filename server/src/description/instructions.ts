/** Processing instructions that speak in the form of attributes, as `<?xml-model href="…"?>` does. */
import type { SourceNode } from '../syntax/tree'

export interface PseudoAttribute {
  /** As written. */
  readonly value: string
  /** Where it starts, in UTF-16 code units from the start of the instruction. */
  readonly start: number
}

/** What an instruction of this target says, of two of one name the first; undefined for any other node. */
export function pseudoAttributes(node: SourceNode, target: string): ReadonlyMap<string, PseudoAttribute> | undefined {
  if (node.kind !== 'processing-instruction') return undefined
  const { text } = node
  if (!text.startsWith(`<?${target}`) || !/^\s/.test(text.slice(target.length + 2))) return undefined
  const found = new Map<string, PseudoAttribute>()
  const each = /\s([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')/g
  for (const { 0: all, 1: name = '', 2: quoted = '', index } of text.matchAll(each)) {
    const start = index + all.length - quoted.length + 1
    if (!found.has(name)) found.set(name, { value: quoted.slice(1, -1), start })
  }
  return found
}
