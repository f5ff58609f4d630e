/** How bad findings are shown to be: as their codes say, unless the person chose otherwise. */
import type { Code } from './diagnosticCodes'
import type { Finding } from './finding'

/** What a person can choose for a code, worst first. */
export const severityChoices = ['error', 'warning', 'information', 'hint', 'off'] as const

export type SeverityChoice = (typeof severityChoices)[number]

/** What was chosen; every other code keeps its own severity. */
export type SeverityChoices = ReadonlyMap<Code, SeverityChoice>

export const noChoices: SeverityChoices = new Map()

/** The findings with the severities that were chosen for their codes, without those that were turned off. */
export function withSeverities(findings: readonly Finding[], choices: SeverityChoices): readonly Finding[] {
  if (choices.size === 0) return findings
  return findings.flatMap(finding => {
    const severity = choices.get(finding.code) ?? finding.severity
    return severity === 'off' ? [] : { ...finding, severity }
  })
}
