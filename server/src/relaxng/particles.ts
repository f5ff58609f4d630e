/**
 * The elements and attributes that a pattern speaks of: which there are, which may come first, which must come.
 */
import { holds, membersOf } from './pattern'
import type { AttributePattern, ElementPattern, Pattern } from './pattern'

/** The attributes in a pattern, those inside of its elements not among them, in the order of the schema. */
export function directAttributes(pattern: Pattern): readonly AttributePattern[] {
  return collected<AttributePattern>(pattern, 'attribute', 'all')
}

/** The element declarations in a pattern, those inside of its elements not among them, in the order of the schema. */
export function directElements(pattern: Pattern): readonly ElementPattern[] {
  return remembered(knownDirect, pattern, () => collected<ElementPattern>(pattern, 'element', 'all'))
}

/** The elements that may come first, in the order of the schema. The pattern must be rid of attributes. */
export function firstElements(pattern: Pattern): readonly ElementPattern[] {
  return remembered(knownFirst, pattern, () => collected<ElementPattern>(pattern, 'element', 'first'))
}

/** Patterns do not change, and mistakes in a long content ask for the same ones again and again. */
const knownDirect = new WeakMap<Pattern, readonly ElementPattern[]>()
const knownFirst = new WeakMap<Pattern, readonly ElementPattern[]>()
const knownRequired = new WeakMap<Pattern, readonly Pattern[]>()

function remembered<Found extends Pattern>(
  known: WeakMap<Pattern, readonly Found[]>,
  pattern: Pattern,
  find: () => readonly Found[]
): readonly Found[] {
  const patterns = known.get(pattern) ?? find()
  known.set(pattern, patterns)
  return patterns
}

function collected<Particle extends AttributePattern | ElementPattern>(
  pattern: Pattern,
  kind: Particle['kind'],
  which: 'all' | 'first'
): readonly Particle[] {
  const found = new Set<Particle>()
  collect(pattern, (inner): inner is Particle => inner.kind === kind, holds[kind], which, found)
  return [...found].sort((one, other) => one.id - other.id)
}

/** Puts into `found` the particles in a pattern, outside of elements, attributes and lists. */
function collect<Particle extends Pattern>(
  pattern: Pattern,
  isSought: (inner: Pattern) => inner is Particle,
  bit: number,
  which: 'all' | 'first',
  found: Set<Particle>
): void {
  if ((pattern.holds & bit) === 0) return
  if (isSought(pattern)) found.add(pattern)
  for (const member of membersOf(pattern)) {
    collect(member, isSought, bit, which, found)
    if (which === 'first' && pattern.kind === 'group' && !member.nullable) return
  }
}

/**
 * The attributes that must be there, one entry for each that is missing on its own. Where one of several would do, the
 * entry is the choice of them.
 */
export function requiredAttributes(pattern: Pattern): readonly Pattern[] {
  return remembered(knownRequired, pattern, () => findRequiredAttributes(pattern))
}

function findRequiredAttributes(pattern: Pattern): readonly Pattern[] {
  if (pattern.nullable || (pattern.holds & holds.attribute) === 0) return []
  if (pattern.kind === 'attribute') return [pattern]
  const needs = membersOf(pattern).map(requiredAttributes)
  if (pattern.kind !== 'choice') return [...new Set(needs.flat())]
  const [first = []] = needs
  if (needs.some(need => need.length === 0)) return []
  const common = first.filter(attribute => needs.every(need => need.includes(attribute)))
  return common.length > 0 ? common : [pattern]
}

/** The elements that must be there in every way to match the pattern; of several that would do, none is among them. */
export function requiredElements(pattern: Pattern): readonly ElementPattern[] {
  if (pattern.nullable || (pattern.holds & holds.element) === 0) return []
  if (pattern.kind === 'element') return [pattern]
  const needs = membersOf(pattern).map(requiredElements)
  if (pattern.kind !== 'choice') return [...new Set(needs.flat())]
  const [first = [], ...others] = needs
  return first.filter(element => others.every(other => other.includes(element)))
}

/** Whether each element that may come first is one that is missing, or one of several of which one is missing. */
export function asksForMissingOnly(pattern: Pattern): boolean {
  if (pattern.kind === 'element') return true
  const members = membersOf(pattern)
  return members.length > 0 && (pattern.kind === 'group' ? members.slice(0, 1) : members).every(asksForMissingOnly)
}
