/** One thing that is wrong in one file: what it is, how bad, where, and in which words. */
import type { SourceAttribute, SourceElement, Span } from '../syntax/tree'
import type { Severity, Stage } from './diagnosticCode'
import { diagnosticCodes, type Code, type FactsByCode } from './diagnosticCodes'

/** One mistake: `span` in UTF-16 code units from the start of the file at `path`. */
export interface Finding {
  readonly code: Code
  readonly severity: Severity
  readonly stage: Stage
  readonly message: string
  readonly path: string
  readonly span: Span
  /** What the message is made of, see `isOf`. */
  readonly facts: FactsByCode[Code]
  /** Whether it depends on what is chosen to be built. */
  readonly ofChoice?: true
  readonly related?: readonly RelatedPlace[]
}

/** A place elsewhere that a finding has to do with. */
export interface RelatedPlace {
  readonly path: string
  readonly span: Span
  readonly message: string
}

/** A finding of the code `code`, put into words. */
export function finding<Name extends Code>(code: Name, facts: FactsByCode[Name], path: string, span: Span): Finding {
  const diagnostic = diagnosticCodes[code]
  return {
    code,
    severity: diagnostic.severity,
    stage: diagnostic.stage,
    message: diagnostic.message(facts),
    path,
    span,
    facts
  }
}

/** Whether a finding has this code, and so these facts. */
export function isOf<Name extends Code>(
  finding: Finding,
  code: Name
): finding is Finding & { readonly code: Name; readonly facts: FactsByCode[Name] } {
  return finding.code === code
}

/** The span of an element's name in its start tag. */
export function nameSpan(element: SourceElement, offset: number): Span {
  return { start: offset + 1, end: offset + 1 + element.startTag.name.length }
}

/** The span of a value in the start tag of an element; where that is empty, of the whole attribute. */
export function valueSpan(element: SourceElement, attribute: SourceAttribute, offset: number): Span {
  const { nameStart, valueStart, valueEnd } = attribute
  if (valueEnd > valueStart) return { start: offset + valueStart, end: offset + valueEnd }
  // The closing quote may be missing.
  return { start: offset + nameStart, end: offset + Math.min(valueEnd + 1, element.startTag.text.length) }
}
