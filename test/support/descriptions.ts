/** Fixtures judged by the schemas of the pinned kiwi releases, which the build has fetched. */
import path from 'node:path'
import type { FileProvider } from '../../server/src/description/files'
import { Library, type DescriptionFile } from '../../server/src/description/library'
import { Schemas, type Schema } from '../../server/src/description/schemas'
import { schemaFiles } from '../../server/src/handlers/schemaFiles'
import { SourceTree } from '../../server/src/syntax/sourceTree'
import type { Fixture, FixtureFile } from './fixture'

const schemas = new Schemas(schemaFiles(path.resolve('schemas')))

/** The schema with this schemaversion, or the newest one. */
export function schemaOf(target = 'newest'): Schema {
  const { schema, failures } = schemas.resolve(target, undefined)
  if (!schema || failures.length > 0) throw new Error(`Run "npm run build" first. ${failures.join(' ')}`)
  return schema
}

/** Files in memory whose text can be changed. */
export class MemoryFiles implements FileProvider {
  private readonly trees = new Map<string, SourceTree>()

  constructor(files: readonly FixtureFile[]) {
    for (const { path: file, text } of files) this.set(file, text)
  }

  tree(file: string): SourceTree | undefined {
    return this.trees.get(file)
  }

  set(file: string, text: string): void {
    this.setTree(file, SourceTree.parse(text))
  }

  setTree(file: string, tree: SourceTree): void {
    this.trees.set(file, tree)
  }

  paths(): string[] {
    return [...this.trees.keys()]
  }
}

/** A library that has looked at all files. */
export function libraryOf(files: MemoryFiles, target?: string): Library {
  const library = new Library(files, schemaOf(target))
  for (const file of files.paths()) library.update(file)
  return library
}

/** The marked (or first) file of a fixture as the services see it. */
export function describedFile({ files, file }: Fixture, target?: string): DescriptionFile {
  const described = libraryOf(new MemoryFiles(files), target).file(file.path)
  if (!described) throw new Error(`The fixture has no file ${file.path}.`)
  return described
}
