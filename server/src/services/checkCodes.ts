/** The diagnostics of what kiwi checks before a build, and of what it passes over: their severities and their words. */
import type { CheckFacts } from '../description/checks/failure'
import type { AddressProblem } from '../description/checks/sources'
import { coded, type DiagnosticCode } from './diagnosticCode'
import { alternatives, plain, question, quoted, sentences } from './words'

/** What the words of a remark are made of. */
interface RemarkFacts {
  'profile-undeclared': { readonly name: string; readonly declared: readonly string[] }
  'profile-padded': { readonly name: string }
  'packages-unused': { readonly image: string }
  'arch-ignored': { readonly element: string }
  'arch-never-matches': { readonly name: string; readonly machine: string }
  'address-scheme': { readonly address: string; readonly problem: AddressProblem }
  'address-folder-lost': { readonly address: string; readonly path: string; readonly scheme: string }
}

type Codes = {
  readonly [Name in keyof (CheckFacts & RemarkFacts)]: DiagnosticCode<(CheckFacts & RemarkFacts)[Name]>
}

/** Those of the checks are errors where all concerned builds stop and warnings where only some do. */
export const checkCodes = {
  'check-profile-required-undeclared': build(({ by, name, declared }) =>
    sentences(
      `No profile is called ${quoted(name)}, so a build with profile ${by} stops.`,
      question(name, declared, quoted)
    )
  ),
  'check-type-missing': build(() => 'There is nothing to build here: add a <type> to <preferences>.'),
  'check-version-missing': build(() => 'The image has no version, so a build stops: add <version>1.0.0</version>.'),
  'check-boot-without-kiwi-initrd': build(
    ({ boot, initrd }) =>
      `boot=${quoted(boot)} asks for an initrd made by kiwi, but ${
        initrd === 'none' ? 'this type has none' : `it is made by ${initrd}`
      }, so a build stops: remove boot, or write initrd_system="kiwi".`
  ),
  'check-boot-missing': build(
    ({ image }) =>
      `An initrd made by kiwi needs a boot description, so a build of type ${image} stops: ` +
      `add boot="${image}boot/…", or let dracut make it with initrd_system="dracut".`
  ),
  'check-volume-label-reserved': build(
    ({ label, reserved }) =>
      `kiwi itself gives the label ${quoted(label)}, so a build stops: choose another one than ${alternatives(reserved)}.`
  ),
  'check-volume-all-repeated': build(
    () => 'Only one volume can take all the space that is left, so a build stops: give this one a size.'
  ),
  'check-volume-root-name': build(
    () =>
      'The volume of the root file system is called @root, so a build stops: write name="@root", without a mountpoint.'
  ),
  'check-volume-label-without-lvm': build(
    ({ filesystem }) =>
      `Only volumes of LVM have a label, and here they are ${filesystem || 'others'}, so a build stops: ` +
      'remove the label, or write preferlvm="true" on <systemdisk>.'
  ),
  'check-swap-name-without-lvm': build(
    () => 'Only a swap volume of LVM has a name, and here there is no LVM, so a build stops: remove <oem-swapname>.'
  ),
  'check-xen-server-and-guest': build(({ guest }) =>
    guest === 'firmware'
      ? 'What runs on EC2 is a guest of Xen and no server, so a build stops: remove xen_server.'
      : 'The image cannot be a server and, by xen_loader, a guest of Xen, so a build stops: remove one of the two.'
  ),
  'check-dracut-live-missing': installable(
    ({ package: name }) => `A live image needs the package ${name} in its package lists, and a build stops without it.`
  ),
  'check-dracut-overlay-missing': installable(
    ({ package: name }) => `overlayroot needs the package ${name} in the package lists, and a build stops without it.`
  ),
  'check-dracut-repart-missing': installable(
    ({ package: name }) =>
      `A disk that grows at its first start needs the package ${name} in the package lists, and a build stops ` +
      'without it. Where it shall not grow, write <oem-resize>false</oem-resize>.'
  ),
  'check-dracut-dump-missing': installable(
    ({ package: name, attribute }) =>
      `${attribute} needs the package ${name} in the package lists, and a build stops without it.`
  ),
  'check-appx-launcher': build(
    ({ launcher }) =>
      `${quoted(launcher)} cannot be the launcher, so a build stops: it must end in .exe and hold no backslash.`
  ),
  'check-appx-application-id': build(
    ({ id }) =>
      `${quoted(id)} cannot be the application's id, so a build stops: use only the letters A to Z and digits.`
  ),
  'check-type-repeated': build(
    ({ image }) =>
      `There is another <type image=${quoted(image)}> in the same build, so it stops: put each into a profile of its own.`
  ),
  'check-partuuid-table': build(
    ({ table, firmware, architecture }) =>
      `by-partuuid needs a GPT partition table, but on ${architecture} with firmware ${firmware} it is ${table}, ` +
      'so a build stops: choose firmware="uefi" with a GPT, or another devicepersistency.'
  ),
  'check-efi-image-size': build(
    ({ size }) => `An EFI image of ${size} MB does not fit into an ISO, so a build stops: 31 MB are the most.`
  ),
  'check-bootloader-environment': build(
    ({ loader }) => `The boot loader ${loader} takes no <environment>, so a build stops: remove it, or choose grub2.`
  ),
  'check-repository-missing': installable(
    () => 'There is no repository to install from, and a build stops unless it is given some: add a <repository>.'
  ),
  'check-repository-not-public': build(
    ({ path }) =>
      `A repository that stays in the image must be public, and ${quoted(path)} is only on this machine, ` +
      'so a build stops: give an address with http, https, ftp or obs, or remove imageinclude.'
  ),
  'profile-undeclared': coded('warning', 'none', ({ name, declared }) =>
    sentences(
      `No <profile> is called ${quoted(name)}: kiwi never chooses this for it.`,
      question(name, declared, plain)
    )
  ),
  'profile-padded': coded(
    'warning',
    'none',
    ({ name }) => `kiwi takes the blank for a part of the name: write "${name}" without one, or it is never chosen.`
  ),
  'packages-unused': coded(
    'warning',
    'none',
    ({ image }) =>
      `These packages are only for the build type ${image}, which this description does not have: they are never installed.`
  ),
  'arch-ignored': coded(
    'warning',
    'none',
    ({ element }) => `kiwi takes no notice of arch on <${element}>: it counts on every machine.`
  ),
  'arch-never-matches': coded(
    'information',
    'none',
    ({ name, machine }) =>
      `No machine calls itself ${name}, so this never counts unless kiwi is told --target-arch ${name}. ` +
      `Such a machine is called ${machine}.`
  ),
  'address-scheme': coded('error', 'build', ({ address, problem }) =>
    problem.kind === 'unknown-scheme'
      ? `kiwi knows no addresses that begin with ${problem.scheme}:, so a build stops. ${addresses}`
      : `${quoted(address)} does not say how it is reached, so a build stops. ${addresses}`
  ),
  'address-folder-lost': coded(
    'warning',
    'build',
    ({ address, path, scheme }) =>
      `kiwi reads ${path} here, without the first folder: write ${quoted(
        `${scheme}:///${address.replace(/^\w+:/, '').replace(/^\/+/, '')}`
      )} for a folder of the machine, or this:// for one beside the description.`
  )
} satisfies Codes

const addresses =
  'Addresses begin with http://, https://, ftp://, obs://, dir:/// or, for a folder beside the description, this://.'

function build<Facts>(message: (facts: Facts) => string): DiagnosticCode<Facts> {
  return coded('error', 'build', message)
}

/** What the command line of a build can still bring in is no error of the description. */
function installable<Facts>(message: (facts: Facts) => string): DiagnosticCode<Facts> {
  return coded('warning', 'build', message)
}
