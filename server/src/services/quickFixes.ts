/** Quick fixes: what may be done about the findings at a place, as edits. */
import type { Description } from '../description/description'
import { deciderAt } from '../description/foreign'
import type { DescriptionFile } from '../description/library'
import { effectivePath } from '../description/place'
import type { PlacedNode, SourceAttribute, SourceElement, Span } from '../syntax/tree'
import { diagnose } from './diagnostics'
import type { Finding } from './finding'
import { findingsOf } from './findings'
import { checkFixes } from './quickFixes/checks'
import type { FixPlace, Proposal, QuickFix } from './quickFixes/fix'
import { includeFixes } from './quickFixes/includes'
import { markupFixes } from './quickFixes/markup'
import { missingFixes } from './quickFixes/missing'
import { nameFixes } from './quickFixes/names'
import { ruleFixes } from './quickFixes/rules'
import { silencingFixes } from './quickFixes/silence'
import { noChoices } from './severity'

export type { QuickFix, TextEdit } from './quickFixes/fix'

/** The fixes for what is told at a span of the file, in the order of the findings; preferred ones of a finding first. */
export function quickFixes(file: DescriptionFile, span: Span, choices = noChoices): QuickFix[] {
  const touched = diagnose(file, choices).filter(each => each.span.start <= span.end && span.start <= each.span.end)
  return touched.flatMap(finding => fixesOf(file, finding))
}

const sources = [markupFixes, nameFixes, missingFixes, includeFixes, ruleFixes, checkFixes, silencingFixes]

function fixesOf(file: DescriptionFile, finding: Finding): QuickFix[] {
  const place = placeOf(file, finding)
  const proposals = sources.flatMap(propose => propose(finding, place))
  return proposals
    .sort((one, other) => rank(one) - rank(other))
    .map(({ title, edits, isPreferred = false }) => ({
      title,
      finding,
      edits: edits.map(edit => ({ path: file.path, ...edit })),
      isPreferred
    }))
}

function rank({ isPreferred = false }: Proposal): number {
  return isPreferred ? 0 : 1
}

function placeOf(file: DescriptionFile, finding: Finding): FixPlace {
  const { span } = finding
  // The border of a tag belongs to what is around it.
  const nodes = file.tree.pathAt(span.end > span.start ? span.start + 1 : span.start)
  const path = nodes
    .filter((placed): placed is PlacedNode<SourceElement> => placed.node.kind === 'element')
    // A text may begin with an element that has no place in it.
    .filter(({ offset }) => finding.code !== 'text-invalid' || offset < span.start)
  const element = path.at(-1)
  const description = file.readings.find(reading => isFoundIn(reading, finding)) ?? file.readings[0]
  const effective = description ? effectivePath(description, file.path, path) : []
  const decider = description && effective.length === path.length ? deciderAt(description, effective) : undefined
  return {
    file,
    description,
    schema: decider?.schema,
    line: decider?.path.map(each => each.element) ?? [],
    path,
    element,
    attribute: element && attributeAt(element, span)
  }
}

function isFoundIn(reading: Description, { code, path, span }: Finding): boolean {
  return findingsOf(reading).some(
    each => each.code === code && each.path === path && each.span.start === span.start && each.span.end === span.end
  )
}

function attributeAt({ node, offset }: PlacedNode<SourceElement>, { start }: Span): SourceAttribute | undefined {
  return node.startTag.attributes.find(
    ({ nameStart, nameEnd, valueEnd }) => offset + nameStart <= start && start <= offset + Math.max(nameEnd, valueEnd)
  )
}
