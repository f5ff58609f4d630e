/**
 * Validates a tree of elements against a grammar, and goes on after every mistake.
 *
 *     const { grammar, errors } = loadGrammar(url, read)         // grammar.ts
 *     const validator = validatorOf(grammar)
 *     const result = validator.validate(root)                    // root: XmlElement of instance.ts
 *     if (result.problemCount === 0) …valid…
 *     for (const problem of result.problems) …                   // of the root itself; the shapes are in result.ts
 *     result.content                                             // results of the content, only where something is wrong
 *
 * Results are remembered by element or group and pattern, weakly: validating a tree that shares subtrees with one that
 * was validated before costs what has changed, and an unchanged tree one look-up. Objects must therefore be immutable.
 * What a problem's `wanted` says is told by `describeWanted` (expectation.ts).
 *
 * How it goes on: an element that may not stand where it is gives one problem; its content is judged by the declaration
 * that it most probably means, and what follows may match as if it had not been there or, where it stands too early or
 * its name is a misspelt one, as if the element meant had been there. A wrong attribute is left out, one with a wrong value counts as
 * given, a missing one as there.
 */
import { AttributeTables } from './attributeTable'
import { isBlank } from './datatypes'
import type { Grammar } from './grammar'
import type { XmlAttribute, XmlContent, XmlElement, XmlGroup } from '../xml/instance'
import { containsName, listedNames, nameKey } from './nameClass'
import { asksForMissingOnly, directAttributes, directElements, firstElements, requiredAttributes } from './particles'
import { holds } from './pattern'
import type { ElementPattern, Pattern } from './pattern'
import type { AttributeTransition, ElementTransition } from './derivative'
import type { ElementResult, GroupResult, ItemResult, NestedResult, Problem, TextResult } from './result'
import { RunValidator } from './runValidation'
import { nearestNames } from './spelling'

/** What an item of content leaves to be matched, and what is wrong in it. */
export interface Outcome<Result extends ItemResult = ItemResult> {
  readonly after: Pattern
  /** Undefined where nothing is wrong. */
  readonly result: Result | undefined
}

/** A remembered answer, and the next one for the same object. */
interface Entry<Answer> {
  readonly pattern: Pattern
  readonly scope: Pattern | undefined
  readonly answer: Answer
  readonly next: Entry<Answer> | undefined
}

/** An unknown name, and the elements that it probably means. */
interface Misspelling {
  readonly namespace: string
  readonly localName: string
  readonly meant: readonly ElementTransition[]
}

const clean: ElementResult = { kind: 'element', problems: [], content: undefined, problemCount: 0 }

/** What is wrong in the content of an element, and what of it is told at the element itself. */
type ContentResult = Pick<ElementResult, 'problems' | 'content'>

const nothingWrong: ContentResult = { problems: [], content: undefined }

/** A state with more alternatives than this takes in no further ones after mistakes. */
const alternativesLimit = 32

/** So many patterns beside those of the schema are kept between documents, some 25 MB at the most. */
const derivedLimit = 10_000

const validators = new WeakMap<Grammar, Validator>()

/** The one validator of a grammar, so that everyone shares what it remembers. */
export function validatorOf(grammar: Grammar): Validator {
  const known = validators.get(grammar) ?? new Validator(grammar)
  validators.set(grammar, known)
  return known
}

export class Validator {
  readonly #grammar: Grammar
  /** Of elements that are right only those whose content is not remembered as a group. */
  readonly #elementResults = new WeakMap<XmlElement, Entry<ElementResult>>()
  readonly #groupOutcomes = new WeakMap<XmlGroup, Entry<Outcome<GroupResult>>>()
  readonly #strayResults = new WeakMap<XmlGroup, ItemResult | 'clean'>()
  /** The last unknown name at each place: a mistake is often made again and again. */
  readonly #lastMisspelt = new WeakMap<Pattern, Misspelling>()
  /** By name; only mistakes ask for them. */
  #declarations: ReadonlyMap<string, readonly ElementPattern[]> | undefined
  readonly #attributes: AttributeTables
  readonly #runs: RunValidator

