/** The kiwis that are at work on this machine, told by their command lines: also those that this window did not start. */
import path from 'node:path'

/**
 * The target directory in the command line of a kiwi-ng; `undefined` for one without, and for every other program, such as
 * the sudo or the shell that started a kiwi-ng and waits for it.
 */
export function targetOfKiwi(words: readonly string[]): string | undefined {
  const [program = '', ...rest] = words
  const isPython = /^(python|pypy)[\d.]*$/.test(path.posix.basename(program))
  const script = isPython ? rest.find(word => !word.startsWith('-')) : program
  if (!path.posix.basename(script ?? '').startsWith('kiwi-ng')) return undefined
  const option = words.findIndex(word => word === '--target-dir' || word.startsWith('--target-dir='))
  if (option < 0) return undefined
  const target = words[option] === '--target-dir' ? words[option + 1] : words[option]?.slice('--target-dir='.length)
  return target === undefined || !path.posix.isAbsolute(target) ? undefined : path.posix.resolve(target)
}
