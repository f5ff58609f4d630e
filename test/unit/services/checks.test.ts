/** What is said of builds that would stop, where, and of which builds: each case is a description and all that is told of it. */
import assert from 'node:assert/strict'
import { diagnose } from '../../../server/src/services/diagnostics'
import { summarize } from '../../../server/src/services/summary'
import { describing, type Parts } from '../../conformance/checks/descriptions'
import { libraryOf, MemoryFiles } from '../../support/descriptions'
import { defaultPath } from '../../support/fixture'

function findingsOf(files: MemoryFiles): string[] {
  const library = libraryOf(files)
  return files.paths().flatMap(path => {
    const file = library.file(path)
    assert.ok(file)
    return diagnose(file).map(({ code, message, severity, span: { start, end } }) => {
      const place = files.paths().length > 1 ? `${path.replace('/image/', '')}: ` : ''
      return `${place}${file.tree.text(start, end)} — ${severity}: ${message} [${code}]`
    })
  })
}

function check(title: string, parts: Parts, expected: string[]): void {
  it(title, () => {
    assert.deepEqual(findingsOf(new MemoryFiles([{ path: defaultPath, text: describing(parts) }])), expected)
  })
}

const noResize = '<oemconfig><oem-resize>false</oem-resize></oemconfig>'

function disk(attributes: string, content = ''): string {
  return `<type image="oem" filesystem="xfs" ${attributes}>${noResize}${content}</type>`
}

