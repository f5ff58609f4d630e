/** Prepares kiwi's schemas for the programs that read them: writes what `compileSchema` makes of each to a folder. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { compileSchema } from '../server/src/description/compiledSchema'
import { preparedName, schemaFiles } from '../server/src/handlers/schemaFiles'

const [source = '', target = ''] = process.argv.slice(2)

const written = new Set<string>()
mkdirSync(target, { recursive: true })
for (const file of schemaFiles(source).bundled().values()) {
  const prepared = compileSchema(file, url => readFileSync(url, 'utf8'))
  if (prepared === undefined) throw new Error(`${file} cannot be prepared.`)
  const name = preparedName(file)
  // A server that is just starting must find a whole file.
  writeFileSync(path.join(target, `${name}.new`), prepared)
  renameSync(path.join(target, `${name}.new`), path.join(target, name))
  written.add(name)
}
for (const name of readdirSync(target)) if (!written.has(name)) rmSync(path.join(target, name))
