/**
 * Runs: stretches of siblings that are blank text, comments and elements without content, all without a mistake.
 *
 * The long lists of a description consist of them. A run is found by one scan of its text, which keeps only what
 * judging it takes: the start tags without their values, and where the values stand. Nodes are made where someone looks.
 */
import { isNameStart, skipName } from './characters'
import { measureText } from './measure'

/** What a start tag is but for the values in it. Tags alike are one object. */
export interface TagShape {
  /** Without a prefix: tags with one, or with declarations of namespaces, are in no run. */
  readonly localName: string
  /** The names of its attributes in their order, no two alike and none with a prefix. */
  readonly attributeNames: readonly string[]
}

/** What a scan finds. */
export interface RunReading {
  /** The offset behind the last node. */
  readonly end: number
  readonly run: Run
  readonly breaks: number
  /** UTF-16 code units behind the last line break; all where there is none. */
  readonly tail: number
  /** Whether the last node is a text, which what follows could make longer. */
  readonly endsInText: boolean
}

/** The nodes of a run in short. */
export class Run {
  readonly text: string
  readonly nodeCount: number
  /** The start tag of each element. */
  readonly tags: readonly TagShape[]
  /** The same, each once. */
  readonly distinctTags: readonly TagShape[]
  /** For each attribute of each element where its value starts and ends in `text`. */
  readonly #values: readonly number[]

  constructor(
    text: string,
    nodeCount: number,
    tags: readonly TagShape[],
    distinctTags: readonly TagShape[],
    values: readonly number[]
  ) {
    this.text = text
    this.nodeCount = nodeCount
    this.tags = tags
    this.distinctTags = distinctTags
    this.#values = values
  }

  /** The value of an attribute; `index` counts those of all elements before it too. */
  value(index: number): string {
    return this.text.slice(this.#values[2 * index], this.#values[2 * index + 1])
  }
}

/** Shorter ones gain nothing. */
const shortestRun = 6

/**
 * How a run may begin: most places where none does are told by this alone, and an expression is fast before any other code
 * has become so.
 */
const beginning = /[ \t\r\n]*(?:(?:<[A-Za-z_][^<>]*\/>|<!--[^<>]*-->)[ \t\r\n]*){3}/y

/**
 * Elements of one kind, each with one attribute and behind the same white space: so most lists are written, and for them
 * the rest of this module would be a detour.
 */
const alike =
  /([ \t\r\n]+)<([A-Za-z_][\w.-]*) ([A-Za-z_][\w.-]*)="[ !#-%'-;=-\uD7FF]*"\/>(?:\1<\2 \3="[ !#-%'-;=-\uD7FF]*"\/>){2,15}/y

/** Bits of `kinds`. */
const inName = 1
const startsName = 2
const inValue = 4
const isBlank = 8
const inComment = 16

/** What a character may be part of, of those that need no further look. */
const kinds = Uint8Array.from({ length: 0x80 }, (_, code) => {
  const character = String.fromCharCode(code)
  const blank = code === 32 || code === 9 || code === 10 || code === 13
  const isName = code !== 58 && skipName(character, 0) === 1
  return (
    (isName ? inName : 0) |
    (isName && isNameStart(character, 0) ? startsName : 0) |
    // White space but blanks is normalised in values, and references are replaced.
    (code >= 32 && character !== '<' && character !== '&' ? inValue : 0) |
    (blank ? isBlank : 0) |
    (blank || code >= 32 ? inComment : 0)
  )
})

/** A tag as far as it is read, in a tree of what it may go on with. */
interface KnownTag {
  /** The name that was read last, in UTF-16 code units. */
  readonly name: Uint16Array
  readonly shape: TagShape
  /** What it went on with the last time: most often it does so again. */
  usual: KnownTag | undefined
  /** By the next name; nothing where that may not follow. */
  readonly next: Map<string, KnownTag | undefined>
}

const noTag = knownTag('', { localName: '', attributeNames: [] })

/** So many different tags are kept; texts that are no descriptions may be full of others. */
const mostKnownTags = 10_000

let knownTags = 0

/** How much of a text is looked at as numbers at a time, which is several times as fast as asking the text for each. */
const windowLength = 32_768

/** A run is read within one window; what does not fit is no run. */
const shortestWindow = 4096

/** One window serves all scanners, which are many and short-lived; each fills it anew where another one did before. */
const sharedWindow = new Uint16Array(windowLength + 1)
const sharedBytes = Buffer.from(sharedWindow.buffer)
let scanners = 0
let lastScanner = 0

/** Finds the runs of one text. */
export class RunScanner {
  readonly #text: string
  readonly #number = ++scanners
  /** The code units of the text from `#offset` on, behind the last of them a 0. */
  readonly #codes = sharedWindow
  #offset = 0
  #length = 0
  /** The place in the window that is read next. */
  #position = 0
  #breaks = 0
  #lineStart = 0
  readonly #tags: TagShape[] = []
  readonly #distinctTags: TagShape[] = []
  readonly #values: number[] = []

