/** What speaks against a build before it is started, found from facts that the caller gathered. */
import type { Problem } from '../kiwi/problem'
import type { BoxbuildRequest, BuildRequest, StackbuildRequest, StashRequest } from '../kiwi/request'
import { isPlainForShell } from '../kiwi/values'
import { proposeStashName, stashNameProblem } from '../kiwi/stashName'
import { splitReference } from '../containers/images'
import { kiwiMounts, mountsBelow } from './mounts'
import type { Mount } from './mounts'
import { imageRootOf, targetOf } from './request'
import { displayCommand } from './supervise'

/** A build that this editor runs at the moment. */
export interface RunningBuild {
  readonly request: BuildRequest
  readonly title: string
  /** As in `Facts.packageManager`. */
  readonly packageManager?: string
}

/** What the caller found out; nothing is looked up by the checks themselves. What is absent is unknown, and not judged. */
export interface Facts {
  /** Does TARGET/build/image-root exist? */
  readonly imageRootExists: boolean
  /** All mounts of the machine; paths in the request must hold no symbolic link to be compared with them. */
  readonly mounts: readonly Mount[]
  readonly running: readonly RunningBuild[]
  /** The number of a kiwi's process that works in the target, whoever started it. */
  readonly kiwiInTarget?: number
  /** Can /dev/kvm be opened for reading and writing? Asked for boxes in a virtual machine only. */
  readonly kvm?: boolean
  /** Ports of this machine that are in use. */
  readonly usedPorts?: readonly number[]
  /** Names of the images in root's storage (`localhost/deb-mini:latest`). */
  readonly rootReferences?: readonly string[]
  /** File system type of the target's nearest existing folder, as /proc/mounts says it (`overlay`, `vfat`, `nfs4`, …). */
  readonly targetFilesystem?: string
  /** Where the file system of the target is mounted, if nobody can write there. */
  readonly targetReadOnly?: string
  /** Does ROOT/image/config.xml exist (stash)? */
  readonly rootHasDescription?: boolean
  /** Attribute `name` of the description: for a stash that of the root tree. */
  readonly imageName?: string
  /** Package manager of the description (`apt`, `zypper`, …). */
  readonly packageManager?: string
  /** Has the description packages of type bootstrap (stackbuild)? */
  readonly descriptionHasBootstrap?: boolean
  /** Is the description an extension of a stash, which is not complete by itself? */
  readonly isExtension?: boolean
  /** Errors of the effective description of an extension; `undefined` where nobody knows it. */
  readonly effectiveErrors?: readonly EffectiveProblem[] | undefined
  /** May this user write into the target? Asked for extensions. */
  readonly targetWritable?: boolean
  /** How many errors the description has that this build would stop at. */
  readonly descriptionErrors?: number
  /** Names of the profiles that the description declares for this machine. */
  readonly profiles?: readonly string[]
  /** Build types that the chosen profiles contain. */
  readonly types?: readonly string[]
  /** Does the public part of the ssh key exist (boxbuild with sshfs sharing)? */
  readonly sshKeyExists?: boolean
}

/** An error of an effective description, at the place that caused it. */
export interface EffectiveProblem {
  readonly message: string
  readonly uri: string
  /** Lines counted from 0. */
  readonly range: { readonly start: { readonly line: number } }
}

export interface Finding extends Problem {
  /** `stop`: it cannot work, or would harm. `ask`: it can work; the person decides. */
  readonly severity: 'stop' | 'ask'
  /** A request that avoids the problem, where there is one. */
  readonly better?: BuildRequest
  /** Where it is: the URI of a file, and the line, counted from 0. */
  readonly place?: { readonly uri: string; readonly line: number }
}

