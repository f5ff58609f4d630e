/**
 * What kiwi's conversion from one schemaversion to the next does, as data, and its application to one element.
 *
 * kiwi compares versions as XPath numbers: 8.05 lies between 8.0 and 8.1, and what is no number is below everything.
 */

/** An attribute on its way through the conversion; `Source` is whatever tells where it was written. */
export interface ConvertedAttribute<Source> {
  readonly namespace: string
  readonly localName: string
  readonly value: string
  readonly source: Source
}

/** What a step does to the elements of one name, wherever they stand. */
export type Change =
  /** Drops every attribute of that local name, where `when` (if given) holds for the element. */
  | { readonly kind: 'drop'; readonly attribute: string; readonly when?: Readonly<Record<string, string>> }
  /** Replaces one attribute by those that its value is split into; one that is there already is overwritten. */
  | { readonly kind: 'replace'; readonly attribute: string; readonly by: (value: string) => Record<string, string> }
  /** Replaces content and attributes where one of the element's text nodes is exactly `text`. */
  | { readonly kind: 'text'; readonly text: string; readonly by: string }

export interface ConversionStep {
  /** Applied to a document whose version is not greater than this one. */
  readonly from: string
  readonly to: string
  readonly changes: readonly { readonly element: string; readonly change: Change }[]
}

export const conversionSteps: readonly ConversionStep[] = [
  {
    from: '7.4',
    to: '7.5',
    changes: [
      {
        element: 'containerconfig',
        change: {
          kind: 'replace',
          attribute: 'additionaltags',
          by: value => ({ additionalnames: `:${value}`.replaceAll(',', ',:') })
        }
      }
    ]
  },
  {
    from: '7.5',
    to: '7.6',
    changes: [{ element: 'packagemanager', change: { kind: 'text', text: 'dnf', by: 'dnf4' } }]
  },
  { from: '7.6', to: '8.0', changes: [] },
  {
    from: '8.0',
    to: '8.1',
    changes: [{ element: 'repository', change: { kind: 'drop', attribute: 'type', when: { type: 'rpm-dir' } } }]
  },
  {
    from: '8.1',
    to: '8.2',
    changes: [{ element: 'repository', change: { kind: 'drop', attribute: 'use_for_bootstrap' } }]
  },
  {
    from: '8.2',
    to: '8.3',
    changes: [
      {
        element: 'type',
        change: {
          kind: 'replace',
          attribute: 'btrfs_root_is_snapshot',
          by: value => ({ btrfs_root_is_snapper_snapshot: value })
        }
      }
    ]
  },
  {
    from: '8.3',
    to: '8.4',
    changes: [{ element: 'bootloader', change: { kind: 'replace', attribute: 'console', by: splitConsole } }]
  },
  { from: '8.4', to: '8.5', changes: [{ element: 'type', change: { kind: 'drop', attribute: 'vga' } }] }
]

/** The oldest version that kiwi converts. */
export const oldestVersion = '7.4'

function splitConsole(value: string): Record<string, string> {
  const blank = value.indexOf(' ')
  return blank === -1
    ? { output_console: value }
    : { output_console: value.slice(0, blank), input_console: value.slice(blank + 1) }
}

/** `text` as XPath's number(), with the exponent that libxml2 allows too; NaN where it is none. */
export function versionNumber(text: string): number {
  const trimmed = text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')
  return /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(trimmed) ? Number(trimmed) : Number.NaN
}

/** A run of steps, and what they do to the elements of each name; one object for each run, to serve as a cache key. */
export class Conversion {
  readonly steps: readonly ConversionStep[]
  private readonly changes = new Map<string, Change[]>()
  private readonly withText = new Set<string>()

  private constructor(steps: readonly ConversionStep[]) {
    this.steps = steps
    for (const step of steps)
      for (const { element, change } of step.changes) {
        const changes = this.changes.get(element)
        if (changes) changes.push(change)
        else this.changes.set(element, [change])
        if (change.kind === 'text') this.withText.add(element)
      }
  }

