/** Small descriptions that break and keep each check, and random ones that mix what the checks look at. */
import type { Random } from '../../support/random'

/** What a description for a test is made of; what is left out is there and good. */
export interface Parts {
  readonly version?: string
  readonly packageManager?: string
  readonly type?: string
  readonly preferences?: string
  readonly repository?: string
  readonly packages?: string
  readonly profiles?: string
}

/** A whole description. */
export function describing({
  version = '<version>1.0.0</version>',
  packageManager = '<packagemanager>dnf5</packagemanager>',
  type = '<type image="tbz"/>',
  preferences = '',
  repository = '<repository><source path="https://example.org/r"/></repository>',
  packages = '',
  profiles = ''
}: Parts): string {
  return `<image schemaversion="8.5" name="test">
  <description type="system"><author>A</author><contact>c</contact><specification>S</specification></description>
  ${profiles}
  <preferences>${version}${packageManager}${type}</preferences>
  ${preferences}
  ${repository}
  <packages type="bootstrap"><package name="filesystem"/></packages>
  ${packages}
</image>`
}

const noResize = '<oemconfig><oem-resize>false</oem-resize></oemconfig>'

function disk(attributes: string, content = noResize): string {
  return `<type image="oem" filesystem="xfs" ${attributes}>${content}</type>`
}

function volumes(disk: string, ...attributes: string[]): string {
  return `${noResize}<systemdisk ${disk}>${attributes.map(each => `<volume ${each}/>`).join('')}</systemdisk>`
}

function packaged(name: string, section = 'type="image"', attributes = ''): string {
  return `<packages ${section}><package name="${name}" ${attributes}/></packages>`
}

function modules(type: string, rpm: string, debian: string): Parts[] {
  return [
    { type },
    { type, packages: packaged(rpm) },
    { type, packages: packaged(debian) },
    { type, packages: packaged(` ${rpm} `) },
    { type, packages: packaged(rpm, 'type="bootstrap"') },
    { type, packages: packaged(rpm, 'type="delete"') },
    { type, packages: packaged(rpm, 'type="iso"') },
    { type, packages: packaged(rpm, 'type="oem"') },
    { type, packages: packaged(rpm, 'type="image"', 'arch="aarch64,ppc64le"') },
    { type, packages: `<packages type="image"><ignore name="${rpm}"/></packages>` },
    {
      type,
      packages: packaged(rpm, 'type="image" profiles="A"'),
      profiles: '<profiles><profile name="A" description="a"/><profile name="B" description="b"/></profiles>'
    }
  ]
}

const profiles =
  '<profiles><profile name="A" description="a" import="true"><requires profile="B"/></profile>' +
  '<profile name="B" description="b"/><profile name="C" description="c" arch="aarch64"/></profiles>' +
  '<profiles><profile name="D" description="d"><requires profile="C" arch="aarch64"/></profile>' +
  '<profile name="E" description="e"><requires profile="nowhere"/></profile>' +
  '<profile name="F" description="f"><requires profile="A"/></profile></profiles>'