  constructor(grammar: Grammar) {
    this.#grammar = grammar
    this.#attributes = new AttributeTables(grammar.derivatives)
    this.#runs = new RunValidator(grammar.derivatives, this.#attributes)
  }

  /** Judges a whole document by its root. */
  validate(root: XmlElement): ElementResult {
    const { start, derivatives } = this.#grammar
    if (derivatives.forgetBeyond(derivedLimit)) {
      this.#attributes.forget()
      this.#runs.forget()
    }
    return this.#child(root, start, start).result ?? clean
  }

  /** The declarations of elements with this name, wherever they may stand, in the order of the schema. */
  declarationsOf(namespace: string, localName: string): readonly ElementPattern[] {
    this.#declarations ??= byName(this.#grammar.elements)
    return this.#declarations.get(nameKey(namespace, localName)) ?? []
  }

  /**
   * What a part of an element's content leaves of `pattern`. `scope` is the whole content pattern of the parent, both
   * rid of attributes; it tells what was probably meant by something that `pattern` has no place for.
   */
  judge(item: XmlContent, pattern: Pattern, scope: Pattern): Outcome {
    if (item.kind === 'nothing') return { after: pattern, result: undefined }
    if (item.kind === 'text') return this.#textBesideElements(item.value, pattern)
    if (item.kind === 'element') return this.#child(item, pattern, scope)
    const first = this.#groupOutcomes.get(item)
    for (let entry = first; entry !== undefined; entry = entry.next) {
      if (entry.pattern === pattern && entry.scope === scope) return entry.answer
    }
    const answer = this.#group(item, pattern, scope)
    this.#groupOutcomes.set(item, { pattern, scope, answer, next: first })
    return answer
  }

  /** The attributes of an element judged alone: what is wrong with them, and what they leave of `content` for children. */
  judgeAttributes(
    element: XmlElement,
    content: Pattern
  ): { readonly after: Pattern; readonly problems: readonly Problem[] } {
    const { derivatives } = this.#grammar
    const problems: Problem[] = []
    const simply = this.#attributes.after(element.attributes, content, element)
    if (simply) return { after: simply, problems }
    const strange: XmlAttribute[] = []
    let pattern = content
    for (const attribute of element.attributes) {
      const transitions = derivatives.byAttribute(pattern, attribute.namespace, attribute.localName)
      if (transitions.length === 0) {
        strange.push(attribute)
        continue
      }
      const matching = this.#matching(transitions, attribute, element)
      if (matching.length === 0) {
        const wanted = this.#grammar.table.choice(transitions.map(({ particle }) => particle))
        problems.push({ kind: 'attribute-value-invalid', attribute, wanted })
      }
      pattern = this.#joined(matching.length === 0 ? transitions : matching)
    }
    for (const attribute of strange) problems.push({ kind: 'attribute-not-allowed', attribute, wanted: pattern })
    const after = derivatives.withoutAttributes(pattern)
    if (after.kind !== 'notAllowed' || pattern.kind === 'notAllowed') return { after, problems }
    for (const wanted of requiredAttributes(pattern)) {
      if (!isMisspelt(wanted, strange)) problems.push({ kind: 'attribute-missing', wanted })
    }
    return { after: derivatives.withAttributesPresent(pattern), problems }
  }

