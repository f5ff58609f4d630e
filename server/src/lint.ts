#!/usr/bin/env node
/** The command line: kiwi-lint says what is wrong with descriptions, in the words of the editor. */
import path from 'node:path'
import { runWithCache } from './handlers/codeCache'
import { runShortly } from './handlers/engine'

// V8 keeps what it compiled for the flags that it had.
runShortly()
process.on('exit', runWithCache(path.join(__dirname, 'kiwi-lint-program.js'), require))
