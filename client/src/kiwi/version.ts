/** Comparison of version numbers such as `11.1.6`; what follows the numbers is not looked at. */

/** Negative, zero or positive as `first` is older than, equal to or newer than `second`. Missing parts count as 0. */
export function compareVersions(first: string, second: string): number {
  const [left, right] = [numbers(first), numbers(second)]
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Is `version` at least `from`, and older than `before` where that is given? */
export function isVersionIn(version: string, from: string, before?: string): boolean {
  return compareVersions(version, from) >= 0 && (before === undefined || compareVersions(version, before) < 0)
}

function numbers(version: string): number[] {
  return (/^\d+(\.\d+)*/.exec(version)?.[0] ?? '0').split('.').map(Number)
}