  private static readonly known = new Map<string, Conversion>()

  static readonly none = Conversion.of([])

  /** The steps that kiwi applies to a document of `version` where `target` is the newest version that it knows. */
  static between(version: number, target: string): Conversion {
    const last = versionNumber(target)
    const steps: ConversionStep[] = []
    for (const step of conversionSteps) if (!(version > Number(step.from)) && Number(step.to) <= last) steps.push(step)
    return Conversion.of(steps)
  }

  private static of(steps: readonly ConversionStep[]): Conversion {
    let key = ''
    for (const { to } of steps) key += `${to} `
    const conversion = Conversion.known.get(key) ?? new Conversion(steps)
    Conversion.known.set(key, conversion)
    return conversion
  }

  /** Whether anything happens to the elements of that name (which are in no namespace). */
  touches(element: string): boolean {
    return this.changes.has(element)
  }

  /** Whether the content of the elements of that name may become another text. */
  touchesText(element: string): boolean {
    return this.withText.has(element)
  }

  /** The attributes of an element of that name after all steps; those made out of another one keep its source. */
  attributes<Source>(
    element: string,
    attributes: readonly ConvertedAttribute<Source>[]
  ): readonly ConvertedAttribute<Source>[] {
    const changes = this.changes.get(element)
    if (!changes) return attributes
    let converted = attributes
    for (const change of changes) converted = applied(change, converted)
    return converted
  }

  /** What the content of an element of that name becomes, if its text nodes are `texts`; undefined: it stays. */
  text(element: string, texts: readonly string[]): string | undefined {
    let replaced: string | undefined
    for (const change of this.changes.get(element) ?? [])
      if (change.kind === 'text' && (replaced === undefined ? texts : [replaced]).includes(change.text))
        replaced = change.by
    return replaced
  }

  /** What becomes of an attribute of that name: the names that replace it, none where it is dropped; undefined: it stays. */
  successors(element: string, attribute: string): readonly string[] | undefined {
    for (const change of this.changes.get(element) ?? []) {
      if (change.kind === 'text' || change.attribute !== attribute) continue
      if (change.kind === 'replace') return Object.keys(change.by('every value'))
      if (!change.when) return []
    }
    return undefined
  }
}

/** What the steps up to `target` do to the elements of that name, in their order; `since`: the version that a step makes. */
export function changesUntil(target: string, element: string): { readonly since: string; readonly change: Change }[] {
  return conversionSteps
    .filter(({ to }) => versionNumber(to) <= versionNumber(target))
    .flatMap(({ to, changes }) =>
      changes.filter(each => each.element === element).map(({ change }) => ({ since: to, change }))
    )
}

function applied<Source>(
  change: Change,
  attributes: readonly ConvertedAttribute<Source>[]
): readonly ConvertedAttribute<Source>[] {
  // Most elements have none of the attributes that steps are about.
  if (change.kind === 'text' || !isThere(change.attribute, attributes)) return attributes
  const plain = (name: string) => attributes.find(({ namespace, localName }) => namespace === '' && localName === name)
  const isOther = ({ localName }: { readonly localName: string }) => localName !== change.attribute
  if (change.kind === 'drop') {
    const holds = Object.entries(change.when ?? {}).every(([name, value]) => plain(name)?.value === value)
    return holds ? attributes.filter(isOther) : attributes
  }
  const others = attributes.filter(isOther)
  const old = plain(change.attribute)
  if (!old) return others
  const made = Object.entries(change.by(old.value)).map(([localName, value]) => ({
    namespace: '',
    localName,
    value,
    source: old.source
  }))
  const overwritten = new Set(made.map(({ localName }) => localName))
  return [...others.filter(({ namespace, localName }) => namespace !== '' || !overwritten.has(localName)), ...made]
}

function isThere(name: string, attributes: readonly { readonly localName: string }[]): boolean {
  for (const { localName } of attributes) if (localName === name) return true
  return false
}
