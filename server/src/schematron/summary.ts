/**
 * What lies in the content of an element, remembered by the identity of its groups: searches for elements of a name
 * pass over whole groups, so that they cost what they find and not the length of the list.
 */
import type { XmlContent, XmlGroup, XmlRun } from '../xml/instance'

const counts = new WeakMap<XmlGroup, number>()
const names = new WeakMap<XmlGroup, ReadonlySet<string>>()
const namesBelow = new WeakMap<XmlGroup, ReadonlySet<string>>()
const noNames: ReadonlySet<string> = new Set()

/** How many positions among siblings the content takes up: its items that are no groups, at any depth of groups. */
export function countOf(content: XmlContent): number {
  if (content.kind !== 'group') return 1
  if (content.run) return content.run.itemCount
  return remembered(counts, content, countIn)
}

function countIn({ children }: XmlGroup): number {
  let count = 0
  for (const child of children) count += countOf(child)
  return count
}

/** Whether one of the elements in the content, not below them, has this local name. */
export function holdsElement(content: XmlContent, localName: string): boolean {
  if (content.kind === 'element') return content.localName === localName
  return content.kind === 'group' && namesIn(content).has(localName)
}

/** Whether an element with this local name is in the content at any depth. */
export function holdsElementBelow(content: XmlContent, localName: string): boolean {
  if (content.kind === 'element')
    return content.localName === localName || holdsElementBelow(content.content, localName)
  return content.kind === 'group' && namesInAndBelow(content).has(localName)
}

function namesIn(group: XmlGroup): ReadonlySet<string> {
  return remembered(names, group, () => {
    if (group.run) return tagNames(group.run)
    const found = new Set<string>()
    for (const child of group.children) {
      if (child.kind === 'element') found.add(child.localName)
      else if (child.kind === 'group') for (const name of namesIn(child)) found.add(name)
    }
    return found
  })
}

function namesInAndBelow(content: XmlContent): ReadonlySet<string> {
  if (content.kind === 'element') return new Set([content.localName, ...namesInAndBelow(content.content)])
  if (content.kind === 'group' && content.run) return namesIn(content)
  if (content.kind !== 'group' || !content.children.some(holdsMore)) return noNames
  return remembered(namesBelow, content, () => {
    const found = new Set<string>()
    for (const child of content.children) {
      if (child.kind === 'element') found.add(child.localName)
      const inner = child.kind === 'element' ? child.content : child
      for (const name of namesInAndBelow(inner)) found.add(name)
    }
    return found
  })
}

function tagNames({ distinctTags }: XmlRun): ReadonlySet<string> {
  return new Set(distinctTags.map(({ localName }) => localName))
}

function holdsMore({ kind }: XmlContent): boolean {
  return kind === 'element' || kind === 'group'
}

function remembered<Fact>(facts: WeakMap<XmlGroup, Fact>, group: XmlGroup, find: (group: XmlGroup) => Fact): Fact {
  const known = facts.get(group)
  if (known !== undefined) return known
  const fact = find(group)
  facts.set(group, fact)
  return fact
}
