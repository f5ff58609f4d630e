/** Reads one start tag, finished or half typed, with the attributes in it. */
import { decodeAttributeValue, isNameStart, isSpace, references, skipName, skipSpace } from './characters'
import type { SourceAttribute, StartTag, SyntaxError, SyntaxErrorCode } from './tree'

/** How far behind a `<` the closing quote of a value is still looked for, on the same line. */
const sameLineReach = 200

/** How much of a value is searched for an attribute name that a forgotten quote let it swallow. */
const longestSwallowedName = 200

/** What text programs and web pages make of quotes. */
const typographicQuote = /[\u2018-\u201F]/

export interface StartTagReading {
  readonly tag: StartTag
  readonly errors: SyntaxError[]
}

/** Reads the start tag whose `<` stands at `start` of `text`. Offsets in the result count from `start`. */
export function readStartTag(text: string, start: number): StartTagReading {
  const tag = readPlainTag(text, start)
  return tag ? { tag, errors: [] } : new StartTagReader(text, start).read()
}

// Bounded everywhere: a regular expression remembers each step that it may have to take back.
const plainName = String.raw`[A-Za-z_:][\w.:-]{0,200}`
const plainValue = String.raw`[ !#-%'-;=-\uD7FF]{0,2000}`
const plainTag = new RegExp(
  String.raw`<(${plainName})(?:[ \t\r\n]{1,500}${plainName}="${plainValue}"){0,100}[ \t\r\n]{0,500}/?>`,
  'y'
)

const slash = 47

/**
 * Reads a tag as nearly all are written: without a mistake, a reference or a character that needs a further look; undefined for
 * every other one. A regular expression finds its end, since those are fast before any other code has become so. Nothing
 * behind such a tag has a part in how it is read.
 */
export function readPlainTag(text: string, start: number): StartTag | undefined {
  plainTag.lastIndex = start
  const found = plainTag.exec(text)
  if (!found) return undefined
  const [tagText, name = ''] = found
  const attributes: SourceAttribute[] = []
  let equals = tagText.indexOf('=', 1 + name.length)
  let nameStart = 1 + name.length
  while (equals !== -1) {
    do nameStart += 1
    while (isSpace(tagText.charCodeAt(nameStart)))
    const attribute = tagText.slice(nameStart, equals)
    if (attributes.some(earlier => earlier.name === attribute)) return undefined
    const valueStart = equals + '="'.length
    const valueEnd = tagText.indexOf('"', valueStart)
    const value = tagText.slice(valueStart, valueEnd)
    attributes.push({ name: attribute, nameStart, nameEnd: equals, valueStart, valueEnd, value })
    nameStart = valueEnd + '"'.length
    equals = tagText.indexOf('=', nameStart)
  }
  const selfClosing = tagText.charCodeAt(tagText.length - 2) === slash
  return { text: tagText, name, attributes, selfClosing, closed: true, reach: 0 }
}

class StartTagReader {
  private readonly text: string
  private readonly start: number
  private position: number
  private lookedTo: number
  private readonly attributes: SourceAttribute[] = []
  private readonly errors: SyntaxError[] = []

  constructor(text: string, start: number) {
    this.text = text
    this.start = start
    this.position = start + 1
    this.lookedTo = start + 2
  }

  read(): StartTagReading {
    const nameEnd = isNameStart(this.text, this.position) ? skipName(this.text, this.position) : this.position
    const name = this.text.slice(this.position, nameEnd)
    this.position = nameEnd
    if (name === '') this.report('markup-malformed', this.start, this.position)
    const end = name === '' ? undefined : this.readAttributes()
    if (end === undefined && name !== '') this.report('start-tag-not-closed', this.start, nameEnd, name)
    this.reportDuplicates()
    this.lookedTo = Math.max(this.lookedTo, this.position + (end === undefined ? 1 : 0))
    return {
      tag: {
        text: this.text.slice(this.start, this.position),
        name,
        attributes: this.attributes,
        selfClosing: end === '/>',
        closed: end !== undefined,
        reach: Math.max(0, this.lookedTo - this.position)
      },
      errors: this.errors
    }
  }

