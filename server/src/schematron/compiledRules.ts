/**
 * The rules of a schema as the build prepares them: lines of JSON, the first with what leads to the patterns, each other
 * one with a pattern, which is parsed when the pattern is first asked for.
 */
import { loadRules } from './loading'
import type { Assertion, Rule, RulePattern } from './rules'
import { tableOf, type RuleSet, type RuleTable } from './ruleTable'

/** A pattern without the place of its schema, which is another one on each machine. */
interface WrittenPattern extends Omit<RulePattern, 'rules'> {
  readonly rules: readonly WrittenRule[]
}

interface WrittenRule extends Omit<Rule, 'assertions'> {
  readonly assertions: readonly WrittenAssertion[]
}

interface WrittenAssertion extends Omit<Assertion, 'place'> {
  readonly place: { readonly line: number; readonly column: number }
}

/** The rules in the text of the schema at `url`; undefined where it consists of several files, or something is wrong. */
export function writeRules(text: string, url: string): readonly string[] | undefined {
  let canBeWritten = true
  const { rules, errors } = loadRules(url, asked => {
    canBeWritten &&= asked === url
    return asked === url ? text : ''
  })
  const lines = [tableOf(rules), ...rules.map(written)].map(part =>
    JSON.stringify(part, (_, value: unknown) => {
      // JSON has no number for 1e999.
      canBeWritten &&= typeof value !== 'number' || Number.isFinite(value)
      return value
    })
  )
  return canBeWritten && errors.length === 0 ? lines : undefined
}

/** The rules that were written, of a schema at `url`. */
export function readRules([table = '', ...patterns]: readonly string[], url: string): RuleSet {
  const known: RulePattern[] = []
  return {
    table: parseTable(table),
    pattern: order => (known[order] ??= patternOf(parsePattern(patterns[order] ?? ''), url))
  }
}

/** Nobody but `writeRules` writes what is parsed here. */
const parseTable: (text: string) => RuleTable = JSON.parse
const parsePattern: (text: string) => WrittenPattern = JSON.parse

function written(pattern: RulePattern): WrittenPattern {
  const rules = pattern.rules.map(rule => ({
    ...rule,
    assertions: rule.assertions.map(assertion => {
      const { line, column } = assertion.place
      return { ...assertion, place: { line, column } }
    })
  }))
  return { ...pattern, rules }
}

function patternOf(pattern: WrittenPattern, url: string): RulePattern {
  const rules = pattern.rules.map(rule => ({
    ...rule,
    assertions: rule.assertions.map(assertion => ({ ...assertion, place: { url, ...assertion.place } }))
  }))
  return { ...pattern, rules }
}