describe('what a build would stop at', () => {
  check('is nothing of a good description', {}, [])
  check('is a missing type', { type: '' }, [
    'preferences — error: There is nothing to build here: add a <type> to <preferences>. [check-type-missing]'
  ])
  check('is a missing version', { version: '' }, [
    'preferences — error: The image has no version, so a build stops: add <version>1.0.0</version>. [check-version-missing]'
  ])
  check('is a boot description that dracut does not use', { type: disk('boot="oemboot/x"') }, [
    'boot — error: boot="oemboot/x" asks for an initrd made by kiwi, but it is made by dracut, so a build stops: remove boot, or write initrd_system="kiwi". [check-boot-without-kiwi-initrd]'
  ])
  check('is a missing boot description', { type: '<type image="pxe" filesystem="ext4"/>' }, [
    'type — error: An initrd made by kiwi needs a boot description, so a build of type pxe stops: add boot="pxeboot/…", or let dracut make it with initrd_system="dracut". [check-boot-missing]'
  ])
  check(
    'is wrong with the volumes of LVM',
    {
      type: disk(
        '',
        '<systemdisk><volume name="/" size="all"/><volume name="home" label="ROOT"/><volume name="x" size="all"/></systemdisk>'
      )
    },
    [
      '/ — error: The volume of the root file system is called @root, so a build stops: write name="@root", without a mountpoint. [check-volume-root-name]',
      'ROOT — error: kiwi itself gives the label "ROOT", so a build stops: choose another one than ROOT, SWAP or SPARE. [check-volume-label-reserved]',
      'size — error: Only one volume can take all the space that is left, so a build stops: give this one a size. [check-volume-all-repeated]'
    ]
  )
  check(
    'is wrong with the volumes of btrfs',
    {
      type:
        '<type image="oem" filesystem="btrfs"><oemconfig><oem-resize>false</oem-resize><oem-swap>true</oem-swap>' +
        '<oem-swapname>Swap</oem-swapname></oemconfig><systemdisk><volume name="home" label="H"/></systemdisk></type>'
    },
    [
      'oem-swapname — error: Only a swap volume of LVM has a name, and here there is no LVM, so a build stops: remove <oem-swapname>. [check-swap-name-without-lvm]',
      'label — error: Only volumes of LVM have a label, and here they are btrfs, so a build stops: remove the label, or write preferlvm="true" on <systemdisk>. [check-volume-label-without-lvm]'
    ]
  )
  check('is a server of Xen on EC2', { type: disk('xen_server="true" firmware="ec2"') }, [
    'xen_server — error: What runs on EC2 is a guest of Xen and no server, so a build stops: remove xen_server. [check-xen-server-and-guest]'
  ])
  check(
    'are the missing modules of a disk, by the names that fit the package manager',
    { type: '<type image="oem" filesystem="xfs" overlayroot="true" installiso="true"/>' },
    [
      'oem — warning: A disk that grows at its first start needs the package dracut-kiwi-oem-repart in the package lists, and a build stops without it. Where it shall not grow, write <oem-resize>false</oem-resize>. [check-dracut-repart-missing]',
      'overlayroot — warning: overlayroot needs the package dracut-kiwi-overlay in the package lists, and a build stops without it. [check-dracut-overlay-missing]',
      'installiso — warning: installiso needs the package dracut-kiwi-oem-dump in the package lists, and a build stops without it. [check-dracut-dump-missing]'
    ]
  )
  check(
    'is the missing module of a live image',
    { packageManager: '<packagemanager>apt</packagemanager>', type: '<type image="iso"/>' },
    [
      'iso — warning: A live image needs the package kiwi-dracut-live in its package lists, and a build stops without it. [check-dracut-live-missing]'
    ]
  )
  check(
    'are names that Windows does not take',
    {
      type:
        '<type image="appx" metadata_path="/m"><containerconfig name="c">' +
        '<history author="a" launcher="a\\b" application_id="a-b">h</history></containerconfig></type>'
    },
    [
      'a\\b — error: "a\\b" cannot be the launcher, so a build stops: it must end in .exe and hold no backslash. [check-appx-launcher]',
      'a-b — error: "a-b" cannot be the application\'s id, so a build stops: use only the letters A to Z and digits. [check-appx-application-id]'
    ]
  )
  check('is a type that is there twice', { type: '<type image="tbz"/><type image="tbz"/>' }, [
    'tbz — error: There is another <type image="tbz"> in the same build, so it stops: put each into a profile of its own. [check-type-repeated]'
  ])
  check(
    'is a device name that the partition table does not know, which may be good on another machine',
    { type: disk('devicepersistency="by-partuuid"') },
    [
      'by-partuuid — warning: by-partuuid needs a GPT partition table, but on x86_64 with firmware bios it is msdos, so a build stops: choose firmware="uefi" with a GPT, or another devicepersistency. [check-partuuid-table]'
    ]
  )
  check(
    'is such a device name on any machine',
    { type: disk('devicepersistency="by-partuuid" firmware="uefi" efiparttable="msdos"') },
    [
      'by-partuuid — error: by-partuuid needs a GPT partition table, but on x86_64 with firmware uefi it is msdos, so a build stops: choose firmware="uefi" with a GPT, or another devicepersistency. [check-partuuid-table]'
    ]
  )
  check('is a large EFI image', { type: disk('installiso="false" efifatimagesize="40"') }, [
    '40 — error: An EFI image of 40 MB does not fit into an ISO, so a build stops: 31 MB are the most. [check-efi-image-size]'
  ])
  check(
    'is an environment for a boot loader that has none',
    {
      type: disk(
        '',
        '<bootloader name="systemd_boot"><bootloadersettings><environment><env name="a" value="b"/></environment></bootloadersettings></bootloader>'
      )
    },
    [
      'environment — error: The boot loader systemd_boot takes no <environment>, so a build stops: remove it, or choose grub2. [check-bootloader-environment]'
    ]
  )
  check('is a missing repository', { repository: '' }, [
    'image — warning: There is no repository to install from, and a build stops unless it is given some: add a <repository>. [check-repository-missing]'
  ])
  check(
    'is a private repository that stays in the image',
    { repository: '<repository imageinclude="true"><source path="dir:///srv/r"/></repository>' },
    [
      'dir:///srv/r — error: A repository that stays in the image must be public, and "dir:///srv/r" is only on this machine, so a build stops: give an address with http, https, ftp or obs, or remove imageinclude. [check-repository-not-public]'
    ]
  )
  check(
    'is a profile that requires one that is not there',
    {
      profiles:
        '<profiles><profile name="Live" description="l"><requires profile="Standart"/></profile><profile name="Standard" description="s"/></profiles>'
    },
    [
      'Standart — error: No profile is called "Standart", so a build with profile Live stops. Did you mean "Standard"? [check-profile-required-undeclared]'
    ]
  )
  check(
    'is not told where the description does not load',
    { version: '', packages: '<nothing/><packages type="image" profiles="A"/>' },
    [
      'nothing — error: <nothing> is not allowed in <image>. Allowed: <include>, <certificates>, <preferences>, <profiles>, <users>, <drivers>, <strip>, <repository> and 3 more. [element-not-allowed]'
    ]
  )
})