  constructor(text: string) {
    this.#text = text
  }

  /**
   * Reads at most `limit` nodes, the first of which starts at `start`. Where there are too few it gives the offset behind
   * them: no run begins up to there.
   */
  read(start: number, limit: number): RunReading | number {
    beginning.lastIndex = start
    if (!beginning.test(this.#text)) return start
    const first = this.#moveWindow(start)
    this.#breaks = 0
    this.#lineStart = first
    this.#tags.length = 0
    this.#distinctTags.length = 0
    this.#values.length = 0
    let end = first
    let nodeCount = 0
    let endsInText = false
    let breaks = 0
    let lineStart = first
    let mayBeAlike = true
    while (nodeCount < limit) {
      this.#position = end
      const isMarkup = this.#codes[end] === 60
      const count: number = !isMarkup && mayBeAlike ? this.#readAlike(first, limit - nodeCount) : 0
      if (count === 0 && !(isMarkup ? this.#readMarkup(first) : this.#readBlanks())) break
      nodeCount += count > 0 ? count : 1
      end = this.#position
      endsInText = !isMarkup && count === 0
      mayBeAlike = count === 0 && isMarkup
      breaks = this.#breaks
      lineStart = this.#lineStart
    }
    if (nodeCount < shortestRun) return this.#offset + end
    const text = this.#text.slice(start, this.#offset + end)
    const run = new Run(text, nodeCount, this.#tags.slice(), this.#distinctTags.slice(), this.#values.slice())
    return { end: this.#offset + end, run, breaks, tail: end - lineStart, endsInText }
  }

  /** Lets the window hold what is behind `start`, and gives the place of that in it. */
  #moveWindow(start: number): number {
    const isOwn = lastScanner === this.#number
    const isFarEnough = this.#length - (start - this.#offset) >= shortestWindow
    if (isOwn && start >= this.#offset && (isFarEnough || this.#offset + this.#length === this.#text.length))
      return start - this.#offset
    const end = Math.min(start + windowLength, this.#text.length)
    sharedBytes.write(this.#text.slice(start, end), 'utf16le')
    lastScanner = this.#number
    this.#offset = start
    this.#length = end - start
    this.#codes[this.#length] = 0
    return 0
  }

  /** Gives how many nodes it read, of at most `room`: as many texts as elements. */
  #readAlike(first: number, room: number): number {
    const text = this.#text
    const start = this.#offset + this.#position
    alike.lastIndex = start
    const found = alike.exec(text)
    if (!found) return 0
    const [, blank = '', name = '', attribute = ''] = found
    const named = following(noTag, name)
    const shape = named && following(named, attribute)?.shape
    if (!shape) return 0
    const base = this.#offset + first
    const end = Math.min(alike.lastIndex, this.#offset + this.#length)
    const beforeValue = `${blank}<${name} ${attribute}="`.length
    let position = start
    let tagStart = start
    let count = 0
    while (position < alike.lastIndex && count + 2 <= room) {
      const valueStart = position + beforeValue
      const valueEnd = text.indexOf('"', valueStart)
      if (valueEnd + '"/>'.length > end) break
      this.#values.push(valueStart - base, valueEnd - base)
      this.#addTag(shape)
      tagStart = position + blank.length
      position = valueEnd + '"/>'.length
      count += 2
    }
    const { breaks, tail } = measureText(blank)
    this.#breaks += (breaks * count) / 2
    if (breaks > 0 && count > 0) this.#lineStart = tagStart - tail - this.#offset
    this.#position = position - this.#offset
    return count
  }

  /** White space up to markup. */
  #readBlanks(): boolean {
    const from = this.#position
    this.#skipBlanks()
    return this.#position > from && this.#codes[this.#position] === 60
  }

  #skipBlanks(): void {
    const codes = this.#codes
    let position = this.#position
    for (;;) {
      const code = codes[position] ?? 0
      if (code !== 32) {
        if (code !== 10 && code !== 9 && code !== 13) break
        if (code === 10 || (code === 13 && codes[position + 1] !== 10)) this.#breakBehind(position)
      }
      position += 1
    }
    this.#position = position
  }

  #breakBehind(position: number): void {
    this.#breaks += 1
    this.#lineStart = position + 1
  }

  #readMarkup(first: number): boolean {
    if (this.#codes[this.#position + 1] === 33) return this.#readComment()
    const valueCount = this.#values.length
    const shape = this.#readTag(first)
    if (!shape) {
      this.#values.length = valueCount
      return false
    }
    this.#addTag(shape)
    return true
  }

  #addTag(shape: TagShape): void {
    const tags = this.#tags
    if (shape !== tags[tags.length - 1] && !this.#distinctTags.includes(shape)) this.#distinctTags.push(shape)
    tags.push(shape)
  }

  #readComment(): boolean {
    const codes = this.#codes
    if (codes[this.#position + 2] !== 45 || codes[this.#position + 3] !== 45) return false
    let position = this.#position + 4
    for (;;) {
      const code = codes[position] ?? 0
      if (code === 45 && codes[position + 1] === 45) break
      if (code < 0x80 ? ((kinds[code] ?? 0) & inComment) === 0 : code >= 0xd800) return false
      if (code === 10 || (code === 13 && codes[position + 1] !== 10)) this.#breakBehind(position)
      position += 1
    }
    this.#position = position + 3
    return codes[position + 2] === 62
  }

  /** An element without content, from its `<` to its `/>`. */
  #readTag(first: number): TagShape | undefined {
    const codes = this.#codes
    this.#position += 1
    let tag = this.#readName(noTag)
    while (tag) {
      const from = this.#position
      if (codes[from] !== 47) this.#skipBlanks()
      if (codes[this.#position] === 47) {
        this.#position += 2
        return codes[this.#position - 1] === 62 ? tag.shape : undefined
      }
      if (this.#position === from) return undefined
      tag = this.#readName(tag)
      if (!this.#readValue(first)) return undefined
    }
    return undefined
  }

  /** Reads a name, and what the tag then is; undefined where the name may not stand here. */
  #readName(tag: KnownTag): KnownTag | undefined {
    const { usual } = tag
    if (usual && this.#isNext(usual.name)) {
      this.#position += usual.name.length
      return usual
    }
    const codes = this.#codes
    const from = this.#position
    let position = from
    let code = codes[position] ?? 0
    if (code >= 0x80 || ((kinds[code] ?? 0) & startsName) === 0) return undefined
    while (code < 0x80 && ((kinds[code] ?? 0) & inName) !== 0) {
      position += 1
      code = codes[position] ?? 0
    }
    if (code >= 0x80) return undefined
    this.#position = position
    return following(tag, this.#text.slice(this.#offset + from, this.#offset + position))
  }

  /** Whether the name stands at the current position. */
  #isNext(name: Uint16Array): boolean {
    const codes = this.#codes
    const from = this.#position
    const { length } = name
    for (let index = 0; index < length; index += 1) if (codes[from + index] !== name[index]) return false
    const code = codes[from + length] ?? 0
    return code < 0x80 && ((kinds[code] ?? 0) & inName) === 0
  }

  /** Reads `="…"` or `='…'`. */
  #readValue(first: number): boolean {
    const codes = this.#codes
    const quote = codes[this.#position + 1]
    if (codes[this.#position] !== 61 || (quote !== 34 && quote !== 39)) return false
    const from = this.#position + 2
    let position = from
    for (;;) {
      const code = codes[position] ?? 0
      if (code === quote) break
      if (code < 0x80 ? ((kinds[code] ?? 0) & inValue) === 0 : code >= 0xd800) return false
      position += 1
    }
    this.#values.push(from - first, position - first)
    this.#position = position + 1
    return true
  }
}

/** Tags with more attributes are in no run. */
const mostAttributes = 100

/** Longer names are in no run. */
const longestName = 100

function knownTag(name: string, shape: TagShape): KnownTag {
  const codes = Uint16Array.from(name, character => character.charCodeAt(0))
  return { name: codes, shape, usual: undefined, next: new Map() }
}

/** What a tag is with a name more; undefined where that may not follow, or too much is known already. */
function following(tag: KnownTag, name: string): KnownTag | undefined {
  if (!tag.next.has(name)) {
    if (knownTags >= mostKnownTags || name.length > longestName) return undefined
    knownTags += 1
    // A part of a text keeps all of it in memory.
    const own = Buffer.from(name).toString()
    tag.next.set(own, tagWith(tag, own))
  }
  const next = tag.next.get(name)
  tag.usual = next
  return next
}

/** The tag with a name more; undefined where that would be a mistake or a declaration. */
function tagWith(tag: KnownTag, name: string): KnownTag | undefined {
  const { localName, attributeNames } = tag.shape
  if (attributeNames.length === mostAttributes) return undefined
  if (tag === noTag) return knownTag(name, { localName: name, attributeNames: [] })
  if (name === 'xmlns' || attributeNames.includes(name)) return undefined
  return knownTag(name, { localName, attributeNames: [...attributeNames, name] })
}
