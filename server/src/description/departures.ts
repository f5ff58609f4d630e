/**
 * What became of elements, attributes and values that earlier schema versions had: the conversion's own steps, and those of
 * the style sheets that kiwi no longer applies by itself, for descriptions that were copied from old ones.
 */
import { changesUntil, versionNumber } from './conversion'

/** A name or value that left the schema. */
export interface Departure {
  /** The first schemaversion without it. */
  readonly since: string
  /** What is written instead, as markup with a word on where; undefined where nothing is. */
  readonly write: string | undefined
}

/** What left below 7.4. Without `value` it is the attribute that left, without `attribute` the element. */
interface OldDeparture {
  readonly since: string
  readonly element: string
  readonly attribute?: string
  readonly value?: string
  readonly write?: (value: string) => string
}

const loader = (attribute: string) => (value: string) => `<bootloader name="…" ${attribute}="${value}"/> in <type>`

const oldDepartures: readonly OldDeparture[] = [
  ...['fsreadonly', 'fsreadwrite', 'zfsoptions'].map(attribute => ({ since: '6.3', element: 'type', attribute })),
  { since: '6.3', element: 'split' },
  { since: '6.4', element: 'users', attribute: 'group', write: value => `groups="${value}" in each <user>` },
  { since: '6.4', element: 'users', attribute: 'id' },
  {
    since: '6.5',
    element: 'type',
    attribute: 'container',
    write: value => `<containerconfig name="${value}"/> in <type>`
  },
  {
    since: '6.6',
    element: 'machine',
    attribute: 'domain',
    write: value => (value === 'dom0' ? 'xen_server="true" in <type>' : '')
  },
  ...['checkprebuilt', 'fsnocheck'].map(attribute => ({ since: '6.7', element: 'type', attribute })),
  ...['status', 'prefer-license'].map(attribute => ({ since: '6.7', element: 'repository', attribute })),
  { since: '6.7', element: 'package', attribute: 'replaces' },
  { since: '6.7', element: 'image', attribute: 'kiwirevision' },
  ...['defaultprebuilt', 'defaultdestination', 'defaultroot', 'partitioner', 'rpm-force'].map(element => ({
    since: '6.7',
    element
  })),
  { since: '6.8', element: 'hwclock' },
  { since: '6.9', element: 'type', attribute: 'hybrid' },
  { since: '6.9', element: 'oem-ataraid-scan' },
  { since: '7.0', element: 'pxedeploy' },
  ...['red-carpet', 'slack-site', 'up2date-mirrors', 'urpmi', 'yast2'].map(value => ({
    since: '7.1',
    element: 'repository',
    attribute: 'type',
    value
  })),
  { since: '7.2', element: 'type', attribute: 'bootloader', write: value => `<bootloader name="${value}"/> in <type>` },
  { since: '7.2', element: 'type', attribute: 'bootloader_console', write: loader('output_console') },
  { since: '7.2', element: 'type', attribute: 'boottimeout', write: loader('timeout') },
  { since: '7.2', element: 'type', attribute: 'zipl_targettype', write: loader('targettype') },
  {
    since: '7.3',
    element: 'type',
    attribute: 'image',
    value: 'vmx',
    write: () => '"oem" with <oemconfig><oem-resize>false</oem-resize></oemconfig> in <type>'
  }
]

/** The texts of elements that left below 7.4, and what they became. */
const oldTexts = [
  { since: '7.4', element: 'packagemanager', text: 'apt-get', by: 'apt' },
  { since: '7.4', element: 'packagemanager', text: 'yum', by: 'dnf' }
]

/** What became of an element, if it left the schema not later than with `target`. */
export function departedElement(element: string, target: string): Departure | undefined {
  return oldDeparture(target, '', old => old.element === element && old.attribute === undefined)
}

/** What became of an attribute with the value `value`; the values after a change are those that conversion makes. */
export function departedAttribute(
  element: string,
  attribute: string,
  value: string,
  target: string
): Departure | undefined {
  for (const { since, change } of changesUntil(target, element)) {
    if (change.kind === 'text' || change.attribute !== attribute) continue
    if (change.kind === 'drop' && !change.when) return { since, write: undefined }
    if (change.kind !== 'replace') continue
    const made = Object.entries(change.by(value)).map(([name, made]) => `${name}="${made}"`)
    return { since, write: made.join(' ') }
  }
  return oldDeparture(
    target,
    value,
    old => old.element === element && old.attribute === attribute && old.value === undefined
  )
}

/** What became of a value of an attribute. */
export function departedValue(
  element: string,
  attribute: string,
  value: string,
  target: string
): Departure | undefined {
  for (const { since, change } of changesUntil(target, element))
    if (change.kind === 'drop' && change.attribute === attribute && change.when?.[attribute] === value)
      return { since, write: undefined }
  return oldDeparture(
    target,
    value,
    old => old.element === element && old.attribute === attribute && old.value === value
  )
}

/** What became of a text of an element, through all steps. */
export function departedText(element: string, text: string, target: string): Departure | undefined {
  const steps = [
    ...oldTexts.filter(old => old.element === element),
    ...changesUntil(target, element).flatMap(({ since, change }) =>
      change.kind === 'text' ? { since, text: change.text, by: change.by } : []
    )
  ]
  let departure: { since: string; write: string } | undefined
  for (const { since, text: from, by } of steps)
    if (from === (departure?.write ?? text)) departure = { since: departure?.since ?? since, write: by }
  return departure && { since: departure.since, write: `"${departure.write}"` }
}

function oldDeparture(target: string, value: string, isIt: (old: OldDeparture) => boolean): Departure | undefined {
  const old = oldDepartures.find(each => isUntil(each.since, target) && isIt(each))
  return old && { since: old.since, write: old.write?.(value) || undefined }
}

function isUntil(version: string, target: string): boolean {
  return versionNumber(version) <= versionNumber(target)
}