/** Everything that speaks against `request`, stops first. */
export function preflight(request: BuildRequest, facts: Facts): Finding[] {
  const findings = [
    ...checkTarget(request, facts),
    ...checkRunning(request, facts),
    ...(request.kind === 'stash' ? [] : checkDescription(request, facts))
  ]
  findings.push(...checkExtension(request, facts))
  if (request.kind === 'stash') findings.push(...checkStash(request, facts))
  if (request.kind === 'stackbuild') findings.push(...checkStackbuild(request, facts))
  if (request.kind === 'boxbuild') findings.push(...checkBox(request, facts))
  return [
    ...findings.filter(finding => finding.severity === 'stop'),
    ...findings.filter(finding => finding.severity === 'ask')
  ]
}

/** kiwi's shared cache, which it binds into every root tree that it makes. */
export const sharedCache = '/var/cache/kiwi'

/** The port that leads into a box when none is given. */
export const defaultSshPort = 10_022

// kiwi's own list: what else there is lacks links, owners or attributes that a root tree needs.
const supportedFilesystems = new Set(['btrfs', 'ext2', 'ext3', 'ext4', 'overlay', 'overlayfs', 'tmpfs', 'xfs'])
const systemFolders = ['/dev', '/proc', '/sys', '/run/udev', '/boot']

function checkTarget(request: BuildRequest, facts: Facts): Finding[] {
  const target = targetOf(request)
  if (target === undefined) return []
  const findings: Finding[] = []
  const elsewhere = 'Choose another target directory.'
  if (isWithin(target, sharedCache) || isWithin(sharedCache, target)) {
    findings.push(
      stop(
        'target-in-cache',
        `${target} and kiwi's shared cache ${sharedCache} lie in each other: mounts would loop.`,
        elsewhere
      )
    )
  }
  if (target === '/' || systemFolders.some(folder => isWithin(target, folder))) {
    findings.push(stop('target-in-system', `${target} belongs to the running system.`, elsewhere))
  }
  if (facts.targetReadOnly !== undefined) {
    const message = `${target} cannot be written: the file system at ${facts.targetReadOnly} is mounted read-only.`
    findings.push(stop('target-read-only', message, elsewhere))
  }
  const building = facts.running.some(build => targetOf(build.request) === target)
  if (facts.kiwiInTarget !== undefined && !building) {
    return [...findings, foreignKiwi(target, facts.kiwiInTarget)]
  }
  if (request.kind === 'boxbuild') return findings
  if (facts.targetFilesystem !== undefined && !supportedFilesystems.has(facts.targetFilesystem)) {
    findings.push(
      stop(
        'target-filesystem',
        `${target} lies on ${facts.targetFilesystem}, which kiwi refuses: a root tree cannot be kept there.`,
        'Choose a target directory on ext4, xfs, btrfs, tmpfs or overlayfs.'
      )
    )
  }
  return [...findings, ...checkTargetPath(request, target, facts), ...checkImageRoot(request, target, facts)]
}

/** Whatever is mounted there is as it must be, and must not be released. */
function foreignKiwi(target: string, processId: number): Finding {
  return stop(
    'target-in-use',
    `A kiwi that this window has no terminal of is building in ${target}: it was started elsewhere, or before the window was loaded anew.`,
    `Wait for its end, or interrupt it once, as root, so that it cleans up: ${displayCommand(['kill', '-INT', String(processId)])}`
  )
}

