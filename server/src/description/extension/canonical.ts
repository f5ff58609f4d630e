/** What kiwi makes of a description, free of how it is written: descriptions that are the same to it have the same form. */
import type { EffectiveContent, EffectiveElement } from '../effective'
import { elementsIn, valueOf } from '../selection'
import { sectionsIn } from './sections'
import type { Description } from '../description'

/** One line for each thing that a description says. */
export type CanonicalForm = readonly string[]

/** Sections that kiwi reads one after the other as if they were one, in whichever order their children stand. */
const joined: ReadonlySet<string> = new Set(['packages', 'drivers', 'strip', 'containers', 'users', 'certificates'])

/** The form of a description without profiles. */
export function canonicalForm({ root, file }: Description): CanonicalForm {
  if (!root) return []
  const lines = root.element.attributes
    .filter(({ namespace }) => namespace === '')
    .map(({ localName, value }) => `image ${localName}=${value.trim()}`)
  const preferences = new Map<string, string[]>()
  const repositories: string[] = []
  for (const { element } of sectionsIn(root.element, { file, offset: root.offset })) {
    const { localName } = element
    if (localName === 'preferences') addPreferences(preferences, element)
    else if (localName === 'repository') repositories.push(canonicalElement(element))
    else if (joined.has(localName)) {
      const around = `${localName} ${attributesOf(element)}`
      lines.push(...elementsIn(element).map(child => `${around}: ${canonicalElement(child)}`))
    } else if (localName === 'description') {
      lines.push(`description ${attributesOf(element)}`)
      lines.push(...elementsIn(element).map(child => `description: ${canonicalElement(child)}`))
    } else lines.push(canonicalElement(element))
  }
  for (const [name, values] of preferences) lines.push(...values.map((value, index) => `${name} ${index}: ${value}`))
  // Package managers may ask the first repository first.
  lines.push(...repositories.map((repository, index) => `repository ${index}: ${repository}`))
  return [...new Set(lines)].sort()
}

/** An element with all that is in it, attributes in the order of their names, blanks around text and comments left out. */
export function canonicalElement(element: EffectiveElement): string {
  const text = canonicalContent(element.content)
  return `<${element.namespace === '' ? '' : `{${element.namespace}}`}${element.localName} ${attributesOf(element)}>${text}`
}

/** Elements of one name stand one after the other, as kiwi takes the first or the last of them. */
function addPreferences(preferences: Map<string, string[]>, section: EffectiveElement): void {
  const machine = valueOf(section, 'arch') ?? ''
  for (const child of elementsIn(section)) {
    const key = `preferences ${machine} ${child.localName}`
    preferences.set(key, [...(preferences.get(key) ?? []), canonicalElement(child)])
  }
}

function attributesOf({ attributes }: EffectiveElement): string {
  return attributes
    .map(
      ({ namespace, localName, value }) =>
        `${namespace === '' ? '' : `{${namespace}}`}${localName}=${JSON.stringify(value)}`
    )
    .sort()
    .join(' ')
}

function canonicalContent(content: EffectiveContent): string {
  if (content.kind === 'group') return content.children.map(canonicalContent).join('')
  if (content.kind === 'element') return `${canonicalElement(content)}</>`
  return content.kind === 'text' ? content.value.trim() : ''
}
