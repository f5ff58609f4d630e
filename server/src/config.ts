/** Every setting that the server reads: key, default, possible values and what it does. */
import { conversionSteps, oldestVersion } from './description/conversion'

/** A setting as it stands in the extension's manifest. */
export interface Setting {
  readonly key: string
  readonly default: string
  readonly values: readonly string[]
  readonly description: string
}

/** Which kiwi's schema decides. */
export const schemaTarget: Setting = {
  key: 'kiwi.schema.target',
  default: 'installed',
  values: ['installed', 'newest', oldestVersion, ...conversionSteps.map(({ to }) => to)],
  description:
    'The kiwi whose schema decides what is right: the installed one (the newest known one where none is installed), ' +
    'the newest one, or the last one with a certain schemaversion.'
}

export const settings: readonly Setting[] = [schemaTarget]

/** The values of all settings. */
export interface Configuration {
  readonly schemaTarget: string
}

/** The configuration out of what a client sends as its section `kiwi`; whatever is not a possible value is ignored. */
export function readConfiguration(section: unknown): Configuration {
  return { schemaTarget: valueOf(schemaTarget, section) }
}

function valueOf(setting: Setting, section: unknown): string {
  let value = section
  for (const part of setting.key.split('.').slice(1)) value = property(value, part)
  return typeof value === 'string' && setting.values.includes(value) ? value : setting.default
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? new Map<string, unknown>(Object.entries(value)).get(name)
    : undefined
}
