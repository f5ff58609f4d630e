/** Tells whether two lists are the same, so that what was made of one serves for the other. */

/** Whether two lists hold the same objects. */
export function sameItems<Item>(one: readonly Item[], other: readonly Item[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index])
}
