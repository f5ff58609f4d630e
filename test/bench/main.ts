/** The bench: measures the rows, each in a process of its own, prints the table, and writes the figures as JSON. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { isReached, type Absence, type Bound, type Measurement, type Row } from './measurement'
import { rows } from './rows'

const record = path.resolve('out/bench/figures.json')
type Result = Measurement | Absence | { readonly failed: string }

const parseResult: (text: string) => Measurement | Absence = JSON.parse

process.exitCode = run(process.argv.slice(2))

function run(words: readonly string[]): 0 | 1 | 2 {
  const wanted = words.filter(word => word !== '--row')
  const unknown = wanted.find(word => !rows.some(({ name }) => name === word))
  if (unknown !== undefined) {
    process.stderr.write(`There is no row ${unknown}; there are ${rows.map(({ name }) => name).join(', ')}.\n`)
    return 2
  }
  const chosen = rows.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
  const before = busy()
  const results = chosen.map(row => ({ row, result: measured(row) }))
  mkdirSync(path.dirname(record), { recursive: true })
  const [load = 0] = os.loadavg()
  const machine = { node: process.version, processor: os.cpus()[0]?.model, processors: os.cpus().length, load }
  const found = Object.fromEntries(results.map(({ row, result }) => [row.name, result]))
  writeFileSync(record, `${JSON.stringify({ machine, rows: found }, undefined, 2)}\n`)
  if (before || busy())
    process.stdout.write(
      '\nThe machine has other work to do: times are too long, and those of a single keystroke most of all.\n'
    )
  process.stdout.write(`\nAll figures: ${path.relative('', record)}\n`)
  const isEveryBoundReached = results.every(
    ({ result }) => 'absent' in result || ('bounds' in result && result.bounds.every(isReached))
  )
  return isEveryBoundReached ? 0 : 1
}

function measured(row: Row): Result {
  const program = path.join(import.meta.dirname, 'row.mjs')
  const { stdout, status } = spawnSync(process.execPath, ['--expose-gc', program, row.name], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const result: Result = status === 0 ? parseResult(stdout) : { failed: 'what is measured did not work' }
  const lines = linesOf(result)
  for (const [index, line] of lines.entries())
    process.stdout.write(`${(index === 0 ? row.work : '').padEnd(44)}${line}\n`)
  return result
}

/** Whether more runs than the bench itself keeps busy. */
function busy(): boolean {
  return (os.loadavg()[0] ?? 0) > Math.max(1.5, os.cpus().length * 0.75)
}

function linesOf(result: Result): string[] {
  if ('absent' in result) return [`not measured: ${result.absent}`]
  return 'failed' in result ? [`FAILED: ${result.failed}`] : result.bounds.map(boundText)
}

function boundText(bound: Bound): string {
  const { what, value, unit, kind, limit } = bound
  const wanted = `${kind} ${number(limit)} ${unit}`
  return `${what.padEnd(24)}${`${number(value)} ${unit}`.padStart(12)}   ${wanted.padEnd(12)}${isReached(bound) ? 'reached' : 'MISSED'}`
}

function number(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 3 })
}