/** Each check broken and kept, and its conditions one by one. */
export const cases: readonly Parts[] = [
  {},
  { version: '' },
  { version: '', profiles, preferences: '<preferences profiles="B"><version>1.0.0</version></preferences>' },
  { version: '', profiles, preferences: '<preferences profiles="B, A"><version>1.0.0</version></preferences>' },
  { version: '', profiles, preferences: '<preferences profiles=""><version>1.0.0</version></preferences>' },
  { version: '', preferences: '<preferences arch="aarch64"><version>1.0.0</version></preferences>' },
  { type: '', profiles, preferences: '<preferences profiles="D"><type image="tbz"/></preferences>' },
  { type: '' },
  ...['oem', 'pxe', 'kis'].flatMap(image =>
    ['boot="x"', 'initrd_system="kiwi"', 'boot="x" initrd_system="kiwi"', 'boot="x" initrd_system="dracut"', ''].map(
      attributes => ({ type: `<type image="${image}" filesystem="ext4" ${attributes}>${noResize}</type>` })
    )
  ),
  { type: '<type image="iso" boot="x" initrd_system="kiwi"/>' },
  ...['ROOT', 'SWAP', 'SPARE', 'MINE', 'other'].flatMap(label => [
    { type: disk('', volumes('', `name="home" label="${label}"`)) },
    { type: disk('rootfs_label="MINE"', volumes('', `name="home" label="${label}"`)) },
    { type: disk('', volumes('', `name="swap" label="${label}"`)) },
    { type: disk('', volumes('', `name="@root=sys" label="${label}"`)) },
    { type: disk('', volumes('', `name="home" label="${label}" arch="aarch64"`)) },
    { type: disk('filesystem="btrfs"', volumes('', `name="home" label="${label}"`)).replace('filesystem="xfs" ', '') },
    {
      type: disk('filesystem="btrfs"', volumes('preferlvm="true"', `name="home" label="${label}"`)).replace(
        'filesystem="xfs" ',
        ''
      )
    }
  ]),
  { type: disk('', volumes('', 'name="a" size="all"', 'name="b" freespace="all"')) },
  { type: disk('', volumes('', 'name="a" size="1G" freespace="all"', 'name="b" freespace="all"')) },
  { type: disk('', volumes('', 'name="@root" size="all"', 'name="b" size="all" arch="aarch64"')) },
  ...[
    'name="/"',
    'name="x" mountpoint="/"',
    'name="@root" mountpoint="/"',
    'name="x@root"',
    'name="/" mountpoint="/x"'
  ].map(volume => ({ type: disk('', volumes('', volume)) })),
  { type: disk('', volumes('', 'name="/" arch="aarch64"')) },
  ...['', '<systemdisk/>', '<systemdisk preferlvm="true"/>', '<systemdisk preferlvm="false"/>'].flatMap(systemdisk =>
    ['xfs', 'btrfs'].map(filesystem => ({
      type:
        `<type image="oem" filesystem="${filesystem}"><oemconfig><oem-resize>0</oem-resize>` +
        `<oem-swap>true</oem-swap><oem-swapname>Swap</oem-swapname></oemconfig>${systemdisk}</type>`
    }))
  ),
  ...['firmware="ec2"', 'firmware="efi"', ''].flatMap(firmware =>
    ['<machine xen_loader="pygrub"/>', '<machine/>', ''].flatMap(machine =>
      ['true', '1', 'false'].map(server => ({ type: disk(`xen_server="${server}" ${firmware}`, noResize + machine) }))
    )
  ),
  ...modules('<type image="iso"/>', 'dracut-kiwi-live', 'kiwi-dracut-live'),
  ...modules('<type image="iso" flags="overlay"/>', 'dracut-kiwi-live', 'kiwi-dracut-live'),
  { type: '<type image="iso" flags="dmsquash"/>' },
  ...modules(disk('overlayroot="true"'), 'dracut-kiwi-overlay', 'kiwi-dracut-overlay'),
  { type: disk('overlayroot="false"') },
  { type: disk('overlayroot="true" initrd_system="kiwi" boot="x"') },
  { type: disk('overlayroot="true" initrd_system="none"') },
  ...modules(disk('', ''), 'dracut-kiwi-oem-repart', 'kiwi-dracut-oem-repart'),
  { type: disk('', '<oemconfig><oem-resize>true</oem-resize></oemconfig>') },
  { type: disk('', '<oemconfig/>') },
  ...['installiso', 'installstick', 'installpxe'].flatMap(attribute =>
    modules(disk(`${attribute}="true"`), 'dracut-kiwi-oem-dump', 'kiwi-dracut-oem-dump')
  ),
  { type: disk('installiso="false"') },
  ...['a.exe', 'a.EXE', '.exe', 'a.exe.txt', 'b\\a.exe', 'a', ''].flatMap(launcher =>
    ['Ab1', 'a-b', 'ä', ''].map(id => ({
      type:
        '<type image="appx" metadata_path="/m"><containerconfig name="c">' +
        `<history author="a" launcher="${launcher}" application_id="${id}">h</history></containerconfig></type>`
    }))
  ),
  { type: '<type image="tbz"/><type image="tbz"/>' },
  { type: '<type image="tbz"/><type image="docker"/><type image="tbz" primary="true"/>' },
  {
    type: '',
    profiles,
    preferences:
      '<preferences profiles="A"><type image="tbz"/></preferences><preferences profiles="B,D"><type image="tbz"/></preferences>'
  },
  { type: '<type image="tbz"/>', preferences: '<preferences arch="aarch64"><type image="tbz"/></preferences>' },
  ...['', 'bios', 'efi', 'uefi', 'ec2', 'ofw', 'opal', 'custom'].flatMap(firmware =>
    ['', 'efiparttable="msdos"', 'efiparttable="gpt"'].map(table => ({
      type: disk(`devicepersistency="by-partuuid" ${table} ${firmware && `firmware="${firmware}"`}`)
    }))
  ),
  ...['CDL', 'LDL', 'FBA', 'SCSI', 'GPT'].map(target => ({
    type: disk(
      'devicepersistency="by-partuuid"',
      `${noResize}<bootloader name="grub2_s390x_emu" targettype="${target}"/>`
    )
  })),
  { type: disk('devicepersistency="by-uuid"') },
  ...['0', '20', '31', '32', '100'].map(size => ({ type: disk(`installiso="true" efifatimagesize="${size}"`) })),
  ...['grub2', 'grub2_s390x_emu', 'systemd_boot', 'custom', 'zipl'].flatMap(loader =>
    ['', '<environment/>', '<environment><env name="a" value="b"/></environment>'].map(environment => ({
      type: disk(
        '',
        `${noResize}<bootloader name="${loader}"><bootloadersettings>${environment}</bootloadersettings></bootloader>`
      )
    }))
  ),
  { repository: '' },
  { repository: '<repository profiles="B"><source path="https://example.org/r"/></repository>', profiles },
  { repository: '<repository arch="aarch64"><source path="https://example.org/r"/></repository>' },
  ...[
    'https://example.org/r',
    'http://example.org/r',
    'HTTP://example.org/r',
    'ftp://example.org/r',
    'obs://a:b/c',
    'obsrepositories:/',
    'dir:///srv/r',
    'file:///srv/r',
    'this://r',
    '/srv/r',
    'r',
    'iso:///r.iso',
    'httpx://r'
  ].flatMap(address => [
    { repository: `<repository imageinclude="true"><source path="${address}"/></repository>` },
    { repository: `<repository><source path="${address}"/></repository>` },
    { repository: `<repository imageinclude="true" profiles="B"><source path="${address}"/></repository>`, profiles }
  ])
]

