/** Completes the text of an element, as far as the schema lists what it may be. */
import type { DescriptionFile } from '../../description/library'
import type { EffectivePlace } from '../../description/place'
import { contextAt } from '../../relaxng/expectation'
import type { Grammar } from '../../relaxng/grammar'
import type { Span } from '../../syntax/tree'
import type { Completion } from './item'

export function completeText(
  grammar: Grammar,
  file: Pick<DescriptionFile, 'tree'>,
  path: readonly EffectivePlace[],
  offset: number
): Completion[] {
  const place = path.at(-1)
  if (!place) return []
  const context = contextAt(
    grammar,
    path.map(({ element }) => element)
  )
  const values = context?.text().values ?? []
  // The text of what holds elements is all of them, and may be the whole file.
  if (values.length === 0) return []
  const span = textSpan(place, file, offset)
  return values.map(({ value, documentation }) => ({
    label: value.trim(),
    kind: 'value',
    span,
    text: value.trim(),
    snippet: false,
    documentation: () => documentation,
    required: false
  }))
}

/** The text that is there without white space around it, if the place is in it; else the place alone. */
function textSpan(
  { element, contentOffset }: EffectivePlace,
  { tree }: Pick<DescriptionFile, 'tree'>,
  offset: number
): Span {
  const text = tree.text(contentOffset, contentOffset + element.source.content.measure.length)
  const start = contentOffset + text.length - text.trimStart().length
  const end = start + text.trim().length
  // Where the element is not closed, what follows it counts as its content.
  const isWord = !/[<\s]/.test(text.trim())
  return isWord && start <= offset && offset <= end ? { start, end } : { start: offset, end: offset }
}
