// `npm run package`: makes the .vsix; `-- --out FILE` says where.
import { parseArgs } from 'node:util'
import { stepsForBuild, setUp } from './setup.mjs'
import { root } from './setup/places.mjs'
import { runScript } from './setup/progress.mjs'

await runScript(async () => {
  const { values } = parseArgs({ options: { out: { type: 'string' } } })
  await setUp(stepsForBuild)
  const { bundleProduct } = await import('./bundles.mjs')
  await bundleProduct()
  const { createVSIX } = await import('@vscode/vsce')
  await createVSIX({
    cwd: root,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
    ...(values.out === undefined ? {} : { packagePath: values.out })
  })
})