/** A description out of all that the checks look at, most of it valid for the schema. */
export function randomDescription(random: Random): string {
  const maybe = (text: string, chance = 3) => (random.below(chance) === 0 ? text : '')
  const names = ['A', 'B', 'C', 'D']
  const machine = () => maybe(` arch="${random.pick(['x86_64', 'aarch64', 'aarch64,x86_64', 'ppc64le'])}"`, 4)
  const bound = () => maybe(` profiles="${random.pick(['A', 'B', 'A,C', 'D', 'B, C', 'X', ''])}"`, 2)
  const boolean = () => random.pick(['true', 'false', '1', '0'])
  const declared = names.map(
    name =>
      `<profile name="${name}" description="d"${maybe(` import="${boolean()}"`)}${machine()}>` +
      `${maybe(`<requires profile="${random.pick([...names, 'X'])}"${machine()}/>`)}</profile>`
  )
  const many = (limit: number, make: () => string) => Array.from({ length: random.below(limit) + 1 }, make).join('')
  const preferences = () =>
    `<preferences${bound()}${machine()}>${maybe('<version>1.0.0</version>', 2)}${maybe('<packagemanager>apt</packagemanager>')}` +
    `${many(2, () => randomType(random))}</preferences>`
  const repository = () =>
    `<repository${bound()}${machine()}${maybe(` imageinclude="${boolean()}"`)}><source path="${random.pick([
      'https://example.org/r',
      'obs://a/b',
      'dir:///srv',
      'this://r'
    ])}"/></repository>`
  const packages = () =>
    `<packages type="${random.pick(['image', 'bootstrap', 'oem', 'iso', 'delete'])}"${bound()}>${many(
      3,
      () =>
        `<package name="${random.pick(['dracut-kiwi-', 'kiwi-dracut-'])}${random.pick([
          'live',
          'overlay',
          'oem-repart',
          'oem-dump'
        ])}"${machine()}/>`
    )}</packages>`
  return `<image schemaversion="8.5" name="test">
  <description type="system"><author>A</author><contact>c</contact><specification>S</specification></description>
  <profiles>${declared.join('')}</profiles>
  ${many(3, preferences)}
  ${many(2, repository)}
  <packages type="bootstrap"><package name="filesystem"/></packages>
  ${many(4, packages)}
