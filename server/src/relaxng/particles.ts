/**
 * The elements and attributes that a pattern speaks of: which there are, which may come first, which must come.
 */
import type { AttributePattern, ElementPattern, Pattern } from './pattern'

/** The attributes in a pattern, those inside of its elements not among them, in the order of the schema. */
export function directAttributes(pattern: Pattern): readonly AttributePattern[] {
  return collect(pattern, inner => (inner.kind === 'attribute' ? inner : undefined))
}

/** The element declarations in a pattern, those inside of its elements not among them, in the order of the schema. */
export function directElements(pattern: Pattern): readonly ElementPattern[] {
  return collect(pattern, inner => (inner.kind === 'element' ? inner : undefined))
}

/** The elements that may come first, in the order of the schema. The pattern must be rid of attributes. */
export function firstElements(pattern: Pattern): readonly ElementPattern[] {
  return collect(
    pattern,
    inner => (inner.kind === 'element' ? inner : undefined),
    group => {
      const end = group.findIndex(member => !member.nullable)
      return end < 0 ? group : group.slice(0, end + 1)
    }
  )
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
    switch (inner.kind) {
      case 'choice':
      case 'interleave':
        inner.members.forEach(visit)
        break
      case 'group':
        reach(inner.members).forEach(visit)
        break
      case 'oneOrMore':
        visit(inner.member)
        break
      default:
    }
  }
  visit(pattern)
  return [...found].sort((one, other) => one.id - other.id)
}

/**
 * The attributes that must be there, one entry for each that is missing on its own. Where one of several would do, the
 * entry is the choice of them.
 */
export function requiredAttributes(pattern: Pattern): readonly Pattern[] {
  switch (pattern.kind) {
    case 'attribute':
      return [pattern]
    case 'oneOrMore':
      return requiredAttributes(pattern.member)
    case 'group':
    case 'interleave':
      return [...new Set(pattern.members.flatMap(requiredAttributes))]
    case 'choice': {
      const needs = pattern.members.map(requiredAttributes)
      const [first = []] = needs
      if (needs.some(need => need.length === 0)) return []
      const common = first.filter(attribute => needs.every(need => need.includes(attribute)))
      return common.length > 0 ? common : [pattern]
    }
    default:
      return []
  }
}

/** The elements that must be there in every way to match the pattern; of several that would do, none is among them. */
export function requiredElements(pattern: Pattern): readonly ElementPattern[] {
  switch (pattern.kind) {
    case 'element':
      return [pattern]
    case 'oneOrMore':
      return requiredElements(pattern.member)
    case 'group':
    case 'interleave':
      return [...new Set(pattern.members.flatMap(requiredElements))]
    case 'choice': {
      const [first = [], ...others] = pattern.members.map(requiredElements)
      return first.filter(element => others.every(other => other.includes(element)))
    }
    default:
      return []
  }
}

/** Whether each element that may come first is one that is missing, or one of several of which one is missing. */
export function asksForMissingOnly(pattern: Pattern): boolean {
  switch (pattern.kind) {
    case 'element':
      return true
    case 'choice':
    case 'interleave':
      return pattern.members.every(asksForMissingOnly)
    case 'group':
      return asksForMissingOnly(pattern.members[0] ?? pattern)
    case 'oneOrMore':
      return asksForMissingOnly(pattern.member)
    default:
      return false
  }
}
