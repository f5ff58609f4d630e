/** The Schematron of a schema in a form that is read without the schema around it, which is forty times as long. */
import { readRuleDocument, type RuleDocument, type RuleNode } from './schemaReader'

/** As JSON can hold it. */
export type CompiledRules = Readonly<Record<keyof RuleDocument, readonly CompiledNode[]>>

interface CompiledNode {
  readonly name: string
  readonly attributes: readonly (readonly [string, string])[]
  readonly content: readonly (CompiledNode | string)[]
  readonly line: number
  readonly column: number
}

/** The rules in the text of the schema at `url`; undefined where it consists of several files, or something is wrong. */
export function writeRules(text: string, url: string): CompiledRules | undefined {
  let isOne = true
  const document = readRuleDocument(
    url,
    asked => {
      isOne &&= asked === url
      return asked === url ? text : ''
    },
    () => {
      isOne = false
    }
  )
  if (!isOne) return undefined
  const { patterns, namespaces, variables } = document
  return {
    patterns: patterns.map(compiled),
    namespaces: namespaces.map(compiled),
    variables: variables.map(compiled)
  }
}

/** The rules that were written, of a schema at `url`. */
export function readRules({ patterns, namespaces, variables }: CompiledRules, url: string): RuleDocument {
  const read = (node: CompiledNode): RuleNode => nodeOf(node, url)
  return { patterns: patterns.map(read), namespaces: namespaces.map(read), variables: variables.map(read) }
}

function compiled({ name, attributes, content, place: { line, column } }: RuleNode): CompiledNode {
  return {
    name,
    attributes: [...attributes],
    content: content.map(item => (typeof item === 'string' ? item : compiled(item))),
    line,
    column
  }
}

function nodeOf({ name, attributes, content, line, column }: CompiledNode, url: string): RuleNode {
  return {
    name,
    attributes: new Map(attributes),
    content: content.map(item => (typeof item === 'string' ? item : nodeOf(item, url))),
    place: { url, line, column }
  }
}
