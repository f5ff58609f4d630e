/** The schemas on disk: `kiwi/<schemaversion>.rng` in the folder that the build fills. */
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
    read: readText
  }
}
