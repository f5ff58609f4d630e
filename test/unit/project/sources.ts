/** The source files of the project for tests about the project itself: which there are, and what each imports. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** All files below `folder` whose name ends with one of `endings`, relative to the checkout. */
export function filesBelow(folder: string, ...endings: string[]): string[] {
  return readdirSync(folder, { recursive: true })
    .map(name => path.join(folder, String(name)))
    .filter(name => endings.some(ending => name.endsWith(ending)))
    .filter(name => !/(^|\/)(node_modules|dist|out)\//.test(name))
    .sort()
}

/** The files that belong to the project: those that git knows or would take in, and that are there. */
export function projectFiles(): string[] {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8'
  })
  return list.split('\0').filter(name => name !== '' && existsSync(name))
}

/** What a TypeScript file imports: files relative to the checkout without their ending, packages by their name. */
export function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  const names = [...text.matchAll(/^(?:import|export|\})[^'"\n]*\bfrom '([^']+)'|\b(?:import|require)\(\s*'([^']+)'/gm)]
  const bare = [...text.matchAll(/^import '([^']+)'/gm)]
  return [...names, ...bare]
    .map(match => match[1] ?? match[2] ?? '')
    .map(name => (name.startsWith('.') ? path.join(path.dirname(file), name) : name))
}
