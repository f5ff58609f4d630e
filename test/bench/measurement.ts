/** What a row of the bench answers. */

/** One number that must be reached. */
export interface Bound {
  /** What is compared, in few words: `p95`, `of saxes`. */
  readonly what: string
  readonly value: number
  readonly unit: 'ms' | 'MB' | '×'
  /** `at most` or `at least`. */
  readonly kind: '≤' | '≥'
  readonly limit: number
}

/** What was measured, for the record: medians in milliseconds unless the name says otherwise. */
export type Figures = Readonly<Record<string, number | string>>

export interface Measurement {
  readonly bounds: readonly Bound[]
  readonly figures: Figures
}

/** A row that cannot be measured here, and why. */
export interface Absence {
  readonly absent: string
}

export interface Row {
  /** What the command line calls it. */
  readonly name: string
  readonly work: string
  readonly measure: () => Promise<Measurement | Absence>
}

export function isReached({ value, kind, limit }: Bound): boolean {
  return kind === '≤' ? value <= limit : value >= limit
}

/** Where real descriptions lie beside the project; the rows that need them leave themselves out elsewhere. */
export const corpus = '../shared/corpus'
