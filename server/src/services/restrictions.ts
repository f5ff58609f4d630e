/**
 * What the rules of the schema say of an attribute or element wherever it stands: with which values of which other
 * attribute kiwi takes it, and what it demands. Found by trying out, on nothing but the names of the elements around it.
 */
import type { Schema } from '../description/schemas'
import { contextAt } from '../relaxng/expectation'
import type { Grammar } from '../relaxng/grammar'
import { nodeIn, type Failure, type Objection, type RuleChecker } from '../schematron/evaluation'
import type { XmlAttribute, XmlElement } from '../xml/instance'

/** What is asked about: an element with what it needs, and the attribute that matters, if it is not the element itself. */
interface RuleSubject {
  readonly element: XmlElement
  /** The elements around it, outermost first. */
  readonly ancestors: readonly XmlElement[]
  readonly attribute: string | undefined
}

/** One value after another that kiwi takes, of an attribute that decides. */
export interface Restriction {
  readonly attribute: string
  /** The element whose attribute it is; undefined where that is the one that is asked about. */
  readonly holder: string | undefined
  readonly values: readonly string[]
}

export interface RuleFacts {
  readonly restrictions: readonly Restriction[]
  /** What a rule demands beside it, in the rule's own words. */
  readonly demands: readonly string[]
}

/** The facts on an attribute of the last of these elements, or on one of its values. */
export function attributeFacts(
  { rules, grammar }: Schema,
  line: readonly XmlElement[],
  localName: string,
  value = ''
): RuleFacts {
  const [element, ...around] = line.toReversed()
  if (!element) return noFacts
  const subject = withAttribute(bareElement(element), { namespace: '', localName, value })
  return ruleFacts(rules, grammar, { element: subject, ancestors: around.toReversed(), attribute: localName })
}

/** The facts on an element of that declaration in the last of these elements. */
export function elementFacts(
  { rules, grammar }: Schema,
  ancestors: readonly XmlElement[],
  element: XmlElement
): RuleFacts {
  return ruleFacts(rules, grammar, { element, ancestors, attribute: undefined })
}

const noFacts: RuleFacts = { restrictions: [], demands: [] }

/** The facts on a subject; remembered, because they do not depend on the document. */
function ruleFacts(checker: RuleChecker, grammar: Grammar, subject: RuleSubject): RuleFacts {
  const line = [...subject.ancestors, subject.element]
  const value = subject.element.attributes.find(({ localName }) => localName === subject.attribute)?.value ?? ''
  const key = [...line.map(({ localName }) => localName), subject.attribute ?? '', value].join('/')
  const known = factsOf.get(checker) ?? new Map<string, RuleFacts>()
  factsOf.set(checker, known)
  const facts = known.get(key) ?? findFacts(checker, grammar, subject)
  known.set(key, facts)
  return facts
}

const factsOf = new WeakMap<RuleChecker, Map<string, RuleFacts>>()

function findFacts(checker: RuleChecker, grammar: Grammar, subject: RuleSubject): RuleFacts {
  const bare = { ...subject, ancestors: subject.ancestors.map(bareElement) }
  const restrictions = deciders(checker, subject).flatMap(each => restriction(checker, grammar, bare, each) ?? [])
  const told = new Set(restrictions.map(({ attribute }) => attribute))
  const others = demands(checker, bare).filter(
    ({ assertion }) => !attributesIn(assertion.test).some(({ name }) => told.has(name))
  )
  return { restrictions, demands: [...new Set(others.map(({ message }) => message))] }
}