</image>`
}

function randomType(random: Random): string {
  const maybe = (text: string, chance = 3) => (random.below(chance) === 0 ? ` ${text}` : '')
  const boolean = () => random.pick(['true', 'false'])
  const primary = maybe('primary="true"', 5)
  const image = random.pick(['oem', 'oem', 'oem', 'iso', 'pxe', 'tbz', 'docker'])
  if (image === 'tbz' || image === 'docker') return `<type image="${image}"${primary}/>`
  const shared = `${primary}${maybe(`boot="x"`, 5)}${maybe(`initrd_system="${random.pick(['kiwi', 'dracut', 'none'])}"`, 4)}`
  if (image === 'iso')
    return `<type image="iso"${shared}${maybe('flags="dmsquash"')}${maybe('efifatimagesize="40"', 4)}/>`
  if (image === 'pxe') return `<type image="pxe" filesystem="ext4"${shared}/>`
  const firmware = maybe(`firmware="${random.pick(['efi', 'uefi', 'bios', 'ec2', 'ofw', 'custom'])}"`, 2)
  const attributes = [
    `filesystem="${random.pick(['xfs', 'btrfs'])}"`,
    firmware,
    maybe('devicepersistency="by-partuuid"'),
    maybe(`overlayroot="${boolean()}"`),
    maybe(`${random.pick(['installiso', 'installstick', 'installpxe'])}="${boolean()}"`),
    maybe(`xen_server="${boolean()}"`, 4),
    maybe('rootfs_label="DATA"')
  ]
  const volume = () =>
    `<volume name="${random.pick(['@root', 'home', 'swap', 'var', '/'])}"${maybe('mountpoint="/"', 6)}` +
    `${maybe(`label="${random.pick(['ROOT', 'DATA', 'SWAP', 'OWN'])}"`)}${maybe('size="all"', 4)}${maybe('arch="aarch64"', 5)}/>`
  return (
    `<type image="oem"${shared} ${attributes.join(' ')}>` +
    `<oemconfig>${maybe('<oem-resize>false</oem-resize>')}${maybe('<oem-swap>true</oem-swap>')}${maybe('<oem-swapname>S</oem-swapname>')}</oemconfig>` +
    maybe(`<systemdisk${maybe('preferlvm="true"')}>${volume()}${volume()}</systemdisk>`, 2) +
    `${maybe('<machine xen_loader="pygrub"/>', 4)}</type>`
  )
}
