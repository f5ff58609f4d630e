/** Which of the syntax errors of a file are told: one for each mistake. */
import type { SourceTree } from '../syntax/sourceTree'
import type { SyntaxError } from '../syntax/tree'

/** Errors that say of an attribute that it breaks off, and so its tag. */
const breaks = new Set<SyntaxError['code']>(['attribute-value-not-closed', 'attribute-without-value'])

/** At most `most` errors of the tree, in the order of the text, without those that only follow from their neighbour. */
export function errorsToTell(tree: SourceTree, most: number): SyntaxError[] {
  const told: SyntaxError[] = []
  const errors = tree.errors().slice(0, most)
  for (const error of errors.sort((one, other) => one.start - other.start)) {
    const last = told.at(-1)
    if (last && isSameRun(last, error)) told[told.length - 1] = { ...last, end: error.end }
    else if (last && isSameTag(tree, last, error)) told[told.length - 1] = error
    else told.push(error)
  }
  return told
}

/** `<<<<<<<`, as a merge leaves it: one mistake. */
function isSameRun(last: SyntaxError, { code, detail, start }: SyntaxError): boolean {
  return code === 'markup-malformed' && last.code === code && last.end === start && last.detail === detail
}

/** A tag that breaks off in an attribute: the attribute is what a person has to look at. */
function isSameTag(tree: SourceTree, last: SyntaxError, { code, start }: SyntaxError): boolean {
  if (last.code !== 'start-tag-not-closed' || !breaks.has(code)) return false
  return !/[<>]/.test(tree.text(last.end, start))
}