  /** Reads up to and with the end of the tag; undefined where it has none: then it ends at its last attribute. */
  private readAttributes(): '>' | '/>' | undefined {
    let isBehindJunk = false
    for (;;) {
      const next = skipSpace(this.text, this.position)
      if (this.text.startsWith('>', next)) return this.endAt(next, '>')
      this.lookedTo = Math.max(this.lookedTo, next + 2)
      if (this.text.startsWith('/>', next)) return this.endAt(next, '/>')
      if (next >= this.text.length || this.text[next] === '<') return undefined
      const isAttribute = isNameStart(this.text, next)
      if (isAttribute && next === this.position && !isBehindJunk) {
        this.report('attribute-not-separated', next, next + 1)
      }
      this.position = next
      if (isAttribute) this.readAttribute()
      else this.readJunk()
      isBehindJunk = !isAttribute
    }
  }

  private endAt(offset: number, end: '>' | '/>'): '>' | '/>' {
    this.position = offset + end.length
    return end
  }

  private readJunk(): void {
    const from = this.position
    do this.position += 1
    while (this.position < this.text.length && !this.endsWord(this.position) && !isNameStart(this.text, this.position))
    this.report('markup-malformed', from, this.position, this.text.slice(from, this.position))
  }

  private readAttribute(): void {
    const nameStart = this.position
    const nameEnd = skipName(this.text, nameStart)
    const name = this.text.slice(nameStart, nameEnd)
    const equals = skipSpace(this.text, nameEnd)
    this.position = nameEnd
    this.lookedTo = Math.max(this.lookedTo, equals + 1)
    if (this.text[equals] !== '=') {
      this.report('attribute-without-value', nameStart, nameEnd, name)
      this.addAttribute(name, nameStart, nameEnd, -1, -1)
      return
    }
    const value = skipSpace(this.text, equals + 1)
    this.lookedTo = Math.max(this.lookedTo, value + 1)
    const quote = this.text[value]
    if (quote === '"' || quote === "'") this.readQuoted(name, nameStart, nameEnd, value, quote)
    else this.readUnquoted(name, nameStart, nameEnd, equals + 1, value)
  }

