/** kiwi's log as records, read piece by piece as it comes. */

export type LogLevel = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR'

export interface LogRecord {
  readonly level: LogLevel
  /** `16:00:28`; kiwi writes no date. */
  readonly time: string
  /** One line; `foldRecords` adds the lines that follow. */
  readonly message: string
}

export type LogEvent =
  /** A record began: told with its first line, so that a display need not wait for the next one. */
  | { readonly kind: 'record'; readonly record: LogRecord }
  /** A progress bar was drawn, 0 to 100. */
  | { readonly kind: 'progress'; readonly percent: number }
  /** A line without a head: it goes on with the record before it, or comes from another program. */
  | { readonly kind: 'text'; readonly line: string }

/** Takes pieces of output as they come; terminal escapes, carriage returns and pieces that end anywhere are understood. */
export interface LogReader {
  /** Everything that is complete after `piece`. */
  push(piece: string): LogEvent[]
  /** What was still open. */
  end(): LogEvent[]
}

export function createLogReader(): LogReader {
  let open = ''
  return {
    push(piece) {
      const events: LogEvent[] = []
      const lines = (open + piece).split('\n')
      open = lines.pop() ?? ''
      for (const line of lines) events.push(...readLine(line))
      // Bars are redrawn for minutes before their line ends.
      const drawn = open.lastIndexOf('%') + 1
      const bars = drawn === 0 ? [] : readLine(open.slice(0, drawn))
      if (bars.length > 0 && bars.every(event => event.kind === 'progress')) {
        events.push(...bars)
        open = open.slice(drawn)
      }
      // Another program may print without ever ending its line.
      if (open.length > longestLine) {
        events.push(...readLine(open))
        open = ''
      }
      return events
    },
    end() {
      const events = readLine(open)
      open = ''
      return events
    }
  }
}

/** All of `text` at once. */
export function readLog(text: string): LogEvent[] {
  const reader = createLogReader()
  return [...reader.push(text), ...reader.end()]
}

/** The records of `events` with the lines that follow each; lines before the first record are left out. */
export function foldRecords(events: readonly LogEvent[]): LogRecord[] {
  const folded: { record: LogRecord; lines: string[] }[] = []
  for (const event of events) {
    if (event.kind === 'record') folded.push({ record: event.record, lines: [event.record.message] })
    if (event.kind === 'text') folded.at(-1)?.lines.push(event.line)
  }
  return folded.map(({ record, lines }) => ({ ...record, message: lines.join('\n').trimEnd() }))
}

/** `text` without the escapes by which a terminal is told colours, titles and cursor movements. */
export function withoutEscapes(text: string): string {
  return text.replace(escapes, '')
}

const longestLine = 1_000_000
// Control sequences, operating system commands, and the short escapes of two characters (ECMA-48).
const escapes = new RegExp(
  String.raw`\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[ -/]*[0-Z\\^-~])`,
  'g'
)
const progressBar = /\[ INFO {4}\]: Processing: \[[# ]*\] +(\d+)%/g
const recordHead = /^\[ (DEBUG|INFO|WARNING|ERROR) *\]: (\d\d:\d\d:\d\d) \| (.*)$/

/** The events of one line: bars that were drawn over each other, and what stands behind them. */
function readLine(raw: string): LogEvent[] {
  const events: LogEvent[] = []
  for (const part of withoutEscapes(raw).split('\r')) {
    for (const bar of part.matchAll(progressBar)) events.push({ kind: 'progress', percent: Number(bar[1]) })
    const rest = part.replace(progressBar, '')
    if (rest !== '') events.push(readRecord(rest))
  }
  return events
}

function readRecord(line: string): LogEvent {
  const [, level, time, message] = recordHead.exec(line) ?? []
  if (!isLevel(level) || time === undefined || message === undefined) return { kind: 'text', line }
  return { kind: 'record', record: { level, time, message } }
}

function isLevel(text: string | undefined): text is LogLevel {
  return text === 'DEBUG' || text === 'INFO' || text === 'WARNING' || text === 'ERROR'
}
