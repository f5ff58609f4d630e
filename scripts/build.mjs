// `npm run build`: set-up, kiwi's schemas and the bundles.
import { stepsForBuild, setUp } from './setup.mjs'
import { runScript } from './setup/progress.mjs'

await runScript(async () => {
  await setUp(stepsForBuild)
  // Only now are there packages to bundle with.
  const { bundleProduct } = await import('./bundles.mjs')
  await bundleProduct()
  console.log('Built: client/dist (the extension) and server/dist (kiwi-language-server and kiwi-lint).')
})
