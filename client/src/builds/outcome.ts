/** How a build ended, in words for people: what happened, why, and what to do next. */

export interface BuildEnd {
  readonly kind: 'build' | 'stash' | 'stackbuild' | 'boxbuild'
  /** `undefined` when the task ended without one. */
  readonly exitCode: number | undefined
  /** Did the person cancel it, or close the terminal? */
  readonly cancelled: boolean
  /** Was `kiwi.result.json` written after the start? A stash has none. */
  readonly resultFresh: boolean
  /** The number in a box's fresh `result.code`; `undefined` when there is none. */
  readonly boxResult?: number
  /** What kiwi printed or logged, as far as it is known. */
  readonly log?: string
}

export interface BuildOutcome {
  readonly state: 'succeeded' | 'failed' | 'cancelled' | 'killed'
  /** One sentence for a notification. */
  readonly message: string
  /** The line of the log that names the cause, without class name and time. */
  readonly cause?: string
  /** What to do next. */
  readonly nextStep?: string
}

/** Judges the end of a build. */
export declare function judge(end: BuildEnd): BuildOutcome
