/**
 * kiwi's schemas as the build prepares them: grammar and rules in a form that is read in a fraction of the time. The
 * schema stays what counts: a prepared one belongs to one text of it, and where there is none the schema itself is read.
 */
import { loadGrammar, type Grammar } from '../relaxng/grammar'
import { readGrammar, writeGrammar, type CompiledGrammar } from '../relaxng/compiledGrammar'
import { readRules, writeRules } from '../schematron/compiledRules'
import { loadRules } from '../schematron/loading'
import { ruleSetOf, type RuleSet } from '../schematron/ruleTable'
import type { ReadSchema, SchemaError } from '../xml/schemaText'

export interface LoadedSchema {
  readonly grammar: Grammar | undefined
  readonly rules: RuleSet
  readonly errors: readonly SchemaError[]
}

/** What takes over from the schema in kiwi knows no blanks around `true`, `false`, `1` and `0`, and stops the load. */
export const asKiwiReads = { verbatim: new Set(['boolean']) }

/** The schema at `url`, which `read` reads, prepared; undefined where it is of a kind that cannot be. */
export function compileSchema(url: string, read: ReadSchema): string | undefined {
  const { grammar } = loadGrammar(url, read, asKiwiReads)
  const written = grammar && writeGrammar(grammar, url)
  const rules = writeRules(read(url), url)
  return written && rules ? [JSON.stringify(written), ...rules].join('\n') : undefined
}

/** The schema at `url`: what was prepared for its text, if there is something, else read from the schema itself. */
export function loadSchema(url: string, read: ReadSchema, prepared: string | undefined): LoadedSchema {
  if (prepared !== undefined) {
    const [grammar = '', ...rules] = prepared.split('\n')
    return { grammar: readGrammar(parseGrammar(grammar), url, asKiwiReads), rules: readRules(rules, url), errors: [] }
  }
  const { grammar, errors } = loadGrammar(url, read, asKiwiReads)
  // At once, while what was parsed for the grammar is still there.
  return { grammar, rules: ruleSetOf(grammar ? loadRules(url, read).rules : []), errors }
}

/** Nobody but the build writes what is parsed here. */
const parseGrammar: (text: string) => CompiledGrammar = JSON.parse
