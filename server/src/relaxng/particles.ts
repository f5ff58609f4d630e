/**
 * The elements and attributes that a pattern speaks of: which there are, which may come first, which must come.
 */
import { membersOf } from './pattern'
import type { AttributePattern, ElementPattern, Pattern } from './pattern'

/** The attributes in a pattern, those inside of its elements not among them, in the order of the schema. */
export function directAttributes(pattern: Pattern): readonly AttributePattern[] {
  return collect(pattern, asAttribute)
}

/** The element declarations in a pattern, those inside of its elements not among them, in the order of the schema. */
export function directElements(pattern: Pattern): readonly ElementPattern[] {
  return remembered(knownDirect, pattern, () => collect(pattern, asElement))
}

/** The elements that may come first, in the order of the schema. The pattern must be rid of attributes. */
export function firstElements(pattern: Pattern): readonly ElementPattern[] {
  return remembered(knownFirst, pattern, () =>
    collect(pattern, asElement, group => {
      const end = group.findIndex(member => !member.nullable)
      return end < 0 ? group : group.slice(0, end + 1)
    })
  )
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

export function asElement(pattern: Pattern): ElementPattern | undefined {
  return pattern.kind === 'element' ? pattern : undefined
}

export function asAttribute(pattern: Pattern): AttributePattern | undefined {
  return pattern.kind === 'attribute' ? pattern : undefined
}

/** What `pick` answers for the patterns in `pattern`, outside of elements, attributes and lists; `reach` cuts groups. */
export function collect<Picked extends Pattern>(
  pattern: Pattern,
  pick: (inner: Pattern) => Picked | undefined,
  reach: (group: readonly Pattern[]) => readonly Pattern[] = group => group
): readonly Picked[] {
  const found = new Set<Picked>()
  const visit = (inner: Pattern): void => {
    const picked = pick(inner)
    if (picked !== undefined) found.add(picked)
    const members = membersOf(inner)
    for (const member of inner.kind === 'group' ? reach(members) : members) visit(member)
  }
  visit(pattern)
  return [...found].sort((one, other) => one.id - other.id)
}

/**
 * The attributes that must be there, one entry for each that is missing on its own. Where one of several would do, the
 * entry is the choice of them.
 */
export function requiredAttributes(pattern: Pattern): readonly Pattern[] {
  return remembered(knownRequired, pattern, () => findRequiredAttributes(pattern))
}

function findRequiredAttributes(pattern: Pattern): readonly Pattern[] {
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