const profiles = (...names: string[]) =>
  `<profiles>${names.map(name => `<profile name="${name}" description="d"/>`).join('')}</profiles>`

describe('the builds that would stop', () => {
  const version = '<version>1.0.0</version>'
  check(
    'are named where others do not',
    {
      version: '',
      type: '',
      profiles: profiles('Live', 'Disk', 'Helper'),
      preferences: `<preferences profiles="Live"><type image="tbz"/></preferences><preferences profiles="Disk">${version}<type image="tbz"/></preferences>`
    },
    [
      'preferences — warning: The image has no version, so a build stops: add <version>1.0.0</version>. (only with profile Live) [check-version-missing]'
    ]
  )
  check(
    'may be the one without a profile',
    {
      repository: '<repository profiles="A,B"><source path="https://example.org/r"/></repository>',
      profiles: profiles('A', 'B')
    },
    [
      'image — warning: There is no repository to install from, and a build stops unless it is given some: add a <repository>. (only without a profile) [check-repository-missing]'
    ]
  )
  check(
    'are counted where there are many',
    {
      repository: '<repository profiles="G"><source path="https://example.org/r"/></repository>',
      profiles: profiles('A', 'B', 'C', 'D', 'E', 'F', 'G')
    },
    [
      'image — warning: There is no repository to install from, and a build stops unless it is given some: add a <repository>. (only without a profile or with profiles A, B, C, D and 2 more) [check-repository-missing]'
    ]
  )
  check(
    'are told for what holds the type alone',
    {
      type: '',
      profiles: profiles('Live', 'Small', 'Other'),
      preferences:
        '<preferences profiles="Live,Small"><type image="iso"/></preferences><preferences profiles="Other"><type image="tbz"/></preferences>',
      packages: '<packages type="iso" profiles="Live"><package name="dracut-kiwi-live"/></packages>'
    },
    [
      'iso — warning: A live image needs the package dracut-kiwi-live in its package lists, and a build stops without it. (only with profile Small) [check-dracut-live-missing]'
    ]
  )
  check(
    'are told by machine where the description speaks of several',
    {
      type: '',
      profiles: profiles('A', 'B'),
      preferences:
        '<preferences arch="x86_64"><type image="iso"/></preferences><preferences arch="aarch64"><type image="iso"/></preferences>',
      packages:
        '<packages type="image"><package name="dracut-kiwi-live" arch="x86_64"/></packages>' +
        '<packages type="image" profiles="B"><package name="dracut-kiwi-live"/></packages>'
    },
    [
      'iso — warning: A live image needs the package dracut-kiwi-live in its package lists, and a build stops without it. (only without a profile or with profile A) [check-dracut-live-missing]'
    ]
  )
  check(
    'are those of one machine',
    {
      preferences: '<preferences arch="aarch64"/>',
      repository: '<repository arch="x86_64"><source path="https://example.org/r"/></repository>'
    },
    [
      'image — warning: There is no repository to install from, and a build stops unless it is given some: add a <repository>. (only on aarch64) [check-repository-missing]'
    ]
  )

  it('are told in the fragment that they come from', () => {
    const files = [
      {
        path: '/image/a.kiwi',
        text: describing({ type: '<type image="iso"/>', packages: '<include from="this://p.xml"/>' })
      },
      { path: '/image/b.kiwi', text: describing({ packages: '<include from="this://p.xml"/>' }) },
      {
        path: '/image/p.xml',
        text: '<image><preferences><type image="tbz"/></preferences><packages type="image"><package name="dracut-kiwi-live"/></packages></image>'
      }
    ]
    assert.deepEqual(findingsOf(new MemoryFiles(files)), [
      'b.kiwi: <include from="this://p.xml"/> — error: p.xml has an error in this description: There is another <type image="tbz"> in the same build, so it stops: put each into a profile of its own. [include-has-errors]',
      'p.xml: tbz — error: There is another <type image="tbz"> in the same build, so it stops: put each into a profile of its own. (only in b.kiwi) [check-type-repeated]'
    ])
  })

  it('count as errors of the chosen build alone', () => {
    const text = describing({
      version: '',
      type: '',
      profiles: profiles('Live', 'Disk'),
      preferences: `<preferences profiles="Live"><type image="tbz"/><type image="oem" filesystem="xfs" boot="x">${noResize}</type></preferences><preferences profiles="Disk">${version}<type image="docker"/></preferences>`
    })
    const file = libraryOf(new MemoryFiles([{ path: defaultPath, text }])).file(defaultPath)
    assert.ok(file)
    const errors = (names: readonly string[], type?: string) =>
      summarize(file, { profiles: names, architecture: 'x86_64' }, type).errors
    assert.deepEqual(
      [errors(['Disk']), errors(['Live']), errors(['Live'], 'oem'), errors(['Live'], 'docker'), errors([])],
      [0, 1, 2, 0, 0]
    )
  })
})

