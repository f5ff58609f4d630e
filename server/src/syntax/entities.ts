/**
 * What references to the entities of a document type declaration come to: what is wrong with them, text and markup.
 *
 * Each entity is looked at once and none is ever put into another, so that no declaration, however it nests, costs more
 * than its length.
 */
import { decodeAttributeValue, references } from './characters'
import type { DeclaredEntity, DoctypeReading } from './doctype'
import { readNodes } from './parser'
import { sequenceOf } from './sequence'
import { collectErrors, touching, type PlacedError } from './walk'
import type { SourceAttribute, SourceSequence, StartTag, SyntaxErrorCode } from './tree'

/** Why a reference cannot stand where it stands. */
export type EntityFault = Extract<
  SyntaxErrorCode,
  'reference-undefined' | 'entity-recursive' | 'entity-malformed' | 'entity-not-for-values' | 'entities-too-large'
>

/** Beyond so many characters libxml2, and so kiwi, looks at how much larger than the file its entities make it. */
const allowedExpansion = 1_000_000
const allowedFactor = 5
/** What libxml2 counts for each reference besides its characters. */
const costOfReference = 20

/** Longer text is not put in the place of a reference: no value and no text of a description is so long. */
const longestText = 256

/** More characters, those of entities in entities included, are not put in the place of a reference either. */
const largestContent = 100_000

/** As deep as libxml2 follows entities in entities. */
const deepestNesting = 20

/** What a reference brings into the content of an element. */
export interface EntityContent {
  readonly nodes: SourceSequence
  /** Where it is written, from the start of the document type declaration. */
  readonly start: number
}

interface Entry {
  /** What is wrong with a reference in content. */
  readonly inContent: EntityFault | undefined
  /** What is wrong with a reference in the value of an attribute. */
  readonly inValue: EntityFault | undefined
  /** Characters that a reference comes to. */
  readonly size: number
  /** What a reference comes to, where that is plain text of a bounded length. */
  readonly text: string | undefined
  /** What a reference brings into content, where it is more than that and nothing is wrong with it. */
  readonly content: EntityContent | undefined
}

const nothing = { size: 0, text: undefined, content: undefined }
const tooDeep: Entry = { ...nothing, inContent: 'entity-recursive', inValue: 'entity-recursive' }

/** The entities of one document. */
export class EntityTable {
  private readonly reading: DoctypeReading
  /** Whether a name that is not declared here may be declared elsewhere. */
  private readonly isPart: boolean
  private readonly entries = new Map<string, Entry | 'under way'>()
  private depth = 0

  constructor(reading: DoctypeReading, isStandalone: boolean) {
    this.reading = reading
    this.isPart = reading.isPart && !isStandalone
  }

  /** What is wrong with a reference to the entity `name`; undefined where nothing is. */
  fault(name: string, place: 'content' | 'value'): EntityFault | undefined {
    const entry = this.entry(name)
    if (entry === 'under way') return 'entity-recursive'
    if (!entry) return this.isPart ? undefined : 'reference-undefined'
    return place === 'content' ? entry.inContent : entry.inValue
  }

  /** The characters that a reference stands for, where that is known and no markup is among them. */
  text(name: string): string | undefined {
    const entry = this.entry(name)
    return entry === 'under way' ? undefined : entry?.text
  }

  /** What a reference in content brings in, where that is known and holds markup, or more text than `text` gives. */
  content(name: string): EntityContent | undefined {
    const entry = this.entry(name)
    return entry === 'under way' ? undefined : entry?.content
  }

  /** How many characters a reference comes to in libxml2's account. */
  size(name: string): number {
    const entry = this.entry(name)
    return costOfReference + (entry === 'under way' ? 0 : (entry?.size ?? 0))
  }

  private entry(name: string): Entry | 'under way' | undefined {
    const known = this.entries.get(name)
    if (known) return known
    const entity = this.reading.entities.get(name)
    if (!entity) return undefined
    this.entries.set(name, 'under way')
    this.depth += 1
    const entry = this.depth > deepestNesting ? tooDeep : this.judge(entity)
    this.depth -= 1
    this.entries.set(name, entry)
    return entry
  }

