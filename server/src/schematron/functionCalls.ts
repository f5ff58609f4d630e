/** What the functions of XPath 1.0 answer (section 4); `functions.ts` says which there are. */
import { nameOf, stringValueOf, type XPathNode } from './nodes'
import { isNodes, toBoolean, toNumber, toText, type XPathValue } from './values'

/** The place of a call in an evaluation. */
export interface CallPlace {
  readonly node: XPathNode
  readonly position: number
  readonly size: number
  /** What `current()` gives: the node that the rule speaks of. */
  readonly current: XPathNode
}

/** The value of a call; `parameters` has one of the context node where the function takes that by default. */
export function callFunction(name: string, parameters: readonly XPathValue[], place: CallPlace): XPathValue {
  const [first = '', second = '', third] = parameters
  switch (name) {
    case 'position':
      return place.position
    case 'last':
      return place.size
    case 'current':
      return [place.current]
    case 'true':
      return true
    case 'false':
      return false
    case 'not':
      return !toBoolean(first)
    case 'boolean':
      return toBoolean(first)
    case 'lang':
      return isLanguage(place.node, toText(first))
    case 'count':
    case 'sum':
    case 'local-name':
    case 'name':
    case 'namespace-uri':
      return ofNodes(name, isNodes(first) ? first : [])
    case 'number':
    case 'floor':
    case 'ceiling':
    case 'round':
      return ofNumber(name, toNumber(first))
    case 'substring':
      return substring(toText(first), toNumber(second), third === undefined ? undefined : toNumber(third))
    case 'translate':
      return translate(toText(first), toText(second), toText(third ?? ''))
    default:
      return callWithTexts(name, parameters.map(toText))
  }
}

function ofNodes(
  name: 'count' | 'sum' | 'local-name' | 'name' | 'namespace-uri',
  nodes: readonly XPathNode[]
): XPathValue {
  if (name === 'count') return nodes.length
  if (name === 'sum') return nodes.reduce((sum, node) => sum + toNumber(stringValueOf(node)), 0)
  const own = nodes[0] && nameOf(nodes[0])
  return (name === 'namespace-uri' ? own?.namespace : own?.localName) ?? ''
}

function ofNumber(name: 'number' | 'floor' | 'ceiling' | 'round', value: number): number {
  if (name === 'floor') return Math.floor(value)
  if (name === 'ceiling') return Math.ceil(value)
  return name === 'round' ? Math.round(value) : value
}

/** The value of a call of a function that takes texts and nothing else. */
export function callWithTexts(name: string, texts: readonly string[]): XPathValue {
  const text = texts[0] ?? ''
  const part = texts[1] ?? ''
  switch (name) {
    case 'string':
      return text
    case 'concat':
      return texts.join('')
    case 'starts-with':
      return text.startsWith(part)
    case 'contains':
      return text.includes(part)
    case 'substring-before':
      return text.slice(0, Math.max(0, text.indexOf(part)))
    case 'substring-after':
      return text.includes(part) ? text.slice(text.indexOf(part) + part.length) : ''
    case 'string-length':
      return charactersOf(text).length
    case 'normalize-space':
      return collapsed(text)
    default:
      throw new Error(`The function “${name}” was accepted but is not known.`)
  }
}

/** Runs of XML's white space become one space, those at the ends nothing. */
export function collapsed(text: string): string {
  return text.replace(/[ \t\r\n]+/g, ' ').replace(/^ | $/g, '')
}

/** Characters as XPath counts them: code points. */
function charactersOf(text: string): string[] {
  return Array.from(text)
}

function substring(text: string, start: number, length: number | undefined): string {
  const from = Math.round(start)
  const to = length === undefined ? Number.POSITIVE_INFINITY : from + Math.round(length)
  return charactersOf(text)
    .filter((_, index) => index + 1 >= from && index + 1 < to)
    .join('')
}

function translate(text: string, from: string, to: string): string {
  const replacements = charactersOf(to)
  const replaced = new Map<string, string>()
  for (const [index, character] of charactersOf(from).entries())
    if (!replaced.has(character)) replaced.set(character, replacements[index] ?? '')
  return charactersOf(text)
    .map(character => replaced.get(character) ?? character)
    .join('')
}

const xmlNamespace = 'http://www.w3.org/XML/1998/namespace'

/** Whether the nearest `xml:lang` around the node is the language or a kind of it. */
function isLanguage(node: XPathNode, language: string): boolean {
  for (let around: XPathNode | undefined = node; around; around = around.parent) {
    if (around.kind !== 'element') continue
    const declared = around.element.attributes.find(
      ({ namespace, localName }) => namespace === xmlNamespace && localName === 'lang'
    )
    if (declared) {
      const value = declared.value.toLowerCase()
      const wanted = language.toLowerCase()
      return value === wanted || value.startsWith(`${wanted}-`)
    }
  }
  return false
}
