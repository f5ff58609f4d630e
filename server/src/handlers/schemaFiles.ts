/** The schemas on disk: `kiwi/<schemaversion>.rng` in the folder that the build fills. */
import path from 'node:path'
import type { SchemaFiles } from '../description/schemas'
import { filesIn, readText, sizeOf } from './fileSystem'

/** The schemas below `folder`. */
export function schemaFiles(folder: string): SchemaFiles {
  const bundled = path.join(folder, 'kiwi')
  const schemas = () => filesIn(bundled).filter(file => path.extname(file) === '.rng')
  return {
    folder: bundled,
    history: path.join(folder, 'feature-history.json'),
    extensions: path.join(folder, 'stash-extension.rng'),
    bundled: () => new Map(schemas().map(file => [path.basename(file, '.rng'), file])),
    read: readText,
    prepared: location => {
      const known = path.dirname(location) === bundled ? location : schemas().find(file => isSame(file, location))
      return known === undefined ? undefined : readText(path.join(preparedSchemas, preparedName(known)))
    }
  }
}

/** Beside the program, so that no other version of it made what lies there. */
const preparedSchemas = path.join(__dirname, 'schemas')

/**
 * The name of the file with what the build prepared for one of the schemas that it knows. They belong together by the
 * schemaversion and the size: to read the schema only to compare its text would cost what preparing saves.
 */
export function preparedName(schema: string): string {
  return `${path.basename(schema, '.rng')}-${sizeOf(schema)}.json`
}

/** Whether a schema from elsewhere, that of the installed kiwi, is one that the build knows. */
function isSame(known: string, other: string): boolean {
  return sizeOf(known) === sizeOf(other) && readText(known) === readText(other)
}
