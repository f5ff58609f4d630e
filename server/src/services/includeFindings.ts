/** Tells a description at each of its includes what is wrong in the file that the include brings in. */
import path from 'node:path'
import type { Description } from '../description/description'
import { finding, type Finding } from './finding'
import { findingsOf, syntaxFindings } from './findings'
import { withSeverities, type SeverityChoices } from './severity'
import { withoutSuppressed } from './suppression'

/** A finding for each include whose file has errors in this description that are not silenced, there or by choice. */
export function* includesWithErrors(
  description: Description,
  choices: SeverityChoices
): Generator<Finding, void, undefined> {
  const found = findingsOf(description)
  for (const { element, found: file } of description.inclusions) {
    if (!file || file.path === description.file.path) continue
    const all = [...syntaxFindings(file), ...found.filter(({ path: at }) => at === file.path)]
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
    yield { ...told, related: [{ path: first.path, span: first.span, message: first.message }] }
  }
}
