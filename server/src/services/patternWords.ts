/** Regular expressions of a schema in words for people, as far as they have one of the plain forms that values have. */
import { alternatives, listedBriefly, quoted, together } from './words'

/** A value that is a list of known words. */
export interface ListForm {
  readonly separator: ',' | ' '
  readonly words: readonly string[]
}

/** `(a|b)(,(a|b))*`: the words of a list, and what stands between them; undefined where the pattern is none. */
export function listForm(pattern: string): ListForm | undefined {
  const [, first = '', separator, more = ''] = /^\(([\w|-]+)\)\(([, ])\(([\w|-]+)\)\)\*$/.exec(pattern) ?? []
  if (separator !== ',' && separator !== ' ') return undefined
  return { separator, words: [...new Set([...first.split('|'), ...more.split('|')])] }
}

/** What matches the pattern, as a sentence. */
export function patternInWords(pattern: string): string {
  const list = listForm(pattern)
  if (list) {
    const between = list.separator === ',' ? 'commas and no blanks' : 'blanks'
    return `Allowed, one or more with ${between} between them: ${listedBriefly(list.words.map(quoted))}.`
  }
  return numbersInWords(pattern) ?? charactersInWords(pattern) ?? `It must match the regular expression ${pattern}.`
}

/** The list that a person meant by a value that is none: other separators, misspelt words; undefined where it is unclear. */
export function meantList(
  value: string,
  { separator, words }: ListForm,
  nearest: (word: string) => string | undefined
): string | undefined {
  const items = value.split(/[\s,;|]+/).filter(item => item !== '')
  const meant = items.map(item => (words.includes(item) ? item : nearest(item)))
  return meant.length === 0 || meant.includes(undefined) ? undefined : meant.join(separator)
}

/** `(\d+|\d+M|all)`: numbers, with a letter behind or not, and words. */
function numbersInWords(pattern: string): string | undefined {
  const forms = (/^\(([^()]*)\)$/.exec(pattern)?.[1] ?? pattern).split('|')
  const words = forms.filter(form => /^[a-z-]+$/.test(form))
  const suffixes = forms.flatMap(form => /^\\d[+*]([A-Z]?)$/.exec(form)?.[1] ?? [])
  if (suffixes.length === 0 || words.length + suffixes.length < forms.length) return undefined
  const letters = alternatives(suffixes.filter(suffix => suffix !== ''))
  const may = suffixes.includes('') ? ', which may have' : ' with'
  const number = `A whole number${letters === '' ? '' : `${may} ${letters} behind it`}`
  return `${[number, ...words.map(word => `or ${quoted(word)}`)].join(letters === '' ? ' ' : ', ')} is wanted.`
}

const classNames = new Map([
  ['a-z', 'small letters'],
  ['A-Z', 'capital letters'],
  ['0-9', 'digits']
])

/** `[a-z0-9_]+`: the characters that may be, and how many. */
function charactersInWords(whole: string): string | undefined {
  // `[a-z]+(,[a-z]+)*`: several of them.
  const [, item, comma] = /^(\[[^\]]+\]\+)\((,?)\1\)\*$/.exec(whole) ?? []
  const pattern = item ?? whole
  const [, characters = '', most] =
    /^\[((?:[a-zA-Z]-[a-zA-Z]|0-9|_|\\-|\\\.|:)+)\](?:\+|\{1,(\d+)\})$/.exec(pattern) ?? []
  if (characters === '') return undefined
  const several = comma === ',' ? 'names with commas and no blanks between them, of ' : ''
  const parts: readonly string[] = characters.match(/[a-zA-Z]-[a-zA-Z]|0-9|\\?./g) ?? []
  const isAnyLetter = parts.includes('a-z') && parts.includes('A-Z')
  const named = parts.filter(part => !(isAnyLetter && /^[aA]-[zZ]$/.test(part)))
  const names = named.map(part => classNames.get(part) ?? quoted(part.replace('\\', '')))
  const all = isAnyLetter ? ['letters (a to z)', ...names] : names
  const limit = most === undefined ? '' : `, at most ${most} of them`
  return `Allowed: ${several}${together(all)}${limit}.`
}
