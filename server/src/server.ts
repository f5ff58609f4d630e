#!/usr/bin/env node
/** The language server's connection: standard input and output, a pipe, a socket or Node's own, as the client asks. */
import path from 'node:path'
import {
  createConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
  type Connection
} from 'vscode-languageserver/node'
import { version } from '../package.json'
import { runLong, runShortly } from './handlers/engine'
import { serve } from './handlers/languageServer'
import { manualBeside } from './handlers/manual'

const usage = `Usage: kiwi-language-server --stdio | --node-ipc | --pipe=NAME | --socket=PORT

A language server (LSP) for KIWI NG image descriptions.
`

/** By then the first diagnostics are there; in milliseconds. */
const startTime = 2000

if (process.argv.includes('--version')) process.stdout.write(`kiwi-language-server ${version}\n`)
else if (process.argv.includes('--help')) process.stdout.write(usage)
else if (process.argv.some(word => /^--(?:stdio|node-ipc|pipe|socket)\b/.test(word))) {
  runShortly()
  setTimeout(runLong, startTime).unref()
  serve(connection(), path.join(__dirname, '../../schemas'), manualBeside(__dirname))
} else {
  process.stderr.write(usage)
  process.exitCode = 2
}

function connection(): Connection {
  if (!process.argv.includes('--stdio')) return createConnection(ProposedFeatures.all)
  const reader = new StreamMessageReader(process.stdin)
  // What follows cannot be told apart from the broken message: without an end the client would wait for ever.
  reader.onError(error => {
    process.stderr.write(`kiwi-language-server: this is not the Language Server Protocol: ${error.message}\n`)
    process.exit(1)
  })
  process.stdin.once('end', () => process.exit(1))
  return createConnection(ProposedFeatures.all, reader, new StreamMessageWriter(process.stdout))
}
