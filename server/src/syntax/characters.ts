/** Characters and references as XML 1.0 (fifth edition) defines them: names, white space, what may stand in a document. */

const nameStartPattern =
  /^[:A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u{200C}-\u{200D}\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\u{10000}-\u{EFFFF}]/u
const namePattern =
  /^[-.0-9:A-Z_a-z\u00B7\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u037D\u037F-\u1FFF\u{200C}-\u{200D}\u203F\u2040\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\u{10000}-\u{EFFFF}]/u

/** What `Char` of XML 1.0 leaves out: control characters, lone surrogates, U+FFFE and U+FFFF. */
const invalidPattern = /(?![\t\n\r\u007F-\u009F])\p{Cc}|\p{Cs}|[\uFFFE\uFFFF]/u

/** All of these and some more. */
const oddPattern = /[^\t\n\r -\uD7FF]/

/** For each ASCII code unit: 2 = may start a name, 1 = may stand in a name, 0 = neither. */
const asciiNames = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  return /[:A-Z_a-z]/.test(character) ? 2 : /[-.0-9]/.test(character) ? 1 : 0
})

/** Whether a name can start at `offset` of `text`. */
export function isNameStart(text: string, offset: number): boolean {
  const code = text.charCodeAt(offset)
  return code < 128 ? asciiNames[code] === 2 : nameStartPattern.test(text.slice(offset, offset + 2))
}

/** The end of the run of name characters that starts at `offset` of `text`; `offset` itself where there is none. */
export function skipName(text: string, offset: number): number {
  let position = offset
  while (position < text.length) {
    const code = text.charCodeAt(position)
    if (code < 128) {
      if (asciiNames[code] === 0) break
      position += 1
    } else {
      const match = namePattern.exec(text.slice(position, position + 2))
      if (!match) break
      position += match[0].length
    }
  }
  return position
}

/** Space, tab, CR or LF. */
export function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 9 || code === 13
}

/** Whether a code unit may make a node, an attribute or an error of its own: `<`, `=`, `&`, and those that may be invalid. */
export function isMark(code: number): boolean {
  return code === 60 || code === 61 || code === 38 || code > 0xd7ff || (code < 32 && !isSpace(code))
}

/** The end of the run of white space that starts at `offset` of `text`. */
export function skipSpace(text: string, offset: number): number {
  let position = offset
  while (position < text.length && isSpace(text.charCodeAt(position))) position += 1
  return position
}

/** Whether `text` is white space only; the empty string is. */
export function isBlank(text: string): boolean {
  return skipSpace(text, 0) === text.length
}

/** The offsets of the code units in `text` that no XML document may hold. */
export function invalidCharacters(text: string): number[] {
  return Array.from(text.matchAll(new RegExp(invalidPattern, 'gu')), match => match.index)
}

/** Whether `text` holds a code unit that no XML document may hold. */
export function hasInvalidCharacter(text: string): boolean {
  // The first search is several times as fast, and nearly always enough.
  return oddPattern.test(text) && invalidPattern.test(text)
}

const predefined: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** One `&` of a text: what it stands for, or why it stands for nothing. Offsets count from the start of the text. */
export interface Reference {
  readonly start: number
  readonly end: number
  /** Undefined where the reference is malformed or its entity is not one of the five that XML itself defines. */
  readonly replacement: string | undefined
  /** The entity's name; '' for a character reference or a malformed one. */
  readonly name: string
}

/** All references in `text`, in order; an `&` that starts none is listed as malformed, one unit long. */
export function references(text: string): Reference[] {
  const found: Reference[] = []
  for (let start = text.indexOf('&'); start !== -1; start = text.indexOf('&', start + 1))
    found.push(reference(text, start))
  return found
}

/** Zeros may lead; no character has a longer number. */
const characterReference = /&#(?:x0*([0-9a-fA-F]{1,7})|0*([0-9]{1,8}));/y

function reference(text: string, start: number): Reference {
  const malformed = { start, end: start + 1, replacement: undefined, name: '' }
  if (text[start + 1] === '#') {
    characterReference.lastIndex = start
    const match = characterReference.exec(text)
    if (!match) return malformed
    const code = match[1] === undefined ? Number.parseInt(match[2] ?? '', 10) : Number.parseInt(match[1], 16)
    const character = code <= 0x10ffff ? String.fromCodePoint(code) : '\0'
    return {
      start,
      end: start + match[0].length,
      replacement: hasInvalidCharacter(character) ? undefined : character,
      name: ''
    }
  }
  const end = isNameStart(text, start + 1) ? skipName(text, start + 1) : start + 1
  if (end === start + 1 || text[end] !== ';') return malformed
  const name = text.slice(start + 1, end)
  return { start, end: end + 1, replacement: Object.hasOwn(predefined, name) ? predefined[name] : undefined, name }
}

/** In longer texts entities stay as they are written: nothing that kiwi takes is so long. */
const longestExpansion = 100_000

/** What the references to an entity of the document's own stand for; undefined where that is not known. */
export type EntityText = (name: string) => string | undefined

/**
 * The characters that `text` (of an element or an attribute value) stands for: references replaced, line breaks as one
 * LF. A reference that stands for nothing stays as it is written.
 */
export function decodeText(text: string, entityText?: EntityText): string {
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
  if (!lines.includes('&')) return lines
  let decoded = ''
  let position = 0
  for (const { start, end, replacement, name } of references(lines)) {
    const isEntity = replacement === undefined && name !== '' && decoded.length < longestExpansion
    const entity = isEntity ? entityText?.(name) : undefined
    decoded += lines.slice(position, start) + (replacement ?? entity ?? lines.slice(start, end))
    position = end
  }
  return decoded + lines.slice(position)
}

/** The value of an attribute (of type CDATA) whose text between the quotes is `text`. */
export function decodeAttributeValue(text: string, entityText?: EntityText): string {
  const inLine = entityText && ((name: string) => entityText(name)?.replace(/[\t\n\r]/g, ' '))
  return decodeText(/[\t\n\r]/.test(text) ? text.replace(/\r\n|[\t\n\r]/g, ' ') : text, inLine)
}
