/**
 * Loads a RELAX NG schema in XML syntax: its files become patterns, or the list of what is wrong with them.
 *
 *     const { grammar, errors } = loadGrammar('/schemas/kiwi/8.5.rng', url => readFileSync(url, 'utf8'))
 *
 * Sources: RELAX NG specification (OASIS, 3 December 2001), sections 3, 4 and 7; RELAX NG DTD Compatibility for
 * `a:documentation`. Not done: DTD compatibility's default values and ID checks.
 */
import { PatternCompiler } from './patternCompiler'
import { Derivatives } from './derivative'
import { SchemaLoader } from './grammarScope'
import type { DatatypeOptions } from './datatypes'
import { directElements } from './particles'
import type { ReadSchema, SchemaError } from '../xml/schemaText'
import type { ElementPattern, Pattern } from './pattern'
import type { PatternTable } from './patternTable'

export type { ReadSchema, SchemaError } from '../xml/schemaText'

/** A schema, ready to validate with. */
export interface Grammar {
  /** What the root of a document must match. */
  readonly start: Pattern
  /** Every element declaration that the start reaches, in the order in which they are met. */
  readonly elements: readonly ElementPattern[]
  readonly table: PatternTable
  readonly derivatives: Derivatives
}

export interface LoadedGrammar {
  /** Missing where there are errors: an incorrect schema validates nothing. */
  readonly grammar: Grammar | undefined
  readonly errors: readonly SchemaError[]
}

/** Loads the schema at `url`, and through `read` every file that it refers to. Never throws because of a schema. */
export function loadGrammar(url: string, read: ReadSchema, options: DatatypeOptions = {}): LoadedGrammar {
  const errors: SchemaError[] = []
  const report = (error: SchemaError): void => {
    errors.push(error)
  }
  const loader = new SchemaLoader(read, report)
  const compiler = new PatternCompiler(loader, report, options)
  let start: Pattern | undefined
  try {
    const root = loader.document(url, undefined)
    start = root && compiler.compileSchema(root)
  } catch (error) {
    // A schema of moderate length can stand for more than any memory holds.
    if (!(error instanceof RangeError)) throw error
    report({ message: 'The schema is too large, or nested too deeply.', url, line: 1, column: 1 })
  }
  if (start === undefined || errors.length > 0) return { grammar: undefined, errors }
  return { grammar: grammarOf(start, compiler.table), errors }
}

/** The grammar whose start is the given pattern of a table, which is complete. */
function grammarOf(start: Pattern, table: PatternTable): Grammar {
  table.seal()
  return { start, elements: reachableElements(start), table, derivatives: new Derivatives(table) }
}

function reachableElements(start: Pattern): readonly ElementPattern[] {
  const found = new Set(directElements(start))
  for (const element of found) for (const inner of directElements(element.content)) found.add(inner)
  return [...found]
}
