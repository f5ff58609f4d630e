/**
 * Grammars in a form that costs next to nothing to read: patterns are made of it when they are needed, and of a large schema
 * a document needs few. It is made of a schema by the build and is of no use to people.
 */
import { createDatatype, datatypeKey, type Datatype, type DatatypeOptions, type DatatypeParameter } from './datatypes'
import { Derivatives } from './derivative'
import type { Grammar } from './grammar'
import type { NameClass } from './nameClass'
import { attributePattern, dataPattern, ElementDeclaration, membersOf, valuePattern } from './pattern'
import type { ElementPattern, Pattern } from './pattern'
import { compoundKey, compoundOf, PatternTable, type PreparedPatterns } from './patternTable'

/** As JSON can hold it. Patterns are named by their place in the list, which becomes their id. */
export interface CompiledGrammar {
  readonly datatypes: readonly CompiledDatatype[]
  /** In the order in which they were made; the first ones are `empty`, `notAllowed` and `text`. */
  readonly patterns: readonly CompiledPattern[]
  /** The elements that the start reaches, in the order of `Grammar.elements`. */
  readonly elements: readonly number[]
  readonly start: number
}

interface CompiledDatatype {
  readonly library: string
  readonly name: string
  readonly parameters: readonly DatatypeParameter[]
}

/** A compound pattern is its `compoundKey`. */
type CompiledPattern =
  | string
  | { readonly kind: 'empty' | 'notAllowed' | 'text' }
  | { readonly kind: 'data'; readonly datatype: number; readonly except?: number }
  | {
      readonly kind: 'value'
      readonly datatype: number
      readonly literal: string
      readonly value: string
      readonly documentation?: string
    }
  | {
      readonly kind: 'attribute'
      readonly nameClass: NameClass
      readonly member: number
      readonly documentation?: string
    }
  | {
      readonly kind: 'element'
      readonly nameClass: NameClass
      readonly content: number
      readonly documentation?: string
      readonly line: number
      readonly column: number
    }

/**
 * The grammar of the schema at `url`; undefined where it cannot be written so: it consists of several files, or has values
 * whose meaning depends on where they stand.
 */
export function writeGrammar({ start, elements, table }: Grammar, url: string): CompiledGrammar | undefined {
  const patterns = reachable([table.empty, table.notAllowed, table.text, start])
  const isWritable = patterns.every(pattern =>
    pattern.kind === 'element' ? pattern.place.url === url : !hasContext(pattern)
  )
  if (!isWritable) return undefined
  const datatypes = new Map<string, { index: number; datatype: Datatype }>()
  for (const pattern of patterns) {
    if (pattern.kind !== 'data' && pattern.kind !== 'value') continue
    const { datatype } = pattern
    if (!datatypes.has(datatype.key)) datatypes.set(datatype.key, { index: datatypes.size, datatype })
  }
  const places = new Map(patterns.map((pattern, index) => [pattern, index]))
  const placeOf = (pattern: Pattern): number => places.get(pattern) ?? 0
  const typeOf = ({ key }: Datatype): number => datatypes.get(key)?.index ?? 0
  return {
    datatypes: [...datatypes.values()].map(({ datatype: { library, name, parameters } }) => ({
      library,
      name,
      parameters
    })),
    patterns: patterns.map(pattern => compiled(pattern, placeOf, typeOf)),
    elements: elements.map(placeOf),
    start: placeOf(start)
  }
}

/** The grammar that was written, for a schema at `url`. */
export function readGrammar(written: CompiledGrammar, url: string, options: DatatypeOptions): Grammar {
  return new WrittenGrammar(written, url, options)
}

class WrittenGrammar implements Grammar, PreparedPatterns {
  readonly table: PatternTable
  readonly derivatives: Derivatives
  readonly #written: CompiledGrammar
  readonly #url: string
  readonly #datatypes: readonly Datatype[]
  readonly #patterns: Pattern[]
  /** Places of the compound patterns. */
  readonly #places = new Map<string, number>()
  #elements: readonly ElementPattern[] | undefined

  constructor(written: CompiledGrammar, url: string, options: DatatypeOptions) {
    this.#written = written
    this.#url = url
    this.#datatypes = written.datatypes.map(each => new LazyDatatype(each, options))
    this.table = new PatternTable(this)
    this.table.seal()
    this.derivatives = new Derivatives(this.table)
    this.#patterns = [this.table.empty, this.table.notAllowed, this.table.text]
    let place = 0
    for (const each of written.patterns) {
      if (typeof each === 'string') this.#places.set(each, place)
      place += 1
    }
  }

  get start(): Pattern {
    return this.#at(this.#written.start)
  }

  get elements(): readonly ElementPattern[] {
    this.#elements ??= this.#written.elements.map(place => this.#at(place)).filter(each => each.kind === 'element')
    return this.#elements
  }

  get count(): number {
    return this.#written.patterns.length
  }

  withKey(key: string): Pattern | undefined {
    const place = this.#places.get(key)
    return place === undefined ? undefined : this.#at(place)
  }

