/** Asks the installed kiwi for its version and options, without ever running one of its commands. */
import type { KiwiInstallation } from './installation'

export type ProbeProblem = 'missing' | 'notExecutable' | 'tooOld' | 'hanging' | 'rubbish'

export type ProbeResult =
  | { readonly ok: true; readonly installation: KiwiInstallation }
  | { readonly ok: false; readonly problem: ProbeProblem; readonly message: string; readonly remedy: string }

export interface ProbeOptions {
  /** Value of PATH where `command` is looked up; absent: this process's. */
  readonly searchPath?: string
  /** Milliseconds; absent: 20000. */
  readonly timeout?: number
}

/** Finds `command` (setting `kiwi.commands.kiwi`: a name, or a path) and asks it. Never throws. */
export declare function probeKiwi(command: string, options?: ProbeOptions): Promise<ProbeResult>
