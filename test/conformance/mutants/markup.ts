/** Reads well-formed markup just enough to know where its elements and attributes stand, without the parser under test. */

export interface MarkupAttribute {
  readonly name: string
  readonly value: string
  /** With the blank before the name, up to behind the closing quote. */
  readonly start: number
  readonly end: number
  readonly valueStart: number
  readonly valueEnd: number
}

export interface MarkupElement {
  readonly name: string
  readonly attributes: readonly MarkupAttribute[]
  readonly parent: MarkupElement | undefined
  readonly children: MarkupElement[]
  /** Offset of `<`. */
  readonly start: number
  /** Offset behind the start tag's name. */
  readonly nameEnd: number
  /** Offset behind the `>` of the start tag. */
  readonly contentStart: number
  readonly selfClosing: boolean
  /** Offset of the end tag; of an empty-element tag `contentStart`. */
  contentEnd: number
  /** Offset behind the whole element. */
  end: number
}

const token = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[[\s\S]*?\]\]>|<!DOCTYPE[^>]*>|<(\/?)([^\s/>]+)([^>]*?)(\/?)>/g
const attribute = /\s+([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g

/** The elements of `text` in document order. What is not well-formed gives elements that make no sense, never a throw. */
export function elementsOf(text: string): MarkupElement[] {
  const elements: MarkupElement[] = []
  const open: MarkupElement[] = []
  for (const match of text.matchAll(token)) {
    const [whole, slash, name, inner = '', empty] = match
    if (name === undefined) continue
    const end = match.index + whole.length
    if (slash === '/') {
      const element = open.pop()
      if (!element) continue
      element.contentEnd = match.index
      element.end = end
      continue
    }
    const nameEnd = match.index + 1 + name.length
    const parent = open.at(-1)
    const element: MarkupElement = {
      name,
      attributes: [...inner.matchAll(attribute)].map(found => attributeAt(found, nameEnd)),
      parent,
      children: [],
      start: match.index,
      nameEnd,
      contentStart: end,
      selfClosing: empty === '/',
      contentEnd: end,
      end
    }
    parent?.children.push(element)
    elements.push(element)
    if (empty !== '/') open.push(element)
  }
  return elements
}

function attributeAt(match: RegExpMatchArray, base: number): MarkupAttribute {
  const start = base + (match.index ?? 0)
  const end = start + match[0].length
  const value = match[2] ?? match[3] ?? ''
  return { name: match[1] ?? '', value, start, end, valueStart: end - 1 - value.length, valueEnd: end - 1 }
}
