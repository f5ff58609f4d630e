/** Which kiwi releases have known what: the history of the schema, from `schemas/feature-history.json`. */
import type { Feature } from './features'

/** Releases that are neighbours, both ends included. */
export interface ReleaseRange {
  readonly first: string
  readonly last: string
}

/** Indices into the releases of a history, both ends included. */
interface Lifetime {
  readonly from: number
  readonly to: number
}

/** The end of what has not ended. */
const open = Number.POSITIVE_INFINITY

/** Immutable. What the oldest release knows may be older than that. */
export class FeatureHistory {
  /** Oldest first. */
  readonly releases: readonly string[]
  /** For each feature when it lived, oldest first: some went and came again. */
  private readonly lifetimes: ReadonlyMap<Feature, readonly Lifetime[]>

  private readonly ranges = new WeakMap<ReadonlySet<Feature>, { readonly range: ReleaseRange | undefined }>()

  private constructor(releases: readonly string[], lifetimes: ReadonlyMap<Feature, readonly Lifetime[]>) {
    this.releases = releases
    this.lifetimes = lifetimes
  }

  /** Reads what `toText` wrote; throws a SyntaxError where that is no JSON of this shape. */
  static parse(text: string): FeatureHistory {
    const read: unknown = JSON.parse(text)
    if (!isWritten(read)) throw new SyntaxError('This is no history of features.')
    const releases = read.releases.flatMap(series => series.split(' '))
    const indices = new Map(releases.map((release, index) => [release, index]))
    const at = (release: string): number => indices.get(release) ?? 0
    const lifetimes = Object.entries(read.features).map(([name, written]): [Feature, Lifetime[]] => {
      const ranges = written.split(', ').map(range => range.split(' '))
      return [name, ranges.map(([first = '', last = '']) => ({ from: at(first), to: indices.get(last) ?? open }))]
    })
    return new FeatureHistory(releases, new Map(lifetimes))
  }

  /**
   * The history as a file: a line for each series of releases, then one for each feature: its first release and, unless
   * the newest one knows it, its last; what came again has more of these, after commas. So a new release changes only
   * the lines of what it changes.
   */
  toText(): string {
    const series = new Map<string, string>()
    for (const release of this.releases) {
      const name = release.replace(/\.\d+$/, '')
      const others = series.get(name)
      series.set(name, others === undefined ? release : `${others} ${release}`)
    }
    const features = [...this.lifetimes]
      .map(([name, lifetimes]) => [name, lifetimes.map(({ from, to }) => this.written(from, to)).join(', ')] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1))
    return `${JSON.stringify({ releases: [...series.values()], features: Object.fromEntries(features) }, undefined, 2)}\n`
  }

  get newest(): string {
    return this.releases.at(-1) ?? ''
  }

  /** The releases that know the feature, oldest first; none where it is not in the history. */
  lifetimesOf(name: Feature): readonly ReleaseRange[] {
    const lifetimes = this.lifetimes.get(name) ?? []
    return lifetimes.map(({ from, to }) => ({
      first: this.releases[from] ?? '',
      last: this.releases[to] ?? this.newest
    }))
  }

  /** The release after `release`; undefined where that is the newest, or unknown. */
  after(release: string): string | undefined {
    const index = this.releases.indexOf(release)
    return index === -1 ? undefined : this.releases[index + 1]
  }

  /** Whether `release` stands before `other` in the history. */
  isBefore(release: string, other: string): boolean {
    return this.releases.indexOf(release) < this.releases.indexOf(other)
  }

  /** Everything that a release knows. */
  featuresAt(release: string): ReadonlySet<Feature> {
    const index = this.releases.indexOf(release)
    return new Set([...this.lifetimes].filter(([, lifetimes]) => areAlive(lifetimes, index)).map(([name]) => name))
  }

  /** The releases whose schema knows exactly `features`; undefined where there is none. */
  releasesWith(features: ReadonlySet<Feature>): ReleaseRange | undefined {
    const known = this.ranges.get(features) ?? { range: this.findReleases(features) }
    this.ranges.set(features, known)
    return known.range
  }

  private findReleases(features: ReadonlySet<Feature>): ReleaseRange | undefined {
    for (const name of features) if (!this.lifetimes.has(name)) return undefined
    const lifetimes = [...this.lifetimes]
    const matching = this.releases.filter((_, index) =>
      lifetimes.every(([name, ranges]) => areAlive(ranges, index) === features.has(name))
    )
    const [first] = matching
    const last = matching.at(-1)
    return first === undefined || last === undefined ? undefined : { first, last }
  }

  /** The history with one more release, newer than all others, and what that knows. */
  with(release: string, features: ReadonlySet<Feature>): FeatureHistory {
    const index = this.releases.length
    const lifetimes = new Map<Feature, readonly Lifetime[]>()
    for (const [name, ranges] of this.lifetimes) {
      const others = ranges.slice(0, -1)
      const { from = index, to = open } = ranges.at(-1) ?? {}
      if (!features.has(name)) lifetimes.set(name, [...others, { from, to: Math.min(to, index - 1) }])
      else lifetimes.set(name, to === open ? ranges : [...ranges, { from: index, to: open }])
    }
    for (const name of features) if (!lifetimes.has(name)) lifetimes.set(name, [{ from: index, to: open }])
    return new FeatureHistory([...this.releases, release], lifetimes)
  }

  /** The history as it was when `release` was the newest. */
  until(release: string): FeatureHistory {
    const newest = this.releases.indexOf(release)
    const lifetimes = [...this.lifetimes]
      .map(([name, ranges]): [Feature, Lifetime[]] => [
        name,
        ranges.filter(({ from }) => from <= newest).map(({ from, to }) => ({ from, to: to < newest ? to : open }))
      ])
      .filter(([, ranges]) => ranges.length > 0)
    return new FeatureHistory(this.releases.slice(0, newest + 1), new Map(lifetimes))
  }

  private written(from: number, to: number): string {
    return to === open ? (this.releases[from] ?? '') : `${this.releases[from] ?? ''} ${this.releases[to] ?? ''}`
  }
}

function areAlive(lifetimes: readonly Lifetime[], index: number): boolean {
  return lifetimes.some(({ from, to }) => from <= index && index <= to)
}

interface Written {
  readonly releases: readonly string[]
  readonly features: Readonly<Record<Feature, string>>
}

function isWritten(value: unknown): value is Written {
  return typeof value === 'object' && value !== null && 'releases' in value && 'features' in value
}
