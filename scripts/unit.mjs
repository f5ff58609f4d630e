// Bundles and runs the unit tests: `node scripts/unit.mjs [WORD]` runs those whose path holds WORD.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { bundleTests } from './bundles.mjs'
import { root } from './setup/places.mjs'
import { testTimeout } from './testing/mochaSuite.mjs'

const word = process.argv[2] ?? ''
const files = (await bundleTests(['test/unit'])).filter(file => path.relative(root, file).includes(word))
const mocha = path.join(root, 'node_modules/mocha/bin/mocha.js')
const { status } = spawnSync(
  process.execPath,
  ['--enable-source-maps', mocha, '--timeout', testTimeout, '--reporter', 'dot', ...files],
  {
    cwd: root,
    stdio: 'inherit'
  }
)
process.exitCode = status ?? 1
