/** Descriptions of any size, the same for the same seed: what large package lists of real images look like. */
import { randomFrom, type Random } from '../support/random'

const families = [
  'python3-',
  'perl-',
  'lib',
  'texlive-',
  'golang-',
  'rubygem-',
  'kernel-',
  'google-noto-',
  'gstreamer1-plugins-',
  'php8-',
  'java-21-openjdk-',
  'xorg-x11-',
  ''
]

const stems = (
  'acl attr audit bash bind boost bzip2 cairo chrony cups curl dbus dracut expat fontconfig freetype fuse gcc gdb git ' +
  'glib2 gnome grub2 gtk4 hwdata icu iproute2 iscsi jansson json keyutils krb5 less lvm2 lz4 mesa multipath ncurses ' +
  'nettle nfs nss openldap openssh openssl pam pango pcre2 pipewire polkit postgres procps qemu qt6 rsync samba ' +
  'selinux sqlite sssd sudo systemd tar tcl tiff udisks2 usb util-linux vim virt wayland webkit wicked xfs xml2 zlib zstd'
).split(' ')

const endings = ['', '', '', '-devel', '-common', '-data', '-doc', '-lang', '-tools', '-32bit', '-plugins', '-selinux']

/** What stands before the packages and behind them. */
const head = `<?xml version="1.0" encoding="utf-8"?>
<!-- A description with as many packages as a whole distribution. -->
<image schemaversion="7.6" name="Everything" displayname="Everything at Once">
    <description type="system">
        <author>Image Team</author>
        <contact>images@example.org</contact>
        <specification>Everything that there is</specification>
    </description>
    <profiles>
        <profile name="Desktop" description="With a desktop"/>
        <profile name="Server" description="Without one" import="true"/>
    </profiles>
    <preferences>
        <version>1.42.7</version>
        <packagemanager>zypper</packagemanager>
        <locale>en_US</locale>
        <keytable>us</keytable>
        <timezone>UTC</timezone>
        <rpm-check-signatures>false</rpm-check-signatures>
        <type image="oem" filesystem="xfs" firmware="uefi" kernelcmdline="console=ttyS0">
            <bootloader name="grub2" console="serial" timeout="10"/>
            <oemconfig>
                <oem-resize>false</oem-resize>
            </oemconfig>
            <size unit="G">24</size>
        </type>
    </preferences>
    <users>
        <user password="$1$wYJUgpM5$RXMMeASDc035eX.NbYWFl0" home="/root" name="root" groups="root"/>
    </users>
    <repository type="rpm-md" alias="main">
        <source path="obs://openSUSE:Tumbleweed/standard"/>
    </repository>
`

const bootstrap = `    <packages type="bootstrap">
        <package name="filesystem"/>
        <package name="ca-certificates-mozilla"/>
        <package name="udev"/>
    </packages>
</image>
`

export interface Size {
  readonly packages: number
  readonly seed: number
}

/** A valid description with so many packages, about 50 UTF-16 code units each. */
export function describePackages({ packages, seed }: Size): string {
  const random = randomFrom(seed)
  const parts = [head]
  parts.push('    <packages type="image">\n')
  for (let made = 0; made < packages; made += 1) {
    if (made % 60 === 0) parts.push(`        <!-- ${random.pick(stems)} and what belongs to it -->\n`)
    parts.push(packageLine(random))
  }
  parts.push('    </packages>\n', bootstrap)
  // One flat string, as a file is read: joined parts would be flattened by whoever reads them first.
  return Buffer.from(parts.join('')).toString()
}

function packageLine(random: Random): string {
  const name = `${random.pick(families)}${random.pick(stems)}-${random.pick(stems)}${random.pick(endings)}`
  const architecture = random.below(10) === 0 ? ` arch="${random.pick(['x86_64', 'aarch64', 'x86_64,aarch64'])}"` : ''
  return `        <package name="${name}"${architecture}/>\n`
}
