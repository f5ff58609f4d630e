/** The schemas on disk: `kiwi/<schemaversion>.rng` in the folder that the build fills. */
import path from 'node:path'
import type { SchemaFiles } from '../description/schemas'
import { filesIn, readText } from './fileSystem'

/** The schemas below `folder`. */
export function schemaFiles(folder: string): SchemaFiles {
  return {
    bundled: () =>
      new Map(
        filesIn(path.join(folder, 'kiwi'))
          .filter(file => path.extname(file) === '.rng')
          .map(file => [path.basename(file, '.rng'), file])
      ),
    read: readText
  }
}
