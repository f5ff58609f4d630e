// `npm run package`: makes the .vsix; `-- --out FILE` says where.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { readmeForPackage } from './packagedReadme.mjs'
import { stepsForBuild, setUp } from './setup.mjs'
import { root } from './setup/places.mjs'
import { runScript } from './setup/progress.mjs'

await runScript(async () => {
  const { values } = parseArgs({ options: { out: { type: 'string' } } })
  await setUp(stepsForBuild)
  const { bundleProduct } = await import('./bundles.mjs')
  await bundleProduct()
  const { createVSIX, listFiles } = await import('@vscode/vsce')
  const content = collect(await listFiles({ cwd: root }))
  await createVSIX({
    cwd: content,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
    packagePath: path.resolve(values.out ?? path.join(root, fileName()))
  })
})

/**
 * A folder with what is packed: VS Code reads the README at its top only, and that of the checkout links to files that stay out.
 *
 * @param {readonly string[]} names
 */
function collect(names) {
  const folder = path.join(root, 'out/package')
  rmSync(folder, { recursive: true, force: true })
  for (const name of ['.vscodeignore', ...names]) {
    const target = path.join(folder, name)
    mkdirSync(path.dirname(target), { recursive: true })
    copyFileSync(path.join(root, name), target)
  }
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8')
  writeFileSync(path.join(folder, 'README.md'), readmeForPackage(readme))
  return folder
}

function fileName() {
  /** @type {(text: string) => { name: string, version: string }} */
  const parse = JSON.parse
  const { name, version } = parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  return `${name}-${version}.vsix`
}
