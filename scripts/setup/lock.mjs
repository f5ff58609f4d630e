// One set-up at a time in a checkout: a second command waits until the first has installed what both need.
import { lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isRunning, readProcess } from './processTable.mjs'

/**
 * Runs `work` while no other process that takes the same lock does.
 *
 * @template Result
 * @param {string} lockFile a link that leads nowhere and names the process that works; one that is killed leaves it behind
 * @param {() => Promise<Result>} work
 * @param {(line: string) => void} [tell] gets a line for the user where it has to wait
 * @returns {Promise<Result>}
 */
export async function withLock(lockFile, work, tell = console.log) {
  mkdirSync(path.dirname(lockFile), { recursive: true })
  for (let told = false; !takeLock(lockFile);) {
    const holder = readHolder(lockFile)
    // A lock that is free by now is taken at once.
    if (holder === undefined) continue
    if (!told) tell(`Another command (process ${holder.pid}) is setting this checkout up; waiting for it.`)
    told = true
    await pause(500)
  }
  const release = () => rmSync(lockFile, { force: true })
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

/**
 * Takes the lock unless a running process has it.
 *
 * @param {string} lockFile
 */
function takeLock(lockFile) {
  try {
    // A link is there with what it says or not at all; a file would be empty for a moment.
    symlinkSync(`${process.pid} ${readProcess(process.pid)?.started ?? ''}`, lockFile)
    return true
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    const holder = readHolder(lockFile)
    if (holder !== undefined && !isHeld(holder)) rmSync(lockFile, { force: true })
    return false
  }
}

/**
 * The process that the lock names; undefined where there is no lock.
 *
 * @param {string} lockFile
 */
function readHolder(lockFile) {
  if (lstatSync(lockFile, { throwIfNoEntry: false }) === undefined) return undefined
  try {
    const [pid, started = ''] = readlinkSync(lockFile).split(' ')
    return { pid: Number(pid), started }
  } catch {
    return { pid: 0, started: '' }
  }
}

/**
 * Where the kernel does not tell when a process started, its number has to do.
 *
 * @param {{ pid: number, started: string }} holder
 */
function isHeld(holder) {
  if (readProcess(process.pid) !== undefined) return isRunning(holder)
  if (!(holder.pid > 0)) return false
  try {
    process.kill(holder.pid, 0)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}
