/** Makes edits that are given by offsets. */

interface Edit {
  readonly span: { readonly start: number; readonly end: number }
  readonly text: string
}

/** The text after all edits, which must not overlap, were made at once; throws where they do. */
export function withEdits(text: string, edits: readonly Edit[]): string {
  let result = text
  let limit = text.length
  for (const { span, text: replacement } of edits.toSorted((one, other) => other.span.start - one.span.start)) {
    if (span.end > limit || span.start > span.end) throw new Error(`The edits overlap at ${span.start}.`)
    result = result.slice(0, span.start) + replacement + result.slice(span.end)
    limit = span.start
  }
  return result
}