  #at(place: number): Pattern {
    const known = this.#patterns[place]
    if (known !== undefined) return known
    const pattern = this.#make(place)
    this.#patterns[place] = pattern
    return pattern
  }

  #make(id: number): Pattern {
    const { table } = this
    const written = this.#written.patterns[id]
    if (written === undefined) throw new RangeError('The grammar names a pattern that it does not have.')
    if (typeof written === 'string') {
      const { kind, memberIds } = compoundOf(written)
      const members: Pattern[] = []
      for (const member of memberIds) members.push(this.#at(member))
      return table.keep(kind, written, id, members)
    }
    switch (written.kind) {
      case 'empty':
      case 'notAllowed':
      case 'text':
        return table[written.kind]
      case 'data': {
        const except = written.except === undefined ? undefined : this.#at(written.except)
        return dataPattern(id, this.#datatypeAt(written.datatype), except)
      }
      case 'value': {
        const { datatype, literal, value, documentation } = written
        return valuePattern(id, this.#datatypeAt(datatype), literal, value, documentation)
      }
      case 'attribute':
        table.mention(written.nameClass)
        return attributePattern(id, written.nameClass, this.#at(written.member), written.documentation)
      case 'element':
        break
    }
    const { nameClass, documentation, line, column, content } = written
    table.mention(nameClass)
    return new ElementDeclaration(id, nameClass, documentation, { url: this.#url, line, column }, () =>
      this.#at(content)
    )
  }

  #datatypeAt(index: number): Datatype {
    const datatype = this.#datatypes[index]
    if (!datatype) throw new RangeError('The grammar names a datatype that it does not have.')
    return datatype
  }
}

/** All patterns that some are made of, those inside of elements too, in the order in which they were made. */
function reachable(patterns: readonly Pattern[]): readonly Pattern[] {
  const found = new Set(patterns)
  for (const pattern of found) for (const part of partsOf(pattern)) found.add(part)
  return [...found].sort((one, other) => one.id - other.id)
}

function partsOf(pattern: Pattern): readonly Pattern[] {
  switch (pattern.kind) {
    case 'attribute':
    case 'list':
      return [pattern.member]
    case 'element':
      return [pattern.content]
    case 'data':
      return pattern.except ? [pattern.except] : []
    case 'empty':
    case 'notAllowed':
    case 'text':
    case 'value':
    case 'choice':
    case 'interleave':
    case 'group':
    case 'oneOrMore':
      break
  }
  return membersOf(pattern)
}

function hasContext(pattern: Pattern): boolean {
  const isData = pattern.kind === 'data' || pattern.kind === 'value'
  return isData && ['QName', 'NOTATION'].includes(pattern.datatype.name)
}

function compiled(
  pattern: Pattern,
  placeOf: (pattern: Pattern) => number,
  typeOf: (datatype: Datatype) => number
): CompiledPattern {
  switch (pattern.kind) {
    case 'empty':
    case 'notAllowed':
    case 'text':
      return { kind: pattern.kind }
    case 'choice':
    case 'interleave':
    case 'group':
      return compoundKey(pattern.kind, pattern.members.map(placeOf))
    case 'oneOrMore':
    case 'list':
      return compoundKey(pattern.kind, [placeOf(pattern.member)])
    case 'data': {
      const except = pattern.except && placeOf(pattern.except)
      return { kind: 'data', datatype: typeOf(pattern.datatype), ...(except === undefined ? {} : { except }) }
    }
    case 'value': {
      const { literal, value } = pattern
      return { kind: 'value', datatype: typeOf(pattern.datatype), literal, value, ...documented(pattern) }
    }
    case 'attribute': {
      const { nameClass } = pattern
      return { kind: 'attribute', nameClass, member: placeOf(pattern.member), ...documented(pattern) }
    }
    case 'element':
      break
  }
  const { nameClass, content, place } = pattern
  const { line, column } = place
  return { kind: 'element', nameClass, content: placeOf(content), ...documented(pattern), line, column }
}

function documented({ documentation }: { readonly documentation: string | undefined }): { documentation?: string } {
  return documentation === undefined ? {} : { documentation }
}

/** A datatype that is made when a value of it is read for the first time: its facets may hold large regular expressions. */
class LazyDatatype implements Datatype {
  readonly library: string
  readonly name: string
  readonly parameters: readonly DatatypeParameter[]
  readonly key: string
  read: Datatype['read']

  constructor({ library, name, parameters }: CompiledDatatype, options: DatatypeOptions) {
    this.library = library
    this.name = name
    this.parameters = parameters
    this.key = datatypeKey(library, name, parameters)
    this.read = (literal, context) => {
      const made = createDatatype(library, name, parameters, noPrefixes, options)
      if ('error' in made) throw new RangeError(made.error.message)
      this.read = made.datatype.read
      return this.read(literal, context)
    }
  }
}

/** A datatype whose values depend on prefixes is never written. */
const noPrefixes = {}
