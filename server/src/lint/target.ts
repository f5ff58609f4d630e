/** The schema that the command line is asked to judge by. */
import { Schemas, type Schema } from '../description/schemas'
import { schemaFiles } from '../handlers/schemaFiles'
import { installedSchema } from './installedKiwi'
import type { World } from './world'

/**
 * The schema of a target, or sentences that say why there is none: here a target that cannot be had is an error, because
 * what another schema says is not what was asked.
 */
export function schemaFor(target: string, { schemaFolder, environment }: World): Schema | string[] {
  const schemas = new Schemas(schemaFiles(schemaFolder), 'option')
  const installed = target === 'installed' ? installedSchema(environment['PATH'] ?? '') : undefined
  if (installed?.found === false) return [installed.reason]
  const { schema, failures } = schemas.resolve(target, installed?.path)
  return schema && failures.length === 0 ? schema : [...failures]
}
