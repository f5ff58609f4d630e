/** Which processes are kiwis that work in a target, by their command lines. */
import assert from 'node:assert/strict'
import { targetOfKiwi } from '../../../client/src/builds/kiwiProcess'
import { commandLine } from '../../../client/src/builds/supervise'

function check(what: string, words: readonly string[], expected: string | undefined): void {
  it(`${what}: ${expected ?? 'none'}`, () => assert.equal(targetOfKiwi(words), expected))
}

const args = ['system', 'build', '--description', '/d', '--target-dir', '/out/my a']
const user = { needsRoot: true, isRoot: false, sudo: 'sudo' }
const supervised = commandLine('/usr/bin/kiwi-ng', args, '/out/my a/build/image-root', user)

describe('the target of a process', () => {
  check('kiwi by its Python', ['/home/me/kiwi/bin/python', '/home/me/kiwi/bin/kiwi-ng', ...args], '/out/my a')
  check("Fedora's kiwi", ['/usr/bin/python3', '-sP', '/usr/bin/kiwi-ng', ...args], '/out/my a')
  check('kiwi itself', ['/usr/bin/kiwi-ng-3', 'system', 'build', '--target-dir=/out/b/'], '/out/b')
  check('kiwi in a box', ['python3.11', 'kiwi-ng', 'system', 'boxbuild', '--', '--target-dir', '/out/c'], '/out/c')
  check('a stash', ['python3', '/usr/bin/kiwi-ng', 'system', 'stash', '--root', '/out/a'], undefined)
  check(
    'a target that nobody can tell',
    ['python3', '/usr/bin/kiwi-ng', 'system', 'build', '--target-dir', 'out'],
    undefined
  )
  check('an option without value', ['python3', '/usr/bin/kiwi-ng', 'system', 'build', '--target-dir'], undefined)
  check('what supervises kiwi', [supervised.program, ...supervised.args], undefined)
  check('the shell that supervises kiwi', supervised.args.slice(1), undefined)
  check('an editor of its log', ['vi', '/usr/bin/kiwi-ng', '--target-dir', '/out/a'], undefined)
  check('another Python program', ['python3', 'rest.py', '/usr/bin/kiwi-ng', '--target-dir', '/out/a'], undefined)
  check('a process of the kernel', [''], undefined)
})
