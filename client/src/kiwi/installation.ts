/** An installed kiwi as data: its version, its options, and what can be done with it. */
import type { Problem } from './problem'

export interface CommandOption {
  /** With the two dashes. */
  readonly name: string
  readonly flag: boolean
  readonly multiple: boolean
  /** Known for the command line of kiwi 11 only; else `false`. */
  readonly required: boolean
  /** Known for the command line of kiwi 11 only; else empty. */
  readonly choices: readonly string[]
}

/** The options of one command, by name. */
export type CommandOptions = ReadonlyMap<string, CommandOption>

export interface KiwiInstallation {
  /** Absolute path of `kiwi-ng`. */
  readonly path: string
  /** `11.1.6` */
  readonly version: string
  readonly cli: 'docopt' | 'typer'
  /** By command: `''` holds the global options, `system build` those of that command. */
  readonly commands: ReadonlyMap<string, CommandOptions>
  /** Absolute path of the Python interpreter that kiwi runs with. */
  readonly interpreter: string
  /** Absolute path of the installed `kiwi.rng`, where it was found. */
  readonly schemaFile?: string
  /** Version of the package `kiwi-stackbuild-plugin`, where installed; kiwi 11.1 and newer ignore it. */
  readonly stackbuildPlugin?: string
  /** Version of the package `kiwi-boxed-plugin`, where installed; kiwi 11.1 and newer ignore it. */
  readonly boxedPlugin?: string
}

/** What a kiwi can do. `rebuild` is stackbuild without a description. */
export type Ability = 'build' | 'stash' | 'stackbuild' | 'rebuild' | 'boxbuild'

export type Capability =
  | {
      readonly available: true
      /** This kiwi fails unless at least one argument for the inner command is given. */
      readonly needsExtraArgument: boolean
    }
  | { readonly available: false; readonly problem: Problem }

export type Capabilities = Readonly<Record<Ability, Capability>>

/** What `installation` can do, with what to install where it cannot. */
export declare function capabilities(installation: KiwiInstallation): Capabilities

/** Reads what the probe printed; `undefined` for anything that is not the probe's answer. */
export declare function parseProbe(output: string, path: string, interpreter: string): KiwiInstallation | undefined
