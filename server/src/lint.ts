#!/usr/bin/env node
/** The command line: kiwi-lint says what is wrong with descriptions, in the words of the editor. */
import path from 'node:path'
import { runShortly } from './handlers/engine'
import { run } from './lint/program'

runShortly()
// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', () => process.exit())

const ending = run(process.argv.slice(2), {
  write: text => process.stdout.write(text),
  warn: text => process.stderr.write(text),
  // Loaded where it is asked for: it brings much along.
  read: async () => (await import('node:stream/consumers')).buffer(process.stdin),
  isTerminal: process.stdout.isTTY,
  columns: process.stdout.columns,
  environment: process.env,
  workingFolder: process.cwd(),
  programFolder: __dirname,
  schemaFolder: path.join(__dirname, '../../schemas')
})

// The bundle is CommonJS, in which nothing can be awaited at the top.
void (async () => {
  try {
    process.exitCode = await ending
  } catch (error) {
    process.stderr.write(`kiwi-lint: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    process.exitCode = 2
  }
})()
