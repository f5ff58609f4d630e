/** Puts what the schema finds wrong with a description into words, at the tightest place. */
import type { Inclusion, Judged } from '../description/description'
import type { EffectiveAttribute, EffectiveContent, EffectiveElement, EffectiveText } from '../description/effective'
import { schemaProblems, type LocatedProblems } from '../description/problems'
import { isImage } from '../description/includes'
import type { Schema } from '../description/schemas'
import { declarationsOf } from '../relaxng/expectation'
import { directAttributes, firstElements } from '../relaxng/particles'
import type { XmlAttribute } from '../xml/instance'
import type { Problem } from '../relaxng/result'
import { nearestNames } from '../relaxng/spelling'
import { children } from '../syntax/sequence'
import type { SourceElement, SourceNode, Span, SyntaxError } from '../syntax/tree'
import { attributeAdvice, elementAdvice, textAdvice, valueAdvice, type Advice } from './advice'
import { finding, nameSpan, valueSpan, type Finding } from './finding'
import {
  attributeNames,
  childrenOf,
  elementNames,
  missingAttributes,
  missingElements,
  parentsOf,
  wantedAttributeValues,
  wantedText
} from './wanted'

/** What values are tried with: those of kiwi hold no names with prefixes. */
const noPrefixes = { resolvePrefix: () => undefined }

/** Beyond so many problems no more effort goes into telling a repeated element from a wrong one, or an attribute that was meant. */
const mostComparedProblems = 100

/** Among so many elements of one parent an earlier one of the same name is looked for: entities bring any number of them. */
const mostSiblings = 100_000

/** The findings of the schema in all files of the description, in document order. */
export function* schemaFindings(description: Judged): Generator<Finding, void, undefined> {
  const wrong = new Set<SourceElement>()
  const all = [...schemaProblems(description)]
  if (all.length === 0) return
  const textOnly = new Set(all.flatMap(({ item, parents }) => (item.kind === 'text' ? (parents.at(-1) ?? []) : [])))
  const lacks = new Map<EffectiveElement, Lack>()
  const misplaced = new Misplacements(description, all)
  const siblings: Siblings = new WeakMap()
  for (const located of all) {
    const { item, file, offset } = located
    if (located.parents.some(parent => misplaced.get(parent)?.advice?.kind === 'as-attribute')) continue
    if (item.kind === 'text') {
      const parent = located.parents.at(-1)
      yield textFinding({ ...located, item }, parent && lacks.get(parent))
      if (parent) lacks.delete(parent)
      continue
    }
    const place = { ...located, item }
    // A misspelt root says it all; what the schema would demand of it is not known.
    const foreign = place.parents.length === 0 && description.kind !== 'document' && !isImage(item.source)
    const problems = located.problems.filter(
      problem => !(foreign && problem.kind !== 'element-not-allowed') && !isToldAlready(description, place, problem)
    )
    const lack = withoutMisplaced(item, lackOf(problems), misplaced)
    // Text in the place of an attribute or element is one mistake, told at the text.
    const isTold = textOnly.has(item) && !item.content.children.some(hasElement)
    if (isTold) lacks.set(item, lack)
    const instead = isTold ? undefined : meantInstead(description, place, problems, lack)
    if (!isTold && !instead && lack.attributes.length > 0) {
      const facts = { parent: writtenName(item), missing: lack.attributes }
      yield finding('attribute-missing', facts, file.path, nameSpan(item.source, offset))
    }
    for (const problem of problems) {
      if (isTold && problem.kind === 'content-incomplete') continue
      const told = elementFinding(description, place, problem, { wrong, siblings, misplaced, lack, instead })
      if (told) yield told
      if (problem.kind === 'element-not-allowed') wrong.add(item.source)
      if (misplaced.get(item)?.advice?.kind === 'as-attribute') break
    }
  }
}

/** What is known of the element that is told, beside the problem itself. */
interface Findings {
  /** The elements that have been told to be where they may not be. */
  readonly wrong: ReadonlySet<SourceElement>
  readonly siblings: Siblings
  readonly misplaced: Misplacements
  readonly lack: Lack
  readonly instead: Instead | undefined
}

