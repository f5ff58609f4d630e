/** The packages with dracut modules that kiwi wants to see in the package lists of some build types. */
import { elementIn, isTrue, textOf, valueOf } from '../selection'
import type { EffectiveElement } from '../effective'
import type { CheckCode } from './failure'

/** A module by its two package names: that of RPM systems, and that of Debian. */
type Module = readonly [string, string]

const live: Module = ['dracut-kiwi-live', 'kiwi-dracut-live']
const overlay: Module = ['dracut-kiwi-overlay', 'kiwi-dracut-overlay']
const repart: Module = ['dracut-kiwi-oem-repart', 'kiwi-dracut-oem-repart']
const dump: Module = ['dracut-kiwi-oem-dump', 'kiwi-dracut-oem-dump']

const names = new Set([live, overlay, repart, dump].flat())

/** Whether some check asks for the package. */
export function isModule(name: string): boolean {
  return names.has(name)
}

/** Whether the name of such a package may stand in a text; false only where none does. */
export function namesModule(text: string): boolean {
  return text.includes('kiwi')
}

/** A module that a build type needs, and what the description says that makes it so. */
export interface NeededModule {
  readonly code: Extract<CheckCode, `check-dracut-${string}`>
  readonly module: Module
  /** The attribute of the type that asks for it, where there is one. */
  readonly attribute?: string
}

/** The modules that a build of the type needs in its package lists. */
export function neededModules(type: EffectiveElement): NeededModule[] {
  const image = valueOf(type, 'image')
  const needed: NeededModule[] = []
  if (image === 'iso' && valueOf(type, 'flags') !== 'dmsquash')
    needed.push({ code: 'check-dracut-live-missing', module: live })
  if (initrdSystem(type) !== 'dracut') return needed
  if (isTrue(valueOf(type, 'overlayroot')))
    needed.push({ code: 'check-dracut-overlay-missing', module: overlay, attribute: 'overlayroot' })
  if (image !== 'oem') return needed
  if (isResized(type)) needed.push({ code: 'check-dracut-repart-missing', module: repart })
  const attribute = ['installiso', 'installstick', 'installpxe'].find(name => isTrue(valueOf(type, name)))
  if (attribute !== undefined) needed.push({ code: 'check-dracut-dump-missing', module: dump, attribute })
  return needed
}

/** What makes the initial ram disk: `dracut`, `kiwi` or `none`. */
export function initrdSystem(type: EffectiveElement): string {
  const image = valueOf(type, 'image') ?? ''
  const usual = ['oem', 'iso', 'kis'].includes(image) ? 'dracut' : image === 'pxe' ? 'kiwi' : 'none'
  return image === 'iso' ? usual : valueOf(type, 'initrd_system') || usual
}

/** Whether the disk grows when it starts for the first time, which is the rule. */
function isResized(type: EffectiveElement): boolean {
  const configuration = elementIn(type, 'oemconfig')
  const resize = configuration ? elementIn(configuration, 'oem-resize') : undefined
  return resize === undefined || isTrue(textOf(resize))
}
