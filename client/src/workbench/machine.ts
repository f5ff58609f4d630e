/** What is asked of the machine before and after a build: mounts, files, permissions, processes. Reads only, never throws. */
import { constants, existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { access } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { targetOfKiwi } from '../builds/kiwiProcess'
import { mountsBelow, parseMounts, type Mount } from '../builds/mounts'
import type { Facts, RunningBuild } from '../builds/finding'
import { imageRootOf, targetOf } from '../builds/request'
import type { BoxbuildRequest, BuildRequest } from '../kiwi/request'
import type { DescriptionFacts } from './descriptionFacts'
import type { Effective } from './effective'

/** Does this process run as root? */
export const isRoot = process.geteuid?.() === 0

/** All mounts of the machine. */
export function currentMounts(): Mount[] {
  return parseMounts(readText('/proc/mounts') ?? '')
}

/** What is mounted at or below `folder` now, in the order of release. */
export function mountedBelow(folder: string): Mount[] {
  return mountsBelow(folder, currentMounts())
}

/** The text of a file; `undefined` where it cannot be read. */
export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/** Time of the last change, in milliseconds since 1970; `undefined` where there is no such file. */
export function changeTime(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs
}

/** Is there a process with this id, whoever owns it? */
export function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Waits until the process has ended; kiwi's clean-up may take a while, but nobody waits for ever. */
export async function untilGone(processId: number): Promise<void> {
  for (let tries = 0; tries < 600 && isAlive(processId); tries += 1) {
    await new Promise(resolve => {
      setTimeout(resolve, 100)
    })
  }
}

/** The number of a kiwi's process that works in `target`, whoever started it. */
export function kiwiIn(target: string): number | undefined {
  return processIds().find(id => {
    const words = (readText(`/proc/${id}/cmdline`) ?? '').split('\0')
    return targetOfKiwi(words) === target
  })
}

function processIds(): number[] {
  try {
    return readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .map(Number)
  } catch {
    return []
  }
}

/** May this user write at `file`, or make it in the folder that is there? */
export async function isWritable(file: string): Promise<boolean> {
  return canAccess(nearestExisting(file), constants.W_OK)
}

/** What is known beside the machine itself. */
export interface Known {
  readonly running: readonly RunningBuild[]
  /** Names of the images in root's storage, where they are known. */
  readonly rootReferences: readonly string[] | undefined
  /** The description that kiwi will read, where it is known. */
  readonly description: DescriptionFacts | undefined
  /** What an extension becomes on top of its stashes, where it is known. */
  readonly effective?: Pick<Effective, 'errors'> | undefined
}

/** What `preflight` needs to know about `request`. */
export async function gatherFacts(request: BuildRequest, known: Known): Promise<Facts> {
  const { running, rootReferences, description, effective } = known
  const isExtension = request.kind === 'stackbuild' && request.extension !== undefined
  const target = targetOf(request)
  const mounts = currentMounts()
  const kiwi = target === undefined ? undefined : kiwiIn(target)
  const mount = target === undefined ? undefined : mountOf(nearestExisting(target), mounts)
  return {
    imageRootExists: target !== undefined && existsSync(imageRootOf(target)),
    mounts,
    running,
    kvm: await canAccess('/dev/kvm', constants.R_OK | constants.W_OK),
    ...(rootReferences === undefined ? {} : { rootReferences }),
    ...(mount === undefined ? {} : { targetFilesystem: mount.type }),
    ...(mount?.readOnly === true ? { targetReadOnly: mount.point } : {}),
    ...(kiwi === undefined ? {} : { kiwiInTarget: kiwi }),
    ...(request.kind === 'boxbuild' ? boxFacts(request) : {}),
    ...(request.kind === 'stash'
      ? { rootHasDescription: existsSync(path.join(request.root, 'image/config.xml')) }
      : {}),
    ...(description?.kind === 'description' ? descriptionFacts(description) : {}),
    ...(description?.kind === 'extension' ? extensionFacts(description) : {}),
    ...(isExtension ? { effectiveErrors: effective?.errors, targetWritable: await isWritable(request.target) } : {})
  }
}

function descriptionFacts({ name, packageManager, hasBootstrap, errors, profiles, types }: DescriptionFacts) {
  return {
    ...(name === undefined ? {} : { imageName: name }),
    ...(packageManager === undefined ? {} : { packageManager }),
    descriptionHasBootstrap: hasBootstrap,
    descriptionErrors: errors,
    profiles: profiles.map(profile => profile.name),
    types
  } satisfies Partial<Facts>
}

function extensionFacts({ packageManager }: DescriptionFacts) {
  return {
    isExtension: true,
    ...(packageManager === undefined ? {} : { packageManager })
  } satisfies Partial<Facts>
}

async function canAccess(file: string, mode: number): Promise<boolean> {
  try {
    await access(file, mode)
    return true
  } catch {
    return false
  }
}

/** `file` without symbolic links, as far as it exists. */
export function realPath(file: string): string {
  const existing = nearestExisting(file)
  try {
    return path.join(realpathSync(existing), path.relative(existing, file))
  } catch {
    return file
  }
}

function boxFacts({ sshKey = 'id_rsa' }: BoxbuildRequest): Pick<Facts, 'sshKeyExists' | 'usedPorts'> {
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'].map(file => readText(file) ?? '')
  return {
    sshKeyExists: existsSync(path.join(os.homedir(), '.ssh', `${sshKey}.pub`)),
    usedPorts: tables.flatMap(listeningPorts)
  }
}

/** Ports on which somebody listens, out of a table of the kernel such as /proc/net/tcp. */
export function listeningPorts(table: string): number[] {
  return table.split('\n').flatMap(line => {
    const [, local, , state] = line.trim().split(/\s+/)
    const port = Number.parseInt(local?.split(':')[1] ?? '', 16)
    return state === '0A' && Number.isInteger(port) ? [port] : []
  })
}

function nearestExisting(file: string): string {
  let place = file
  while (!existsSync(place) && path.dirname(place) !== place) place = path.dirname(place)
  return place
}

/** The file system that holds `folder`: that of the longest mount point above it, the last one made. */
export function mountOf(folder: string, mounts: readonly Mount[]): Mount | undefined {
  let best: Mount | undefined
  for (const mount of mounts) {
    const holds = folder === mount.point || folder.startsWith(mount.point === '/' ? '/' : `${mount.point}/`)
    if (holds && mount.point.length >= (best?.point.length ?? 0)) best = mount
  }
  return best
}