/** kiwi runs shells on the target's path without quoting it: to unpack Debian's base system, to pack archives and initrds. */
function checkTargetPath(request: BuildRequest, target: string, facts: Facts): Finding[] {
  if (isPlainForShell(target)) return []
  const remedy = 'Choose a target directory whose path holds letters, digits and / . _ - only.'
  if (/[`$&|;<>()]/.test(target)) {
    const message = `kiwi hands ${target} to shells without quoting it: a part of it would be run as a command.`
    return [stop('target-path', message, remedy)]
  }
  const message = `kiwi hands ${target} to shells without quoting it`
  if (request.kind === 'build' && facts.packageManager === 'apt') {
    return [stop('target-path', `${message}: every Debian build fails there.`, remedy)]
  }
  return [ask('target-path', `${message}, and may fail where a shell does not take it literally.`, remedy)]
}

/** What an earlier build left in the target. */
function checkImageRoot(request: BuildRequest, target: string, facts: Facts): Finding[] {
  const imageRoot = imageRootOf(target)
  const building = facts.running.some(build => targetOf(build.request) === target)
  // While a build runs there, its mounts are as they must be; that it runs is told elsewhere.
  const mounted = building ? [] : mountsBelow(imageRoot, facts.mounts)
  if (mounted.length > 0) {
    const points = mounted.map(mount => mount.point)
    return [
      stop(
        'target-mounted',
        `A killed build left ${points.length} mounts below ${imageRoot}, among them folders of this machine. Deleting it now would empty them.`,
        `Release them as root: ${displayCommand(['umount', ...points])}`
      )
    ]
  }
  const findings: Finding[] = []
  if (facts.running.length === 0 && kiwiMounts(facts.mounts).length > 0) {
    const points = kiwiMounts(facts.mounts).map(mount => mount.point)
    findings.push(
      ask(
        'kiwi-mounted',
        `A killed build of this machine left ${points.length} mounts in kiwi's working folders, unless kiwi runs elsewhere at the moment.`,
        `When no kiwi runs, release them as root before anything is deleted there: ${displayCommand(['umount', ...points])}`
      )
    )
  }
  const reuses = request.kind === 'build' && request.extra?.includes('--allow-existing-root') === true
  if (facts.imageRootExists && !reuses) {
    findings.push(
      stop(
        'target-occupied',
        `${imageRoot} is there from an earlier build, and kiwi does not build into it.`,
        'Choose another target directory, or remove the folder after a look at what is mounted below it.'
      )
    )
  }
  return findings
}

/** Builds that cannot run beside this one. */
function checkRunning(request: BuildRequest, facts: Facts): Finding[] {
  const findings: Finding[] = []
  const target = targetOf(request)
  for (const build of facts.running) {
    const other = targetOf(build.request)
    if (target !== undefined && other !== undefined && (isWithin(target, other) || isWithin(other, target))) {
      findings.push(
        stop(
          'target-in-use',
          `“${build.title}” is building in ${other}.`,
          'Wait for its end, or choose another target directory.'
        )
      )
    }
    if (!installsPackages(request) || !installsPackages(build.request)) continue
    const managers = [facts.packageManager, build.packageManager]
    if (managers.every(manager => manager === 'apt')) {
      findings.push(
        stop(
          'package-lock',
          `“${build.title}” is running, and apt can work for one build at a time: both need the locks of this machine.`,
          'Wait for its end.'
        )
      )
    } else if (managers.every(manager => manager === undefined || manager === 'apt')) {
      findings.push(
        ask(
          'package-lock-perhaps',
          `“${build.title}” is running. If both install Debian packages, one will fail: they need the same locks.`,
          'Wait for its end, unless the two use different package managers.'
        )
      )
    }
  }
  return findings
}

/** A rebuild only packs what is there, and a box has locks of its own. */
function installsPackages(request: BuildRequest): boolean {
  return request.kind === 'build' || (request.kind === 'stackbuild' && request.description !== undefined)
}

/** What kiwi would refuse about the description. The kiwi that builds may know better, so the person decides. */
function checkDescription(request: Exclude<BuildRequest, StashRequest>, facts: Facts): Finding[] {
  const findings: Finding[] = []
  const errors = facts.descriptionErrors ?? 0
  if (errors > 0) {
    findings.push(
      ask(
        'description-errors',
        `The description has ${errors === 1 ? 'an error' : `${errors} errors`}, and kiwi will probably refuse it.`,
        'Open the description: its errors are shown at their places.'
      )
    )
  }
  // Another architecture has other profiles and types.
  if (request.targetArchitecture !== undefined || request.kind === 'boxbuild') return findings
  const { profiles, types } = facts
  for (const profile of profiles === undefined ? [] : (request.profiles ?? [])) {
    if (profiles?.includes(profile) === true) continue
    findings.push(
      ask(
        'profile-unknown',
        `The description declares no profile ${profile} for this machine.`,
        'Choose profiles that it declares.'
      )
    )
  }
  // kiwi takes vmx for oem.
  const type = request.type === 'vmx' ? 'oem' : request.type
  if (type !== undefined && types?.includes(type) === false) {
    findings.push(
      ask(
        'type-unknown',
        `The chosen profiles of the description contain no build type ${type}.`,
        'Choose another build type, or the profiles that contain it.'
      )
    )
  }
  return findings
}

