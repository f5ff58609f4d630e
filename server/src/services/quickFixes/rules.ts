/** Ways out of a broken rule: each is tried out on the rules before it is offered. */
import type { EffectiveElement } from '../../description/effective'
import { contextAt, type AttributeExpectation } from '../../relaxng/expectation'
import { nodeIn, type Failure } from '../../schematron/evaluation'
import { escapeValue } from '../../syntax/escaping'
import type { XmlElement } from '../../xml/instance'
import { isOf, type Finding } from '../finding'
import { elementPermission } from '../permission'
import { attributesIn } from '../restrictions'
import { addAttributes, addChildren, attributeSpan, removeAttribute, removeElement } from './edits'
import type { FixPlace, Proposal } from './fix'
import { elementMarkup } from './missing'

export function ruleFixes(finding: Finding, place: FixPlace): Proposal[] {
  const { line, path } = place
  if (!isOf(finding, 'rule-broken') || line.length === 0 || line.length !== path.length) return []
  const failure = objectionsTo(line, place).find(({ message }) => message === finding.facts.message)
  if (!failure) return []
  const trial: Trial = { place, line, failure }
  const added = additions(trial)
  return [...added, ...changes(trial), ...removals(trial, added.length > 0)]
}

interface Trial {
  readonly place: FixPlace
  readonly line: readonly EffectiveElement[]
  readonly failure: Failure
}

/** So many values of one attribute are offered one by one. */
const mostValues = 8

/** Attributes that the rule asks for, of the element or those around it, and elements that it asks for inside. */
function additions(trial: Trial): Proposal[] {
  const { failure, place } = trial
  const attributes = attributesIn(failure.assertion.test).flatMap(({ level, name }) => {
    const holder = holderAt(trial, level)
    if (!holder || hasAttribute(holder.effective, name)) return []
    return valuesOf(trial, level, name).flatMap(value =>
      holds(trial, level, name, value)
        ? {
            title: `Add ${name}="${value}"${level === 0 ? '' : ` to <${holder.effective.localName}>`}`,
            edits: [addAttributes(holder.source, [[name, value]])]
          }
        : []
    )
  })
  if (attributes.length > 0) return attributes.slice(0, mostValues)
  const { schema, element, file } = place
  const parent = trial.line.at(-1)
  if (!schema || !element || !parent) return []
  const { grammar, rules } = schema
  const wanted = contextAt(grammar, trial.line)?.elements({ path: [], replaces: false }) ?? []
  return wanted.flatMap(({ name: { localName }, declarations: [declaration] }) => {
    if (!declaration) return []
    const permission = elementPermission(
      rules,
      { element: parent, ancestors: trial.line.slice(0, -1) },
      declaration,
      localName
    )
    if (!permission.isDemanded) return []
    const markup = elementMarkup(grammar, parent.localName, localName)
    return { title: `Add <${localName}>`, edits: [addChildren(file.tree, element, [markup])] }
  })
}

/** Other values of attributes that the rule names. */
function changes(trial: Trial): Proposal[] {
  const { rule, assertion } = trial.failure
  const named = [...attributesIn(rule.context), ...attributesIn(assertion.test)]
  const seen = new Set<string>()
  return named.flatMap(({ level, name }) => {
    const holder = holderAt(trial, level)
    const source = holder?.source.node.startTag.attributes.find(attribute => attribute.name === name)
    if (!holder || !source || source.valueStart === -1 || seen.has(`${level} ${name}`)) return []
    seen.add(`${level} ${name}`)
    const better = valuesOf(trial, level, name).filter(value => value !== '' && holds(trial, level, name, value))
    if (better.length > mostChanges) return []
    const where = level === 0 ? '' : ` of <${holder.effective.localName}>`
    return better.map(value => ({
      title: `Change ${name}${where} to "${value}"`,
      edits: [{ span: attributeSpan(holder.source, source), text: `${name}="${escapeValue(value)}"` }]
    }))
  })
}

/** Where more values would do, which of them is meant cannot be guessed. */
const mostChanges = 4

/** The attributes without which the rule does not hold its element to anything; the element itself where nothing else helps. */
function removals(trial: Trial, mayStay: boolean): Proposal[] {
  const { failure, place } = trial
  const holder = holderAt(trial, 0)
  if (!holder) return []
  const required = new Set(attributesAt(trial, 0).flatMap(each => (each.required ? each.name.localName : [])))
  const named = new Set([...failure.rule.attributes, ...failure.assertion.attributes])
  const attributes = [...named].flatMap(name => {
    const source = holder.source.node.startTag.attributes.find(attribute => attribute.name === name)
    if (!source || required.has(name) || !holds(trial, 0, name, undefined)) return []
    return { title: `Remove ${name}`, edits: [removeAttribute(holder.source, source)] }
  })
  if (attributes.length > 0 || mayStay || place.path.length < 3) return attributes
  return [{ title: `Remove <${holder.effective.localName}>`, edits: [removeElement(place.file.tree, holder.source)] }]
}

/** The element so many levels up, in the tree that is judged and as it is written, where that is in the same file. */
function holderAt({ line, place }: Trial, level: number) {
  const index = line.length - 1 - level
  const effective = line[index]
  const source = place.path[index]
  return effective && source && effective.source === source.node ? { effective, source } : undefined
}

/** The attributes that the element so many levels up may have. */
function attributesAt({ line, place: { schema } }: Trial, level: number): readonly AttributeExpectation[] {
  return (schema && contextAt(schema.grammar, line.slice(0, line.length - level))?.attributes()) ?? []
}

/** The values that the schema lists for an attribute; an empty one where it lists none. */
function valuesOf(trial: Trial, level: number, name: string): string[] {
  const expectation = attributesAt(trial, level).find(
    each => each.name.namespace === '' && each.name.localName === name
  )
  if (!expectation) return []
  const values = expectation.values.values.map(({ value }) => value.trim())
  return values.length > 0 ? values : ['']
}

/** Whether the rule holds, and no other one is broken, if an attribute has this value, or is not there. */
function holds({ line, failure, place }: Trial, level: number, name: string, value: string | undefined): boolean {
  const elements: readonly XmlElement[] = line
  const index = elements.length - 1 - level
  const holder = elements[index]
  if (!holder) return false
  const others = holder.attributes.filter(({ localName }) => localName !== name)
  const attributes = value === undefined ? others : [...others, { namespace: '', localName: name, value }]
  const changed: readonly XmlElement[] = elements.map((each, at): XmlElement =>
    at === index ? { ...holder, attributes } : each
  )
  const after = objectionsTo(changed, place)
  if (after.some(({ assertion }) => assertion === failure.assertion)) return false
  if (after.some(isNew(objectionsTo(elements, place)))) return false
  if (level === 0) return true
  return !objectionsTo(changed.slice(0, index + 1), place).some(
    isNew(objectionsTo(elements.slice(0, index + 1), place))
  )
}

/** Tells those that are not among the failures before. */
function isNew(before: readonly Failure[]): (after: Failure) => boolean {
  return after => before.every(({ assertion }) => assertion !== after.assertion)
}

/** What the rules find at the last of these elements. */
function objectionsTo(line: readonly XmlElement[], { schema }: FixPlace): Failure[] {
  const element = line.at(-1)
  if (!element || !schema) return []
  return schema.rules.judgeElement(nodeIn(element, line.slice(0, -1))).map(({ failure }) => failure)
}

function hasAttribute({ attributes }: XmlElement, name: string): boolean {
  return attributes.some(({ namespace, localName }) => namespace === '' && localName === name)
}
