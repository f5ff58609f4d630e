/**
 * What a grammar expects at a place in a document, finished or half typed: the questions of completion and hover, and the
 * meaning of the patterns in problems.
 *
 *     const context = contextAt(grammar, [image, preferences, type])     // elements from the root to the one of interest
 *     context?.documentation                                             // of <type>
 *     context?.attributes()                                              // all that <type> may have
 *     context?.attributesWanted(type.attributes)                         // those that may still be added
 *     context?.elements({ path: [3], replaces: false })                  // what may be inserted before its child 3
 *     context?.elements({ path: [0, 7], replaces: true })                // what may stand instead of child 7 of its group 0
 *     context?.text()                                                    // what its text may be
 *     context?.missing()                                                 // elements that it lacks
 *
 *     describeWanted(problem.wanted).elements                            // for a message
 *     declarationsOf(grammar, 'package')                                 // where else it may stand
 *
 * Child indices are those of instance.ts, groups included. Where a document has mistakes before the place, the answer is the one
 * that validation gives too: it goes on as if they had been mended. An element whose parents are wrong is looked up by its name.
 */
import type { DatatypeParameter } from './datatypes'
import type { Grammar } from './grammar'
import type { XmlAttribute, XmlContent, XmlElement } from '../xml/instance'
import { containsName, listedNames, nameKey } from './nameClass'
import type { ExpandedName } from './nameClass'
import { directAttributes, directElements, firstElements, requiredAttributes, requiredElements } from './particles'
import { membersOf } from './pattern'
import type { AttributePattern, ElementPattern, Pattern } from './pattern'
import type { ItemResult } from './result'
import { validatorOf } from './validation'
import type { Validator } from './validation'

export interface AllowedValue {
  readonly value: string
  readonly documentation: string | undefined
}

/** What may stand as the value of an attribute or as the text of an element. */
export interface ValueExpectation {
  /** The values that are listed; of the type boolean `true` and `false`. */
  readonly values: readonly AllowedValue[]
  /** The types of which other values may be. */
  readonly datatypes: readonly { readonly name: string; readonly parameters: readonly DatatypeParameter[] }[]
  /** Whether any text will do. */
  readonly anyText: boolean
  /** Whether values and types are those of the items of a list, separated by blanks. */
  readonly list: boolean
}

export interface AttributeExpectation {
  readonly name: ExpandedName
  /** Whether the element is wrong without it. */
  readonly required: boolean
  readonly documentation: string | undefined
  readonly values: ValueExpectation
}

export interface ElementExpectation {
  readonly name: ExpandedName
  readonly documentation: string | undefined
  /** Whether the content is wrong without it. */
  readonly required: boolean
  /** Whether another one may follow. */
  readonly repeatable: boolean
  /** The declarations that the element may be. */
  readonly declarations: readonly ElementPattern[]
}

/** A place among the children of an element. */
export interface ContentPlace {
  /** Indices into nested groups; the last one is that of the child before which the place is, or of the end. */
  readonly path: readonly number[]
  /** Whether what is inserted replaces the child at the place, which is then as good as not there. */
  readonly replaces: boolean
}

/** What may stand where a pattern is wanted. */
export interface WantedDescription {
  /** Elements that may come first; `required` where nothing else may. */
  readonly elements: readonly ElementExpectation[]
  readonly attributes: readonly AttributeExpectation[]
  readonly text: ValueExpectation
}

export interface ElementContext {
  /** What the element may be: one declaration in most places. */
  readonly declarations: readonly ElementPattern[]
  readonly documentation: string | undefined
  /** Every attribute that the element may have, in the order of the schema; those with wildcard names left out. */
  attributes(): readonly AttributeExpectation[]
  /** The attributes that may stand beside the present ones, which are left out themselves. */
  attributesWanted(present: readonly XmlAttribute[]): readonly AttributeExpectation[]
  /** The elements that may be inserted at a place, given what precedes and what follows. */
  elements(place: ContentPlace): readonly ElementExpectation[]
  /** What the text of the element may be. */
  text(): ValueExpectation
  /** The elements that the content lacks. */
  missing(): readonly ElementExpectation[]
}

/** What the last element of `path` may be and hold; undefined if the grammar knows no element of its name. */
export function contextAt(grammar: Grammar, path: readonly XmlElement[]): ElementContext | undefined {
  const validator = validatorOf(grammar)
  let declarations: readonly ElementPattern[] = []
  let possible = directElements(grammar.start)
  for (const element of path) {
    declarations = declarationsAmong(possible, element, validator)
    possible = [...new Set(declarations.flatMap(declaration => directElements(declaration.content)))]
  }
  const element = path.at(-1)
  if (element === undefined || declarations.length === 0) return undefined
  return new DeclaredContext(grammar, validator, element, declarations)
}

