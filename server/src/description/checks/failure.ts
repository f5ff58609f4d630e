/** What kiwi's checks before a build can object to, as data: the words are made elsewhere. */
import type { EffectiveElement } from '../effective'

/** A drop-in package that kiwi asks for by name: it goes by one name on RPM systems and by another on Debian. */
export interface MissingModule {
  /** The build type. */
  readonly image: string
  /** The name that fits the description's package manager. */
  readonly package: string
}

/** What the words of each check are made of, by its code. */
export interface CheckFacts {
  'check-profile-required-undeclared': {
    readonly by: string
    readonly name: string
    readonly declared: readonly string[]
  }
  'check-type-missing': object
  'check-version-missing': object
  'check-boot-without-kiwi-initrd': { readonly boot: string; readonly initrd: string }
  'check-boot-missing': { readonly image: string }
  'check-volume-label-reserved': { readonly label: string; readonly reserved: readonly string[] }
  'check-volume-all-repeated': object
  'check-volume-root-name': object
  'check-volume-label-without-lvm': { readonly label: string; readonly filesystem: string }
  'check-swap-name-without-lvm': object
  'check-xen-server-and-guest': { readonly guest: 'firmware' | 'xen_loader' }
  'check-dracut-live-missing': MissingModule
  'check-dracut-overlay-missing': MissingModule
  'check-dracut-repart-missing': MissingModule
  'check-dracut-dump-missing': MissingModule & { readonly attribute: string }
  'check-appx-launcher': { readonly launcher: string }
  'check-appx-application-id': { readonly id: string }
  'check-type-repeated': { readonly image: string }
  'check-partuuid-table': { readonly table: string; readonly firmware: string; readonly architecture: string }
  'check-efi-image-size': { readonly size: number }
  'check-bootloader-environment': { readonly loader: string }
  'check-repository-missing': object
  'check-repository-not-public': { readonly path: string }
}

export type CheckCode = keyof CheckFacts

/** One objection of a check. */
export type Failure = {
  readonly [Code in CheckCode]: {
    readonly code: Code
    readonly facts: CheckFacts[Code]
    /** What is objected to; undefined: the description as a whole. */
    readonly element: EffectiveElement | undefined
    /** The attribute that is meant, by its name or by its value; without one the element as such. */
    readonly attribute?: string | undefined
    readonly part?: 'name' | 'value' | undefined
    /** Whether another machine would not object, whatever the description says of architectures. */
    readonly ofMachine?: boolean
  }
}[CheckCode]
