/** Puts into words what is wrong with the extension of a description, and with the schemas that its file names. */
import type { Description } from '../description/description'
import { foreignElements, judgedPart, type ForeignElement } from '../description/foreign'
import { instructionFaults } from '../description/instructions'
import type { DescriptionFile } from '../description/library'
import { finding, nameSpan, type Finding } from './finding'
import { schemaFindings } from './schemaFindings'

/** What is wrong in all files of the description, in document order. */
export function* foreignFindings(description: Description): Generator<Finding, void, undefined> {
  yield* modelFindings(description)
  for (const part of foreignElements(description)) {
    const judged = judgedPart(part)
    if (judged) yield* schemaFindings(judged)
    else yield* treatmentFinding(part)
  }
}

/** The instructions in a file that do not count, or not wholly. */
export function* instructionFindings({ path, tree, kind }: DescriptionFile): Generator<Finding, void, undefined> {
  for (const { span, ...fault } of instructionFaults(tree, kind === 'extension')) {
    const rest = tree.text(span.start, span.end)
    yield finding('instruction-ineffective', { ...fault, rest }, path, span)
  }
}

function* modelFindings({ file, others }: Description): Generator<Finding, void, undefined> {
  for (const { model, reason } of others?.forFile(file).problems ?? [])
    yield reason === undefined
      ? finding('model-not-honoured', { href: model.href }, file.path, model.span)
      : finding('model-unusable', { href: model.href, reason }, file.path, model.span)
}

function* treatmentFinding({ element, file, offset, treatment }: ForeignElement): Generator<Finding, void, undefined> {
  const { source, namespace } = element
  const { name } = source.startTag
  const facts = { name, prefix: name.slice(0, Math.max(0, name.indexOf(':'))), namespace }
  const span = nameSpan(source, offset)
  if (treatment.kind === 'repeated') yield finding('extension-repeated', facts, file.path, span)
  else if (treatment.kind === 'unchecked') yield finding('extension-unchecked', facts, file.path, span)
  else if (treatment.kind === 'missing') {
    const { isUri, unread } = treatment
    yield finding('extension-schema-missing', { namespace, isUri, unread }, file.path, span)
  } else if (treatment.kind === 'unusable')
    yield finding('extension-schema-unusable', { namespace, reason: treatment.reason }, file.path, span)
}
