/** Diagnostics of one file: its syntax errors, and what is wrong with it in the descriptions that it belongs to. */
import path from 'node:path'
import type { Description } from '../description/description'
import type { DescriptionFile } from '../description/library'
import type { Finding } from './finding'
import { findingsOf, mostFindings, syntaxFindings } from './findings'
import { instructionFindings } from './foreignFindings'
import { includesWithErrors } from './includeFindings'
import { noChoices, withSeverities, type SeverityChoices } from './severity'
import { suppressionFindings, withoutSuppressed } from './suppression'

/**
 * What is wrong in the file, in the order of the text, as far as no comment silences it and with the severities that
 * were chosen; at most `mostFindings`. What all its descriptions object to is told once, what only some do names them; of
 * a fragment that nobody includes only what is wrong whoever would include it. kiwi's verdict is another matter: `findingsOf`.
 */
export function diagnose(file: DescriptionFile, choices = noChoices): Finding[] {
  if (file.kind === 'yaml' || file.kind === 'other') return []
  const found = [
    ...syntaxFindings(file),
    ...merged(file),
    ...instructionFindings(file),
    ...suppressionFindings(file),
    ...inIncludes(file, choices)
  ]
  return [...withSeverities(withoutSuppressed(found, file.tree), choices)]
    .sort((one, other) => one.span.start - other.span.start || one.span.end - other.span.end)
    .slice(0, mostFindings)
}

/** What is told at the includes of the description that the file is. */
function inIncludes({ path: filePath, readings, alone }: DescriptionFile, choices: SeverityChoices): Finding[] {
  const own = alone ? undefined : readings.find(reading => reading.file.path === filePath)
  return own ? [...includesWithErrors(own, choices)] : []
}

function merged({ path: filePath, readings, alone }: DescriptionFile): Finding[] {
  const byKey = new Map<string, { finding: Finding; by: Set<Description> }>()
  for (const reading of readings) {
    for (const finding of findingsOf(reading)) {
      if (finding.path !== filePath) continue
      const key = JSON.stringify([finding.code, finding.span, finding.message])
      const known = byKey.get(key)
      if (known) known.by.add(reading)
      else byKey.set(key, { finding, by: new Set([reading]) })
    }
  }
  const found: Finding[] = []
  for (const { finding, by } of byKey.values()) {
    const everywhere = by.size === readings.length
    // What only the description that the file itself is objects to does not concern those that include it.
    const own = [...by].every(reading => reading.file.path === filePath)
    if (everywhere || (own && !alone)) found.push(finding)
    else if (!alone) found.push({ ...finding, message: `${finding.message} (${namesOf([...by], filePath)})` })
  }
  return found
}

function namesOf(descriptions: readonly Description[], filePath: string): string {
  const folder = path.dirname(filePath)
  const names = descriptions.map(({ file }) => path.basename(file.path))
  const unique = new Set(names).size === names.length
  const shown = unique ? names : descriptions.map(({ file }) => path.relative(folder, file.path))
  return `only in ${shown.join(', ')}`
}
