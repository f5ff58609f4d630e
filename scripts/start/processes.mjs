// A program with everything that it starts, ended together: nothing of it stays behind.
import { spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { isRunning, listProcesses } from '../setup/processTable.mjs'

/** A build that is broken off is given this long to release what it has mounted. */
const patienceInSeconds = 30

/** How often we look whether the processes have ended. */
const lookInMilliseconds = 100

/**
 * Runs a program until it ends or this process is told to end, then ends all that it started. `tell` gets its output;
 * `belongsToUs` knows by its command line a process that has left the family.
 *
 * @param {string} file
 * @param {readonly string[]} parameters
 * @param {{ env: NodeJS.ProcessEnv, tell: (text: string) => void, belongsToUs?: (command: string) => boolean }} options
 * @returns {Promise<number>} its exit code; 0 when it was ended from here
 */
export async function runUntilInterrupted(file, parameters, { env, tell, belongsToUs = () => false }) {
  // A group of its own, so that Ctrl-C reaches only us, and we end it in order.
  const child = spawn(file, parameters, { detached: true, env, stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.on('data', chunk => tell(String(chunk)))
  child.stderr.on('data', chunk => tell(String(chunk)))
  /** @type {Promise<number>} */
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', code => resolve(code ?? 1))
  })
  /** @type {Promise<number>} */
  const interrupted = new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve(0))
  })
  const code = await Promise.race([ended, interrupted])
  await endAll(child.pid, belongsToUs)
  return code
}

/**
 * Terminals and builds have process groups of their own; they end when VS Code closes their terminal.
 *
 * @param {number | undefined} pid
 * @param {(command: string) => boolean} belongsToUs
 */
async function endAll(pid, belongsToUs) {
  if (pid === undefined) return
  const family = familyOf(pid, belongsToUs)
  signal(-pid, 'SIGTERM')
  for (const each of family.filter(each => belongsToUs(each.command))) signal(each.pid, 'SIGTERM')
  const deadline = performance.now() + patienceInSeconds * 1000
  while (family.some(isRunning) && performance.now() < deadline) {
    await pause(lookInMilliseconds)
  }
  for (const each of family.filter(isRunning)) {
    console.log(`Process ${each.pid} (${each.command}) has not ended by itself.`)
    signal(each.pid, 'SIGKILL')
  }
}

/**
 * The process and others of ours, with their children and theirs.
 *
 * @param {number} pid
 * @param {(command: string) => boolean} belongsToUs
 */
function familyOf(pid, belongsToUs) {
  const all = listProcesses()
  const family = new Set(all.filter(each => each.pid === pid || belongsToUs(each.command)))
  // The set grows while it is walked.
  for (const member of family) {
    for (const child of all.filter(each => each.parent === member.pid)) family.add(child)
  }
  return [...family]
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} name
 */
function signal(pid, name) {
  try {
    process.kill(pid, name)
  } catch {
    // It has ended in the meantime.
  }
}