/** So many errors are told one by one. */
const mostErrors = 5

function checkExtension(request: BuildRequest, facts: Facts): Finding[] {
  if (request.kind !== 'stackbuild' || request.extension === undefined) {
    if (facts.isExtension !== true) return []
    const message = 'This is an extension of a stash: only on top of it is it a whole description.'
    return [stop('extension-alone', message, 'Build it with Stackbuild.')]
  }
  const findings: Finding[] = []
  const { effectiveErrors: errors } = facts
  if (errors === undefined) {
    const message = `The language server does not say what ${request.extension} is on top of its stash.`
    findings.push(
      stop('extension-unknown', message, 'Restart the language server (KIWI: Restart Language Server), and try again.')
    )
  }
  for (const { message, uri, range } of (errors ?? []).slice(0, mostErrors)) {
    const { line } = range.start
    const where = `${decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1))}, line ${line + 1}`
    findings.push({
      ...stop('extension-error', `${where}: ${message}`, 'Mend it in the editor.'),
      place: { uri, line }
    })
  }
  const more = (errors?.length ?? 0) - mostErrors
  if (more > 0)
    findings.push(stop('extension-errors', `There are ${more} more errors.`, 'They are shown in the editor.'))
  if (facts.targetWritable === false) {
    const message = `The effective description is written into ${request.target}, where you may not write.`
    findings.push(stop('target-not-writable', message, 'Choose another target directory.'))
  }
  return findings
}

function checkStash(request: StashRequest, facts: Facts): Finding[] {
  const findings: Finding[] = []
  if (facts.rootHasDescription === false) {
    findings.push(
      stop(
        'no-root-tree',
        `${request.root} holds no image/config.xml.`,
        'Choose a root tree that kiwi prepared: TARGET/build/image-root.'
      )
    )
  }
  const name = request.name ?? facts.imageName
  if (request.name === undefined && name !== undefined && stashNameProblem(name) !== undefined) {
    const proposal = proposeStashName(name)
    findings.push({
      ...stop(
        'stash-name',
        `The image name ${name} cannot name a stash. ${stashNameProblem(name)}`,
        'Give the stash another name.'
      ),
      ...(proposal === undefined ? {} : { better: { ...request, name: proposal } })
    })
  }
  const tag = request.tag ?? 'latest'
  const tags = (facts.rootReferences ?? [])
    .map(splitReference)
    .flatMap(reference => (reference.name === `localhost/${name}` ? (reference.tag ?? []) : []))
  if (tags.length > 0 && !tags.includes(tag)) {
    findings.push(
      ask(
        'stash-tag',
        `The stash ${name} has the tag ${tags.join(', ')}; kiwi cannot add a layer to it under the tag ${tag}.`,
        'Take the same tag and add others afterwards (podman tag), or take another name.'
      )
    )
  }
  return findings
}

