/**
 * Finds the Schematron in the files of a schema: its patterns as written, its namespaces, its variables.
 *
 * A schema is a Schematron one (`sch:schema`) or a RELAX NG one with patterns anywhere in it, as foreign elements; the
 * files that `include` and `externalRef` name belong to it. Of a RELAX NG schema count, as in libxml's practice,
 * `pattern` and `ns`, while a variable of the whole schema has no place in it.
 */
import type { MarkupElement } from '../xml/markup'
import { parseSchema, type ReadSchema, type SchemaError, type SchemaPlace } from '../xml/schemaText'
import { resolveUrl } from '../xml/schemaUrl'

/** An element of Schematron's namespace. */
export interface RuleNode {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  /** Elements of the namespace and texts. */
  readonly content: readonly (RuleNode | string)[]
  readonly place: SchemaPlace
}

/** The Schematron of a schema, in document order. */
export interface RuleDocument {
  readonly patterns: readonly RuleNode[]
  readonly namespaces: readonly RuleNode[]
  readonly variables: readonly RuleNode[]
}

const schematronNamespace = 'http://purl.oclc.org/dsdl/schematron'
const relaxNamespace = 'http://relaxng.org/ns/structure/1.0'

/** Reads the schema at `url` and all files that it refers to; what is wrong goes to `report`. */
export function readRuleDocument(url: string, read: ReadSchema, report: (error: SchemaError) => void): RuleDocument {
  const patterns: RuleNode[] = []
  const namespaces: RuleNode[] = []
  const variables: RuleNode[] = []
  const references: SchemaReference[] = [{ url, from: { url, line: 1, column: 1 } }]
  const seen = new Set<string>()
  for (const reference of references) {
    if (seen.has(reference.url)) continue
    seen.add(reference.url)
    const root = parsedRoot(reference, read, report)
    for (const element of root ? elementsBelow(root) : []) {
      const { namespace, localName, parent } = element
      if (namespace === relaxNamespace && (localName === 'include' || localName === 'externalRef')) {
        const href = element.attribute('href')
        if (href !== undefined)
          references.push({ url: resolveUrl(href, reference.url), from: placeOf(element, reference.url) })
      } else if (namespace === schematronNamespace) {
        const list = { pattern: patterns, ns: namespaces, let: variables }[localName]
        const counts = localName !== 'let' || (parent === root && root?.localName === 'schema')
        if (list && counts) list.push(ruleNode(element, reference.url))
      }
    }
  }
  return { patterns, namespaces, variables }
}

interface SchemaReference {
  readonly url: string
  readonly from: SchemaPlace
}

function parsedRoot(
  { url, from }: SchemaReference,
  read: ReadSchema,
  report: (error: SchemaError) => void
): MarkupElement | undefined {
  let text: string
  try {
    text = read(url)
  } catch (error) {
    report({ message: `“${url}” cannot be read: ${error instanceof Error ? error.message : String(error)}.`, ...from })
    return undefined
  }
  const mayMatter = text.includes(schematronNamespace) || /\b(?:include|externalRef)\b/.test(text)
  return mayMatter ? parseSchema(text, url, report) : undefined
}

/** The element and all elements below it in document order; without recursion, so that depth costs nothing. */
function* elementsBelow(root: MarkupElement): Generator<MarkupElement, void, undefined> {
  const open = [root]
  for (let element = open.pop(); element; element = open.pop()) {
    yield element
    open.push(...element.children.reverse())
  }
}

const deepestMessage = 20

function ruleNode(element: MarkupElement, url: string, depth = 0): RuleNode {
  const attributes = new Map(element.attributes.map(({ name, value }) => [name, value]))
  const content = depth < deepestMessage ? element.content.flatMap(contentOf) : []
  return { name: element.localName, attributes, content, place: placeOf(element, url) }

  function contentOf(child: MarkupElement | string): RuleNode | string | readonly never[] {
    if (typeof child === 'string') return child
    return child.namespace === schematronNamespace ? ruleNode(child, url, depth + 1) : []
  }
}

function placeOf({ line, column }: MarkupElement, url: string): SchemaPlace {
  return { url, line, column }
}
