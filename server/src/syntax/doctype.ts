/**
 * Reads a document type declaration: whether it is well-formed, and which entities its internal subset defines.
 *
 * Nothing that it refers to is read, parameter entities included (XML 1.0, fifth edition, section 5.1); nothing recurses.
 */
import { isNameStart, references, skipName, skipSpace } from './characters'

/** An entity that a reference in the document may name. */
export interface DeclaredEntity {
  /** What takes the place of a reference, characters by number replaced; undefined for what lies in another file. */
  readonly replacement: string | undefined
  /** Where what is written for it starts, from the start of the declaration; 0 for what lies in another file. */
  readonly start: number
  /** Whether it is no XML: then nothing may refer to it in this way. */
  readonly isUnparsed: boolean
}

/** The default value of an attribute, which may refer to entities. */
export interface DefaultValue {
  readonly text: string
  /** Offset from the start of the declaration. */
  readonly start: number
}

export interface DoctypeReading {
  /** Offset from the start of the declaration where it is not well-formed; undefined where it is. */
  readonly fault: number | undefined
  /** Of two of one name the first counts. */
  readonly entities: ReadonlyMap<string, DeclaredEntity>
  readonly defaults: readonly DefaultValue[]
  /** Whether more may be declared elsewhere: in an external subset or a parameter entity. */
  readonly isPart: boolean
}

/** The offset behind a declaration whose `<!DOCTYPE` stands at `start` of `text`; -1 where it has no end. */
export function doctypeEnd(text: string, start: number): number {
  const part = /"[^"]*(?:"|$)|'[^']*(?:'|$)|<!--[\s\S]*?(?:-->|$)|<\?[\s\S]*?(?:\?>|$)|[[\]>]/g
  part.lastIndex = start + 9
  let inSubset = false
  for (let match = part.exec(text); match; match = part.exec(text)) {
    if (match[0] === '[') inSubset = true
    else if (match[0] === ']') inSubset = false
    else if (match[0] === '>' && !inSubset) return part.lastIndex
  }
  return -1
}

/** Reads a whole declaration, from `<!DOCTYPE` up to and with its `>`. */
export function readDoctype(text: string): DoctypeReading {
  return new DoctypeReader(text).read()
}

class DoctypeReader {
  private readonly text: string
  private readonly entities = new Map<string, DeclaredEntity>()
  private readonly defaults: DefaultValue[] = []
  private isPart = false
  private position = '<!DOCTYPE'.length

  constructor(text: string) {
    this.text = text
  }

  read(): DoctypeReading {
    const { entities, defaults } = this
    const isWhole = this.declaration() && this.position === this.text.length
    return { fault: isWhole ? undefined : this.position, entities, defaults, isPart: this.isPart }
  }

  private declaration(): boolean {
    if (!this.space() || !this.name()) return false
    const spaced = this.space()
    if (spaced && this.startsExternal()) {
      this.isPart = true
      if (!this.externalId(false)) return false
      this.space()
    }
    if (this.take('[')) {
      if (!this.subset()) return false
      this.space()
    }
    return this.take('>')
  }

  private subset(): boolean {
    for (;;) {
      this.space()
      if (this.take(']')) return true
      if (this.take('%')) {
        if (!this.name() || !this.take(';')) return false
        this.isPart = true
      } else if (!this.markup()) return false
    }
  }

  private markup(): boolean {
    if (this.take('<!--')) return this.comment()
    if (this.take('<?')) return this.instruction()
    if (this.take('<!ELEMENT')) return this.space() && this.name() && this.space() && this.content() && this.end()
    if (this.take('<!ATTLIST')) return this.attributes()
    if (this.take('<!ENTITY')) return this.space() && this.entity() && this.end()
    return (
      this.take('<!NOTATION') && this.space() && this.plainName() && this.space() && this.externalId(true) && this.end()
    )
  }

  private comment(): boolean {
    const double = this.text.indexOf('--', this.position)
    if (double === -1) return false
    this.position = double
    return this.take('-->')
  }

  private instruction(): boolean {
    const start = this.position
    if (!this.plainName() || this.text.slice(start, this.position).toLowerCase() === 'xml') return false
    const close = this.text.indexOf('?>', this.position)
    if (close === -1 || (close > this.position && !this.space())) return false
    this.position = close + 2
    return true
  }

  /** What an element may hold: `EMPTY`, `ANY`, or groups within groups. */
  private content(): boolean {
    if (this.take('EMPTY') || this.take('ANY')) return true
    const start = this.position
    if (this.take('(')) {
      this.space()
      if (this.take('#PCDATA')) return this.mixed()
      this.position = start
    }
    const separators: string[] = []
    for (;;) {
      if (this.take('(')) {
        separators.push('')
        this.space()
        continue
      }
      if (separators.length === 0 || !this.name()) return false
      this.quantifier()
      if (!this.groupEnds(separators)) return false
      if (separators.length === 0) return true
    }
  }

  /** What follows a member of a group: the ends of groups, then a separator if one is still open. */
  private groupEnds(separators: string[]): boolean {
    for (;;) {
      this.space()
      if (this.take(')')) {
        separators.pop()
        this.quantifier()
        if (separators.length === 0) return true
        continue
      }
      const separator = this.text.charAt(this.position)
      const known = separators.at(-1)
      if ((separator !== ',' && separator !== '|') || (known !== '' && known !== separator)) return false
      separators[separators.length - 1] = separator
      this.position += 1
      this.space()
      return true
    }
  }

