/** Reproducible random numbers for property tests: the seed is all that is needed to see a failure again. */

export interface Random {
  /** A whole number from 0 up to and without `limit`. */
  below(limit: number): number
  /** One of `items`, which must not be empty. */
  pick<Item>(items: readonly Item[]): Item
}

/** The generator mulberry32 (Tommy Ettinger, 2017, public domain) with the given 32-bit seed. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * limit)
  }
  return {
    below,
    pick: items => {
      const item = items[below(items.length)]
      if (item === undefined) throw new RangeError('There is nothing to pick from.')
      return item
    }
  }
}
