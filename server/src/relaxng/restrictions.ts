/**
 * What a simplified schema must not do (RELAX NG specification, section 7): every check answers what is wrong, as a
 * sentence, or undefined.
 */
import { isInfinite, listedNames, nameKey, overlaps } from './nameClass'
import type { NameClass } from './nameClass'
import { holds } from './pattern'
import type { AttributePattern, ElementPattern, Pattern } from './pattern'
import { directAttributes, directElements } from './particles'

const mixedDataMessage =
  'Data, values and lists cannot stand beside text, elements or other data in the content of one element or attribute.'

/** Sections 7.1.1 and 7.2 for the value of an attribute. */
export function checkAttribute(content: Pattern): string | undefined {
  if (has(content, holds.element | holds.attribute)) return 'An attribute holds neither elements nor attributes.'
  return has(content, holds.mixedData) ? mixedDataMessage : undefined
}

/** Section 7.1.2. */
export function checkOneOrMore(member: Pattern): string | undefined {
  return has(member, holds.groupedAttribute)
    ? 'An attribute inside a group or interleave must not be repeated.'
    : undefined
}

/** Section 7.1.3. */
export function checkList(member: Pattern): string | undefined {
  return has(member, holds.element | holds.attribute | holds.text | holds.list | holds.interleave)
    ? 'A list holds data and values only: no elements, attributes, text, lists or interleaves.'
    : undefined
}

/** Section 7.1.4. */
export function checkExcept(except: Pattern): string | undefined {
  const other =
    holds.element |
    holds.attribute |
    holds.text |
    holds.list |
    holds.empty |
    holds.group |
    holds.interleave |
    holds.oneOrMore
  return has(except, other) ? 'Only data, values and choices of them can be excepted from data.' : undefined
}

/** Section 7.1.5. */
export function checkStart(start: Pattern): string | undefined {
  return (start.holds & ~holds.element) === 0 ? undefined : 'A document has one root: “start” holds elements only.'
}

/** Sections 7.2 and 7.3 for the content of an element. */
export function checkElement(content: Pattern): string | undefined {
  if (has(content, holds.mixedData)) return mixedDataMessage
  return has(content, holds.unrepeatedWildcard)
    ? 'An attribute whose name is a wildcard must be inside “oneOrMore” or “zeroOrMore”.'
    : undefined
}

/** Sections 7.3 and 7.4 for the members of a group or an interleave. */
export function checkTogether(kind: 'group' | 'interleave', members: readonly Pattern[]): string | undefined {
  const attribute = sharedName(members.map(member => directAttributes(member).map(nameClassOf)))
  if (attribute !== undefined) return `The attribute ${attribute} is asked for twice.`
  if (kind === 'group') return undefined
  const element = sharedName(members.map(member => directElements(member).map(nameClassOf)))
  if (element !== undefined) return `The element ${element} stands on both sides of an interleave.`
  return members.filter(member => has(member, holds.text)).length > 1
    ? 'Text stands on both sides of an interleave.'
    : undefined
}

function has(pattern: Pattern, bits: number): boolean {
  return (pattern.holds & bits) !== 0
}

function nameClassOf(particle: AttributePattern | ElementPattern): NameClass {
  return particle.nameClass
}

/** A name, quoted, that name classes of two different members have in common. */
function sharedName(members: readonly (readonly NameClass[])[]): string | undefined {
  const owners = new Map<string, number>()
  for (const [index, member] of members.entries()) {
    for (const { namespace, localName } of member.flatMap(listedNames)) {
      const key = nameKey(namespace, localName)
      if ((owners.get(key) ?? index) !== index) return `“${key}”`
      owners.set(key, index)
    }
  }
  for (const [index, member] of members.entries()) {
    const wildcards = member.filter(isInfinite)
    if (wildcards.length === 0) continue
    const others = members.filter((_, other) => other !== index).flat()
    for (const wildcard of wildcards) {
      const shared = others.find(other => overlaps(wildcard, other))
      if (shared !== undefined) {
        const [name] = listedNames(shared)
        return name === undefined ? 'with a wildcard name' : `“${nameKey(name.namespace, name.localName)}”`
      }
    }
  }
  return undefined
}
