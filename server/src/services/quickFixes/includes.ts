/** Makes kiwi find an included file: `this://` says that it lies beside the description. */
import { escapeValue } from '../../syntax/escaping'
import { isOf, type Finding } from '../finding'
import { attributeSpan } from './edits'
import type { FixPlace, Proposal } from './fix'

export function includeFixes(finding: Finding, { element, attribute }: FixPlace): Proposal[] {
  if (!element || !attribute) return []
  const isPreferred = isOf(finding, 'include-relative')
  if (!isPreferred && !isOf(finding, 'include-working-folder')) return []
  // Of an address with a scheme what follows counts, and nothing above the folder.
  const file = finding.facts.from.replace(/^[^:/?#]+:(\/\/)?/, '').replace(/^(\.?\/)+/, '')
  if (file === '') return []
  const text = `${attribute.name}="${escapeValue(`this://${file}`)}"`
  return [{ title: `Write this://${file}`, edits: [{ span: attributeSpan(element, attribute), text }], isPreferred }]
}
