// `npm run bench`: sets up, builds and measures; `npm run bench -- --row NAME` measures one row.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { setUp, stepsForBench } from './setup.mjs'
import { root } from './setup/places.mjs'
import { runScript } from './setup/progress.mjs'

await runScript(async () => {
  await setUp(stepsForBench)
  const { bundleBench, bundleProduct } = await import('./bundles.mjs')
  await bundleProduct()
  const program = await bundleBench()
  const { status } = spawnSync(process.execPath, [program, ...process.argv.slice(2)], {
    cwd: path.resolve(root),
    stdio: 'inherit'
  })
  process.exitCode = status ?? 1
})
