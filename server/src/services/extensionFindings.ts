/** What is wrong with a stash extension beyond its own file: its stashes, and the description that it makes of them. */
import type { Description } from '../description/description'
import { mergeOf, type Merge } from '../description/extension/merge'
import { stashedAttribute, type Layer, type Stack } from '../description/extension/stashes'
import type { FileText } from '../description/files'
import { elementIn, sectionsOf } from '../description/selection'
import type { Span } from '../syntax/tree'
import { nameSpan, finding, type Finding } from './finding'

/**
 * What comes in addition to `found`, what is wrong with the extension alone. kiwi never sees an extension, only the
 * description that it makes of its stash: what is wrong with that is told at the line that brought it about, and what lies
 * in the stash itself at the reference to the stash. `judge` finds what is wrong with a description, `judgeMarkup` with the
 * markup of a file.
 */
export function extensionFindings(
  description: Description,
  found: readonly Finding[],
  judge: (description: Description) => readonly Finding[],
  judgeMarkup: (file: FileText) => readonly Finding[]
): Finding[] {
  const { stack, file } = description
  if (!stack) return []
  const merge = mergeOf(description)
  // What names no stash need not be looked for.
  const isNamed = found.every(({ code }) => code !== 'stash-reference-invalid')
  const told = isNamed ? [...stackFindings(description, stack, merge)] : []
  const base = stack.base?.description
  const result = merge?.description ?? base
  if (!result) return told
  const own = new Set(description.files().map(({ path }) => path))
  const known = new Set(found.map(keyOf))
  const others: Finding[] = (base?.files() ?? []).flatMap(judgeMarkup)
  for (const each of judge(result)) {
    // Told in an extension's own words.
    if (each.code === 'check-type-missing' && stack.base) continue
    if (!own.has(each.path)) others.push(each)
    else if (!known.has(keyOf(each))) told.push(each)
  }
  const errors = others.filter(({ severity }) => severity === 'error')
  const [first] = errors
  if (!first || !stack.base) return told
  const { reference, span } = stack.base.layer
  const facts = { reference, count: errors.length, first: first.message }
  return [
    ...told,
    {
      ...finding('stash-has-errors', facts, file.path, span),
      related: [{ path: first.path, span: first.span, message: first.message }]
    }
  ]
}

/** Says in an extension's own terms what the grammar of extensions refuses. */
export function inExtensionsWords(description: Description, each: Finding): Finding {
  const { code, path, span } = each
  if (!['element-not-allowed', 'attribute-not-allowed', 'attribute-value-invalid'].includes(code)) return each
  const file = description.files().find(own => own.path === path)
  if (file?.tree.text(span.start, span.end) === 'profiles')
    return finding('extension-profiles', { isSection: code === 'element-not-allowed' }, path, span)
  const root = file?.tree.documentElement()
  const stashed = root && stashedAttribute(root)
  if (!root || !stashed || code !== 'attribute-value-invalid') return each
  const isAtIt = span.start >= root.offset + stashed.nameStart && span.end <= root.offset + stashed.valueEnd + 1
  return isAtIt ? finding('stash-reference-invalid', { name: stashed.value }, path, span) : each
}

function* stackFindings(
  { file, root }: Description,
  stack: Stack,
  merge: Merge | undefined
): Generator<Finding, void, undefined> {
  const { surplus } = stack
  if (surplus) yield finding('stash-too-many', { count: surplus.count }, file.path, surplus.span)
  for (const layer of stack.layers) yield* layerFindings(layer, file.path)
  const { base, layers, state, obstacle } = stack
  if (state === 'undescribed' && root) {
    const span: Span = layers[0] && layers.at(-1) ? spanOf(layers) : nameSpan(root.element.source, root.offset)
    yield finding('stash-undescribed', { references: layers.map(({ reference }) => reference) }, file.path, span)
  }
  const last = layers.findLast(({ answer }) => answer.state !== 'undescribed')
  if (obstacle !== undefined && last)
    yield finding('stash-unreadable', { reference: last.reference, reason: obstacle }, file.path, last.span)
  if (base && merge && !hasType(merge, stack))
    yield finding('extension-without-type', { declared: merge.declared }, file.path, spanOf(layers))
  if (!base || !stack.profiles) return
  for (const name of merge?.undeclared ?? []) {
    const facts = { name, reference: base.layer.reference, declared: merge?.declared ?? [] }
    yield finding('stash-profile-undeclared', facts, file.path, stack.profiles.span)
  }
}

/** Whether there is something to build on this machine. */
function hasType({ description }: Merge, { architecture }: Stack): boolean {
  const root = description.root?.element
  const sections = root ? sectionsOf(root, 'preferences', { profiles: [], architecture }) : []
  return sections.some(section => elementIn(section, 'type') !== undefined)
}

function* layerFindings({ reference, span, answer }: Layer, path: string): Generator<Finding, void, undefined> {
  if (answer.state === 'missing') yield finding('stash-missing', { reference }, path, span)
  else if (answer.state === 'unreadable')
    yield finding('stash-unreadable', { reference, reason: answer.reason }, path, span)
  else if (answer.state === 'unknown') yield finding('stash-unknown', { reference }, path, span)
}

function spanOf(layers: readonly Layer[]): Span {
  return { start: layers[0]?.span.start ?? 0, end: layers.at(-1)?.span.end ?? 0 }
}

/** The extension and its effective description say the same of the same place in other words. */
function keyOf({ code, path, span }: Finding): string {
  return JSON.stringify([code, path, span])
}
