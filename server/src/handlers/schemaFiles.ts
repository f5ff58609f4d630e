/** The schemas on disk: `kiwi/<schemaversion>.rng` in the folder that the build fills. */
import { createHash } from 'node:crypto'
import path from 'node:path'
import type { SchemaFiles } from '../description/schemas'
import { filesIn, readText } from './fileSystem'

/** The schemas below `folder`. */
export function schemaFiles(folder: string): SchemaFiles {
  const bundled = path.join(folder, 'kiwi')
  return {
    folder: bundled,
    history: path.join(folder, 'feature-history.json'),
    extensions: path.join(folder, 'stash-extension.rng'),
    bundled: () =>
      new Map(
        filesIn(bundled)
          .filter(file => path.extname(file) === '.rng')
          .map(file => [path.basename(file, '.rng'), file])
      ),
    read: readText,
    prepared: text => readText(path.join(preparedSchemas, preparedName(text)))
  }
}

/** Beside the program, so that no other version of it made what lies there. */
const preparedSchemas = path.join(__dirname, 'schemas')

/** The name of the file with what is prepared for a schema with this text. */
export function preparedName(text: string): string {
  return `${createHash('sha256').update(text).digest('hex').slice(0, 32)}.json`
}