/** An attribute that the element does not have, in the place of the one that it lacks: one mistake. */
interface Instead {
  readonly attribute: XmlAttribute
  /** The name of the one that it lacks. */
  readonly name: string
}

/** The elements right in an element that was asked for them, by name, in their order. */
type Siblings = WeakMap<EffectiveElement, ReadonlyMap<string, readonly EffectiveElement[]>>

/** What is known of an element that may not be where it is. */
interface Misplacement {
  /** The names of the elements that it may stand in. */
  readonly belongs: readonly string[]
  readonly advice: Advice | undefined
}

/** The elements that may not be where they are; what is known of each is found out when it is told. */
class Misplacements {
  readonly #description: Judged
  readonly #parents = new Map<object, EffectiveElement>()
  readonly #inside = new Map<EffectiveElement, EffectiveElement[]>()
  readonly #known = new Map<object, Misplacement>()

  constructor(description: Judged, all: readonly LocatedProblems[]) {
    this.#description = description
    for (const { item, parents, problems } of all) {
      const parent = parents.at(-1)
      if (item.kind === 'text' || !parent || !problems.some(problem => problem.kind === 'element-not-allowed')) continue
      this.#parents.set(item, parent)
      const inside = this.#inside.get(parent)
      if (inside) inside.push(item)
      else this.#inside.set(parent, [item])
    }
  }

  get(element: EffectiveElement): Misplacement | undefined {
    const parent = this.#parents.get(element)
    if (!parent) return undefined
    const found = this.#known.get(element) ?? misplacementOf(this.#description, element, parent)
    this.#known.set(element, found)
    return found
  }

  /** Those right in an element. */
  inside(parent: EffectiveElement): readonly EffectiveElement[] {
    return this.#inside.get(parent) ?? []
  }
}

function misplacementOf({ schema, kind }: Judged, element: EffectiveElement, parent: EffectiveElement): Misplacement {
  const belongs = element.namespace === '' ? parentsOf(schema.grammar, element.localName) : []
  const holdsTextOnly = element.attributes.length === 0 && !element.content.children.some(hasElement)
  const advice =
    kind === 'document' || belongs.includes(parent.localName)
      ? undefined
      : elementAdvice(schema, parent.localName, element.localName, holdsTextOnly)
  return { belongs, advice }
}

/** What an element lacks apart from what its misplaced children belong into, or are written instead of. */
function withoutMisplaced(element: EffectiveElement, { attributes, missing }: Lack, misplaced: Misplacements): Lack {
  if (attributes.length + missing.length === 0) return { attributes, missing }
  const belongs = new Set<string>()
  const written = new Set<string>()
  for (const child of misplaced.inside(element)) {
    const known = misplaced.get(child)
    for (const name of known?.belongs ?? []) belongs.add(name)
    if (known?.advice?.kind === 'as-attribute') written.add(child.localName)
  }
  return {
    attributes: attributes.filter(names => !names.some(name => written.has(name))),
    missing: missing.filter(names => !names.some(name => belongs.has(name)))
  }
}

/** What an element lacks. */
interface Lack {
  readonly attributes: readonly (readonly string[])[]
  readonly missing: readonly (readonly string[])[]
}

function lackOf(problems: readonly Problem[]): Lack {
  const of = (wanted: Problem['kind'], read: (pattern: Problem['wanted']) => string[][]) =>
    problems.flatMap(problem => (problem.kind === wanted ? read(problem.wanted) : []))
  return { attributes: of('attribute-missing', missingAttributes), missing: of('content-incomplete', missingElements) }
}

function hasElement(item: EffectiveContent): boolean {
  return item.kind === 'element' || (item.kind === 'group' && item.children.some(hasElement))
}

type ElementPlace = LocatedProblems & { readonly item: EffectiveElement }

