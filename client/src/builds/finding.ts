/** What is known of a build before it is started, and what speaks against it. */
import type { Problem } from '../kiwi/problem'
import type { BuildRequest } from '../kiwi/request'
import type { Mount } from './mounts'

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

/** Something that speaks against a build. */
export interface Finding extends Problem {
  /** `stop`: it cannot work, or would harm. `ask`: it can work; the person decides. */
  readonly severity: 'stop' | 'ask'
  /** A request that avoids the problem, where there is one. */
  readonly better?: BuildRequest
  /** Where it is: the URI of a file, and the line, counted from 0. */
  readonly place?: { readonly uri: string; readonly line: number }
}

/** What cannot work, or would harm. */
export function stop(code: string, message: string, remedy: string): Finding {
  return { severity: 'stop', code, message, remedy }
}

/** What can work; the person decides. */
export function ask(code: string, message: string, remedy: string): Finding {
  return { severity: 'ask', code, message, remedy }
}
