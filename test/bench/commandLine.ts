/** kiwi-lint over real descriptions, against kiwi's own load of them. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { hasDescriptionName } from '../../server/src/description/recognise'
import { corpus, type Absence, type Measurement } from './measurement'
import { median, timed, timedLater } from './timing'

const rounds = 20

/**
 * Both are started once for all descriptions; kiwi's start is not counted, that of kiwi-lint is. In every round kiwi-lint
 * reads all of them, and kiwi some, so that after the last round it has read all of them too.
 */
export async function measureCommandLine(): Promise<Measurement | Absence> {
  const python = path.resolve('.setup/kiwi-11/bin/python')
  if (!existsSync(corpus)) return { absent: `There is no ${corpus} beside the project.` }
  if (!existsSync(python)) return { absent: 'The real kiwi is not set up: run "npm run build".' }
  const files = readdirSync(corpus, { recursive: true, encoding: 'utf8' })
    .filter(hasDescriptionName)
    .map(name => path.resolve(corpus, name))
  const own: number[] = []
  const kiwi: number[] = []
  const loader = new KiwiLoader(python)
  await loader.load(files[0] ?? '')
  lint()
  for (let round = 0; round < rounds; round += 1) {
    own.push(timed(lint) / files.length)
    for (let index = round; index < files.length; index += rounds) kiwi.push(await loader.load(files[index] ?? ''))
  }
  await loader.stop()
  const ownRate = 1000 / median(own)
  // The mean: all of them have to be loaded.
  const kiwiTime = kiwi.reduce((sum, time) => sum + time, 0) / kiwi.length
  const alone = await processTimes(python, files.slice(0, 3))
  return {
    bounds: [{ what: 'of kiwi', value: (ownRate * kiwiTime) / 1000, unit: '×', kind: '≥', limit: 100 }],
    figures: {
      descriptions: files.length,
      'a second': ownRate,
      'kiwi a second': 1000 / kiwiTime,
      'kiwi a second, a process each': 1000 / median(alone),
      'all of kiwi-lint': median(own) * files.length
    }
  }
}

function lint(): void {
  const program = path.resolve('server/dist/kiwi-lint.js')
  const { status, stderr } = spawnSync(process.execPath, [program, '--recursive', corpus], { encoding: 'utf8' })
  if (status !== 1 && status !== 0) throw new Error(`kiwi-lint ended with ${String(status)}: ${stderr}`)
}

async function processTimes(python: string, files: readonly string[]): Promise<number[]> {
  const times: number[] = []
  for (const file of files) {
    times.push(
      await timedLater(async () => {
        const loader = new KiwiLoader(python)
        await loader.load(file)
        await loader.stop()
      })
    )
  }
  return times
}

/** kiwi's own code in a Python that stays. */
class KiwiLoader {
  private readonly process
  private readonly answers: AsyncIterator<string, undefined>

  constructor(python: string) {
    this.process = spawn(python, ['-I', path.resolve('test/bench/kiwiLoad.py')], { stdio: ['pipe', 'pipe', 'ignore'] })
    this.answers = createInterface(this.process.stdout)[Symbol.asyncIterator]()
  }

  /** Milliseconds that kiwi takes to load a description, or to refuse it. */
  async load(file: string): Promise<number> {
    this.process.stdin.write(`${file}\n`)
    const { value, done } = await this.answers.next()
    if (done === true) throw new Error('kiwi ended.')
    return Number(value) * 1000
  }

  async stop(): Promise<void> {
    const exit = new Promise(resolve => {
      this.process.once('exit', resolve)
    })
    this.process.stdin.end()
    await exit
  }
}