/** Whether a problem only follows from something that is told in other words, or that nobody has to mend. */
function isToldAlready(description: Judged, { item, parents }: ElementPlace, { kind }: Problem): boolean {
  const isRoot = parents.length === 0
  if (kind === 'attribute-missing' || kind === 'content-incomplete' || kind === 'element-not-allowed') {
    // Half-typed: the tag has no end yet.
    if (!item.source.startTag.closed) return true
  }
  // What an element without end has swallowed is missing around it and wrong in it.
  if (kind === 'element-not-allowed' && isSwallowing(parents.at(-1)?.source)) return true
  if (kind === 'content-incomplete' && hasSwallowed(item.source)) return true
  if (kind === 'element-not-allowed') return item.namespace === '' && item.localName.includes(':')
  if (kind === 'attribute-missing') return isRoot && isPart(description)
  if (kind === 'content-incomplete') return isRoot && (isPart(description) || description.inclusions.some(isUnread))
  return false
}

/** Whether others bring along what this file lacks. */
function isPart({ kind }: Judged): boolean {
  return kind === 'fragment' || kind === 'extension'
}

/** Whether the end tag of an element is missing, so that what should follow it counts as its content. */
function isSwallowing(node: SourceNode | undefined): boolean {
  return node?.kind === 'element' && node.errors.some(({ code }) => code === 'element-not-closed')
}

/** Whether a child has swallowed what should follow it. */
function hasSwallowed({ content }: SourceElement): boolean {
  return content.errorCount > 0 && [...children(content)].some(isSwallowing)
}

/** Whether kiwi stops at an inclusion, so that what it would have brought in cannot be told missing. */
function isUnread({ failure }: Inclusion): boolean {
  return failure === 'missing' || failure === 'not-resolved'
}

function textFinding(
  { item, file, offset, parents }: LocatedProblems & { readonly item: EffectiveText },
  lack: Lack | undefined
): Finding {
  const parent = parents.at(-1)
  const written = file.tree.text(offset, offset + item.source.measure.length)
  const start = offset + written.length - written.trimStart().length
  const span = { start, end: Math.max(start, offset + written.trimEnd().length) }
  return finding('text-not-allowed', { parent: parent ? writtenName(parent) : '', ...lack }, file.path, span)
}

function elementFinding(
  description: Judged,
  place: ElementPlace,
  problem: Problem,
  findings: Findings
): Finding | undefined {
  const { item: element, file, offset } = place
  const parent = writtenName(element)
  const name = nameSpan(element.source, offset)
  switch (problem.kind) {
    case 'element-not-allowed':
      return misplacedFinding(description, place, problem, findings)
    case 'content-incomplete':
      // What an element in the wrong place belongs into is told there.
      if (findings.lack.missing.length === 0 && missingElements(problem.wanted).length > 0) return undefined
      return finding(
        'content-incomplete',
        { parent, missing: findings.lack.missing.map(names => prefixedAs(element, names)) },
        file.path,
        name
      )
    case 'attribute-not-allowed':
    case 'attribute-value-invalid':
      return attributeFinding(description, place, problem, findings.instead)
    case 'text-not-allowed':
      return finding('text-not-allowed', { parent }, file.path, textSpan(place) ?? name)
    case 'text-invalid':
      return wrongTextFinding(description, place, problem)
    case 'attribute-missing':
      // Told together with all others that the element lacks.
      break
  }
  return undefined
}

function misplacedFinding(
  { schema, kind }: Judged,
  { item: element, file, offset, parents }: ElementPlace,
  { wanted }: Problem,
  { wrong, siblings, misplaced }: Findings
): Finding {
  const span = nameSpan(element.source, offset)
  const name = writtenName(element)
  const parent = parents.at(-1)
  if (!parent && kind === 'document')
    return finding('root-not-allowed', { name, allowed: prefixedAs(element, elementNames(wanted)) }, file.path, span)
  if (!parent) return finding('root-not-image', { name, namespace: element.namespace }, file.path, span)
  const { belongs = [], advice } = misplaced.get(element) ?? {}
  const allowed = prefixedAs(parent, elementNames(wanted))
  const similar = kind === 'document' ? [] : childrenOf(schema.grammar, parent.localName)
  const isForeign = allowed.length === 0 && element.namespace === '' && firstElements(wanted).length > 0
  const facts = { name, parent: writtenName(parent), allowed, similar, belongs, advice, isForeign }
  const repeated =
    wrong.size < mostComparedProblems &&
    !facts.allowed.includes(name) &&
    // What has no place there at all is not wrong for being there twice.
    (kind === 'document' || similar.includes(element.localName)) &&
    hasEarlierSibling(element, parent, { wrong, siblings })
  return finding(repeated ? 'element-repeated' : 'element-not-allowed', facts, file.path, span)
}