  #matching(
    transitions: readonly AttributeTransition[],
    attribute: XmlAttribute,
    element: XmlElement
  ): readonly AttributeTransition[] {
    const matches = ({ particle }: AttributeTransition): boolean =>
      particle.member.kind === 'text' ||
      this.#grammar.derivatives.matchesText(particle.member, attribute.value, element)
    return transitions.every(matches) ? transitions : transitions.filter(matches)
  }

  #joined(transitions: readonly (AttributeTransition | ElementTransition)[]): Pattern {
    const [first] = transitions
    if (first !== undefined && transitions.length === 1) return first.rest
    return this.#grammar.table.choice(transitions.map(({ rest }) => rest))
  }

  #element(element: XmlElement, content: Pattern): ElementResult {
    const first = this.#elementResults.get(element)
    for (let entry = first; entry !== undefined; entry = entry.next) if (entry.pattern === content) return entry.answer
    const answer = this.#judgeElement(element, content)
    if (answer !== clean || element.content.kind !== 'group')
      this.#elementResults.set(element, { pattern: content, scope: undefined, answer, next: first })
    return answer
  }

  #judgeElement(element: XmlElement, content: Pattern): ElementResult {
    const simply = this.#attributes.after(element.attributes, content, element)
    if (simply !== undefined) {
      const inner = this.#contentOf(element, simply, simply)
      return inner === nothingWrong ? clean : elementResult([], inner)
    }
    const { after, problems } = this.judgeAttributes(element, content)
    const scope = this.#grammar.derivatives.withAttributesPresent(content)
    return elementResult(problems, this.#contentOf(element, after, scope))
  }

  #contentOf(element: XmlElement, pattern: Pattern, scope: Pattern): ContentResult {
    const { content } = element
    const isEmpty = content.kind === 'group' && !content.run && content.children.length === 0
    if (isEmpty && pattern.nullable) return nothingWrong
    return hasElements(content) ? this.#childrenOf(element, pattern, scope) : this.#charactersOf(element, pattern)
  }

  /** The content of an element that has elements in it. */
  #childrenOf(element: XmlElement, pattern: Pattern, scope: Pattern): ContentResult {
    const { after, result } = this.judge(element.content, pattern, scope)
    const mayBeData = (pattern.holds & (holds.data | holds.list)) !== 0
    if (after.nullable && result === undefined && !mayBeData) return nothingWrong
    if (isCharactersOnly(pattern)) {
      const text = textOf(element.content)
      const fits = this.#grammar.derivatives.matchesText(pattern, text, element)
      return { problems: fits ? [] : [{ kind: 'text-invalid', value: text, wanted: pattern }], content: result }
    }
    const told = after.nullable || (asksForMissingOnly(after) && isToldBy(result, after))
    return { problems: told ? [] : [{ kind: 'content-incomplete', wanted: after }], content: result }
  }

  /** The content of an element that has no elements in it. */
  #charactersOf(element: XmlElement, pattern: Pattern): ContentResult {
    const { derivatives } = this.#grammar
    if (pattern.kind === 'text') return nothingWrong
    const text = textOf(element.content)
    if (derivatives.matchesText(pattern, text, element)) return nothingWrong
    const blank = isBlank(text)
    if ((pattern.holds & (holds.data | holds.list)) !== 0 && !(blank && (pattern.holds & holds.element) !== 0)) {
      return { problems: [{ kind: 'text-invalid', value: text, wanted: pattern }], content: undefined }
    }
    const { after, result } = this.judge(element.content, pattern, pattern)
    return { problems: after.nullable ? [] : [{ kind: 'content-incomplete', wanted: after }], content: result }
  }

  #group(group: XmlGroup, pattern: Pattern, scope: Pattern): Outcome<GroupResult> {
    const behindRun = group.run && this.#runs.after(group.run, pattern)
    if (behindRun) return { after: behindRun, result: undefined }
    let after = pattern
    const nested: NestedResult[] = []
    let index = -1
    for (const item of group.children) {
      index += 1
      // Most items are elements, and the blanks between them.
      if (item.kind === 'text' && isBlank(item.value)) continue
      const outcome = item.kind === 'element' ? this.#child(item, after, scope) : this.judge(item, after, scope)
      after = outcome.after
      if (outcome.result !== undefined) nested.push({ index, result: outcome.result })
    }
    return { after, result: nested.length === 0 ? undefined : groupResult(nested) }
  }

  #textBesideElements(value: string, pattern: Pattern): Outcome<TextResult> {
    // Where only data may stand, text is judged as a whole, with the element.
    if (isBlank(value) || isCharactersOnly(pattern)) return { after: pattern, result: undefined }
    const after = this.#grammar.derivatives.afterTextBesideElements(pattern)
    if (after.kind !== 'notAllowed') return { after, result: undefined }
    const problems: readonly Problem[] = [{ kind: 'text-not-allowed', wanted: pattern }]
    return { after: pattern, result: { kind: 'text', problems, problemCount: 1 } }
  }

  #child(element: XmlElement, pattern: Pattern, scope: Pattern): Outcome<ElementResult> {
    const transitions = this.#grammar.derivatives.byElement(pattern, element.namespace, element.localName)
    const [first] = transitions
    if (first === undefined) return this.#misplaced(element, pattern, scope)
    if (transitions.length === 1) {
      const result = this.#element(element, first.particle.content)
      return { after: first.rest, result: result === clean ? undefined : result }
    }
    const judged = transitions.map(({ particle, rest }) => ({ rest, result: this.#element(element, particle.content) }))
    const least = Math.min(...judged.map(({ result }) => result.problemCount))
    const best = judged.filter(({ result }) => result.problemCount === least)
    return {
      after: this.#grammar.table.choice(best.map(({ rest }) => rest)),
      result: best[0] && problematic(best[0].result)
    }
  }

  /** An element that has no place in `pattern`. */
  #misplaced(element: XmlElement, pattern: Pattern, scope: Pattern): Outcome<ElementResult> {
    const { derivatives, table } = this.#grammar
    const { namespace, localName } = element
    const early = derivatives.byElementSkipping(pattern, namespace, localName)
    const meant = early.length > 0 ? early : this.#misspelt(element, pattern)
    const rests = pattern.kind === 'choice' && pattern.members.length > alternativesLimit ? [] : meant
    const after = table.choice([pattern, ...rests.map(({ rest }) => rest)])
    const inner = this.#probable(element, meant, scope)
    // What an element lacks does not matter as long as it is the element that is too much.
    const inside = meant.length > 0 ? inner.problems : inner.problems.filter(problem => !isLack(problem))
    const problems: readonly Problem[] = [{ kind: 'element-not-allowed', wanted: pattern }, ...inside]
    const problemCount = problems.length + (inner.content?.problemCount ?? 0)
    return { after, result: { kind: 'element', problems, content: inner.content, problemCount } }
  }

  /** The elements that may stand here and that an unknown name is probably a misspelling of. */
  #misspelt(element: XmlElement, pattern: Pattern): readonly ElementTransition[] {
    const { namespace, localName } = element
    if (this.declarationsOf(namespace, localName).length > 0) return []
    const known = this.#lastMisspelt.get(pattern)
    if (known?.namespace === namespace && known.localName === localName) return known.meant
    const names = firstElements(pattern).flatMap(({ nameClass }) => listedNames(nameClass))
    const candidates = names.filter(name => name.namespace === namespace).map(name => name.localName)
    const meant = nearestNames(localName, candidates).flatMap(name =>
      this.#grammar.derivatives.byElement(pattern, namespace, name)
    )
    this.#lastMisspelt.set(pattern, { namespace, localName, meant })
    return meant
  }

  /** Judges a misplaced element as what it probably is. */
  #probable(element: XmlElement, meant: readonly ElementTransition[], scope: Pattern): ElementResult {
    const { namespace, localName } = element
    const inScope = directElements(scope).filter(({ nameClass }) => containsName(nameClass, namespace, localName))
    const declarations =
      meant.length > 0
        ? meant.map(({ particle }) => particle)
        : inScope.length > 0
          ? inScope
          : this.declarationsOf(namespace, localName)
    const [first, ...others] = new Set(declarations.map(({ content }) => content))
    if (first !== undefined && others.length === 0) return this.#element(element, first)
    return this.#stray(element)
  }

  /** Judges what is in an element that nothing is known of: elements that are declared in one way only. */
  #stray(element: XmlElement): ElementResult {
    const content = this.#strayContent(element.content)
    return content === undefined
      ? clean
      : { kind: 'element', problems: [], content, problemCount: content.problemCount }
  }

  #strayContent(item: XmlContent): ItemResult | undefined {
    if (item.kind === 'element') {
      const declarations = this.declarationsOf(item.namespace, item.localName)
      const [first, ...others] = new Set(declarations.map(({ content }) => content))
      return problematic(first === undefined || others.length > 0 ? this.#stray(item) : this.#element(item, first))
    }
    if (item.kind !== 'group') return undefined
    const known = this.#strayResults.get(item)
    if (known !== undefined) return known === 'clean' ? undefined : known
    const nested = item.children.flatMap((child, index): NestedResult[] => {
      const result = this.#strayContent(child)
      return result === undefined ? [] : [{ index, result }]
    })
    const result = nested.length === 0 ? undefined : groupResult(nested)
    this.#strayResults.set(item, result ?? 'clean')
    return result
  }
}

