/** What the rules of the schema would say if an attribute, a value or an element were there: tried out, not looked up. */
import { describeWanted, type AttributeExpectation, type ValueExpectation } from '../relaxng/expectation'
import type { ElementPattern } from '../relaxng/pattern'
import { nodeIn, type Objection, type RuleChecker } from '../schematron/evaluation'
import type { ElementNode } from '../schematron/nodes'
import { countOf } from '../schematron/summary'
import type { XmlAttribute, XmlContent, XmlElement } from '../xml/instance'

export interface Permission {
  /** Why kiwi would refuse it as long as what is there stays; undefined where it would not. */
  readonly refusal: string | undefined
  /** Whether what makes kiwi refuse it is elsewhere in the same element, not around it. */
  readonly isConflict: boolean
  /** Whether it makes good what a rule finds wrong now. */
  readonly isDemanded: boolean
}

/** An element and those around it, the root first. */
export interface RulePlace {
  readonly element: XmlElement
  readonly ancestors: readonly XmlElement[]
}

/** What becomes of an element if it gets an attribute, with whichever of its values suits best. */
export function attributePermission(
  checker: RuleChecker,
  place: RulePlace,
  { name: { localName }, values }: AttributeExpectation
): Permission {
  const before = objectionsAt(checker, place, localName)
  let refused: Permission | undefined
  for (const value of likelyValues(values)) {
    const permission = comparison(before, checker, place, { namespace: '', localName, value })
    if (permission.refusal === undefined) return permission
    refused ??= permission
  }
  return refused ?? allowed
}

/** What becomes of an element if its attribute of that name has this value. */
export function valuePermission(
  checker: RuleChecker,
  { element, ancestors }: RulePlace,
  localName: string,
  value: string
): Permission {
  const attributes = element.attributes.filter(
    ({ namespace, localName: other }) => namespace !== '' || other !== localName
  )
  const place = { element: { ...element, attributes }, ancestors }
  return comparison(objectionsAt(checker, place, localName), checker, place, { namespace: '', localName, value })
}

/** What becomes of an element with these around it if a child is added that has what the schema demands of it. */
export function elementPermission(
  checker: RuleChecker,
  { element: parent, ancestors }: RulePlace,
  declaration: ElementPattern,
  localName: string
): Permission {
  const child = leastElement(declaration, localName)
  const around = [...ancestors, parent]
  const refusal = checker.judgeElement(nodeIn(child, around)).find(({ isMendable }) => !isMendable)
  const before = checker.judgeElement(nodeIn(parent, ancestors))
  const content: XmlContent = { kind: 'group', children: [parent.content, child] }
  const after = before.length > 0 ? checker.judgeElement(nodeIn({ ...parent, content }, ancestors)) : []
  return {
    refusal: refusal?.failure.message,
    isConflict: false,
    isDemanded: before.some(each => isOfWhatIsThere(each, parent) && !after.some(other => isSame(each, other)))
  }
}

/** An element with the attributes that the schema demands of it, their values open. */
export function leastElement({ content }: ElementPattern, localName: string): XmlElement {
  const attributes = describeWanted(content)
    .attributes.filter(({ required }) => required)
    .map(({ name, values: { values } }) => ({ ...name, value: (values.length === 1 && values[0]?.value) || '' }))
  return { kind: 'element', namespace: '', localName, attributes, content: { kind: 'nothing' } }
}

const allowed: Permission = { refusal: undefined, isConflict: false, isDemanded: false }

/** More values than this are not tried out one by one. */
const mostValues = 40

/** Rules take an empty value for one that suits; where they compare it, one of those that the schema lists. */
function likelyValues({ values }: ValueExpectation): string[] {
  return ['', ...values.slice(0, mostValues).map(({ value }) => value.trim())]
}

/** An objection and the child that it is about, or the element itself. */
interface PlacedObjection extends Objection {
  readonly child: XmlElement | undefined
}

/** So many children are looked at whose rules may ask for an attribute of their parent. */
const mostChildren = 50

function objectionsAt(checker: RuleChecker, { element, ancestors }: RulePlace, naming: string): PlacedObjection[] {
  const node = nodeIn(element, ancestors)
  const own = checker.judgeElement(node, naming).map(objection => ({ ...objection, child: undefined }))
  const inside = firstChildren(node, child => checker.mayObject(child, naming)).flatMap(child =>
    checker.judgeElement(child, naming).map(objection => ({ ...objection, child: child.element }))
  )
  return [...own, ...inside]
}

/** Those of the first children that are wanted. */
function firstChildren(node: ElementNode, isWanted: (child: XmlElement) => boolean): ElementNode[] {
  const found: ElementNode[] = []
  let seen = 0
  const search = (content: XmlContent, position: number): void => {
    if (content.kind === 'element') {
      seen += 1
      if (isWanted(content)) found.push(node.childAt(content, position))
    }
    if (content.kind !== 'group') return
    let at = position
    for (const child of content.children) {
      if (seen >= mostChildren) return
      search(child, at)
      at += countOf(child)
    }
  }
  search(node.element.content, 0)
  return found
}

function comparison(
  before: readonly PlacedObjection[],
  checker: RuleChecker,
  { element, ancestors }: RulePlace,
  attribute: XmlAttribute
): Permission {
  const changed = { ...element, attributes: [...element.attributes, attribute] }
  const after = objectionsAt(checker, { element: changed, ancestors }, attribute.localName)
  const refusal = after.find(
    each => !each.isMendable && !before.some(other => !other.isMendable && isSame(each, other))
  )
  return {
    refusal: refusal?.failure.message,
    isConflict: refusal !== undefined && isAboutOthers(refusal, element),
    isDemanded: before.some(
      each => !each.child && isOfWhatIsThere(each, element) && !after.some(other => isSame(each, other))
    )
  }
}

/** Whether the element has what makes the rule one for it: some rules take what is missing for each value of it. */
function isOfWhatIsThere({ failure: { rule } }: Objection, { attributes }: XmlElement): boolean {
  return rule.attributes.every(name => attributes.some(({ localName }) => localName === name))
}

/** Whether what is in the element besides takes part in the objection. */
function isAboutOthers({ child, failure: { rule, assertion } }: PlacedObjection, element: XmlElement): boolean {
  if (child) return true
  return element.attributes.some(
    ({ localName }) => rule.attributes.includes(localName) || assertion.attributes.includes(localName)
  )
}

function isSame(one: Objection | PlacedObjection, other: Objection | PlacedObjection): boolean {
  const childOf = (objection: Objection | PlacedObjection) => ('child' in objection ? objection.child : undefined)
  return (
    one.failure.pattern === other.failure.pattern &&
    one.failure.assertion === other.failure.assertion &&
    childOf(one) === childOf(other)
  )
}
