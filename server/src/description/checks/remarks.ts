/** What there is to remark on one element whatever is built: attributes that do nothing, addresses that lead astray. */
import type { EffectiveElement } from '../effective'
import { valueOf } from '../selection'
import { addressProblem, type AddressProblem } from './sources'

export type Remark =
  /** kiwi accepts `arch` here and never looks at it. */
  | { readonly kind: 'arch-ignored'; readonly attribute: 'arch' }
  /** No machine calls itself so, and what it is called is not in the list. */
  | {
      readonly kind: 'arch-never-matches'
      readonly attribute: 'arch'
      readonly names: readonly { readonly name: string; readonly machine: string }[]
    }
  | { readonly kind: 'address'; readonly attribute: 'path'; readonly problem: AddressProblem; readonly address: string }

/** Names that the schema takes and no Linux machine gives itself, and what such a machine is called. */
const machineNames = new Map([
  ['ix86', 'i686'],
  ['amd64', 'x86_64'],
  ['arm64', 'aarch64'],
  ['armv5el', 'armv5tel'],
  ['armv6hl', 'armv6l'],
  ['armv7hl', 'armv7l']
])

const usual = new Set(['', 'x86_64', 'aarch64', 'ppc64le', 's390x', 'i686', 'riscv64'])

const takingNoNotice = new Set(['file', 'product', 'collectionModule'])

/** `<machine>` has an attribute of this name too, which means the virtual machine that the image is for. */
const honouring = new Set([
  'preferences',
  'users',
  'repository',
  'containers',
  'container',
  'profile',
  'requires',
  'package',
  'ignore',
  'namedCollection',
  'volume'
])

/** Whether a machine can call itself so. */
export function isMachineName(name: string): boolean {
  return !machineNames.has(name)
}

/** Whether there is something to remark on the element itself. */
export function hasRemarks(element: EffectiveElement): boolean {
  if (element.localName === 'source') return remarksOnAddress(element).length > 0
  for (const { localName, value } of element.attributes)
    if (localName === 'arch') return isRemarkedArch(element.localName, value)
  return false
}

/** The remarks on the element itself. */
export function remarksOn(element: EffectiveElement): Remark[] {
  if (element.localName === 'source') return remarksOnAddress(element)
  return remarksOnArch(element.localName, valueOf(element, 'arch') ?? '')
}

/** Whether there are remarks on the value of an attribute `arch`. */
export function isRemarkedArch(elementName: string, value: string): boolean {
  // Lists repeat the same few values.
  if (elementName === 'package' && usual.has(value)) return false
  return remarksOnArch(elementName, value).length > 0
}

/** The remarks on the value of an attribute `arch`. */
export function remarksOnArch(elementName: string, value: string): Remark[] {
  if (value === '') return []
  if (takingNoNotice.has(elementName)) return [{ kind: 'arch-ignored', attribute: 'arch' }]
  if (!honouring.has(elementName)) return []
  const listed = value.split(',')
  const names = listed.flatMap(name => {
    const machine = machineNames.get(name)
    return machine === undefined || listed.includes(machine) ? [] : [{ name, machine }]
  })
  return names.length > 0 ? [{ kind: 'arch-never-matches', attribute: 'arch', names }] : []
}

function remarksOnAddress(source: EffectiveElement): Remark[] {
  const written = source.attributes.find(({ localName }) => localName === 'path')
  // A value that is not there yet is no address.
  if (!written || written.source?.valueStart === -1) return []
  const problem = addressProblem(written.value)
  return problem ? [{ kind: 'address', attribute: 'path', problem, address: written.value }] : []
}
