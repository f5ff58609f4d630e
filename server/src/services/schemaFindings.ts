/** Puts what the schema finds wrong with a description into words, at the tightest place. */
import type { Description } from '../description/description'
import type { EffectiveAttribute, EffectiveElement } from '../description/effective'
import { schemaProblems, type LocatedProblem } from '../description/problems'
import type { SourceElement, Span } from '../syntax/tree'
import { finding, nameSpan, type Finding } from './finding'
import { attributeNames, elementNames, missingAttributes, missingElements, wantedValues } from './wanted'

/** Beyond so many problems no more effort goes into telling a repeated element from a wrong one. */
const mostComparedProblems = 100

/** The findings of the schema in all files of the description, in document order. */
export function* schemaFindings(description: Description): Generator<Finding, void, undefined> {
  const wrong = new Set<SourceElement>()
  for (const located of schemaProblems(description)) {
    if (isToldAlready(description, located)) continue
    const told = located.item.kind === 'text' ? textFinding(located) : elementFinding(description, located, wrong)
    if (told) yield told
    if (located.problem.kind === 'element-not-allowed' && located.item.kind === 'element')
      wrong.add(located.item.source)
  }
}

/** Whether a problem only follows from something that is told in other words, or that nobody has to mend. */
function isToldAlready(description: Description, { item, problem, parents }: LocatedProblem): boolean {
  if (item.kind !== 'element') return false
  const isRoot = parents.length === 0
  const { kind } = problem
  if (kind === 'attribute-missing' || kind === 'content-incomplete' || kind === 'element-not-allowed') {
    // Half-typed: the tag has no end yet.
    if (!item.source.startTag.closed) return true
  }
  if (kind === 'element-not-allowed') return item.namespace === '' && item.localName.includes(':')
  if (kind === 'attribute-missing') return isRoot && description.kind !== 'description'
  if (kind === 'content-incomplete')
    return isRoot && (description.kind !== 'description' || description.inclusions.some(({ failure }) => failure))
  return false
}

function textFinding({ item, file, offset, parents, problem }: LocatedProblem): Finding | undefined {
  const parent = parents.at(-1)
  if (item.kind !== 'text' || !parent || problem.kind !== 'text-not-allowed') return undefined
  const written = file.tree.text(offset, offset + item.source.measure.length)
  const start = offset + written.length - written.trimStart().length
  const span = { start, end: Math.max(start, offset + written.trimEnd().length) }
  return finding('text-not-allowed', { parent: writtenName(parent) }, file.path, span)
}

function elementFinding(
  description: Description,
  located: LocatedProblem,
  wrong: ReadonlySet<SourceElement>
): Finding | undefined {
  const { problem, item: element, file, offset, parents } = located
  if (element.kind !== 'element') return undefined
  const parent = writtenName(element)
  const name = nameSpan(element.source, offset)
  switch (problem.kind) {
    case 'element-not-allowed': {
      const around = parents.at(-1)
      const facts = {
        name: parent,
        parent: around ? writtenName(around) : '',
        allowed: elementNames(problem.wanted)
      }
      if (!around) return finding('root-not-image', facts, file.path, name)
      const repeated =
        wrong.size < mostComparedProblems &&
        !facts.allowed.includes(parent) &&
        hasEarlierSibling(element, around, wrong)
      return finding(repeated ? 'element-repeated' : 'element-not-allowed', facts, file.path, name)
    }
    case 'attribute-missing':
      return finding('attribute-missing', { parent, missing: missingAttributes(problem.wanted) }, file.path, name)
    case 'content-incomplete':
      return finding('content-incomplete', { parent, missing: missingElements(problem.wanted) }, file.path, name)
    case 'attribute-not-allowed':
    case 'attribute-value-invalid':
      return attributeFinding(description, located, element)
    case 'text-not-allowed':
      return finding('text-not-allowed', { parent }, file.path, textSpan(located, element) ?? name)
    case 'text-invalid': {
      const { values, described } = wantedValues(problem.wanted)
      const facts = { name: problem.value.trim(), parent, allowed: values, described }
      return finding('text-invalid', facts, file.path, textSpan(located, element) ?? name)
    }
  }
}

function attributeFinding(
  { conversion }: Description,
  { problem, file, offset }: LocatedProblem,
  element: EffectiveElement
): Finding | undefined {
  if (problem.kind !== 'attribute-not-allowed' && problem.kind !== 'attribute-value-invalid') return undefined
  const source = sourceOf(problem.attribute, element)
  // What was not written by anybody cannot be mended, and what has no value yet is told as a syntax error.
  if (!source || source.valueStart === -1) return undefined
  const { localName, value } = problem.attribute
  const parent = writtenName(element)
  if (problem.kind === 'attribute-not-allowed') {
    if (localName.includes(':')) return undefined
    const facts = { name: source.name, parent, allowed: attributeNames(problem.wanted) }
    return finding('attribute-not-allowed', facts, file.path, {
      start: offset + source.nameStart,
      end: offset + source.nameEnd
    })
  }
  const successors = conversion.successors(element.localName, source.name) ?? []
  const { values, described } = wantedValues(problem.wanted)
  const facts = {
    name: value,
    parent,
    attribute: source.name,
    becomes: successors.includes(localName) ? localName : undefined,
    allowed: values,
    described
  }
  const empty = source.valueEnd === source.valueStart
  return finding('attribute-value-invalid', facts, file.path, {
    start: offset + (empty ? source.nameStart : source.valueStart),
    end: offset + (empty ? source.valueEnd + 1 : source.valueEnd)
  })
}

function sourceOf(attribute: object, element: EffectiveElement): EffectiveAttribute['source'] {
  return element.attributes.find(own => own === attribute)?.source
}

/** The name as it stands in the file, prefix included. */
function writtenName({ source }: EffectiveElement): string {
  return source.startTag.name
}

/** The element's content without white space around it; undefined where there is nothing else. */
function textSpan({ file, offset }: LocatedProblem, { source }: EffectiveElement): Span | undefined {
  const start = offset + source.startTag.text.length
  const text = file.tree.text(start, start + source.content.measure.length)
  const trimmed = text.trim()
  const from = start + text.length - text.trimStart().length
  return trimmed === '' ? undefined : { start: from, end: from + trimmed.length }
}

/** Whether an element of the same name, itself in order, stands before this one. */
function hasEarlierSibling(
  element: EffectiveElement,
  parent: EffectiveElement,
  wrong: ReadonlySet<SourceElement>
): boolean {
  let found = false
  const search = (content: EffectiveElement['content']['children'][number]): boolean => {
    if (content === element) return true
    if (content.kind === 'group') return content.children.some(search)
    if (content.kind === 'element' && content.localName === element.localName && !wrong.has(content.source))
      found = true
    return false
  }
  search(parent.content)
  return found
}
