/** What speaks against a build before it is started, found from facts that the caller gathered. */
import type { Problem } from '../kiwi/problem'
import type { BuildRequest } from '../kiwi/request'
import type { Mount } from './mounts'

/** A build that this editor runs at the moment. */
export interface RunningBuild {
  readonly request: BuildRequest
  readonly title: string
}

/** What the caller found out; nothing here is looked up by the checks themselves. */
export interface Facts {
  /** Does TARGET/build/image-root exist? */
  readonly imageRootExists: boolean
  /** All mounts of the machine. */
  readonly mounts: readonly Mount[]
  readonly running: readonly RunningBuild[]
  /** Can /dev/kvm be opened for reading and writing? */
  readonly kvm: boolean
  /** Names of the local images in root's storage (`localhost/deb-mini:latest`); absent: unknown. */
  readonly rootReferences?: readonly string[]
  /** File system type of the target's nearest existing folder (`overlay`, `vfat`, `nfs4`, …); absent: unknown. */
  readonly targetFilesystem?: string
  /** Does ROOT/image/config.xml exist (stash)? */
  readonly rootHasDescription?: boolean
}

export interface Finding extends Problem {
  /** `stop`: it cannot work, or would harm. `ask`: it can work; the person decides. */
  readonly severity: 'stop' | 'ask'
  /** A request that avoids the problem, where there is one. */
  readonly better?: BuildRequest
}

/** Everything that speaks against `request`, stops first. */
export declare function preflight(request: BuildRequest, facts: Facts): Finding[]