  private judge(entity: DeclaredEntity): Entry {
    const { replacement, start, isUnparsed } = entity
    if (isUnparsed) return { ...nothing, inContent: 'entity-malformed', inValue: 'entity-malformed' }
    if (replacement === undefined) return { ...nothing, inContent: undefined, inValue: 'entity-not-for-values' }
    const all = references(replacement)
    const named = all.flatMap(({ name, replacement: own }) => (own === undefined && name !== '' ? name : []))
    const isMalformed = all.some(({ name, replacement: own }) => own === undefined && name === '')
    const faults = named.map(name => this.fault(name, 'value')).find(fault => fault !== undefined)
    const size = named.reduce((sum, name) => sum + this.size(name), replacement.length)
    const inValue = isMalformed ? 'entity-malformed' : replacement.includes('<') ? 'entity-not-for-values' : faults
    const nodes = sequenceOf(readNodes(replacement, false))
    const inContent = this.contentFault(nodes)
    const text = this.plainText(replacement, size)
    const isContent = text === undefined && inContent === undefined && size <= largestContent
    return { inContent, inValue, size, text, content: isContent ? { nodes, start } : undefined }
  }

  /** What is wrong with the replacement of an entity as content of an element. */
  private contentFault(content: SourceSequence): EntityFault | undefined {
    const errors: PlacedError[] = []
    collectErrors(content, 0, errors)
    for (const { code, detail = '', start } of errors) {
      const fault = code === 'reference-undefined' ? this.fault(detail, placeIn(content, start)) : 'entity-malformed'
      if (fault) return fault
    }
    return content.items.some(({ kind }) => kind === 'doctype') ? 'entity-malformed' : undefined
  }

  private plainText(replacement: string, size: number): string | undefined {
    if (replacement.includes('<') || size > longestText) return undefined
    let text = ''
    let position = 0
    for (const { start, end, replacement: own, name } of references(replacement)) {
      const inner = own ?? this.text(name)
      if (inner === undefined) return undefined
      text += replacement.slice(position, start) + inner
      position = end
    }
    return text + replacement.slice(position)
  }
}

/**
 * The errors of a document with a document type declaration, given those that reading found: a reference is wrong only
 * if it is wrong with what is declared. `length` is that of the file.
 */
export function withEntities(
  errors: readonly PlacedError[],
  root: SourceSequence,
  table: EntityTable,
  length: number
): PlacedError[] {
  const found: PlacedError[] = []
  let expansion = 0
  for (const error of errors) {
    if (error.code !== 'reference-undefined' || error.detail === undefined) {
      found.push(error)
      continue
    }
    expansion += table.size(error.detail)
    const isTooLarge = expansion > allowedExpansion && expansion / allowedFactor > length
    const fault =
      table.fault(error.detail, placeIn(root, error.start)) ?? (isTooLarge ? 'entities-too-large' : undefined)
    if (fault) found.push({ ...error, code: fault })
    if (isTooLarge) expansion = 0
  }
  return found
}

/** Whether a reference at `offset` stands in the value of an attribute. */
function placeIn(root: SourceSequence, offset: number): 'content' | 'value' {
  let sequence = root
  let base = 0
  for (;;) {
    const found = touching(sequence, offset + 1 - base)
    if (found?.node.kind !== 'element') return 'content'
    const contentStart = base + found.offset + found.node.startTag.text.length
    if (offset < contentStart) return 'value'
    sequence = found.node.content
    base = contentStart
  }
}

/** The value of an attribute with the document's own entities in it replaced, as far as they are plain text. */
export function valueWith(
  entities: EntityTable | undefined,
  { valueStart, valueEnd, value }: SourceAttribute,
  { text }: StartTag
): string {
  if (!entities || valueStart === -1) return value
  return decodeAttributeValue(text.slice(valueStart, valueEnd), name => entities.text(name))
}

/** The default values of attributes that refer to what they may not; the declaration starts at `offset` of the file. */
export function faultyDefaults({ defaults }: DoctypeReading, table: EntityTable, offset: number): PlacedError[] {
  return defaults.flatMap(({ text, start: base }) =>
    references(text).flatMap(({ start, end, replacement, name }) => {
      const code = replacement === undefined ? table.fault(name, 'value') : undefined
      return code ? [{ code, start: offset + base + start, end: offset + base + end, detail: name }] : []
    })
  )
}
