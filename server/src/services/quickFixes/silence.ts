/** Silences a diagnostic with a comment before its element. */
import type { Finding } from '../finding'
import { suppressionBefore, suppressionOf } from '../suppression'
import { lineBefore } from './edits'
import type { FixPlace, Proposal } from './fix'

export function silencingFixes({ code }: Finding, { file: { tree }, path, element }: FixPlace): Proposal[] {
  const place = element ?? tree.documentElement()
  if (!place || code.startsWith('suppression-')) return []
  const isWhole = path.length <= 1
  const title = isWhole ? `Silence ${code} in this file` : `Silence ${code} here`
  const known = suppressionBefore(tree, place.offset)
  if (known !== undefined) return [{ title, edits: [{ span: { start: known, end: known }, text: `,${code}` }] }]
  const line = lineBefore(tree, place.offset)
  const text = `${suppressionOf(code)}${line === undefined ? '' : `\n${line}`}`
  return [{ title, edits: [{ span: { start: place.offset, end: place.offset }, text }] }]
}