function byName(elements: readonly ElementPattern[]): ReadonlyMap<string, readonly ElementPattern[]> {
  const found = new Map<string, ElementPattern[]>()
  for (const element of elements) {
    for (const { namespace, localName } of listedNames(element.nameClass)) {
      const key = nameKey(namespace, localName)
      const known = found.get(key)
      if (known === undefined) found.set(key, [element])
      else known.push(element)
    }
  }
  return found
}

function elementResult(attributeProblems: readonly Problem[], inner: ContentResult): ElementResult {
  const problems = attributeProblems.length === 0 ? inner.problems : [...attributeProblems, ...inner.problems]
  const problemCount = problems.length + (inner.content?.problemCount ?? 0)
  return problemCount === 0 ? clean : { kind: 'element', problems, content: inner.content, problemCount }
}

/** Whether the attribute that is missing was probably meant by one of those that have no place. */
function isMisspelt(missing: Pattern, strange: readonly XmlAttribute[]): boolean {
  const names = directAttributes(missing).flatMap(({ nameClass }) => listedNames(nameClass))
  const candidates = names.map(name => name.localName)
  return strange.some(({ localName }) => nearestNames(localName, candidates).length > 0)
}

/** Whether an element in the content was told to be wrong with the same `wanted`: what is missing is then known. */
function isToldBy(result: ItemResult | undefined, wanted: Pattern): boolean {
  if (result === undefined || result.kind === 'text') return false
  if (result.kind === 'group') return result.nested.some(nested => isToldBy(nested.result, wanted))
  return result.problems.some(problem => problem.kind === 'element-not-allowed' && problem.wanted === wanted)
}

function isLack(problem: Problem): boolean {
  return problem.kind === 'attribute-missing' || problem.kind === 'content-incomplete'
}

/** Whether data may stand here, but no element ever. */
function isCharactersOnly(pattern: Pattern): boolean {
  return (pattern.holds & (holds.data | holds.list)) !== 0 && (pattern.holds & holds.element) === 0
}

function problematic(result: ElementResult): ElementResult | undefined {
  return result.problemCount === 0 ? undefined : result
}

function groupResult(nested: readonly NestedResult[]): GroupResult {
  const problemCount = nested.reduce((count, { result }) => count + result.problemCount, 0)
  return { kind: 'group', nested, problemCount }
}

function textOf(item: XmlContent): string {
  if (item.kind === 'text') return item.value
  let text = ''
  if (item.kind === 'group') for (const child of item.children) text += textOf(child)
  return text
}

/** Most often the first items tell. */
function hasElements(item: XmlContent): boolean {
  if (item.kind !== 'group') return item.kind === 'element'
  if (item.run) return item.run.tags.length > 0
  for (const child of item.children)
    if (child.kind === 'element' || (child.kind === 'group' && hasElements(child))) return true
  return false
}
