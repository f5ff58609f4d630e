/** What a person wants kiwi to do, as data: one shape for each of the four build commands. */

/** A description as kiwi is told about it. */
export interface DescriptionReference {
  /** Absolute path of the directory for `--description`. */
  readonly directory: string
  /** Name of the file inside the directory, for `--kiwi-file`; absent where kiwi's own look-up finds it (see `lookup.ts`). */
  readonly kiwiFile?: string
}

/** The global options that select what of a description is built, and how much is logged. */
export interface Selection {
  /** In the order given; kiwi applies them in this order, but stackbuild sorts them. */
  readonly profiles?: readonly string[]
  /** Build type (`image` attribute of `<type>`); absent: the description's primary type. */
  readonly type?: string
  /** Machine name that replaces the host's, for `--target-arch`; build only. */
  readonly targetArchitecture?: string
  readonly debug?: boolean
  /** Runtime configuration file, for `--config`; not passed into boxes. */
  readonly configuration?: string
}

/** `kiwi-ng system build`: a description becomes an image. */
export interface BuildDescriptionRequest extends Selection {
  readonly kind: 'build'
  readonly description: DescriptionReference
  /** Absolute path for `--target-dir`. */
  readonly target: string
  /** Absolute path for `--logfile`; absent: kiwi logs to `build/image-root.log` below the target. */
  readonly logFile?: string
  /** More options of `system build`, as separate arguments: `['--add-package', 'less']`. */
  readonly extra?: readonly string[]
}

/** `kiwi-ng system stash`: a root tree becomes a stash, or a new layer of the stash of that name. */
export interface StashRequest {
  readonly kind: 'stash'
  /** Absolute path of a root tree that kiwi prepared; holds `image/config.xml`. */
  readonly root: string
  /** Name of the stash; absent: the image name of the tree's description. */
  readonly name?: string
  /** Absent: `latest`. The tag of a stash that exists cannot be changed. */
  readonly tag?: string
  readonly debug?: boolean
  /** Runtime configuration file, for `--config`. */
  readonly configuration?: string
  /** Absolute path for `--logfile`; absent: kiwi keeps no log of a stash. */
  readonly logFile?: string
}

/** `kiwi-ng system stackbuild`: stashes, one over the other, become an image; a description may be put on top. */
export interface StackbuildRequest extends Selection {
  readonly kind: 'stackbuild'
  /** At least one, in the order in which they are laid over each other: `deb-mini`, `team/deb-mini:1.0`. */
  readonly stashes: readonly string[]
  readonly target: string
  /** Absent: the description inside the stash is built once more ("rebuild"). */
  readonly description?: DescriptionReference
  /**
   * Absolute path of a stash extension: `description` is then the folder that its effective description is written into
   * before the start, and `stashes` are those that it names. Its profiles are chosen before kiwi sees it.
   */
  readonly extension?: string
  /** Host name, port and path of the registry from which all stashes are pulled; no `http://`. */
  readonly registry?: string
  readonly logFile?: string
  /** More options of the inner command: of `system build` with a description, of `system create` without. */
  readonly extra?: readonly string[]
}

/** How the virtual machine of a box sees the folders of the host. */
export type BoxSharing = '9p' | 'virtiofs' | 'sshfs'

/** `kiwi-ng system boxbuild`: a build inside a virtual machine or a container. */
export interface BoxbuildRequest extends Selection {
  readonly kind: 'boxbuild'
  /** Name out of `--list-boxes`. */
  readonly box: string
  readonly description: DescriptionReference
  readonly target: string
  /** Run in a container in place of a virtual machine. */
  readonly container?: boolean
  readonly sharing?: BoxSharing
  /** With a unit, such as `8G`: a bare number would be megabytes. */
  readonly memory?: string
  readonly processors?: number
  /** Port of the host that leads to the box's ssh; two boxes at a time need two ports. Absent: 10022. */
  readonly sshPort?: number
  /** Name of a key in `~/.ssh`; used with `sshfs` sharing. Absent: `id_rsa`. */
  readonly sshKey?: string
  /** `false`: no hardware virtualisation; slow, and needs `cpu` other than `host`. */
  readonly acceleration?: boolean
  /** CPU model for qemu; absent: `host`. */
  readonly cpu?: string
  readonly machine?: string
  readonly console?: string
  /** `false`: do not look for a newer box. */
  readonly updateCheck?: boolean
  /** `false`: changes inside the box are kept. */
  readonly snapshot?: boolean
  /** Keep the machine open after the build. */
  readonly keepOpen?: boolean
  /** Version of kiwi to be installed in the box. */
  readonly kiwiVersion?: string
  /** A further folder of the host to be seen in the box. */
  readonly sharedPath?: string
  readonly architecture?: 'x86_64' | 'aarch64'
  /** More options of `system build`, as separate arguments; option and value are never one argument here. */
  readonly extra?: readonly string[]
}

export type BuildRequest = BuildDescriptionRequest | StashRequest | StackbuildRequest | BoxbuildRequest
