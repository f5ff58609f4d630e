/** Puts the right name, value or text in the place of a wrong one, or takes the wrong one out. */
import { changesUntil } from '../../description/conversion'
import { nearestNames } from '../../relaxng/spelling'
import { escapeText, escapeValue } from '../../syntax/escaping'
import type { PlacedNode, SourceAttribute, SourceElement } from '../../syntax/tree'
import type { UnexpectedAttribute } from '../diagnosticCodes'
import { isOf, type Finding } from '../finding'
import { tag } from '../words'
import { attributeSpan, removeAttribute, removeElement, renameElement } from './edits'
import type { FixPlace, Proposal } from './fix'

export function nameFixes(finding: Finding, place: FixPlace): Proposal[] {
  const { element, attribute, file } = place
  const { span } = finding
  if (isOf(finding, 'suppression-unknown')) return renamings(finding.facts, name => [{ span, text: name }])
  if (!element) return []
  if (isOf(finding, 'element-not-allowed'))
    return [
      // Where the name is right elsewhere, another one was hardly meant.
      ...(finding.facts.belongs.length > 0
        ? []
        : renamings(finding.facts, name => renameElement(element, prefixOf(finding.facts.name) + name), tag)),
      { title: `Remove <${finding.facts.name}>`, edits: [removeElement(file.tree, element)] }
    ]
  if (isOf(finding, 'element-repeated'))
    return [{ title: `Remove this <${finding.facts.name}>`, edits: [removeElement(file.tree, element)] }]
  if (isOf(finding, 'root-not-image') && finding.facts.namespace === '')
    return [{ title: 'Change it to <image>', edits: renameElement(element, 'image') }]
  if (isOf(finding, 'attribute-not-allowed') && attribute)
    return attributeNameFixes(finding.facts, element, attribute, place)
  if (isOf(finding, 'attribute-value-invalid')) {
    if (finding.facts.becomes !== undefined || !attribute) return []
    const meant = finding.facts.advice?.kind === 'meant' ? finding.facts.advice.value : undefined
    const write = (value: string) => [
      { span: attributeSpan(element, attribute), text: `${attribute.name}="${escapeValue(value)}"` }
    ]
    return valueFixes(finding.facts, meant, write)
  }
  if (isOf(finding, 'text-invalid')) return textFixes(finding.facts, place, element, finding)
  if (isOf(finding, 'text-not-allowed')) return [{ title: 'Remove the text', edits: [{ span, text: '' }] }]
  return []
}

/** What stands before the local name, colon included. */
function prefixOf(name: string): string {
  return name.slice(0, name.indexOf(':') + 1)
}

/** More values than this, none of them near what is there, are left to completion. */
const mostValues = 4

interface Wrong {
  readonly name: string
  readonly allowed: readonly string[]
}

/** One proposal for each name that may be meant. */
function renamings(
  { name, allowed }: Wrong,
  edits: (name: string) => Proposal['edits'],
  show = (candidate: string) => candidate
): Proposal[] {
  const candidates = nearestNames(name, allowed)
  return candidates.map(candidate => ({
    title: `Change it to ${show(candidate)}`,
    edits: edits(candidate),
    isPreferred: candidates.length === 1
  }))
}

function attributeNameFixes(
  facts: UnexpectedAttribute,
  element: PlacedNode<SourceElement>,
  attribute: SourceAttribute,
  { description }: FixPlace
): Proposal[] {
  const nameSpan = { start: element.offset + attribute.nameStart, end: element.offset + attribute.nameEnd }
  const rename = (name: string) => [{ span: nameSpan, text: name }]
  const { instead } = facts
  // What is meant is a guess, so that nobody gets it unasked.
  const meant = instead === undefined ? [] : [{ title: `Change it to ${instead}`, edits: rename(instead) }]
  const successors = successorsOf(element.node, attribute, description?.schema.version ?? '')
  const removal = removalOf(element, attribute)
  if (!successors) return [...meant, ...renamings(facts, rename), ...removal]
  const present = new Set(element.node.startTag.attributes.map(({ name }) => name))
  const fresh = successors.filter(([name]) => !present.has(name))
  if (fresh.length === 0) return removal.map(proposal => ({ ...proposal, isPreferred: true }))
  const text = fresh.map(([name, value]) => `${name}="${escapeValue(value)}"`).join(' ')
  const title = `Change it to ${fresh.map(([name]) => name).join(' and ')}`
  return [{ title, edits: [{ span: attributeSpan(element, attribute), text }], isPreferred: true }, ...removal]
}

/** Where the tag is broken, where the attribute ends is a guess. */
function removalOf(element: PlacedNode<SourceElement>, attribute: SourceAttribute): Proposal[] {
  if (element.node.errors.length > 0) return []
  return [{ title: `Remove ${attribute.name}`, edits: [removeAttribute(element, attribute)] }]
}

/** What a conversion up to `target` makes of an attribute, whose element says that it is newer; undefined: nothing. */
function successorsOf(
  { startTag }: SourceElement,
  { name, value }: SourceAttribute,
  target: string
): [string, string][] | undefined {
  for (const { change } of changesUntil(target, startTag.name)) {
    if (change.kind === 'text' || change.attribute !== name) continue
    if (change.kind === 'replace') return Object.entries(change.by(value))
    if (!change.when) return []
  }
  return undefined
}

function valueFixes(facts: Wrong, meant: string | undefined, edits: (value: string) => Proposal['edits']): Proposal[] {
  if (meant !== undefined) return [{ title: `Change it to "${meant}"`, edits: edits(meant), isPreferred: true }]
  const near = renamings(facts, edits, value => `"${value}"`)
  if (near.length > 0 || facts.allowed.length > mostValues) return near
  return facts.allowed.map(value => ({ title: `Change it to "${value}"`, edits: edits(value) }))
}

function textFixes(
  facts: Wrong,
  { description }: FixPlace,
  { node, offset }: PlacedNode<SourceElement>,
  { span }: Finding
): Proposal[] {
  // An empty element has no text to replace.
  const start = offset + node.startTag.text.length
  const isText = span.start >= start
  if (!isText && (node.startTag.selfClosing || node.content.count > 0)) return []
  const place = isText ? span : { start, end: start }
  const write = (text: string) => [{ span: place, text: escapeText(text) }]
  const steps = changesUntil(description?.schema.version ?? '', node.startTag.name)
  const step = steps.find(({ change }) => change.kind === 'text' && change.text === facts.name)
  return valueFixes(facts, step?.change.kind === 'text' ? step.change.by : undefined, write)
}
