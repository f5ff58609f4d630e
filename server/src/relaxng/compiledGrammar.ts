/**
 * Grammars in a form that is read in a fraction of the time that their schema takes: the patterns in the order in which they
 * are made. It is made of a schema by the build and is of no use to people.
 */
import { createDatatype, datatypeKey, type Datatype, type DatatypeOptions, type DatatypeParameter } from './datatypes'
import { grammarOf, type Grammar } from './grammar'
import type { NameClass } from './nameClass'
import { membersOf, PatternTable, type Pattern } from './pattern'

/** As JSON can hold it. Patterns are named by their place in the list. */
export interface CompiledGrammar {
  readonly datatypes: readonly CompiledDatatype[]
  readonly patterns: readonly CompiledPattern[]
  /** For each element pattern its content. */
  readonly contents: readonly (readonly [element: number, content: number])[]
  readonly start: number
}

interface CompiledDatatype {
  readonly library: string
  readonly name: string
  readonly parameters: readonly DatatypeParameter[]
}

type CompiledPattern =
  | { readonly kind: 'empty' | 'notAllowed' | 'text' }
  | { readonly kind: 'choice' | 'interleave' | 'group'; readonly members: readonly number[] }
  | { readonly kind: 'oneOrMore' | 'list'; readonly member: number }
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
      readonly documentation?: string
      readonly line: number
      readonly column: number
    }

/**
 * The grammar of the schema at `url`; undefined where it cannot be written so: it consists of several files, or has values
 * whose meaning depends on where they stand.
 */
export function writeGrammar({ start }: Grammar, url: string): CompiledGrammar | undefined {
  const patterns = reachable(start)
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
    contents: patterns.flatMap(pattern =>
      pattern.kind === 'element' ? [[placeOf(pattern), placeOf(pattern.content)] as const] : []
    ),
    start: placeOf(start)
  }
}

/** The grammar that was written, for a schema at `url`. */
export function readGrammar(written: CompiledGrammar, url: string, options: DatatypeOptions): Grammar {
  const table = new PatternTable()
  const datatypes = written.datatypes.map(each => new LazyDatatype(each, options))
  const patterns: Pattern[] = []
  const completions = new Map<number, (content: Pattern) => void>()
  const patternAt = (place: number): Pattern => patterns[place] ?? table.notAllowed
  const datatypeAt = (place: number): Datatype => {
    const datatype = datatypes[place]
    if (!datatype) throw new RangeError('The grammar names a datatype that it does not have.')
    return datatype
  }
  for (const each of written.patterns) {
    switch (each.kind) {
      case 'empty':
      case 'notAllowed':
      case 'text':
        patterns.push(table[each.kind])
        break
      case 'choice':
      case 'interleave':
      case 'group':
        patterns.push(table[each.kind](each.members.map(patternAt)))
        break
      case 'oneOrMore':
      case 'list':
        patterns.push(table[each.kind](patternAt(each.member)))
        break
      case 'data':
        patterns.push(
          table.data(datatypeAt(each.datatype), each.except === undefined ? undefined : patternAt(each.except))
        )
        break
      case 'value':
        patterns.push(table.value(datatypeAt(each.datatype), each.literal, each.value, '', each.documentation))
        break
      case 'attribute':
        patterns.push(table.attribute(each.nameClass, patternAt(each.member), each.documentation))
        break
      case 'element': {
        const { line, column } = each
        const { pattern, complete } = table.element(each.nameClass, each.documentation, { url, line, column })
        completions.set(patterns.length, complete)
        patterns.push(pattern)
      }
    }
  }
  for (const [element, content] of written.contents) completions.get(element)?.(patternAt(content))
  return grammarOf(patternAt(written.start), table)
}

/** All patterns that one is made of, those inside of elements too, in the order in which they were made. */
function reachable(start: Pattern): readonly Pattern[] {
  const found = new Set([start])
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
      return { kind: pattern.kind, members: pattern.members.map(placeOf) }
    case 'oneOrMore':
    case 'list':
      return { kind: pattern.kind, member: placeOf(pattern.member) }
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
  const { nameClass, place } = pattern
  return { kind: 'element', nameClass, ...documented(pattern), line: place.line, column: place.column }
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
