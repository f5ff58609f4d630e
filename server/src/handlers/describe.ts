/** The request `kiwi/describe`: what a build needs to know of a file, as it is on disk now and in the editor. */
import type { Library } from '../description/library'
import { summarize, type Summary } from '../services/summary'
import { pathOf, type Documents } from './documents'
import { fieldsOf, textsOf } from './fields'

/**
 * Takes `{ uri, profiles?: string[], type?: string }` and answers a summary whose paths are URIs; null where there is no
 * such file. The file need not be open, nor belong to the workspace, and nobody tells of changes outside of it: so what
 * is closed is read anew.
 */
export function describe(parameters: unknown, documents: Documents, library: Library): Summary | null {
  const fields = fieldsOf(parameters)
  const uri = fields.get('uri')
  // oxlint-disable-next-line unicorn/no-null -- the protocol's word for "nothing"
  if (typeof uri !== 'string') return null
  const path = pathOf(uri)
  documents.forget(path)
  const before = library.file(path)
  // oxlint-disable-next-line unicorn/no-null -- the protocol's word for "nothing"
  if (!before) return null
  const selection = { profiles: textsOf(fields.get('profiles')), architecture: library.architecture }
  const type = fields.get('type')
  for (const included of summarize(before, selection).files) documents.forget(included)
  const summary = summarize(library.file(path) ?? before, selection, typeof type === 'string' ? type : undefined)
  return {
    ...summary,
    includedBy: summary.includedBy.map(each => documents.uriOf(each)),
    files: summary.files.map(each => documents.uriOf(each))
  }
}