  /** Behind `#PCDATA`. */
  private mixed(): boolean {
    this.space()
    if (this.take(')')) {
      this.take('*')
      return true
    }
    while (this.take('|')) {
      this.space()
      if (!this.name()) return false
      this.space()
    }
    return this.take(')*')
  }

  private quantifier(): void {
    if (/[?*+]/.test(this.text.charAt(this.position))) this.position += 1
  }

  private attributes(): boolean {
    if (!this.space() || !this.name()) return false
    for (;;) {
      const spaced = this.space()
      if (this.take('>')) return true
      if (
        !spaced ||
        !this.name() ||
        !this.space() ||
        !this.attributeType() ||
        !this.space() ||
        !this.attributeDefault()
      )
        return false
    }
  }

  private attributeType(): boolean {
    const word = /(?:CDATA|IDREFS|IDREF|ID|ENTITY|ENTITIES|NMTOKENS|NMTOKEN)(?=\s)/y
    word.lastIndex = this.position
    if (word.test(this.text)) {
      this.position = word.lastIndex
      return true
    }
    const isNotation = this.take('NOTATION')
    if ((isNotation && !this.space()) || !this.take('(')) return false
    do {
      this.space()
      if (!(isNotation ? this.name() : this.token())) return false
      this.space()
    } while (this.take('|'))
    return this.take(')')
  }

  private attributeDefault(): boolean {
    if (this.take('#REQUIRED') || this.take('#IMPLIED')) return true
    if (this.take('#FIXED') && !this.space()) return false
    const start = this.position
    const value = this.literal()
    if (value === undefined || value.includes('<') || hasMalformedReference(value)) return false
    const named = references(value).filter(({ replacement }) => replacement === undefined)
    if (!this.isPart && named.some(({ name }) => !this.entities.has(name))) return false
    this.defaults.push({ text: value, start: start + 1 })
    return true
  }

  private entity(): boolean {
    const isParameter = this.take('%')
    if (isParameter && !this.space()) return false
    const start = this.position
    if (!this.plainName()) return false
    const name = this.text.slice(start, this.position)
    if (!this.space()) return false
    let entity: DeclaredEntity
    if (this.startsExternal()) {
      if (!this.externalId(false)) return false
      const before = this.position
      const isUnparsed = this.space() && this.take('NDATA')
      if (isUnparsed && (isParameter || !this.space() || !this.name())) return false
      if (!isUnparsed) this.position = before
      entity = { replacement: undefined, start: 0, isUnparsed }
    } else {
      const quote = this.position
      const value = this.literal()
      if (value === undefined || value.includes('%') || hasMalformedReference(value)) return false
      entity = { replacement: withCharacters(value), start: quote + 1, isUnparsed: false }
    }
    // What is declared behind a parameter entity that is not read may be declared in there already.
    if (!isParameter && !this.entities.has(name)) this.entities.set(name, entity)
    return true
  }

  private startsExternal(): boolean {
    return this.text.startsWith('SYSTEM', this.position) || this.text.startsWith('PUBLIC', this.position)
  }

  /** `SYSTEM "…"` or `PUBLIC "…" "…"`; the second part of the latter may be missing where `isNotation` says so. */
  private externalId(isNotation: boolean): boolean {
    if (this.take('SYSTEM')) return this.space() && this.literal() !== undefined
    if (!this.take('PUBLIC') || !this.space()) return false
    const publicId = this.literal()
    if (publicId === undefined || !/^[ \r\nA-Za-z0-9\-'()+,./:=?;!*#@$_%]*$/.test(publicId)) return false
    const before = this.position
    const spaced = this.space()
    if (spaced && /["']/.test(this.text.charAt(this.position))) return this.literal() !== undefined
    this.position = before
    return isNotation
  }

  private end(): boolean {
    this.space()
    return this.take('>')
  }

  /** What stands between quotes. */
  private literal(): string | undefined {
    const quote = this.text.charAt(this.position)
    if (quote !== '"' && quote !== "'") return undefined
    const close = this.text.indexOf(quote, this.position + 1)
    if (close === -1) return undefined
    const value = this.text.slice(this.position + 1, close)
    this.position = close + 1
    return value
  }

  private name(): boolean {
    return isNameStart(this.text, this.position) && this.token()
  }

  /** A name without a colon: "Namespaces in XML" has it in those of elements and attributes only. */
  private plainName(): boolean {
    const start = this.position
    return this.name() && !this.text.slice(start, this.position).includes(':')
  }

  private token(): boolean {
    const end = skipName(this.text, this.position)
    const isThere = end > this.position
    this.position = end
    return isThere
  }

  private space(): boolean {
    const end = skipSpace(this.text, this.position)
    const isThere = end > this.position
    this.position = end
    return isThere
  }

  private take(expected: string): boolean {
    if (!this.text.startsWith(expected, this.position)) return false
    this.position += expected.length
    return true
  }
}

function hasMalformedReference(text: string): boolean {
  return references(text).some(({ replacement, name }) => replacement === undefined && name === '')
}

/** The text with characters by number replaced; entities stay, as XML has it ("bypassed"). */
function withCharacters(text: string): string {
  let decoded = ''
  let position = 0
  for (const { start, end, replacement, name } of references(text)) {
    if (name !== '' || replacement === undefined) continue
    decoded += text.slice(position, start) + replacement
    position = end
  }
  return decoded + text.slice(position)
}
