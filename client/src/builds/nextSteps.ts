/** What to do about the failures of kiwi and of the programs that it runs: one table, from text to advice. */

/** The advice for a failure whose text (all lines of it, with its class name) is `failure`; `undefined` when none is known. */
export function nextStepFor(failure: string): string | undefined {
  for (const [pattern, advice] of steps) {
    const match = pattern.exec(failure)
    if (match !== null)
      return typeof advice === 'string' ? advice : advice(match.slice(1).find(detail => detail !== undefined) ?? '')
  }
  return undefined
}

type Advice = string | ((detail: string) => string)

const hostPackages: Readonly<Record<string, string>> = {
  sgdisk: 'gdisk (gptfdisk)',
  sfdisk: 'fdisk (util-linux)',
  mkdosfs: 'dosfstools',
  mksquashfs: 'squashfs-tools',
  'qemu-img': 'qemu-utils (qemu-tools, qemu-img)',
  xz: 'xz-utils (xz)'
}

/** The first that matches counts: what is particular stands before what is general. */
const steps: readonly (readonly [RegExp, Advice])[] = [
  // Boxes that could not be fetched: apt says "Failed to fetch" too.
  [
    /Checksum failed for (.*)\/[^/]*$/m,
    folder => `Delete the folder ${folder} and build again: the box is fetched anew.`
  ],
  [/Kiwi\w*DownloadError|Failed to fetch box/, 'Check the network: the box could not be fetched.'],

  // Where the build goes, and who runs it.
  [
    /TargetDirExists|KiwiRootDirExists/,
    'Choose another target directory, or remove this one after a look at what is mounted below it.'
  ],
  [/KiwiPrivilegesError/, 'Run it as root: set kiwi.commands.sudo, or run VS Code as a user who may use sudo.'],
  [/^sudo: .*(password|terminal)/m, 'Start it again and type the password of your user into the terminal.'],
  [
    /not in the sudoers file|may not run sudo|not allowed to execute/,
    'Ask the administrator for the right to use sudo.'
  ],
  [
    /Could not get lock|Unable to lock directory/,
    'Another package manager is at work on this machine: wait for its end, then build again. One Debian build can run at a time.'
  ],
  [/No space left on device/, 'Make room below the target directory and in /var/tmp, then build again.'],

  // The description.
  [/KiwiDescriptionInvalid/, 'Open the description: its errors are shown at their places.'],
  [/KiwiProfileNotFound/, 'Choose profiles that the description declares for this architecture.'],
  [/KiwiTypeNotFound/, 'Choose a build type that the chosen profiles contain.'],
  [/Kiwi(Config|Description)\w*NotFound|no XML description found/, 'Choose the folder in which the description lies.'],
  [/Failed to set type attribute/, 'Correct the option --set-type-attr: kiwi ended without building anything.'],
  [
    // kiwi 10 has no words for a file in the form of kiwi 11.
    /KiwiRuntimeConfigFormatError|\/runtime_config\.py.*TypeError: string indices/s,
    'Write kiwi.yml and ~/.config/kiwi/config.yml in the form of the installed kiwi: it changed in kiwi 11.'
  ],

  // Packages.
  [
    /Unable to locate package (\S+)|No provider of '?([\w.+-]+)|No match for argument: (\S+)/,
    name =>
      `Check the name${name === '' ? '' : ` ${name}`} in <packages>, and whether its repository is in the description.`
  ],
  [
    /usrmerge|bootstrap.*on top of a stash/s,
    'A description that is put on a Debian stash must have no <packages type="bootstrap">: remove that section.'
  ],
  [
    /(?:Temporary failure resolving|Could not resolve|Failed to fetch|Could not connect)/,
    'Check the network and the addresses of the repositories.'
  ],

  // Stashes and registries.
  [/image not known/, "Refresh the stashes: root's container storage has no image of that name."],
  [/no descriptor found for reference/, 'Keep the tag the stash was made with, and add others with podman tag.'],
  [/repository name must be lowercase/, 'Give the stash a name in lower case.'],
  [/ContainerNameInvalid/, 'Give the stash a name of lower-case letters, digits and dashes.'],
  [/Error reading file '.*image\/config\.xml'/, 'Choose a root tree that kiwi prepared: it holds image/config.xml.'],
  [
    /server gave HTTP response to HTTPS client/,
    'Declare the registry as insecure in a file of /etc/containers/registries.conf.d.'
  ],
  [/manifest unknown/, 'Check the name and the tag: the registry has no such image.'],
  [/unauthorized|authentication required/, 'Log in as root: sudo podman login REGISTRY.'],
  [/invalid reference format/, 'Write the registry without http://, and names in lower case.'],
  [/connection refused|no such host|i\/o timeout/, 'Check the address of the registry and whether it runs.'],

  // What a bootable image needs.
  [/failed to run command .dracut/, 'Add the package dracut to the description.'],
  [/KiwiKernelLookupError/, 'Add a kernel package to the description.'],
  [
    /KiwiBootLoaderGrubDataError/,
    'Add the packages of the boot loader to the description (grub2, on Debian grub-pc-bin).'
  ],
  [
    /KiwiBootLoaderGrubSecureBootError/,
    'Add the signed boot loader to the description (on Debian shim-signed and grub-efi-amd64-signed).'
  ],
  [/unknown filesystem type '(\w+)'/, type => `Load the kernel module ${type} on this machine (modprobe ${type}).`],
  [
    /partx: .*error adding partition/s,
    'A partition of a killed build is left: detach its loop device (losetup -a, then partx --delete and losetup -d).'
  ],
  [
    /Command "([^"]+)" not found in the environment/,
    program => `Install ${hostPackages[program] ?? program} on this machine.`
  ],
  // kiwi runs scripts of its own without quoting where they lie.
  [/baseQuoteFile: command not found/, 'Install kiwi in a folder whose path holds no blank.'],
  [/(\w+): command not found/, program => `Install ${hostPackages[program] ?? program} on this machine.`],

  // Boxes.
  [/KiwiBox\w*NameError/, 'Choose a box from the list.'],
  [/KiwiBoxConfigError/, 'Correct the box file that the message names.'],
  [/Could not set up host forwarding rule/, 'Choose another ssh port: this one is in use.'],
  [
    /failed to set MSR|kvm_\w+: Assertion|requires KVM|Could not access KVM/,
    'Build without hardware virtualisation: --no-accel --cpu max.'
  ],

  [/Box build failed\. Find build log at: '([^']+)'/, log => `Read ${log}.`],

  // Combinations of versions that cannot work.
  [
    /can only concatenate list \(not "NoneType"\)|KeyError: 'help'/,
    'Install kiwi 11.1.4 or newer: this version fails in every stackbuild without further options.'
  ]
]
