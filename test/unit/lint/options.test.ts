/** Tests what kiwi-lint makes of its command line, and what it says where that is wrong. */
import assert from 'node:assert/strict'
import { readCommandLine, type LintOptions } from '../../../server/src/lint/options'

const usual: LintOptions = {
  format: 'human',
  target: 'newest',
  base: undefined,
  rng: undefined,
  recursive: false,
  stdinFilepath: 'stdin.kiwi',
  paths: ['a']
}

function check(words: string, expected: Partial<LintOptions>): void {
  assert.deepEqual(readCommandLine(words.split(' ')), { kind: 'lint', options: { ...usual, ...expected } })
}

function refuses(words: string, message: string): void {
  assert.deepEqual(readCommandLine(words.split(' ').filter(Boolean)), { kind: 'wrong', message })
}

describe('the command line of kiwi-lint', () => {
  it('has a usual value for each option', () => check('a', {}))

  it('reads options before, between and behind paths', () => {
    check('--format json a --target 8.2 b -r', { format: 'json', target: '8.2', paths: ['a', 'b'], recursive: true })
    check('--format=github --recursive a', { format: 'github', recursive: true })
    check('--rng s.rng a', { rng: 's.rng' })
    check('--base b a', { base: 'b' })
    check('- --stdin-filepath x/config.xml', { paths: ['-'], stdinFilepath: 'x/config.xml' })
  })

  it('takes the last of several values', () => check('--format json --format sarif a', { format: 'sarif' }))

  it('takes everything behind -- for paths', () => check('-- --format --', { paths: ['--format', '--'] }))

  it('takes nothing for no value, and for no path', () => {
    for (const option of ['--format', '--rng', '--target', '--stdin-filepath'])
      refuses(`${option}= a`, `The option ${option} needs a value.`)
    assert.deepEqual(readCommandLine(['a', '']), { kind: 'wrong', message: 'One of the paths is empty.' })
  })

  it('is asked for help and version before anything else', () => {
    assert.deepEqual(readCommandLine(['--format', 'json', '-h']), { kind: 'help' })
    assert.deepEqual(readCommandLine(['--version']), { kind: 'version' })
  })

  it('says what is wrong and what would be right', () => {
    const options = '--format, --target, --recursive, --base, --rng, --stdin-filepath, --help and --version'
    refuses('', 'What is to be checked? Give at least one file or folder.')
    refuses('--', 'What is to be checked? Give at least one file or folder.')
    refuses('--fromat json a', `There is no option --fromat. There are ${options}.`)
    refuses('-x a', `There is no option -x. There are ${options}.`)
    refuses('--no-recursive a', `There is no option --no-recursive. There are ${options}.`)
    refuses('a --format', 'The option --format needs a value.')
    refuses('--recursive=yes a', 'The option --recursive takes no value.')
    refuses('--format xml a', 'There is no format xml. There are human, json, sarif and github.')
    refuses(
      '--target 9.0 a',
      'There is no target 9.0. There are installed, newest, 7.4, 7.5, 7.6, 8.0, 8.1, 8.2, 8.3, 8.4 and 8.5.'
    )
    refuses('--rng s --target newest a', '--rng and --target both say whose schema decides: give one of them.')
    refuses(
      '--rng https://example.org/a.rng a',
      '--rng takes a file of this machine: nothing is fetched from the network.'
    )
    refuses('--rng s --base b a', '--base is for extensions of a stash, which --rng does not know: give one of them.')
    refuses('- -', 'Standard input can only be read once.')
    refuses('--stdin-filepath a b', '--stdin-filepath names the text of standard input: give "-" as a path as well.')
  })
})