function checkStackbuild(request: StackbuildRequest, facts: Facts): Finding[] {
  const findings: Finding[] = []
  for (const stash of facts.rootReferences === undefined ? [] : request.stashes) {
    const known = facts.rootReferences?.some(reference => isSameImage(stash, reference)) === true
    if (request.registry === undefined && !known && !/^[0-9a-f]{12,64}$/.test(stash)) {
      findings.push(
        stop(
          'stash-unknown',
          `Root's container storage has no image ${stash}.`,
          'Choose one of the listed stashes, or name the registry that has it.'
        )
      )
    }
    const local = facts.rootReferences?.find(
      reference => reference.startsWith('localhost/') && isSameImage(stash, reference)
    )
    if (request.registry !== undefined && local !== undefined) {
      findings.push(
        ask(
          'local-stash-wins',
          `${local} lies in root's container storage: kiwi will pull ${request.registry}/${stash}, and then build from the local one.`,
          `Pull it by podman as root and choose ${request.registry}/${stash} without a registry, or remove the local one.`
        )
      )
    }
  }
  const profiles = request.profiles ?? []
  if (profiles.join('\n') !== profiles.toSorted().join('\n')) {
    findings.push(
      ask(
        'profiles-sorted',
        `In a stackbuild kiwi sorts the profiles: ${profiles.toSorted().join(', ')}, not ${profiles.join(', ')}. Overlays of the later ones win.`,
        'Check that the order makes no difference.'
      )
    )
  }
  if (facts.descriptionHasBootstrap === true && (facts.packageManager ?? 'apt') === 'apt') {
    findings.push(
      ask(
        'bootstrap-on-stash',
        'The description has packages of type bootstrap: on a Debian stash kiwi unpacks a second base system over the first, and fails.',
        'Put the packages into the section of type image.'
      )
    )
  }
  return findings
}

/** Does podman find `reference` (a full name) when it is asked for `name`? */
function isSameImage(name: string, reference: string): boolean {
  const wanted = splitReference(name)
  const found = splitReference(reference)
  if ((wanted.tag ?? 'latest') !== found.tag) return false
  return found.name === wanted.name || found.name.endsWith(`/${wanted.name}`)
}

function checkBox(request: BoxbuildRequest, facts: Facts): Finding[] {
  const findings: Finding[] = []
  if (request.sharing === 'sshfs' && facts.sshKeyExists === false) {
    const key = request.sshKey ?? 'id_rsa'
    findings.push(
      stop(
        'ssh-key',
        `There is no key ~/.ssh/${key}.pub, which sharing by sshfs needs.`,
        `Make one: ssh-keygen -f ~/.ssh/${key}`
      )
    )
  }
  if (request.container === true) return findings
  findings.push(...checkAcceleration(request, facts), ...checkPort(request, facts))
  return findings
}

function checkAcceleration(request: BoxbuildRequest, facts: Facts): Finding[] {
  const emulated: BoxbuildRequest = { ...request, acceleration: false, cpu: 'max' }
  if (request.acceleration === false) {
    if (request.cpu !== undefined && request.cpu !== 'host') return []
    const message =
      'Without hardware virtualisation the emulator does not know the CPU model host, and the box would not start.'
    return [{ ...stop('cpu-host', message, 'Choose the CPU model max.'), better: emulated }]
  }
  if (facts.kvm !== false) return []
  const message = '/dev/kvm cannot be used here: the box would not start, and kiwi would call that a success.'
  const remedy = 'Build without hardware virtualisation (--no-accel --cpu max): it works, and takes many times as long.'
  return [{ ...ask('no-kvm', message, remedy), better: emulated }]
}

function checkPort(request: BoxbuildRequest, facts: Facts): Finding[] {
  const used = new Set(facts.usedPorts)
  for (const { request: other } of facts.running) {
    if (other.kind === 'boxbuild' && other.container !== true) used.add(other.sshPort ?? defaultSshPort)
  }
  const port = request.sshPort ?? defaultSshPort
  if (!used.has(port)) return []
  let free = defaultSshPort
  while (used.has(free)) free += 1
  const message = `Port ${port}, which would lead into the box, is in use: the box would not start, and kiwi would call that a success.`
  return [
    { ...stop('ssh-port', message, `Take another ssh port, such as ${free}.`), better: { ...request, sshPort: free } }
  ]
}

function isWithin(inner: string, outer: string): boolean {
  const folder = outer.replace(/\/+$/, '')
  return inner.replace(/\/+$/, '') === folder || inner.startsWith(`${folder}/`)
}

function stop(code: string, message: string, remedy: string): Finding {
  return { severity: 'stop', code, message, remedy }
}

function ask(code: string, message: string, remedy: string): Finding {
  return { severity: 'ask', code, message, remedy }
}
