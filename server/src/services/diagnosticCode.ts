/** What each kind of diagnostic is made of. */

export type Severity = 'error' | 'warning' | 'information' | 'hint'

/** Where kiwi stops because of it: while it loads the description, in a build later, or not at all. */
export type Stage = 'load' | 'build' | 'none'

/** `Facts` is what the words of a diagnostic are made of. */
export interface DiagnosticCode<Facts> {
  readonly severity: Severity
  readonly stage: Stage
  readonly message: (facts: Facts) => string
}

export function coded<Facts>(
  severity: Severity,
  stage: Stage,
  message: (facts: Facts) => string
): DiagnosticCode<Facts> {
  return { severity, stage, message }
}
