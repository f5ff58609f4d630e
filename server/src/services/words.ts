/** How messages speak: names, lists and guesses in sentences. */
import { nearestNames } from '../relaxng/spelling'

/** How many allowed names a message lists before it only counts. */
const longestList = 8

/** How many equally near names a message asks for. */
const mostGuesses = 2

/** Text out of the user's file that a message repeats is cut behind this. */
const longestQuote = 60

/** The parts that say something, as one text. */
export function sentences(...parts: string[]): string {
  return parts.filter(part => part !== '').join(' ')
}

/** Asks for what was probably meant; nothing where nothing allowed is near. */
export function question(name: string, allowed: readonly string[], show: (name: string) => string): string {
  const nearest = nearestNames(name, allowed).slice(0, mostGuesses).map(show)
  return nearest.length === 0 ? '' : `Did you mean ${alternatives(nearest)}?`
}

/** The allowed names, those nearest first that the name may be a misspelling of or begins like; `none` if there are none. */
export function listing(
  name: string,
  allowed: readonly string[],
  show: (name: string) => string,
  none: string
): string {
  if (allowed.length === 0) return none
  const nearest = new Set(nearestNames(name, allowed))
  const beginning = name.slice(0, longestQuote).toLowerCase()
  const likeness = (candidate: string) =>
    nearest.has(candidate) ? Number.POSITIVE_INFINITY : commonStart(beginning, candidate.toLowerCase())
  const shown = [...allowed]
    .sort((one, other) => (likeness(one) === likeness(other) ? 0 : likeness(other) - likeness(one)))
    .map(show)
  return `Allowed: ${listedBriefly(shown)}.`
}

/** The first of the names, and how many more there are. */
export function listedBriefly(names: readonly string[]): string {
  const left = names.length - longestList
  const shown = names.slice(0, longestList).join(', ')
  return left <= 0 ? shown : `${shown} and ${left === 1 ? 'one more' : `${left} more`}`
}

function commonStart(one: string, other: string): number {
  let length = 0
  while (length < one.length && one[length] === other[length]) length += 1
  return length
}

/** "a, b or c". */
export function alternatives(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`
}

/** "a, b and c". */
export function together(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
}

/** "a, b or c and d": the names of one entry are alternatives. */
export function joined(missing: readonly (readonly string[])[], show: (name: string) => string): string {
  return together(missing.map(names => alternatives(names.map(show))))
}

export function tag(name: string): string {
  return `<${name}>`
}

export function plain(name: string): string {
  return name
}

/** In quotes, on one line, and cut where it is long. */
export function quoted(value: string): string {
  const line = value.replace(/\s+/g, ' ')
  return `"${line.length > longestQuote ? `${line.slice(0, longestQuote)}…` : line}"`
}
