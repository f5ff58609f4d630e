// Running programs and telling how far they are: nobody waits before a silent terminal.
import { spawn } from 'node:child_process'

/** A failure that the user can mend: its message names the thing and the remedy, and is shown without a stack. */
export class SetupError extends Error {}

/** How long a terminal that cannot redraw a line may stay silent. */
const silenceInSeconds = 12

/** How much of a failed program's output is shown. */
const shownLines = 60

/**
 * Runs `work` under the heading `name`: a line that ticks on a terminal, else a line at the start, one now and then, and
 * one at the end. `work` gets a function that it calls with each line worth showing.
 *
 * @template Result
 * @param {string} name
 * @param {(tell: (line: string) => void) => Promise<Result> | Result} work
 * @returns {Promise<Result>}
 */
export async function withProgress(name, work) {
  const started = performance.now()
  const seconds = () => Math.round((performance.now() - started) / 1000)
  const redraws = process.stdout.isTTY
  let last = ''
  const show = () => {
    if (redraws) {
      process.stdout.write(`\r\u001b[K${shorten(`${name} … ${seconds()} s  ${last}`)}`)
    } else {
      console.log(`${name} … ${seconds()} s${last === '' ? '' : `: ${last}`}`)
    }
  }
  show()
  const timer = setInterval(show, redraws ? 250 : silenceInSeconds * 1000)
  const finish = (/** @type {string} */ outcome) => {
    clearInterval(timer)
    console.log(`${redraws ? '\r\u001b[K' : ''}${name}: ${outcome} (${seconds()} s)`)
  }
  try {
    const result = await work(line => {
      last = line
    })
    finish('done')
    return result
  } catch (error) {
    finish('failed')
    throw error
  }
}

/** @param {string} line */
function shorten(line) {
  const width = (process.stdout.columns ?? 80) - 1
  return line.length > width ? `${line.slice(0, width - 1)}…` : line
}

/**
 * Runs a program without a terminal of its own and gives all that it printed; throws a {@link SetupError} with the end of its
 * output when it fails or cannot be started.
 *
 * @param {string} file
 * @param {readonly string[]} parameters
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, tell?: (line: string) => void }} [options]
 * @returns {Promise<string>}
 */
export function runProgram(file, parameters, { cwd, env, tell } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, parameters, { cwd, env: env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const collect = (/** @type {Buffer} */ chunk) => {
      output += chunk.toString()
      const line = chunk.toString().trim().split('\n').at(-1)?.trim()
      if (line) tell?.(line)
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.on('error', error => reject(new SetupError(`${file} cannot be started: ${error.message}`)))
    child.on('close', (code, signal) => {
      if (code === 0) {
        resolve(output)
      } else {
        const end = output.trimEnd().split('\n').slice(-shownLines).join('\n')
        reject(new SetupError(`${[file, ...parameters].join(' ')} failed (${signal ?? `exit code ${code}`}):\n${end}`))
      }
    })
  })
}

/**
 * Runs the main function of a script: a {@link SetupError} is shown as its message, and sets the exit code 1.
 *
 * @param {() => Promise<void>} main
 */
export async function runScript(main) {
  try {
    await main()
  } catch (error) {
    process.exitCode = 1
    console.error(error instanceof SetupError ? error.message : error)
  }
}
