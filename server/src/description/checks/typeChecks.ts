/** The checks that a `<type>` decides by itself, on a machine: after kiwi's runtime checker. */
import type { EffectiveElement } from '../effective'
import { elementIn, elementsIn, isForArchitecture, isTrue, valueOf } from '../selection'
import type { Failure } from './failure'
import { initrdSystem } from './modules'

/** What kiwi objects to in the type where that is built; the same array for the same element and machine. */
export function typeFailures(type: EffectiveElement, architecture: string): readonly Failure[] {
  const ofType = known.get(type) ?? new Map<string, readonly Failure[]>()
  known.set(type, ofType)
  const remembered = ofType.get(architecture)
  if (remembered) return remembered
  const found = everything(type, architecture).flat()
  ofType.set(architecture, found)
  return found
}

const known = new WeakMap<EffectiveElement, Map<string, readonly Failure[]>>()

/** The largest EFI image that the boot catalogue of an ISO can hold, in MB. */
const largestEfiImage = 31

function everything(type: EffectiveElement, architecture: string): (readonly Failure[])[] {
  return [
    bootFailures(type),
    volumeFailures(type, architecture),
    xenFailures(type, architecture),
    appxFailures(type),
    partuuidFailures(type, architecture),
    efiImageFailures(type),
    environmentFailures(type)
  ]
}

function efiImageFailures(type: EffectiveElement): Failure[] {
  const size = Number(valueOf(type, 'efifatimagesize') ?? 0)
  if (!(size > largestEfiImage)) return []
  return [{ code: 'check-efi-image-size', facts: { size }, element: type, attribute: 'efifatimagesize', part: 'value' }]
}

function bootFailures(type: EffectiveElement): Failure[] {
  const image = valueOf(type, 'image') ?? ''
  const boot = valueOf(type, 'boot') ?? ''
  const initrd = initrdSystem(type)
  if (boot !== '' && initrd !== 'kiwi')
    return [{ code: 'check-boot-without-kiwi-initrd', facts: { boot, initrd }, element: type, attribute: 'boot' }]
  return boot === '' && initrd === 'kiwi' && ['oem', 'pxe'].includes(image)
    ? [{ code: 'check-boot-missing', facts: { image }, element: type }]
    : []
}

function volumeFailures(type: EffectiveElement, architecture: string): Failure[] {
  const disk = elementIn(type, 'systemdisk')
  const configuration = elementIn(type, 'oemconfig')
  const swapName = configuration && elementIn(configuration, 'oem-swapname')
  if (!disk && !swapName) return []
  const filesystem = valueOf(type, 'filesystem') ?? ''
  const usesLvm = disk !== undefined && (isTrue(valueOf(disk, 'preferlvm')) || filesystem !== 'btrfs')
  const found: Failure[] = []
  if (swapName && !usesLvm) found.push({ code: 'check-swap-name-without-lvm', facts: {}, element: swapName })
  const volumes = disk ? elementsIn(disk, 'volume') : []
  const [, ...furtherAll] = volumes.filter(takesAll)
  for (const element of furtherAll) {
    const attribute = valueOf(element, 'size') ? 'size' : 'freespace'
    found.push({ code: 'check-volume-all-repeated', facts: {}, element, attribute })
  }
  const reserved = [valueOf(type, 'rootfs_label') || 'ROOT', 'SWAP', 'SPARE']
  for (const element of volumes) {
    if (!isForArchitecture(element, architecture)) continue
    found.push(...rootNameFailures(element))
    const label = valueOf(element, 'label') ?? ''
    if (label === '') continue
    const place = { element, attribute: 'label', part: 'value' } as const
    // kiwi itself gives this label to a volume that is the swap space.
    if (usesLvm && reserved.includes(label) && pathOf(element) !== 'swap')
      found.push({ code: 'check-volume-label-reserved', facts: { label, reserved }, ...place })
    if (!usesLvm && label !== 'SWAP')
      found.push({ code: 'check-volume-label-without-lvm', facts: { label, filesystem }, ...place, part: 'name' })
  }
  return found
}

/** Whether the volume takes what is left of the disk. */
function takesAll(volume: EffectiveElement): boolean {
  return (valueOf(volume, 'size') || valueOf(volume, 'freespace') || '').includes('all')
}

/** Where the volume is mounted; a name stands for the place where none is told. */
function pathOf(volume: EffectiveElement): string {
  return isRoot(volume) ? '/' : valueOf(volume, 'mountpoint') || (valueOf(volume, 'name') ?? '')
}

