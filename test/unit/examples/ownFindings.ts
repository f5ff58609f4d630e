/** Asks the project's own engine what is wrong with descriptions on disk, judged by the newest schema. */
import assert from 'node:assert/strict'
import path from 'node:path'
import { Library } from '../../../server/src/description/library'
import { Schemas } from '../../../server/src/description/schemas'
import { Documents } from '../../../server/src/handlers/documents'
import { schemaFiles } from '../../../server/src/handlers/schemaFiles'
import { diagnose } from '../../../server/src/services/diagnostics'

/**
 * The findings in `files` (absolute paths) in the order of the text, each as `NAME:LINE CODE`, lines counted from 1.
 * Includes are followed whether the included files are among them or not.
 */
export function ownFindings(files: readonly string[]): string[] {
  const { schema, failures } = new Schemas(schemaFiles(path.resolve('schemas'))).resolve('newest', undefined)
  assert.ok(schema, failures.join('\n'))
  const documents = new Documents()
  const library = new Library(documents, schema)
  files.forEach(file => library.update(file))
  return files.flatMap(file => {
    const known = library.file(file)
    assert.ok(known, `${file} cannot be read`)
    assert.notEqual(known.kind, 'other', `${file} is not recognised`)
    return diagnose(known).map(({ code, span }) => {
      return `${path.basename(file)}:${known.tree.positionAt(span.start).line + 1} ${code}`
    })
  })
}
