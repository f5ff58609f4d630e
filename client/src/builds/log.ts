/** kiwi's log as records, read piece by piece as it comes. */

export type LogLevel = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR'

export interface LogRecord {
  readonly level: LogLevel
  /** `16:00:28`; kiwi writes no date. */
  readonly time: string
  /** May be several lines, without the last line end. */
  readonly message: string
}

export type LogEvent =
  | { readonly kind: 'record'; readonly record: LogRecord }
  /** A progress bar was redrawn. */
  | { readonly kind: 'progress'; readonly percent: number }
  /** A line that belongs to no record: qemu, apt, a usage text. */
  | { readonly kind: 'text'; readonly line: string }

/** Takes pieces of output as they come; ANSI escapes, carriage returns and pieces that end anywhere are understood. */
export interface LogReader {
  /** Everything that is complete after `piece`. A record is complete when the next one begins. */
  push(piece: string): LogEvent[]
  /** What was still open. */
  end(): LogEvent[]
}

export declare function createLogReader(): LogReader

/** All of `text` at once. */
export declare function readLog(text: string): LogEvent[]
