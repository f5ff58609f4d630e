/** Every setting that the server reads: key, default, possible values and what it does. */
import { isAbsolute } from 'node:path'
import { conversionSteps, oldestVersion } from './description/conversion'
import { diagnosticCodes, isCode, type Code } from './services/diagnosticCodes'
import { severityChoices, type SeverityChoice, type SeverityChoices } from './services/severity'

interface Described {
  readonly key: string
  readonly description: string
}

/** One of a few words. */
export interface ChoiceSetting extends Described {
  readonly kind: 'choice'
  readonly default: string
  readonly values: readonly string[]
}

/** One of a few words for each of some names; what is not named keeps what it has. */
export interface MapSetting extends Described {
  readonly kind: 'map'
  readonly default: Readonly<Record<string, never>>
  readonly names: readonly string[]
  readonly values: readonly string[]
}

/** Any number of paths of the machine, which a folder that nobody trusts does not get to choose. */
export interface PathsSetting extends Described {
  readonly kind: 'paths'
  readonly default: readonly string[]
}

/** A setting as it stands in the extension's manifest. */
export type Setting = ChoiceSetting | MapSetting | PathsSetting

/** Which kiwi's schema decides. */
export const schemaTarget: ChoiceSetting = {
  kind: 'choice',
  key: 'kiwi.schema.target',
  default: 'installed',
  values: ['installed', 'newest', oldestVersion, ...conversionSteps.map(({ to }) => to)],
  description:
    'The kiwi whose schema decides what is right: the installed one (the newest known one where none is installed), ' +
    'the newest one, or the last one with a certain schemaversion.'
}

/** Where the schemas of extensions are looked for. */
export const schemaCatalogs: PathsSetting = {
  kind: 'paths',
  key: 'kiwi.schema.catalogs',
  default: [],
  description:
    "Absolute paths of XML catalog files that name schemas for extensions; asked before the system's catalog."
}

/** How bad each diagnostic is shown to be. */
export const diagnosticSeverity: MapSetting = {
  kind: 'map',
  key: 'kiwi.diagnostics.severity',
  default: {},
  names: Object.keys(diagnosticCodes),
  values: severityChoices,
  description: 'How diagnostics are shown, by their code; "off" hides one. What kiwi refuses it refuses all the same.'
}

export const settings: readonly Setting[] = [schemaTarget, schemaCatalogs, diagnosticSeverity]

/** The values of all settings. */
export interface Configuration {
  readonly schemaTarget: string
  readonly catalogs: readonly string[]
  readonly severities: SeverityChoices
  /** What cannot be used of what was sent, in sentences. */
  readonly problems: readonly string[]
}

/** The configuration out of what a client sends as its section `kiwi`; what is not a possible value does not count. */
export function readConfiguration(section: unknown): Configuration {
  return {
    schemaTarget: choiceOf(schemaTarget, section),
    catalogs: pathsOf(schemaCatalogs, section),
    severities: severitiesOf(section),
    problems: settings.flatMap(setting => problemsOf(setting, section))
  }
}

function choiceOf(setting: ChoiceSetting, section: unknown): string {
  const value = valueOf(setting, section)
  return typeof value === 'string' && setting.values.includes(value) ? value : setting.default
}

function pathsOf(setting: PathsSetting, section: unknown): readonly string[] {
  const value = valueOf(setting, section)
  return Array.isArray(value) ? value.filter(isAbsolutePath) : setting.default
}

/** A `file:` URL is one too: that is what catalogs themselves hold. */
function isAbsolutePath(item: unknown): item is string {
  return typeof item === 'string' && (isAbsolute(item) || item.startsWith('file:///'))
}

function severitiesOf(section: unknown): SeverityChoices {
  const choices = new Map<Code, SeverityChoice>()
  for (const [code, value] of entriesOf(valueOf(diagnosticSeverity, section))) {
    const choice = severityChoices.find(each => each === value)
    if (choice && isCode(code)) choices.set(code, choice)
  }
  return choices
}

function problemsOf(setting: Setting, section: unknown): string[] {
  const value = valueOf(setting, section)
  // A client may send so what nobody has set.
  if (value === undefined || value === null) return []
  const wrong = wrongIn(setting, value)
  return wrong.map(what => `The setting ${setting.key} ${what}`)
}

function wrongIn(setting: Setting, value: unknown): string[] {
  if (setting.kind === 'paths') {
    if (!Array.isArray(value)) return [`must be a list of absolute paths, and is ${shown(value)}.`]
    return value.flatMap(item => (isAbsolutePath(item) ? [] : `takes absolute paths only, not ${shown(item)}.`))
  }
  const possible = `It can be ${setting.values.join(', ')}.`
  const isPossible = (choice: unknown): boolean => setting.values.some(each => each === choice)
  if (setting.kind === 'choice')
    return isPossible(value) ? [] : [`cannot be ${shown(value)}, so it is "${setting.default}". ${possible}`]
  if (typeof value !== 'object') return [`must have a value for each name, and is ${shown(value)}.`]
  return [...entriesOf(value)].flatMap(([name, choice]) => {
    if (!setting.names.includes(name)) return `names ${shown(name)}, which does not exist.`
    return isPossible(choice) ? [] : `has ${shown(choice)} for ${name}. ${possible}`
  })
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? String(value)
}

function valueOf(setting: Setting, section: unknown): unknown {
  let value = section
  for (const part of setting.key.split('.').slice(1)) value = entriesOf(value).get(part)
  return value
}

function entriesOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : [])
}
