/** Puts what the Schematron rules find wrong with a description at places in its files. */
import type { Description } from '../description/description'
import type { EffectiveElement } from '../description/effective'
import { ruleProblems, schemaProblems, type LocatedFailure } from '../description/problems'
import { isImage } from '../description/includes'
import type { XmlAttribute } from '../xml/instance'
import type { Condition } from '../schematron/reach'
import type { Span } from '../syntax/tree'
import { finding, nameSpan, valueSpan, type Finding } from './finding'
import { nearestNames } from '../relaxng/spelling'
import { bannedBy, limitedBy, ruleInWords, rulePlace, type BrokenRule } from './ruleWords'
import { attributeNames, requiresAttribute } from './wanted'

/**
 * The findings of the schema's rules, each once. What only follows from a value that the schema refuses anyway is left
 * out, and in a fragment or an extension what the rest of the description decides.
 */
export function* ruleFindings(description: Description): Generator<Finding, void, undefined> {
  const { root, kind, schema, others } = description
  if (!root || (kind !== 'document' && !isImage(root.element.source))) return
  const isPart = kind === 'fragment' || kind === 'extension'
  const refused = refusedAttributes(description)
  const told = new Set<string>()
  const banned = new Map<EffectiveElement, string>()
  for (const located of ruleProblems(description)) {
    const { failure, file } = located
    if (failure.assertion.kind === 'report') continue
    if (isPart && !(failure.rule.isContextLocal && isLocal(failure.assertion.condition))) continue
    if (followsFromRefused(located, refused)) continue
    const broken: BrokenRule = {
      failure,
      element: located.element,
      around: failure.ancestors,
      isRequired: attribute => requiresAttribute(schema.grammar, located.element.localName, attribute)
    }
    const ban = bannedBy(broken)
    // Where the element may not be there at all, its other attributes may not for the same reason.
    if (ban === undefined && banned.get(located.element) === (limitedBy(broken) ?? '')) continue
    if (ban !== undefined) banned.set(located.element, ban)
    const facts = { message: failure.message, inWords: ruleInWords(broken) }
    const span = spanOf(located, broken)
    const found =
      kind === 'document' || others?.isRuleFile(failure.assertion.place.url)
        ? finding('schema-rule-broken', facts, file.path, span)
        : finding('rule-broken', facts, file.path, span)
    const key = JSON.stringify([found.path, found.span, found.message])
    if (!told.has(key)) yield found
    told.add(key)
  }
}

/** What the schema says against an element already. */
interface Refusal {
  /** Attributes whose value is refused, or that are missing. */
  readonly attributes: Set<string>
  /** Names of attributes and elements in it that have no place there. */
  readonly strange: Set<string>
  /** Whether the element itself has none: then rules hardly see it as it was meant. */
  isMisplaced: boolean
}

function refusedAttributes(description: Description): ReadonlyMap<object, Refusal> {
  const refusals = new Map<object, Refusal>()
  const of = (element: object): Refusal => {
    const refusal = refusals.get(element) ?? { attributes: new Set(), strange: new Set(), isMisplaced: false }
    refusals.set(element, refusal)
    return refusal
  }
  for (const { item, parents, problems } of schemaProblems(description)) {
    if (item.kind !== 'element') continue
    for (const problem of problems) {
      const parent = parents.at(-1)
      if (problem.kind === 'attribute-value-invalid') of(item).attributes.add(problem.attribute.localName)
      if (problem.kind === 'attribute-not-allowed') of(item).strange.add(problem.attribute.localName)
      if (problem.kind === 'attribute-missing')
        for (const name of attributeNames(problem.wanted)) of(item).attributes.add(name)
      if (problem.kind === 'element-not-allowed' && parent) {
        of(parent).strange.add(item.localName)
        of(item).isMisplaced = true
      }
    }
  }
  return refusals
}

/** Whether the rule asks for an attribute, of the element or one around it, whose value or lack is told already. */
function followsFromRefused({ failure, element }: LocatedFailure, refusals: ReadonlyMap<object, Refusal>): boolean {
  if (refusals.size === 0) return false
  if (refusals.get(element)?.isMisplaced) return true
  const asked = Array.from(
    `${failure.rule.context} ${failure.assertion.test}`.matchAll(/@([\w.-]+)/g),
    ([, name]) => name ?? ''
  )
  return [element, ...failure.ancestors].some(each => {
    const { attributes, strange = new Set<string>() } = refusals.get(each) ?? {}
    const isThere = (name: string) => each.attributes.some(({ localName }) => localName === name)
    return asked.some(
      name => attributes?.has(name) || (!isThere(name) && [...strange].some(other => isNear(other, name)))
    )
  })
}

function isNear(name: string, other: string): boolean {
  return name === other || nearestNames(name, [other]).length > 0
}

/** The attribute that the rule is about, where the element has it, or its value; else the element's name. */
function spanOf({ failure, element, offset }: LocatedFailure, broken: BrokenRule): Span {
  const place = rulePlace(broken)
  const isWanted: (attribute: XmlAttribute) => boolean =
    place.attribute === undefined
      ? isAbout(failure)
      : ({ namespace, localName }) => namespace === '' && localName === place.attribute
  const [attribute] = failure.attribute ? [failure.attribute] : element.attributes.filter(isWanted)
  const source = element.attributes.find(own => own === attribute)?.source
  if (!source || place.part === 'element') return nameSpan(element.source, offset)
  return place.part === 'value'
    ? valueSpan(element.source, source, offset)
    : { start: offset + source.nameStart, end: offset + source.nameEnd }
}

/** A pattern that is made of an abstract one names its attribute as a parameter; others name it in their message. */
function isAbout({
  message,
  pattern,
  rule,
  assertion
}: LocatedFailure['failure']): (attribute: XmlAttribute) => boolean {
  const parameters = new Set(pattern.parameters)
  const asked = new Set([...rule.attributes, ...assertion.attributes])
  if ([...asked].some(name => parameters.has(name))) return ({ localName }) => parameters.has(localName)
  const words = new Set(message.split(/[^\w.-]+/))
  return ({ localName }) => rule.attributes.includes(localName) && words.has(localName)
}

function isLocal(condition: Condition): boolean {
  if (condition.kind === 'expression') return condition.isLocal
  return condition.kind === 'not' ? isLocal(condition.part) : condition.parts.every(isLocal)
}
