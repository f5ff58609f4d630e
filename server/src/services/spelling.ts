/** What a person probably meant: names by their distance from a misspelt one. */

/** Allowed names, nearest first; equally near ones keep their order. */
export function byNearness(name: string, allowed: readonly string[]): string[] {
  return allowed
    .map(candidate => ({ candidate, far: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((one, other) => one.far - other.far)
    .map(({ candidate }) => candidate)
}

/** The allowed name that was probably meant, if one is near enough to be worth asking. */
export function probablyMeant(name: string, allowed: readonly string[]): string | undefined {
  const [nearest] = byNearness(name, allowed)
  if (nearest === undefined || name === '') return undefined
  const far = distance(name.toLowerCase(), nearest.toLowerCase())
  return far <= Math.max(1, Math.floor(Math.min(name.length, nearest.length) / 3)) ? nearest : undefined
}

/** Longer words are cut: nobody misspells beyond that, and the cost grows with the square. */
const longestWord = 64

/**
 * The number of insertions, deletions, replacements and swaps of neighbours that make `second` out of `first`
 * ("optimal string alignment", a restriction of Damerau, "A technique for computer detection and correction of
 * spelling errors", 1964).
 */
export function distance(first: string, second: string): number {
  const from = first.slice(0, longestWord)
  const to = second.slice(0, longestWord)
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1]
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1)
      )
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      if (swapped) cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1)
      current.push(cost)
    }
    beforeLast = last
    last = current
  }
  return last[to.length] ?? 0
}