/** The declarations of an element and the elements that it may stand in; no parents means that it may be the root. */
export function declarationsOf(
  grammar: Grammar,
  localName: string,
  namespace = ''
): readonly { readonly declaration: ElementPattern; readonly parents: readonly ElementPattern[] }[] {
  return validatorOf(grammar)
    .declarationsOf(namespace, localName)
    .map(declaration => ({
      declaration,
      // Nearly nobody asks for them, and they take the content of every element of the schema.
      get parents() {
        return grammar.elements.filter(({ content }) => directElements(content).includes(declaration))
      }
    }))
}

/** What may stand where `pattern` is wanted; for problems, see result.ts. */
export function describeWanted(pattern: Pattern): WantedDescription {
  const required = requiredElements(pattern)
  return {
    elements: joinByName(firstElements(pattern)).map(joined => ({
      ...joined,
      required: joined.declarations.some(declaration => required.includes(declaration)),
      repeatable: false
    })),
    attributes: attributeExpectations(pattern),
    text: describeValues(pattern)
  }
}

/** What may stand as the value where `pattern` is an attribute's, or an element's whole content. */
export function describeValues(pattern: Pattern): ValueExpectation {
  const values = new Map<string, AllowedValue>()
  const datatypes: { name: string; parameters: readonly DatatypeParameter[] }[] = []
  let [anyText, list] = [false, false]
  const visit = (inner: Pattern): void => {
    if (inner.kind === 'text') anyText = true
    if (inner.kind === 'value') values.set(inner.value, { value: inner.literal, documentation: inner.documentation })
    if (inner.kind === 'data') {
      datatypes.push({ name: inner.datatype.name, parameters: inner.datatype.parameters })
      if (inner.datatype.name === 'boolean') {
        for (const value of ['true', 'false']) values.set(value, { value, documentation: undefined })
      }
    }
    if (inner.kind === 'list') {
      list = true
      visit(inner.member)
    }
    membersOf(inner).forEach(visit)
  }
  visit(pattern)
  return { values: [...values.values()], datatypes, anyText, list }
}

/** Of the possible declarations those that fit the element best; if none has its name, all that the grammar has. */
function declarationsAmong(
  possible: readonly ElementPattern[],
  element: XmlElement,
  validator: Validator
): readonly ElementPattern[] {
  const named = possible.filter(({ nameClass }) => containsName(nameClass, element.namespace, element.localName))
  const declarations = named.length > 0 ? named : validator.declarationsOf(element.namespace, element.localName)
  if (declarations.length < 2) return declarations
  const wrongs = declarations.map(({ content }) => validator.judgeAttributes(element, content).problems.length)
  return declarations.filter((_, index) => wrongs[index] === Math.min(...wrongs))
}

/** Asked for with every letter of an attribute's name; patterns are shared, so the same one comes again. */
const knownAttributes = new WeakMap<Pattern, readonly AttributeExpectation[]>()

function attributeExpectations(pattern: Pattern): readonly AttributeExpectation[] {
  const known = knownAttributes.get(pattern) ?? findAttributes(pattern)
  knownAttributes.set(pattern, known)
  return known
}

function findAttributes(pattern: Pattern): readonly AttributeExpectation[] {
  const required = new Set(requiredAttributes(pattern))
  const byName = new Map<string, { name: ExpandedName; attributes: AttributePattern[] }>()
  for (const attribute of directAttributes(pattern)) {
    for (const name of listedNames(attribute.nameClass)) {
      const known = byName.get(nameKey(name.namespace, name.localName))
      if (known !== undefined) known.attributes.push(attribute)
      else byName.set(nameKey(name.namespace, name.localName), { name, attributes: [attribute] })
    }
  }
  return [...byName.values()].map(({ name, attributes }) => ({
    name: { namespace: name.namespace, localName: name.localName },
    required: attributes.some(attribute => required.has(attribute)),
    documentation: documentationOf(attributes),
    values: joinValues(attributes.map(({ member }) => describeValues(member)))
  }))
}

function joinValues(expectations: readonly ValueExpectation[]): ValueExpectation {
  const values = new Map(expectations.flatMap(({ values }) => values.map(value => [value.value, value])))
  return {
    values: [...values.values()],
    datatypes: expectations.flatMap(({ datatypes }) => datatypes),
    anyText: expectations.some(({ anyText }) => anyText),
    list: expectations.some(({ list }) => list)
  }
}

/** What the declarations say, one paragraph for each that says something of its own. */
function documentationOf(declarations: readonly { readonly documentation: string | undefined }[]): string | undefined {
  const said = new Set(declarations.flatMap(({ documentation }) => documentation ?? []))
  return said.size === 0 ? undefined : [...said].join('\n\n')
}

type NamedElements = Pick<ElementExpectation, 'name' | 'documentation' | 'declarations'>

function joinByName(elements: readonly ElementPattern[]): readonly NamedElements[] {
  const byName = new Map<string, { name: ExpandedName; declarations: ElementPattern[] }>()
  for (const element of elements) {
    for (const { namespace, localName } of listedNames(element.nameClass)) {
      const known = byName.get(nameKey(namespace, localName))
      if (known !== undefined) known.declarations.push(element)
      else byName.set(nameKey(namespace, localName), { name: { namespace, localName }, declarations: [element] })
    }
  }
  return [...byName.values()].map(({ name, declarations }) => ({
    name,
    documentation: documentationOf(declarations),
    declarations
  }))
}

