/**
 * Which of several names was probably meant by one that is none of them.
 */

/** The most edits by which a name may differ from what was meant: one in three characters, at least one, at most three. */
function tolerance(name: string): number {
  return Math.min(3, Math.max(1, Math.floor(name.length / 3)))
}

/** The shortest name that may stand for a longer one. */
const shortestAbbreviation = 3

/**
 * Of `candidates` those that `name` may be a misspelling of, as many as are equally near; where it is none of any, those
 * that it may stand for as an abbreviation.
 */
export function nearestNames(name: string, candidates: readonly string[]): readonly string[] {
  const misspelt = misspeltNames(name, candidates)
  return misspelt.length > 0 ? misspelt : candidates.filter(candidate => isAbbreviation(name, candidate))
}

/** Whether the letters of `name` are in `candidate` in this order, the first one first, and few enough to be meant so. */
function isAbbreviation(name: string, candidate: string): boolean {
  if (name.length < shortestAbbreviation || name.length >= candidate.length) return false
  const whole = candidate.toLowerCase()
  let at = -1
  for (const letter of name.toLowerCase()) {
    const next = whole.indexOf(letter, at + 1)
    if (next === -1 || (at === -1 && next > 0)) return false
    at = next
  }
  return true
}

function misspeltNames(name: string, candidates: readonly string[]): readonly string[] {
  let best = tolerance(name) + 1
  let found: string[] = []
  // A name may be as long as the file.
  const near = candidates.filter(candidate => Math.abs(candidate.length - name.length) <= best)
  if (near.length === 0) return []
  const lowered = name.toLowerCase()
  for (const candidate of near) {
    const distance = editDistance(lowered, candidate.toLowerCase(), best)
    if (distance > best || distance > tolerance(name) || distance >= Math.max(name.length, candidate.length)) continue
    if (distance < best) found = []
    best = distance
    found.push(candidate)
  }
  return found
}

/**
 * Edits that make one text of the other: a character too many, missing, wrong, or two neighbours swapped (optimal
 * string alignment). Distances beyond `limit` are answered as some number beyond it.
 */
function editDistance(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) > limit) return limit + 1
  let before: number[] = []
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1]
      let distance = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        distance = Math.min(distance, (before[j - 2] ?? 0) + 1)
      }
      next.push(distance)
    }
    before = row
    row = next
  }
  return row[other.length] ?? 0
}
