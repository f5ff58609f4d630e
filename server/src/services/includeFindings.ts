/** Tells a description at each of its includes what is wrong in the file that the include brings in. */
import path from 'node:path'
import type { Description } from '../description/description'
import { finding, type Finding } from './finding'
import { findingsOf, mostFindings, syntaxFindings } from './findings'
import { withSeverities, type SeverityChoices } from './severity'
import { withoutSuppressed } from './suppression'

/** A finding for each of the first includes whose file has errors in this description that are not silenced, there or by choice. */
export function* includesWithErrors(
  description: Description,
  choices: SeverityChoices
): Generator<Finding, void, undefined> {
  const found = byFile(findingsOf(description))
  let count = 0
  for (const { element, found: file } of description.inclusions) {
    if (!file || file.path === description.file.path) continue
    const all = [...syntaxFindings(file), ...(found.get(file.path) ?? [])]
    const shown = withSeverities(withoutSuppressed(all, file.tree), choices)
    const errors = shown.filter(({ severity }) => severity === 'error')
    const [first] = errors
    if (!first) continue
    const told = finding(
      'include-has-errors',
      { file: path.basename(file.path), count: errors.length, first: first.message },
      description.file.path,
      { start: element.offset, end: element.offset + element.node.startTag.text.length }
    )
    count += 1
    if (count > mostFindings) return
    yield { ...told, related: [{ path: first.path, span: first.span, message: first.message }] }
  }
}

function byFile(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const files = new Map<string, Finding[]>()
  for (const each of findings) {
    const known = files.get(each.path)
    if (known) known.push(each)
    else files.set(each.path, [each])
  }
  return files
}
