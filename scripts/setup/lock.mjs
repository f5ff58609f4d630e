// One set-up at a time in a checkout: a second command waits until the first has installed what both need.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { setupFolder } from './places.mjs'

const lockFile = path.join(setupFolder, 'lock')

/**
 * Runs `work` while no other process of this checkout does.
 *
 * @template Result
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function withLock(work) {
  mkdirSync(setupFolder, { recursive: true })
  for (let told = false; !takeLock(); told = true) {
    if (!told) console.log('Another command is setting this checkout up; waiting for it.')
    await pause(500)
  }
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

/** Takes the lock unless a living process has it. */
function takeLock() {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    if (!isHeld()) release()
    return false
  }
}

/** A process that was killed leaves its lock behind; whatever else is the matter, the lock is somebody's. */
function isHeld() {
  try {
    process.kill(Number(readFileSync(lockFile, 'utf8')), 0)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}

function release() {
  rmSync(lockFile, { force: true })
}
