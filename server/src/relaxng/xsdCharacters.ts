/**
 * Sets of characters in XML Schema's regular expressions: single characters, escapes, categories, blocks and
 * bracketed classes with subtraction (W3C XML Schema Part 2, appendix F.1).
 */
import { unicodeBlocks } from './unicodeBlocks'

/** Whether a code point is in the set. */
export type CharacterSet = (codePoint: number) => boolean

interface Parsed {
  readonly set: CharacterSet
  /** Where the set ends in the source. */
  readonly end: number
}

type ErrorMaker = (message: string) => Error

/** Reads the set that starts at `start`: one character, `.`, an escape or a class in brackets. Throws what `error` makes. */
export function characterSet(source: string, start: number, error: ErrorMaker): Parsed {
  const character = source.charAt(start)
  if (character === '.') return { set: codePoint => codePoint !== 0x0a && codePoint !== 0x0d, end: start + 1 }
  if (character === '[') return bracketedSet(source, start, error, 0)
  if (character === '\\') return escapedSet(source, start, error)
  const codePoint = source.codePointAt(start) ?? 0
  return { set: single(codePoint), end: start + String.fromCodePoint(codePoint).length }
}

function single(codePoint: number): CharacterSet {
  return other => other === codePoint
}

/** The characters that stand for themselves behind a backslash, and those that stand for others. */
const characterEscapes = new Map<string, number>([
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
  ...'\\|.?*+(){}-[]^'.split('').map((character): [string, number] => [character, character.charCodeAt(0)])
])

const multiCharacterEscapes = new Map<string, CharacterSet>([
  ['s', codePoint => codePoint === 0x20 || codePoint === 0x09 || codePoint === 0x0a || codePoint === 0x0d],
  ['i', byExpression(/^[\p{L}\p{Nl}_:]$/u)],
  ['c', byExpression(/^[\p{L}\p{Nl}\p{Nd}\p{Mc}\p{Me}\p{Mn}\p{Lm}_:.\-\u00B7]$/u)],
  ['d', byExpression(/^\p{Nd}$/u)],
  ['w', byExpression(/^[^\p{P}\p{Z}\p{C}]$/u)]
])

const categories = /^(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|Z[slp]?|S[mcko]?|C[cfon]?)$/

function escapedSet(source: string, start: number, error: ErrorMaker): Parsed {
  const letter = source.charAt(start + 1)
  const end = start + 2
  const codePoint = characterEscapes.get(letter)
  if (codePoint !== undefined) return { set: single(codePoint), end }
  const positive = multiCharacterEscapes.get(letter.toLowerCase())
  if (positive !== undefined) return { set: letter === letter.toLowerCase() ? positive : negated(positive), end }
  if (letter !== 'p' && letter !== 'P') throw error(`“\\${letter}” is no escape`)
  const property = /^\{([^{}]*)\}/.exec(source.slice(end, end + 80))
  if (property === null) throw error(`“\\${letter}” needs a name in braces`)
  const name = property[1] ?? ''
  const named = propertySet(name)
  if (named === undefined) throw error(`“${name}” is no category or block of characters`)
  return { set: letter === 'p' ? named : negated(named), end: end + property[0].length }
}

function propertySet(name: string): CharacterSet | undefined {
  if (categories.test(name)) return byExpression(new RegExp(`^\\p{${name}}$`, 'u'))
  if (!name.startsWith('Is')) return undefined
  const ranges = unicodeBlocks.get(name.slice(2))
  return ranges && (codePoint => ranges.some(([first, last]) => codePoint >= first && codePoint <= last))
}

/** Class in brackets; `[` is at `start`. */
function bracketedSet(source: string, start: number, error: ErrorMaker, depth: number): Parsed {
  if (depth > 100) throw error('its classes are nested too deeply')
  let at = start + 1
  const negative = source.charAt(at) === '^'
  if (negative) at += 1
  const first = at
  const sets: CharacterSet[] = []
  for (;;) {
    const character = source.charAt(at)
    if (character === '') throw error('a “[” is not closed')
    if (character === ']') {
      if (at === first) throw error('a class in brackets must not be empty')
      return { set: union(sets, negative), end: at + 1 }
    }
    if (character === '-' && source.charAt(at + 1) === '[') {
      if (at === first) throw error('nothing stands before the subtraction')
      const subtracted = bracketedSet(source, at + 1, error, depth + 1)
      if (source.charAt(subtracted.end) !== ']') throw error('a subtraction must stand last in its class')
      const all = union(sets, negative)
      return { set: codePoint => all(codePoint) && !subtracted.set(codePoint), end: subtracted.end + 1 }
    }
    const member = rangeOrSet(source, at, first, error)
    sets.push(member.set)
    at = member.end
  }
}

function rangeOrSet(source: string, at: number, first: number, error: ErrorMaker): Parsed {
  const low = endPoint(source, at, error)
  if (low === undefined) return escapedSet(source, at, error)
  const next = source.charAt(low.end + 1)
  const isRange = source.charAt(low.end) === '-' && next !== ']' && next !== '['
  const misplaced =
    source.charAt(at) === '-' && at !== first && source.charAt(low.end) !== ']' && !isSubtraction(source, low.end)
  if (misplaced) throw error('a “-” inside a class must be written \\-')
  if (!isRange) return { set: single(low.codePoint), end: low.end }
  const high = endPoint(source, low.end + 1, error)
  if (high === undefined) throw error('a range ends in a single character')
  if (high.codePoint < low.codePoint) throw error('a range in a class ends below its start')
  return { set: codePoint => codePoint >= low.codePoint && codePoint <= high.codePoint, end: high.end }
}

function isSubtraction(source: string, at: number): boolean {
  return source.startsWith('-[', at)
}

/** The character at `at` as the end of a range; undefined where an escape stands that means several characters. */
function endPoint(source: string, at: number, error: ErrorMaker): { codePoint: number; end: number } | undefined {
  const character = source.charAt(at)
  if (character === '[') throw error('a “[” inside a class must be written \\[')
  if (character === '\\') {
    const codePoint = characterEscapes.get(source.charAt(at + 1))
    return codePoint === undefined ? undefined : { codePoint, end: at + 2 }
  }
  const codePoint = source.codePointAt(at)
  if (codePoint === undefined) throw error('a “[” is not closed')
  return { codePoint, end: at + String.fromCodePoint(codePoint).length }
}

function union(sets: readonly CharacterSet[], negative: boolean): CharacterSet {
  return codePoint => sets.some(set => set(codePoint)) !== negative
}

function negated(set: CharacterSet): CharacterSet {
  return codePoint => !set(codePoint)
}

function byExpression(expression: RegExp): CharacterSet {
  return codePoint => expression.test(String.fromCodePoint(codePoint))
}
