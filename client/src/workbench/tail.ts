/** Reads what was appended to a log since a run began. */
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs'

/** As much of the end of a log as is ever looked at. */
const mostBytes = 512 * 1024

/** Bytes of `file`; 0 where there is none. */
export function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

/** The end of what stands in `file` behind `offset` (bytes); `undefined` where there is nothing or it cannot be read. */
export function readTail(file: string, offset: number): string | undefined {
  let descriptor: number | undefined
  try {
    descriptor = openSync(file, 'r')
    const { size } = fstatSync(descriptor)
    // A file that became shorter is another one.
    const start = Math.max(size < offset ? 0 : offset, size - mostBytes)
    if (size === start) return undefined
    const bytes = Buffer.alloc(size - start)
    const length = readSync(descriptor, bytes, 0, bytes.length, start)
    return bytes.toString('utf8', 0, length)
  } catch {
    return undefined
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}
