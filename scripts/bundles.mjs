// The esbuild bundles of the project: what ships (client, server, kiwi-lint) and the compiled tests.
import { build } from 'esbuild'
import { spawnSync } from 'node:child_process'
import { chmodSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { writeLicenses } from './licenses.mjs'
import { root } from './setup/places.mjs'

/** @satisfies {import('esbuild').BuildOptions} */
const common = /** @type {const} */ ({
  absWorkingDir: root,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  logLevel: 'warning'
})

/**
 * All files below `folder` (relative to the root) whose name ends with `suffix`, relative to the root.
 *
 * @param {string} folder
 * @param {string} suffix
 */
export function filesBelow(folder, suffix) {
  return readdirSync(path.join(root, folder), { recursive: true })
    .map(String)
    .filter(name => name.endsWith(suffix) && !name.includes('node_modules'))
    .map(name => path.join(folder, name))
    .sort()
}

/**
 * Bundles what ships: CommonJS, small, nothing of node_modules stays outside but the `vscode` module. There is no other
 * form of it, so that what the tests run is what people get.
 */
export async function bundleProduct() {
  // Names stay, for reports of errors. To keep only those of functions (`keepNames`) would cost the command line and the
  // server some time at each start; the client is large and starts once in a window.
  const minified = /** @type {const} */ ({ minifySyntax: true, minifyWhitespace: true, metafile: true })
  const [client, server] = await Promise.all([
    build({
      ...common,
      ...minified,
      minifyIdentifiers: true,
      keepNames: true,
      entryPoints: ['client/src/extension.ts'],
      outfile: 'client/dist/extension.js',
      external: ['vscode']
    }),
    build({
      ...common,
      ...minified,
      entryPoints: {
        server: 'server/src/server.ts',
        'kiwi-lint': 'server/src/lint.ts',
        'kiwi-lint-program': 'server/src/lint/process.ts'
      },
      outdir: 'server/dist'
    })
  ])
  writeLicenses('client/dist', client.metafile)
  writeLicenses('server/dist', server.metafile)
  await prepareSchemas()
  for (const program of ['server/dist/server.js', 'server/dist/kiwi-lint.js']) {
    chmodSync(path.join(root, program), 0o755)
  }
}

/** Prepares kiwi's schemas, as the server that was just bundled reads them; without schemas there is nothing to do. */
async function prepareSchemas() {
  await build({ ...common, entryPoints: ['schemas/prepare.ts'], outfile: 'out/prepare.js' })
  const { status } = spawnSync(process.execPath, ['out/prepare.js', 'schemas', 'server/dist/schemas'], {
    cwd: root,
    stdio: 'inherit'
  })
  if (status !== 0) throw new Error('The schemas could not be prepared.')
}

/**
 * Bundles every `*.test.ts` below `test/` to the same path below `out/`, each on its own, and the suites that run inside
 * VS Code (`test/vscode/SUITE/index.ts`); packages stay outside. Gives the tests, which start the suites.
 */
export async function bundleTests(folders = ['test']) {
  const entryPoints = folders.flatMap(folder => filesBelow(folder, '.test.ts'))
  const suites = folders
    .flatMap(folder => filesBelow(folder, '/index.ts'))
    .filter(file => /vscode\/\w+\/index/.test(file))
  await build({
    ...common,
    entryPoints: [...entryPoints, ...suites],
    outbase: 'test',
    outdir: 'out/test',
    packages: 'external'
  })
  return entryPoints.map(file => path.join(root, 'out', file.replace(/\.ts$/, '.js')))
}

/** Bundles the bench to `out/bench`, packages outside as they are. Gives its program. */
export async function bundleBench() {
  await build({
    ...common,
    entryPoints: ['test/bench/main.ts', 'test/bench/row.ts'],
    format: 'esm',
    banner: { js: 'const __dirname = import.meta.dirname' },
    outExtension: { '.js': '.mjs' },
    outdir: 'out/bench',
    packages: 'external'
  })
  return path.join(root, 'out/bench/main.mjs')
}