  /** Up to the next blank: addresses hold slashes. A closing quote whose opening one was forgotten belongs to it. */
  private readUnquoted(name: string, nameStart: number, nameEnd: number, afterEquals: number, start: number): void {
    if (typographicQuote.test(this.text.charAt(start))) {
      const close = this.firstOf(start + 1, start + sameLineReach, /[\u2018-\u201F<>\r\n]/g)
      if (typographicQuote.test(this.text.charAt(close))) {
        this.position = close + 1
        this.report('attribute-value-not-quoted', start, close + 1, name)
        this.addAttribute(name, nameStart, nameEnd, start + 1, close)
        return
      }
    }
    let end = start
    while (end < this.text.length && !this.endsWord(end) && !/["']/.test(this.text.charAt(end))) end += 1
    const isQuote = /["']/.test(this.text.charAt(end))
    this.lookedTo = Math.max(this.lookedTo, end + 2)
    if (end === start || (isQuote && /^[\w:.-]+=$/.test(this.text.slice(start, end)))) {
      this.position = afterEquals
      this.report('attribute-without-value', nameStart, nameEnd, name)
      this.addAttribute(name, nameStart, nameEnd, -1, -1)
      return
    }
    this.position = isQuote && this.isFollowedByEnd(end) ? end + 1 : end
    this.report('attribute-value-not-quoted', start, this.position, name)
    this.addAttribute(name, nameStart, nameEnd, start, end)
  }

  /** Whether what stands at `offset` ends what is written without quotes. */
  private endsWord(offset: number): boolean {
    const character = this.text.charAt(offset)
    if (character === '/') return this.text[offset + 1] === '>'
    return /[<>]/.test(character) || isSpace(this.text.charCodeAt(offset))
  }

  private readQuoted(name: string, nameStart: number, nameEnd: number, open: number, quote: string): void {
    const start = open + 1
    const end = this.valueEnd(start, quote)
    const closed = this.text[end] === quote && end < this.text.length
    this.position = closed ? end + 1 : end
    if (!closed) this.report('attribute-value-not-closed', open, end, name)
    const value = this.text.slice(start, end)
    const lessThan = value.indexOf('<')
    if (lessThan !== -1) this.report('attribute-value-holds-less-than', start + lessThan, start + lessThan + 1, name)
    for (const { start: from, end: to, replacement, name: entity } of references(value)) {
      if (replacement !== undefined) continue
      this.report(entity === '' ? 'reference-malformed' : 'reference-undefined', start + from, start + to, entity)
    }
    this.addAttribute(name, nameStart, nameEnd, start, end)
  }

  /**
   * Where the value that starts at `start` ends. A forgotten quote shows in one of two ways: the value runs into the
   * next tag, or it swallows the name of the next attribute and ends where that one's value begins.
   */
  private valueEnd(start: number, quote: string): number {
    const stop = this.firstOf(start, this.text.length, quote === '"' ? /["<]/g : /['<]/g)
    if (this.text[stop] === quote) return this.withoutSwallowedName(start, stop)
    const close = this.firstOf(stop, stop + sameLineReach, quote === '"' ? /["\r\n]/g : /['\r\n]/g)
    if (this.text[close] === quote && !this.opensValue(stop, close)) return close
    const value = this.text.slice(start, stop)
    const end = /\/?>|[\r\n]/.exec(value)
    return start + (end ? value.slice(0, end.index).trimEnd().length : value.length)
  }

  /** Whether the quote at `close` begins the value of an attribute in a tag that begins at `start`. */
  private opensValue(start: number, close: number): boolean {
    return !this.isFollowedByEnd(close) && /[\s][\w:.-]+\s*=\s*$/.test(this.text.slice(start, close))
  }

  /** Whether what follows a quote may follow the end of a value. */
  private isFollowedByEnd(close: number): boolean {
    const after = this.text.charAt(close + 1)
    return after === '' || /[\s/>?]/.test(after)
  }

  private withoutSwallowedName(start: number, close: number): number {
    if (this.isFollowedByEnd(close)) return close
    const from = Math.max(start, close - longestSwallowedName)
    const swallowed = /(?:^|\s)\s*[\w:.-]+\s*=\s*$/.exec(this.text.slice(from, close))
    return swallowed ? from + swallowed.index : close
  }

  /** The offset of the first match of `pattern` from `start` on and before `end`; else `end` or the text's end. */
  private firstOf(start: number, end: number, pattern: RegExp): number {
    const limit = Math.min(end, this.text.length)
    pattern.lastIndex = start
    const match = pattern.exec(limit < this.text.length ? this.text.slice(0, limit) : this.text)
    const found = match ? match.index : limit
    this.lookedTo = Math.max(this.lookedTo, found + 2)
    return found
  }

  private addAttribute(name: string, nameStart: number, nameEnd: number, valueStart: number, valueEnd: number): void {
    const { start } = this
    this.attributes.push({
      name,
      nameStart: nameStart - start,
      nameEnd: nameEnd - start,
      valueStart: valueStart === -1 ? -1 : valueStart - start,
      valueEnd: valueEnd === -1 ? -1 : valueEnd - start,
      value: valueStart === -1 ? '' : decodeAttributeValue(this.text.slice(valueStart, valueEnd))
    })
  }

  private reportDuplicates(): void {
    if (this.attributes.length < 2) return
    const seen = new Set<string>()
    for (const { name, nameStart, nameEnd } of this.attributes) {
      if (seen.has(name)) this.report('attribute-duplicate', this.start + nameStart, this.start + nameEnd, name)
      seen.add(name)
    }
  }

  private report(code: SyntaxErrorCode, start: number, end: number, detail?: string): void {
    this.errors.push({ code, start: start - this.start, end: end - this.start, ...(detail ? { detail } : {}) })
  }
}
