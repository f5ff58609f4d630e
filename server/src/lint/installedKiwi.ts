/** Finds the schema of the kiwi that is installed, without importing kiwi and without running anything of a workspace. */
import { accessSync, constants, readFileSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'

/** Milliseconds after which a Python that does not answer is given up. */
const patience = 20_000

/** As kiwi sees them, packages that were installed for the user only count too; `-I` alone would hide them. */
const program = `
import importlib.util, os, site, sys
if sys.prefix == sys.base_prefix:
    site.addsitedir(site.getusersitepackages())
found = importlib.util.find_spec('kiwi')
print(os.path.join(found.submodule_search_locations[0], 'schema', 'kiwi.rng') if found else '')
`

export type InstalledSchema =
  { readonly found: true; readonly path: string } | { readonly found: false; readonly reason: string }

/** The schema of the kiwi-ng in the search path `searchPath`, or a sentence that says why there is none. */
export function installedSchema(searchPath: string): InstalledSchema {
  const kiwi = programIn(searchPath, 'kiwi-ng')
  if (kiwi === undefined) return none('There is no program kiwi-ng in the search path.')
  const python = interpreterOf(kiwi, searchPath)
  if (python === undefined)
    return none(`${kiwi} is not kiwi's own program: its first line names no Python interpreter.`)
  // Isolated: without it a folder "kiwi" beside the descriptions would be imported, and run.
  // Loaded here only: it brings much along, and most calls need no installed kiwi.
  const { spawnSync } = process.getBuiltinModule('node:child_process')
  const { status, stdout, stderr } = spawnSync(python, ['-I', '-c', program], { encoding: 'utf8', timeout: patience })
  const file = stdout?.trim().split('\n').at(-1) ?? ''
  if (status !== 0)
    return none(`${python}, which ${kiwi} runs with, does not answer. ${stderr?.trim().split('\n').at(-1) ?? ''}`)
  if (file === '') return none(`${python}, which ${kiwi} runs with, has no package kiwi.`)
  return { found: true, path: file }
}

/** Folders that are relative, as the working folder itself, are passed over: what lies there may be anybody's. */
function programIn(searchPath: string, name: string): string | undefined {
  return searchPath
    .split(path.delimiter)
    .filter(folder => path.isAbsolute(folder))
    .map(folder => path.join(folder, name))
    .find(isProgram)
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}

/** The Python in the first line of a script, or where that is a shell (pip's way for long paths) in the second. */
function interpreterOf(script: string, searchPath: string): string | undefined {
  const [first = '', second = ''] = beginningOf(script).split('\n')
  const [shell = '', ...words] = /^#!\s*(.*)$/.exec(first)?.[1]?.trim().split(/\s+/) ?? []
  const beside = path.join(path.dirname(script), 'python3')
  const written =
    shell === '/bin/sh'
      ? (/^'''exec'\s+"?([^"]+?)"?\s+"\$0"/.exec(second)?.[1] ?? beside)
      : path.basename(shell) === 'env'
        ? words.find(word => !word.startsWith('-') && !word.includes('='))
        : shell
  // Anything but Python would take the program above for its own language.
  if (written === undefined || !/^(python|pypy)[\d.]*$/.test(path.basename(written))) return undefined
  if (path.isAbsolute(written)) return isProgram(written) ? written : undefined
  return written.includes('/') ? undefined : programIn(searchPath, written)
}

function beginningOf(script: string): string {
  try {
    return readFileSync(realpathSync(script)).toString('utf8', 0, 4096)
  } catch {
    return ''
  }
}

function none(reason: string): InstalledSchema {
  return { found: false, reason: reason.trim() }
}
