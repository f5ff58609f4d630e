/** What a build left behind: `kiwi.result.json`, and the exit number that a box writes. */
import { isRecord, parseJson, textOf } from './json'

/** Name of the result file below the target directory. `kiwi.result` beside it is never read: reading it runs code. */
export const resultFileName = 'kiwi.result.json'
/** Name of the file below the target directory into which a box writes its exit number; to be deleted before the start. */
export const boxResultFileName = 'result.code'

export interface ResultFile {
  /** kiwi's word for it: `disk_image`, `root_archive`, `image_packages`, … */
  readonly kind: string
  /** Absolute path at the time of the build; after a boxbuild it can be a path inside the box. */
  readonly path: string
  readonly forBundle: boolean
  readonly compress: boolean
  readonly checksum: boolean
}

/** The files in the order of the JSON; `undefined` when `text` is not such a file. */
export function parseResult(text: string): ResultFile[] | undefined {
  const value = parseJson(text)
  if (!isRecord(value)) return undefined
  const files: ResultFile[] = []
  for (const [kind, entry] of Object.entries(value)) {
    const path = isRecord(entry) ? textOf(entry['filename']) : undefined
    // `bundle_format` stands among the files and names none.
    if (!isRecord(entry) || path === undefined) continue
    files.push({
      kind,
      path,
      forBundle: entry['use_for_bundle'] === true,
      compress: entry['compress'] === true,
      checksum: entry['shasum'] === true
    })
  }
  return files
}

const mainKinds = [
  'installation_image',
  'live_image',
  'disk_format_image',
  'disk_image',
  'container',
  'root_archive',
  'filesystem_image'
]
const documents = /^(image_(packages|changes|verified)|disk_format_machine_settings|attestation_.*)$/

/** The file a person means by "the image": what is installed, booted or unpacked, before what only documents it. */
export function mainResult(files: readonly ResultFile[]): ResultFile | undefined {
  for (const kind of mainKinds) {
    const found = files.find(file => file.kind === kind)
    if (found !== undefined) return found
  }
  return files.find(file => !documents.test(file.kind))
}

/**
 * Was a file that was last changed at `changed` written by a run that began at `started`? Both are milliseconds since 1970,
 * by the clock of this machine; `undefined` is a file that is not there.
 */
export function isFresh(changed: number | undefined, started: number): boolean {
  // Some file systems keep whole seconds only, so a file of the same second may seem older than the start.
  return changed !== undefined && changed >= Math.floor(started / 1000) * 1000
}

/** The number in a box's `result.code`; `undefined` when it holds no number. */
export function parseBoxResult(text: string): number | undefined {
  return /^\s*\d{1,3}\s*$/.test(text) ? Number(text) : undefined
}