function wrongTextFinding(
  { schema }: Judged,
  place: ElementPlace,
  { value, wanted }: Extract<Problem, { readonly kind: 'text-invalid' }>
): Finding {
  const known = wantedText(wanted)
  const text = value.trim()
  const { derivatives } = schema.grammar
  const isValid = (other: string) => derivatives.matchesText(wanted, other, noPrefixes)
  const advice = textAdvice(schema, place.item.localName, text, known, isValid)
  const { values, described } = known
  const facts = { name: text, parent: writtenName(place.item), allowed: values, described, advice }
  return finding('text-invalid', facts, place.file.path, textSpan(place) ?? nameSpan(place.item.source, place.offset))
}

function attributeFinding(
  { conversion, schema }: Judged,
  place: ElementPlace,
  problem: Extract<Problem, { readonly attribute: XmlAttribute }>,
  instead: Instead | undefined
): Finding | undefined {
  const { item: element, file, offset } = place
  const source = sourceOf(problem.attribute, element)
  // What was not written by anybody cannot be mended, and what has no value yet is told as a syntax error.
  if (!source || source.valueStart === -1) return undefined
  const { localName, value } = problem.attribute
  const parent = writtenName(element)
  if (problem.kind === 'attribute-not-allowed') {
    if (localName.includes(':')) return undefined
    const facts = {
      name: source.name,
      parent,
      allowed: attributeNames(problem.wanted),
      similar: namesOfAttributes(schema, element),
      advice: adviceOn(schema, place, problem.attribute),
      instead: instead?.attribute === problem.attribute ? instead.name : undefined
    }
    return finding('attribute-not-allowed', facts, file.path, {
      start: offset + source.nameStart,
      end: offset + source.nameEnd
    })
  }
  const isCut = ({ code, start, end }: SyntaxError) =>
    code === 'attribute-value-not-closed' && start <= source.valueStart && source.valueStart <= end
  if (element.source.errors.some(isCut)) return undefined
  const successors = conversion.successors(element.localName, source.name) ?? []
  const wanted = wantedAttributeValues(problem.wanted)
  const { derivatives } = schema.grammar
  const isValid = (other: string) =>
    directAttributes(problem.wanted).some(({ member }) => derivatives.matchesText(member, other, noPrefixes))
  const facts = {
    name: value,
    parent,
    attribute: source.name,
    becomes: successors.includes(localName) ? localName : undefined,
    allowed: wanted.values,
    described: wanted.described,
    advice: valueAdvice(schema, element.localName, localName, value.trim(), wanted, isValid)
  }
  return finding('attribute-value-invalid', facts, file.path, valueSpan(element.source, source, offset))
}

/** The one attribute of which nothing is known, where the element lacks one: that was probably meant by it. */
function meantInstead(
  { schema }: Judged,
  place: ElementPlace,
  problems: readonly Problem[],
  { attributes: [names, ...others] }: Lack
): Instead | undefined {
  const name = names?.[0]
  if (name === undefined || names?.length !== 1 || others.length > 0) return undefined
  if (problems.length > mostComparedProblems) return undefined
  const [first, ...more] = problems.flatMap(problem => {
    if (problem.kind !== 'attribute-not-allowed') return []
    const { attribute, wanted } = problem
    const isWritten = sourceOf(attribute, place.item) !== undefined && !attribute.localName.includes(':')
    if (!isWritten || adviceOn(schema, place, attribute)) return []
    const known = [...attributeNames(wanted), ...namesOfAttributes(schema, place.item)]
    return nearestNames(attribute.localName, known).length > 0 ? [] : attribute
  })
  return first && more.length === 0 ? { attribute: first, name } : undefined
}