function isRoot(volume: EffectiveElement): boolean {
  return (valueOf(volume, 'name') ?? '').includes('@root')
}

function rootNameFailures(volume: EffectiveElement): Failure[] {
  if (isRoot(volume) || pathOf(volume) !== '/') return []
  const attribute = valueOf(volume, 'mountpoint') ? 'mountpoint' : 'name'
  return [{ code: 'check-volume-root-name', facts: {}, element: volume, attribute, part: 'value' }]
}

function xenFailures(type: EffectiveElement, architecture: string): Failure[] {
  // Elsewhere kiwi never takes an image for a guest.
  if (architecture !== 'x86_64' || !isTrue(valueOf(type, 'xen_server'))) return []
  const machine = elementIn(type, 'machine')
  const ec2 = valueOf(type, 'firmware') === 'ec2'
  if (!ec2 && !(machine && valueOf(machine, 'xen_loader'))) return []
  const facts = { guest: ec2 ? 'firmware' : 'xen_loader' } as const
  return [{ code: 'check-xen-server-and-guest', facts, element: type, attribute: 'xen_server' }]
}

function appxFailures(type: EffectiveElement): Failure[] {
  if (valueOf(type, 'image') !== 'appx') return []
  const container = elementIn(type, 'containerconfig')
  const history = container && elementIn(container, 'history')
  if (!history) return []
  const found: Failure[] = []
  const place = { element: history, part: 'value' } as const
  const launcher = valueOf(history, 'launcher') ?? ''
  if (launcher !== '' && !/^[^\\]+\.exe\n?$/i.test(launcher))
    found.push({ code: 'check-appx-launcher', facts: { launcher }, ...place, attribute: 'launcher' })
  const id = valueOf(history, 'application_id') ?? ''
  if (id !== '' && !/^[a-zA-Z0-9]+\n?$/.test(id))
    found.push({ code: 'check-appx-application-id', facts: { id }, ...place, attribute: 'application_id' })
  return found
}

function partuuidFailures(type: EffectiveElement, architecture: string): Failure[] {
  if (valueOf(type, 'devicepersistency') !== 'by-partuuid') return []
  const chosen = valueOf(type, 'firmware') || undefined
  const firmware = chosen ?? usualFirmware(architecture)
  // With a firmware that the machine does not have kiwi stops for that reason.
  if (chosen !== undefined && chosen !== 'custom' && !firmwares(architecture).includes(chosen)) return []
  const table = partitionTable(type, architecture, firmware)
  if (table === 'gpt') return []
  return [
    {
      code: 'check-partuuid-table',
      facts: { table, firmware: firmware ?? 'none', architecture },
      element: type,
      attribute: 'devicepersistency',
      part: 'value',
      ofMachine: chosen === undefined || chosen === 'custom'
    }
  ]
}

function partitionTable(type: EffectiveElement, architecture: string, firmware: string | undefined): string {
  if (architecture.includes('s390')) {
    const loader = elementIn(type, 'bootloader')
    const target = (loader && valueOf(loader, 'targettype')) ?? ''
    return target.includes('CDL') ? 'dasd' : target.includes('GPT') ? 'gpt' : 'msdos'
  }
  if (architecture.includes('ppc64')) return 'gpt'
  return firmware === 'efi' || firmware === 'uefi' ? valueOf(type, 'efiparttable') || 'gpt' : 'msdos'
}

/** The kinds of firmware that machines have, the usual one first. */
function firmwares(architecture: string): readonly string[] {
  if (architecture === 'x86_64') return ['bios', 'efi', 'uefi', 'ec2']
  if (/^i.86$/.test(architecture)) return ['bios']
  if (architecture.startsWith('ppc64')) return ['ofw', 'opal']
  if (architecture === 'ppc') return ['ofw']
  return architecture.startsWith('s390') ? [] : ['efi', 'uefi']
}

function usualFirmware(architecture: string): string | undefined {
  return firmwares(architecture)[0]
}

function environmentFailures(type: EffectiveElement): Failure[] {
  const loader = elementIn(type, 'bootloader')
  const settings = loader && elementIn(loader, 'bootloadersettings')
  const environment = settings && elementIn(settings, 'environment')
  if (!loader || !environment || !elementIn(environment, 'env')) return []
  const name = valueOf(loader, 'name') ?? 'grub2'
  return ['grub2', 'grub2_s390x_emu', 'custom'].includes(name)
    ? []
    : [{ code: 'check-bootloader-environment', facts: { loader: name }, element: environment }]
}
