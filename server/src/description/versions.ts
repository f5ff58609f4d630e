/** What kiwi makes of a description's schemaversion, given the newest one that it knows itself. */
import { Conversion, conversionSteps, oldestVersion, versionNumber } from './conversion'

export type VersionProblem =
  /** There is no schemaversion; kiwi stops. */
  | 'missing'
  /** It is no number; kiwi stops. */
  | 'malformed'
  /** It is lower than the oldest one that kiwi converts; kiwi stops. */
  | 'too-old'
  /** It is higher than the one of the target's schema. */
  | 'too-new'
  /** kiwi does not convert it, and it is not written as the schema demands: 8.50, 8.45. */
  | 'unknown'

export interface VersionReading {
  readonly conversion: Conversion
  readonly problem: VersionProblem | undefined
}

/** How kiwi, whose schema has the version `target`, reads a schemaversion (undefined where it is missing). */
export function readVersion(schemaversion: string | undefined, target: string): VersionReading {
  if (schemaversion === undefined) return { conversion: Conversion.none, problem: 'missing' }
  const version = versionNumber(schemaversion)
  if (Number.isNaN(version)) return { conversion: Conversion.none, problem: 'malformed' }
  if (version < versionNumber(oldestVersion)) return { conversion: Conversion.none, problem: 'too-old' }
  const conversion = Conversion.between(version, target)
  if (conversion.steps.length > 0 || schemaversion.trim() === target) return { conversion, problem: undefined }
  // A kiwi that is newer than this program knows steps that it does not; whatever they convert is accepted.
  const newest = versionNumber(conversionSteps.at(-1)?.to ?? oldestVersion)
  if (version <= newest && versionNumber(target) > newest) return { conversion, problem: undefined }
  return { conversion, problem: version > versionNumber(target) ? 'too-new' : 'unknown' }
}

/** Whether kiwi stops at a problem with the version and checks nothing else. */
export function stopsKiwi(problem: VersionProblem | undefined): boolean {
  return problem === 'missing' || problem === 'malformed' || problem === 'too-old'
}

/** Whether an attribute of `<image>` is its schemaversion. */
export function isVersion({
  namespace,
  localName
}: {
  readonly namespace: string
  readonly localName: string
}): boolean {
  return namespace === '' && localName === 'schemaversion'
}
