/** Processing instructions that speak in the form of attributes, as `<?xml-model href="…"?>` does. */
import { placesFrom } from '../syntax/sequence'
import type { SourceTree } from '../syntax/sourceTree'
import type { SourceMisc, SourceNode, Span } from '../syntax/tree'

export interface PseudoAttribute {
  /** As written. */
  readonly value: string
  /** Where it starts, in UTF-16 code units from the start of the instruction. */
  readonly start: number
}

/** What an instruction of this target says, of two of one name the first; undefined for any other node. */
export function pseudoAttributes(node: SourceNode, target: string): ReadonlyMap<string, PseudoAttribute> | undefined {
  if (!isInstruction(node, target)) return undefined
  const { text } = node
  const found = new Map<string, PseudoAttribute>()
  for (const { 0: all, 1: name = '', 2: quoted = '', index } of text.matchAll(pseudoAttribute)) {
    const start = index + all.length - quoted.length + 1
    if (!found.has(name)) found.set(name, { value: quoted.slice(1, -1), start })
  }
  return found
}

/** Instruction by which a file names its schema. */
export const modelInstruction = 'xml-model'

/** Instruction by which an extension chooses profiles of its stash: `<?kiwi-stash profiles="A B"?>`. */
export const profileInstruction = 'kiwi-stash'

/** The instructions that are read, and what each must hold to say anything. */
const required = new Map([
  [modelInstruction, 'href'],
  [profileInstruction, 'profiles']
])

/**
 * Why an instruction does not count, or not wholly. `empty`: what it must hold is missing; `rest`: something in it is no
 * name with a value; `repeated`: an earlier one says it already; `late`: it stands behind the top element; `elsewhere`:
 * it is not for files of this kind.
 */
export interface InstructionFault {
  readonly kind: 'empty' | 'rest' | 'repeated' | 'late' | 'elsewhere'
  readonly target: string
  /** What must stand in it. */
  readonly name: string
  readonly span: Span
}

/** What does not count of the instructions that stand beside the top element. */
export function* instructionFaults(
  tree: SourceTree,
  isExtension: boolean
): Generator<InstructionFault, void, undefined> {
  let isBehind = false
  let hasProfiles = false
  for (const { node, offset } of placesFrom(tree.root, 0)) {
    isBehind ||= node.kind === 'element'
    if (node.kind !== 'processing-instruction' || node.errors.length > 0) continue
    for (const [target, name] of required) {
      const written = pseudoAttributes(node, target)
      if (!written) continue
      const isChoice = target === profileInstruction
      const fault = { target, name, span: { start: offset, end: offset + node.text.length } }
      const rest = restOf(node.text, target)
      if (isChoice && !isExtension) yield { ...fault, kind: 'elsewhere' }
      else if (!written.has(name)) yield { ...fault, kind: 'empty' }
      else if (isChoice && hasProfiles) yield { ...fault, kind: 'repeated' }
      else if (!isChoice && isBehind) yield { ...fault, kind: 'late' }
      else if (rest) yield { ...fault, kind: 'rest', span: { start: offset + rest.start, end: offset + rest.end } }
      hasProfiles ||= isChoice && written.has(name)
    }
  }
}

const pseudoAttribute = /\s([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')/g

function isInstruction(node: SourceNode, target: string): node is SourceMisc {
  return (
    node.kind === 'processing-instruction' &&
    node.text.startsWith(`<?${target}`) &&
    /^(?:\s|\?>$)/.test(node.text.slice(target.length + 2))
  )
}

/** What stands in an instruction beside names with values, from its first to its last character. */
function restOf(text: string, target: string): Span | undefined {
  const start = target.length + 2
  const inner = text.slice(start, -'?>'.length).replaceAll(pseudoAttribute, all => ' '.repeat(all.length))
  const ink = inner.trim()
  return ink === '' ? undefined : { start: start + inner.indexOf(ink), end: start + inner.indexOf(ink) + ink.length }
}
