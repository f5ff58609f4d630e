/** What a person is told when something cannot be done: stable code, the reason, and the way out. */

/** Nothing branches on the texts; `code` is stable and named in tests. Texts are plain English, ready to be shown. */
export interface Problem {
  readonly code: string
  /** What cannot be done and why, one or two sentences. */
  readonly message: string
  /** What to do about it, in the imperative. */
  readonly remedy: string
}
