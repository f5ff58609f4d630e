/** What speaks against the target directory of a build: where it lies, how it is called, and what is in it. */
import type { BuildRequest } from '../kiwi/request'
import { isPlainForShell } from '../kiwi/values'
import { ask, stop, type Facts, type Finding } from './finding'
import { kiwiMounts, mountsBelow } from './mounts'
import { imageRootOf, targetOf } from './request'
import { displayCommand } from './supervise'

/** kiwi's shared cache, which it binds into every root tree that it makes. */
const sharedCache = '/var/cache/kiwi'

// kiwi's own list: what else there is lacks links, owners or attributes that a root tree needs.
const supportedFilesystems = new Set(['btrfs', 'ext2', 'ext3', 'ext4', 'overlay', 'overlayfs', 'tmpfs', 'xfs'])
const systemFolders = ['/dev', '/proc', '/sys', '/run/udev', '/boot']

/** What speaks against the target of a request; nothing where it has none. */
export function checkTarget(request: BuildRequest, facts: Facts): Finding[] {
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

/** Whether `inner` is `outer` or below it. */
export function isWithin(inner: string, outer: string): boolean {
  const folder = outer.replace(/\/+$/, '')
  return inner.replace(/\/+$/, '') === folder || inner.startsWith(`${folder}/`)
}