describe('what has no effect', () => {
  check(
    'is a section that is bound to profiles that are declared nowhere',
    {
      profiles: profiles('Live', 'Disk'),
      packages:
        '<packages type="image" profiles="Live, Disk"><package name="a"/></packages><packages type="image" profiles="Life,Disk"><package name="b"/></packages>'
    },
    [
      'Live, Disk — warning: kiwi takes the blank for a part of the name: write "Disk" without one, or it is never chosen. [profile-padded]',
      'Life,Disk — warning: No <profile> is called "Life": kiwi never chooses this for it. Did you mean Live? [profile-undeclared]'
    ]
  )
  check(
    'are packages for a type that is never built',
    {
      type: '<type image="tbz"/><type image="docker"/>',
      packages:
        '<packages type="iso"><package name="a"/></packages><packages type="docker"/><packages type="delete"><package name="b"/></packages>'
    },
    [
      'iso — warning: These packages are only for the build type iso, which this description does not have: they are never installed. [packages-unused]'
    ]
  )
  check(
    'is said of machines in long lists too',
    {
      packages: `<packages type="image">${[1, 2, 3, 4, 5, 6, 7].map(number => `<package name="p${number}"/>`).join('\n')}
        <package name="a" arch="ix86,aarch64"/><package name="b" arch="amd64,x86_64"/><file name="f" arch="x86_64"/>
        ${[1, 2, 3, 4, 5, 6, 7].map(number => `<package name="q${number}" arch="x86_64"/>`).join('\n')}</packages>`
    },
    [
      'ix86,aarch64 — information: No machine calls itself ix86, so this never counts unless kiwi is told --target-arch ix86. Such a machine is called i686. [arch-never-matches]',
      'arch — warning: kiwi takes no notice of arch on <file>: it counts on every machine. [arch-ignored]'
    ]
  )
  check(
    'is a part of the address of a repository, or all of it',
    {
      repository: ['/srv/r', 'dir://srv/r', 'dir:///srv/r', 'iso:///r.iso', 'r', 'obsrepositories:/', '@MIRROR@']
        .map(address => `<repository><source path="${address}"/></repository>`)
        .join('')
    },
    [
      '/srv/r — warning: kiwi reads /r here, without the first folder: write "dir:///srv/r" for a folder of the machine, or this:// for one beside the description. [address-folder-lost]',
      'dir://srv/r — warning: kiwi reads /r here, without the first folder: write "dir:///srv/r" for a folder of the machine, or this:// for one beside the description. [address-folder-lost]',
      'iso:///r.iso — error: kiwi knows no addresses that begin with iso:, so a build stops. Addresses begin with http://, https://, ftp://, obs://, dir:/// or, for a folder beside the description, this://. [address-scheme]',
      'r — error: "r" does not say how it is reached, so a build stops. Addresses begin with http://, https://, ftp://, obs://, dir:/// or, for a folder beside the description, this://. [address-scheme]'
    ]
  )
})

describe('a long list', () => {
  it('holds the module that a check asks for, wherever it stands', () => {
    const names = Array.from({ length: 400 }, (_, index) => `package-${index}`)
    for (const place of [0, 17, 199, 399]) {
      const text = (module: string) => {
        const listed = names.toSpliced(place, 0, module).map(name => `<package name="${name}"/>`)
        return describing({
          type: '<type image="iso"/>',
          packages: `<packages type="image">${listed.join('\n')}</packages>`
        })
      }
      const files = new MemoryFiles([{ path: defaultPath, text: text('dracut-kiwi-live') }])
      assert.deepEqual(findingsOf(files), [])
      files.set(defaultPath, text('dracut-kiwi-lib'))
      assert.equal(findingsOf(files).length, 1)
    }
  })
})
