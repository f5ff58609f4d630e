/** Taking times fairly: what is compared runs in turns, garbage of one round is not paid for by the next. */

/** Milliseconds that `work` takes. */
export function timed(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

/** As `timed`, for what answers later. */
export async function timedLater(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/**
 * Clears the young part of the heap, so that what is measured next pays for its own garbage only. Not all of it: with the
 * last objects of a kind V8 forgets how to work with that kind fast, which never happens to a program that has work.
 */
export function settle(): void {
  if (!globalThis.gc) throw new Error('Node must be started with --expose-gc.')
  globalThis.gc({ type: 'minor' })
}

export function median(values: readonly number[]): number {
  return percentile(values, 50)
}

/** The smallest of `values` that at least `percent` per cent of them do not exceed; NaN where there are none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? Number.NaN
}