/** What a person probably needs to know about an attribute that the element does not have, or not beside its others. */
function adviceOn(schema: Schema, { item, parents }: ElementPlace, attribute: XmlAttribute): Advice | undefined {
  const by = excludedBy(schema, item, attribute)
  if (by.length > 0) return { kind: 'excluded', by }
  const around = parents.map(each => each.localName).reverse()
  return attributeAdvice(schema, item.localName, attribute.localName, attribute.value, around)
}

function namesOfAttributes({ grammar }: Schema, { localName, namespace }: EffectiveElement): string[] {
  return declarationsOf(grammar, localName, namespace).flatMap(({ declaration }) => attributeNames(declaration.content))
}

/** The attributes without any one of which an attribute that has no place would have one. */
function excludedBy({ grammar, validator }: Schema, element: EffectiveElement, attribute: XmlAttribute): string[] {
  const [first] = declarationsOf(grammar, element.localName, element.namespace)
  if (!first || !attributeNames(first.declaration.content).includes(attribute.localName)) return []
  return element.attributes
    .filter(other => {
      if (other === attribute || !other.source) return false
      const without = { ...element, attributes: element.attributes.filter(each => each !== other) }
      const { problems } = validator.judgeAttributes(without, first.declaration.content)
      return !problems.some(problem => problem.kind === 'attribute-not-allowed' && problem.attribute === attribute)
    })
    .map(({ localName }) => localName)
}

function sourceOf(attribute: object, element: EffectiveElement): EffectiveAttribute['source'] {
  return element.attributes.find(own => own === attribute)?.source
}

/** Names with the prefix that the element has: in a schema of one namespace they would be written so. */
function prefixedAs({ source }: EffectiveElement, names: readonly string[]): string[] {
  const { name } = source.startTag
  const prefix = name.slice(0, name.indexOf(':') + 1)
  return names.map(each => prefix + each)
}

/** The name as it stands in the file, prefix included. */
function writtenName({ source }: EffectiveElement): string {
  return source.startTag.name
}

/** The element's content without white space around it; undefined where there is nothing else. */
function textSpan({ file, offset, item: { source } }: ElementPlace): Span | undefined {
  const start = offset + source.startTag.text.length
  const text = file.tree.text(start, start + source.content.measure.length)
  const trimmed = text.trim()
  const from = start + text.length - text.trimStart().length
  return trimmed === '' ? undefined : { start: from, end: from + trimmed.length }
}

/** Whether an element of the same name, itself in order, stands before this one, or a fragment brings it in twice. */
function hasEarlierSibling(
  element: EffectiveElement,
  parent: EffectiveElement,
  { wrong, siblings }: Pick<Findings, 'wrong' | 'siblings'>
): boolean {
  const byName = siblings.get(parent) ?? elementsByName(parent)
  siblings.set(parent, byName)
  const alike = byName.get(element.localName) ?? []
  const at = alike.indexOf(element)
  return alike.includes(element, at + 1) || alike.slice(0, at).some(({ source }) => !wrong.has(source))
}

/** The first elements in an element, as many as are ever compared. */
function elementsByName({ content }: EffectiveElement): ReadonlyMap<string, readonly EffectiveElement[]> {
  const byName = new Map<string, EffectiveElement[]>()
  let count = 0
  const collect = (item: EffectiveContent): void => {
    if (item.kind === 'group') {
      for (const child of item.children) {
        if (count === mostSiblings) return
        collect(child)
      }
    } else if (item.kind === 'element') {
      count += 1
      const alike = byName.get(item.localName)
      if (alike) alike.push(item)
      else byName.set(item.localName, [item])
    }
  }
  collect(content)
  return byName
}