/** What is wrong with the subject alone, but would not be if something stood beside it. */
function demands(checker: RuleChecker, subject: RuleSubject): readonly Failure[] {
  const { element, attribute } = subject
  // A rule that is content with an attribute of any value may object to the empty one that stands for a value to be chosen.
  const open = new Set(element.attributes.filter(({ value }) => value === '').map(({ localName }) => localName))
  const without = { ...element, attributes: element.attributes.filter(({ localName }) => !open.has(localName)) }
  const told = new Set(judged(checker, { ...subject, element: without }).map(({ failure }) => failure.assertion))
  return judged(checker, subject).flatMap(({ isMendable, failure }) => {
    const asked = [...failure.rule.attributes, ...failure.assertion.attributes]
    const isAboutOpen = asked.some(name => name !== attribute && open.has(name))
    return isMendable && !told.has(failure.assertion) && !isAboutOpen ? failure : []
  })
}

/** An attribute that rules on the subject ask for; `level` counts the elements up to the one that has it. */
interface Decider {
  readonly level: number
  readonly attribute: string
}

function deciders(checker: RuleChecker, { element, attribute }: RuleSubject): readonly Decider[] {
  const found = new Map<string, Decider>()
  for (const { rules } of checker.patternsOn(element.localName, attribute))
    for (const { context, assertions } of rules)
      for (const text of [context, ...assertions.map(({ test }) => test)])
        for (const { level, name } of attributesIn(text))
          if (level > 0 || name !== attribute) found.set(`${level} ${name}`, { level, attribute: name })
  return [...found.values()]
}

/** The attributes that a test names: of its own element, or as many levels up as it says. */
export function attributesIn(test: string): { readonly level: number; readonly name: string }[] {
  return Array.from(test.matchAll(/((?:\.\.\/)*)@([\w.-]+)/g), ([, way = '', name = '']) => ({
    level: way.length / '../'.length,
    name
  }))
}

/** What the values of a decider, tried one by one, come to; undefined where all of them will do, or none. */
function restriction(
  checker: RuleChecker,
  grammar: Grammar,
  { element, ancestors, attribute }: RuleSubject,
  { level, attribute: decider }: Decider
): Restriction | undefined {
  const line = [...ancestors, element]
  const index = line.length - 1 - level
  const holder = line[index]
  if (!holder) return undefined
  const values = listedValues(grammar, line.slice(0, index + 1), decider)
  const taken = values.filter(value => {
    const tried = line.with(index, withAttribute(holder, { namespace: '', localName: decider, value }))
    const subject = { element: tried.at(-1) ?? element, ancestors: tried.slice(0, -1), attribute }
    return judged(checker, subject).every(({ isMendable }) => isMendable)
  })
  if (taken.length === 0 || taken.length === values.length) return undefined
  return { attribute: decider, holder: level === 0 ? undefined : holder.localName, values: taken }
}

const listed = new WeakMap<Grammar, Map<string, ReadonlyMap<string, readonly string[]>>>()

/** The values that the schema lists for an attribute of the last element. */
function listedValues(grammar: Grammar, line: readonly XmlElement[], attribute: string): readonly string[] {
  const byLine = listed.get(grammar) ?? new Map<string, ReadonlyMap<string, readonly string[]>>()
  listed.set(grammar, byLine)
  const key = line.map(({ localName }) => localName).join('/')
  const known = byLine.get(key) ?? new Map(attributesOf(grammar, line))
  byLine.set(key, known)
  return known.get(attribute) ?? []
}

function attributesOf(grammar: Grammar, line: readonly XmlElement[]): [string, string[]][] {
  const attributes = contextAt(grammar, line)?.attributes() ?? []
  return attributes.map(({ name, values: { values } }) => [name.localName, values.map(({ value }) => value.trim())])
}

function judged(checker: RuleChecker, { element, ancestors, attribute }: RuleSubject): readonly Objection[] {
  return checker.judgeElement(nodeIn(element, ancestors), attribute)
}

function bareElement({ namespace, localName }: XmlElement): XmlElement {
  return { kind: 'element', namespace, localName, attributes: [], content: { kind: 'nothing' } }
}

function withAttribute(element: XmlElement, attribute: XmlAttribute): XmlElement {
  const others = element.attributes.filter(({ localName }) => localName !== attribute.localName)
  return { ...element, attributes: [...others, attribute] }
}