class DeclaredContext implements ElementContext {
  readonly declarations: readonly ElementPattern[]
  readonly documentation: string | undefined
  readonly #grammar: Grammar
  readonly #validator: Validator
  readonly #element: XmlElement
  readonly #content: Pattern

  constructor(grammar: Grammar, validator: Validator, element: XmlElement, declarations: readonly ElementPattern[]) {
    this.declarations = declarations
    this.documentation = documentationOf(declarations)
    this.#grammar = grammar
    this.#validator = validator
    this.#element = element
    this.#content = grammar.table.choice(declarations.map(({ content }) => content))
  }

  attributes(): readonly AttributeExpectation[] {
    return attributeExpectations(this.#content)
  }

  attributesWanted(present: readonly XmlAttribute[]): readonly AttributeExpectation[] {
    const { derivatives, table } = this.#grammar
    let rest = this.#content
    for (const { namespace, localName } of present) {
      const transitions = derivatives.byAttribute(rest, namespace, localName)
      if (transitions.length > 0) rest = table.choice(transitions.map(transition => transition.rest))
    }
    const given = new Set(present.map(({ namespace, localName }) => nameKey(namespace, localName)))
    return attributeExpectations(rest).filter(({ name }) => !given.has(nameKey(name.namespace, name.localName)))
  }

  elements(place: ContentPlace): readonly ElementExpectation[] {
    const { derivatives, table } = this.#grammar
    const { before, following } = this.#surroundings(place)
    const without = this.#outcome(before, following)
    // What follows the place may bring what is needed here.
    const required = new Set(requiredElements(before))
    const lacking = new Set(requiredElements(without.after))
    return joinByName(firstElements(before)).flatMap((joined): ElementExpectation[] => {
      const { namespace, localName } = joined.name
      const transitions = derivatives.byElement(before, namespace, localName)
      const after = table.choice(transitions.map(({ rest }) => rest))
      // What follows must be as right with the element before it as it is without.
      const { misplaced } = this.#outcome(after, following)
      if (misplaced > without.misplaced) return []
      const repeatable = derivatives.byElement(after, namespace, localName).length > 0
      const needed = (declaration: ElementPattern): boolean =>
        required.has(declaration) && (lacking.has(declaration) || misplaced < without.misplaced)
      return [{ ...joined, repeatable, required: joined.declarations.some(needed) }]
    })
  }

  text(): ValueExpectation {
    return describeValues(this.#grammar.derivatives.withAttributesPresent(this.#content))
  }

  missing(): readonly ElementExpectation[] {
    const { start, scope } = this.#start()
    const { after } = this.#validator.judge(this.#element.content, start, scope)
    return joinByName(requiredElements(after)).map(joined => ({ ...joined, required: true, repeatable: false }))
  }

  /** The state before the first child, and the whole content pattern, both rid of attributes. */
  #start(): { readonly start: Pattern; readonly scope: Pattern } {
    return {
      start: this.#validator.judgeAttributes(this.#element, this.#content).after,
      scope: this.#grammar.derivatives.withAttributesPresent(this.#content)
    }
  }

  /** The state at a place, and what follows it, nearest first. */
  #surroundings({ path, replaces }: ContentPlace): {
    readonly before: Pattern
    readonly following: readonly XmlContent[]
  } {
    const { start, scope } = this.#start()
    let before = start
    let content: XmlContent = this.#element.content
    const following: XmlContent[] = []
    for (const [level, index] of path.entries()) {
      const children: readonly XmlContent[] = content.kind === 'group' ? content.children : [content]
      for (const child of children.slice(0, index)) before = this.#validator.judge(child, before, scope).after
      const innermost = level === path.length - 1
      following.unshift(...children.slice(innermost && !replaces ? index : index + 1))
      content = children[index] ?? { kind: 'nothing' }
    }
    return { before, following }
  }

  /** The state behind the items that follow if they are met in this one, and how many of them have no place then. */
  #outcome(state: Pattern, following: readonly XmlContent[]): { readonly after: Pattern; readonly misplaced: number } {
    const scope = this.#grammar.derivatives.withAttributesPresent(this.#content)
    let [after, misplaced] = [state, 0]
    for (const item of following) {
      const outcome = this.#validator.judge(item, after, scope)
      after = outcome.after
      misplaced += misplacedIn(outcome.result)
    }
    return { after, misplaced }
  }
}

/** What of a result tells that items of the content are where they may not be, apart from what is wrong inside of them. */
function misplacedIn(result: ItemResult | undefined): number {
  if (result === undefined) return 0
  if (result.kind === 'text') return result.problems.length
  if (result.kind === 'element') return result.problems.filter(({ kind }) => kind === 'element-not-allowed').length
  return result.nested.reduce((count, nested) => count + misplacedIn(nested.result), 0)
}
