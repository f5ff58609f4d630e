/** Which of the syntax errors of a file are told: one for each mistake. */
import type { SourceTree } from '../syntax/sourceTree'
import type { SyntaxError } from '../syntax/tree'

/** Errors that say of an attribute that it breaks off, and so its tag. */
const breaks = new Set<SyntaxError['code']>(['attribute-value-not-closed', 'attribute-without-value'])

/** Errors of what goes on to the end of the file, over all end tags that should follow. */
const swallowing = new Set<SyntaxError['code']>([
  'comment-not-closed',
  'cdata-not-closed',
  'processing-instruction-not-closed'
])

/** At most `most` errors of the tree, in the order of the text, without those that only follow from their neighbour. */
export function errorsToTell(tree: SourceTree, most: number): SyntaxError[] {
  const told: SyntaxError[] = []
  const errors = tree.errors().slice(0, most)
  const open = openBefore(tree, errors)
  for (const error of errors.sort((one, other) => one.start - other.start)) {
    if (error.code === 'element-not-closed' && open.has(error.start)) continue
    const last = told.at(-1)
    if (last && isSameRun(last, error)) told[told.length - 1] = { ...last, end: error.end }
    else if (last && isSameTag(tree, last, error)) told[told.length - 1] = error
    else told.push(error)
  }
  return told
}

/** Where the names of the elements stand whose end tags were swallowed. */
function openBefore(tree: SourceTree, errors: readonly SyntaxError[]): ReadonlySet<number> {
  const swallower = errors.find(({ code }) => swallowing.has(code))
  return new Set(swallower && tree.pathAt(swallower.end).map(({ offset }) => offset + 1))
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
