/** The boxes out of `system boxbuild --list-boxes`. */
import { parse } from 'yaml'
import { isRecord, textOf } from './json'

export interface BoxArchitecture {
  /** `x86_64` */
  readonly name: string
  /** Address of the container image; used with `container`. */
  readonly container?: string
  /** Address from which the box is fetched. */
  readonly source?: string
}

export interface Box {
  readonly name: string
  /** As the box file says it: `8096M`. */
  readonly memory?: string
  readonly processors?: number
  readonly architectures: readonly BoxArchitecture[]
}

/** The boxes in the order printed; log lines before the YAML are passed over. `undefined` when it is no such list. */
export function parseBoxes(output: string): Box[] | undefined {
  const value = parseYaml(output.replace(/^\[ [A-Z]+ *\]: .*$/gm, ''))
  if (!Array.isArray(value)) return undefined
  const boxes: Box[] = []
  for (const entry of value) {
    const name: unknown = isRecord(entry) ? entry['name'] : undefined
    if (!isRecord(entry) || typeof name !== 'string') return undefined
    const memory = textOf(entry['mem_mb'])
    const processors = entry['processors']
    boxes.push({
      name,
      ...(memory === undefined ? {} : { memory }),
      ...(typeof processors === 'number' ? { processors } : {}),
      architectures: parseArchitectures(entry['arch'])
    })
  }
  return boxes
}

function parseArchitectures(value: unknown): BoxArchitecture[] {
  const architectures: BoxArchitecture[] = []
  for (const entry of Array.isArray(value) ? value : []) {
    const name = isRecord(entry) ? textOf(entry['name']) : undefined
    if (!isRecord(entry) || name === undefined) continue
    const container = textOf(entry['container'])
    const source = textOf(entry['source'])
    architectures.push({
      name,
      ...(container === undefined ? {} : { container }),
      ...(source === undefined ? {} : { source })
    })
  }
  return architectures
}

function parseYaml(text: string): unknown {
  try {
    // Few aliases are enough for any box file; more would be a bomb.
    return parse(text, { maxAliasCount: 100, logLevel: 'silent' })
  } catch {
    return undefined
  }
}
