// The processes of the machine as the kernel tells of them; only Linux does.
import { existsSync, readdirSync, readFileSync } from 'node:fs'

/**
 * A process as the kernel tells of it; its start time tells it from a later one with the same number.
 *
 * @typedef {object} Process
 * @property {number} pid
 * @property {number} parent
 * @property {string} command
 * @property {string} started
 */

/** All processes; none where the kernel does not tell. */
export function listProcesses() {
  return (existsSync('/proc') ? readdirSync('/proc') : [])
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => readProcess(Number(name)) ?? [])
}

/**
 * The process with that number; undefined where there is none, or it has ended and only waits to be buried.
 *
 * @param {number} pid
 * @returns {Process | undefined}
 */
export function readProcess(pid) {
  try {
    // "pid (name) state parent …": the name may hold blanks and brackets; the start time is the 22nd field.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    return fields[0] === 'Z' ? undefined : { pid, command, parent: Number(fields[1]), started: fields[19] ?? '' }
  } catch {
    return undefined
  }
}

/**
 * Whether that very process runs, and not a later one with its number.
 *
 * @param {Pick<Process, 'pid' | 'started'>} process
 */
export function isRunning({ pid, started }) {
  return readProcess(pid)?.started === started
}
