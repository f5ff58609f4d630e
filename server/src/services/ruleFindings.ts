/** Puts what the Schematron rules find wrong with a description at places in its files. */
import type { Description } from '../description/description'
import type { EffectiveElement } from '../description/effective'
import { ruleProblems, schemaProblems, type LocatedFailure } from '../description/problems'
import { isImage } from '../description/includes'
import type { XmlAttribute } from '../xml/instance'
import type { Condition } from '../schematron/reach'
import type { Span } from '../syntax/tree'
import { finding, nameSpan, type Finding } from './finding'

/**
 * The findings of the schema's rules, each once. What only follows from a value that the schema refuses anyway is left
 * out, and in a fragment or an extension what the rest of the description decides.
 */
export function* ruleFindings(description: Description): Generator<Finding, void, undefined> {
  const { root, kind } = description
  if (!root || !isImage(root.element.source)) return
  const refused = refusedAttributes(description)
  const told = new Set<string>()
  for (const located of ruleProblems(description)) {
    const { failure, file } = located
    if (failure.assertion.kind === 'report') continue
    if (kind !== 'description' && !(failure.rule.isContextLocal && isLocal(failure.assertion.condition))) continue
    if (followsFromRefused(located, refused)) continue
    const found = finding('rule-broken', { message: failure.message }, file.path, spanOf(located))
    const key = JSON.stringify([found.path, found.span, found.message])
    if (!told.has(key)) yield found
    told.add(key)
  }
}

/** The attributes of each element whose value the schema refuses. */
function refusedAttributes(description: Description): ReadonlyMap<EffectiveElement, ReadonlySet<string>> {
  const refused = new Map<EffectiveElement, Set<string>>()
  for (const { item, problems } of schemaProblems(description)) {
    if (item.kind !== 'element') continue
    const names = problems.flatMap(problem =>
      problem.kind === 'attribute-value-invalid' ? problem.attribute.localName : []
    )
    if (names.length > 0) refused.set(item, new Set(names))
  }
  return refused
}

/** Whether the rule asks for an attribute, of the element or one around it, whose value is refused already. */
function followsFromRefused(
  { failure, element }: LocatedFailure,
  refused: ReadonlyMap<object, ReadonlySet<string>>
): boolean {
  if (refused.size === 0) return false
  const asked = Array.from(
    `${failure.rule.context} ${failure.assertion.test}`.matchAll(/@([\w.-]+)/g),
    ([, name]) => name
  )
  return [element, ...failure.ancestors].some(each => asked.some(name => refused.get(each)?.has(name ?? '')))
}

/** The attribute that the rule is about, where the element has it; else the element's name. */
function spanOf({ failure, element, offset }: LocatedFailure): Span {
  const [attribute] = failure.attribute ? [failure.attribute] : failure.attributes.filter(isAbout(failure))
  const source = element.attributes.find(own => own === attribute)?.source
  return source ? { start: offset + source.nameStart, end: offset + source.nameEnd } : nameSpan(element.source, offset)
}

/** A pattern that is made of an abstract one names its attribute as a parameter; others name it in their message. */
function isAbout({
  message,
  pattern,
  rule,
  assertion
}: LocatedFailure['failure']): (attribute: XmlAttribute) => boolean {
  const parameters = new Set(pattern.parameters.values())
  const asked = new Set([...rule.attributes, ...assertion.attributes])
  if ([...asked].some(name => parameters.has(name))) return ({ localName }) => parameters.has(localName)
  const words = new Set(message.split(/[^\w.-]+/))
  return ({ localName }) => rule.attributes.has(localName) && words.has(localName)
}

function isLocal(condition: Condition): boolean {
  if (condition.kind === 'expression') return condition.isLocal
  return condition.kind === 'not' ? isLocal(condition.part) : condition.parts.every(isLocal)
}
