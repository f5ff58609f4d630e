/** How a build ended: state, message, cause and next step, on what kiwi really writes. */
import assert from 'node:assert/strict'
import { nextStepFor } from '../../../client/src/builds/nextSteps'
import { judge } from '../../../client/src/builds/outcome'
import type { BuildEnd } from '../../../client/src/builds/outcome'
import { fixture } from './support'

function outcome(end: Partial<BuildEnd>): string {
  const { state, message, nextStep } = judge({
    kind: 'build',
    exitCode: 1,
    cancelled: false,
    resultFresh: false,
    ...end
  })
  return `${state}: ${message}${nextStep === undefined ? '' : ` ${nextStep}`}`
}

function recorded(kiwi: string, name: string): string {
  return outcome({ kind: 'stackbuild', log: fixture(`${kiwi}-${name}.log`) })
}

const mounts = 'Look what is still mounted below the target before you delete or use it again.'
const look = 'Read the last lines in the terminal.'

describe('the end of a build', () => {
  const ends: readonly [string, Partial<BuildEnd>, string][] = [
    ['success', { exitCode: 0, resultFresh: true }, 'succeeded: The build succeeded.'],
    [
      'success though cancel came too late',
      { exitCode: 0, resultFresh: true, cancelled: true },
      'succeeded: The build succeeded.'
    ],
    ['success of a stash', { kind: 'stash', exitCode: 0 }, 'succeeded: The stash succeeded.'],
    ['success of a box', { kind: 'boxbuild', exitCode: 0, boxResult: 0 }, 'succeeded: The boxbuild succeeded.'],
    [
      'an old result',
      { exitCode: 0 },
      `failed: The build failed: kiwi ended without an error, but wrote no result. ${look}`
    ],
    [
      'a box that never ran',
      { kind: 'boxbuild', exitCode: 0, resultFresh: true },
      `failed: The boxbuild failed: the box wrote no result: it did not start, or was stopped. ${look}`
    ],
    [
      'a box that failed',
      { kind: 'boxbuild', exitCode: 0, boxResult: 1 },
      'failed: The boxbuild failed: kiwi ended with exit code 1 inside the box. Read result.log in the target.'
    ],
    [
      'one that has a title',
      { title: 'Stackbuild deb-mini', kind: 'stackbuild', exitCode: 0, resultFresh: true },
      'succeeded: Stackbuild deb-mini succeeded.'
    ],
    [
      'a refusal of sudo',
      { bySudo: true },
      `failed: The build failed: sudo did not accept the password, or kiwi ended with exit code 1 before it wrote a log. ${look}`
    ],
    ['a failure without a log', {}, `failed: The build failed: kiwi ended with exit code 1. ${look}`],
    [
      'a failure of an old result',
      { resultFresh: true },
      `failed: The build failed: kiwi ended with exit code 1. ${look}`
    ],
    [
      'a missing program',
      { exitCode: 127 },
      'failed: The build failed: kiwi-ng was not found. Install kiwi, or put its path into the setting kiwi.commands.kiwi.'
    ],
    [
      'an env that is too old',
      { exitCode: 125 },
      'failed: The build failed: env could not start kiwi-ng. Read the last lines in the terminal: env of coreutils 8.31 or newer is needed.'
    ],
    [
      'an exit code beyond those of signals',
      { exitCode: 255 },
      `failed: The build failed: kiwi ended with exit code 255. ${look}`
    ],
    ['cancelling', { cancelled: true }, 'cancelled: The build was cancelled.'],
    ['Ctrl-C', { exitCode: 130 }, 'cancelled: The build was cancelled.'],
    [
      'Ctrl-C in the terminal',
      { log: '[ ERROR   ]: 16:09:14 | kiwi aborted by keyboard interrupt\n' },
      'cancelled: The build was cancelled.'
    ],
    [
      'Ctrl-C in a box',
      {
        kind: 'boxbuild',
        exitCode: 0,
        log: 'qemu-system-x86_64: terminating on signal 2 from pid 14098 (/usr/bin/python3)\n'
      },
      'cancelled: The boxbuild was cancelled.'
    ],
    ['cancelling by force', { cancelled: true, exitCode: 137 }, `cancelled: The build was cancelled. ${mounts}`],
    [
      'cancelling without an exit code',
      { cancelled: true, exitCode: undefined },
      `cancelled: The build was cancelled. ${mounts}`
    ],
    ['SIGKILL', { exitCode: 137 }, `killed: The build was killed by signal 9. ${mounts}`],
    [
      'cancelling by force, looked at',
      { cancelled: true, exitCode: 137, mountsLeft: false },
      'cancelled: The build was cancelled.'
    ],
    [
      'Ctrl-C that left mounts',
      { exitCode: 130, mountsLeft: true },
      'cancelled: The build was cancelled. kiwi left folders of this machine mounted below the target: release them before you delete or use it again.'
    ],
    ['SIGTERM, looked at', { exitCode: 143, mountsLeft: false }, 'killed: The build was killed by signal 15.'],
    [
      'SIGKILL while stashes are mounted',
      { kind: 'stackbuild', exitCode: 137, mountsLeft: false },
      'killed: The stackbuild was killed by signal 9. Release the stashes in podman too: sudo podman image umount NAME.'
    ],
    ['an end without an exit code', { exitCode: undefined }, `killed: The build was killed. ${mounts}`]
  ]
  for (const [what, end, expected] of ends) it(what, () => assert.equal(outcome(end), expected))
})

/** A log whose last record is this error. */
const error = (text: string): string => `[ INFO    ]: 16:00:25 | Creating\n[ ERROR   ]: 16:00:28 | ${text}\n`

describe('the cause of a failure', () => {
  const causes: readonly [string, string, string][] = [
    [
      'an unknown package',
      error(
        'KiwiSystemInstallPackagesFailed: Package installation failed: E: Unable to locate package no-such-package\n'
      ),
      'E: Unable to locate package no-such-package. Check the name no-such-package in <packages>, and whether its repository is in the description.'
    ],
    [
      'an unknown package of the base',
      error(
        'KiwiDebianBootstrapError: KiwiCommandError: apt-get: stderr: E: Unable to locate package x1\n, stdout: Reading…\nDone'
      ),
      'E: Unable to locate package x1. Check the name x1 in <packages>, and whether its repository is in the description.'
    ],
    [
      'an unknown package of zypper',
      error("KiwiInstallPhaseFailed: System package installation failed: No provider of 'vim-x' found."),
      "System package installation failed: No provider of 'vim-x' found. Check the name vim-x in <packages>, and whether its repository is in the description."
    ],
    [
      'rules of the schema',
      '[ INFO    ]: 15:57:17 | Schematron validation failed:\n[ INFO    ]: 15:57:17 | --> firmware is only for oem\n' +
        '[ INFO    ]: 15:57:17 | --> second\n' +
        error(
          'KiwiDescriptionInvalid: Failed to validate schema and/or schematron rules. Use --debug for more details'
        ),
      'firmware is only for oem. Open the description: its errors are shown at their places.'
    ],
    [
      'the schema, by jing',
      '[ INFO    ]: 15:57:14 | RelaxNG validation failed. See jing report:\n[ INFO    ]: 15:57:14 | --> jing: stderr: [warning] x\n' +
        ', stdout: /var/tmp/kiwi_xslt-50nqrunf:10:33: error: element "locale" invalid\n\n' +
        error(
          'KiwiDescriptionInvalid: Failed to validate schema and/or schematron rules. Use --debug for more details'
        ),
      'element "locale" invalid. Open the description: its errors are shown at their places.'
    ],
    [
      'the lock of apt',
      error(
        'KiwiInstallPhaseFailed: System package installation failed: E: Could not get lock /var/cache/l. It is held\nE: Unable to lock directory /a'
      ),
      'E: Could not get lock /var/cache/l. It is held. Another package manager is at work on this machine: wait for its end, then build again. One Debian build can run at a time.'
    ],
    [
      'a missing program of the host',
      error('KiwiCommandNotFound: Command "sgdisk" not found in the environment'),
      'Command "sgdisk" not found in the environment. Install gdisk (gptfdisk) on this machine.'
    ],
    [
      'a registry without the image',
      error(
        'KiwiCommandError: podman: stderr: Trying to pull h/a:1...\nError: initializing source docker://h/a:1: manifest unknown\n, stdout: (no output on stdout)'
      ),
      'initializing source docker://h/a:1: manifest unknown. Check the name and the tag: the registry has no such image.'
    ],
    [
      'sudo without a password',
      'sudo: 3 incorrect password attempts\n',
      'sudo: 3 incorrect password attempts. Start it again and type the password of your user into the terminal.'
    ],
    [
      'a broken combination',
      `${error('Unexpected error:')}Traceback (most recent call last):\n  File "x", line 1\nKeyError: 'help'\n`,
      "KeyError: 'help'. Install kiwi 11.1.4 or newer: this version fails in every stackbuild without further options."
    ],
    [
      'a runtime configuration of kiwi 11 read by kiwi 10',
      `${error('Unexpected error:')}Traceback (most recent call last):\n  File "/lib/kiwi/runtime_config.py", line 1, in f\n    if attribute in x:\nTypeError: string indices must be integers, not 'str'\n`,
      "TypeError: string indices must be integers, not 'str'. Write kiwi.yml and ~/.config/kiwi/config.yml in the form of the installed kiwi: it changed in kiwi 11."
    ],
    [
      'an error whose traceback went to the terminal',
      error('Unexpected error:'),
      `kiwi broke off with an unexpected error. ${look}`
    ],
    ['anything else', error('KiwiNewError: Something new happened'), `Something new happened. ${look}`]
  ]
  for (const [what, log, expected] of causes) {
    it(`is ${what}`, () => assert.equal(outcome({ log }), `failed: The build failed: ${expected}`))
  }

  for (const kiwi of ['kiwi10', 'kiwi11'] as const) {
    it(`is found in the real output of ${kiwi}`, () => {
      assert.equal(
        recorded(kiwi, 'no-such-stash'),
        "failed: The stackbuild failed: no-such-stash: image not known. Refresh the stashes: root's container storage has no image of that name."
      )
      assert.match(
        recorded(kiwi, 'target-exists'),
        /^failed: The stackbuild failed: image root dir: '.*' already exists\. Choose another target directory, or remove/
      )
      assert.match(
        recorded(kiwi, 'no-root-tree'),
        /failed: OSError: Error reading file .* Choose a root tree that kiwi prepared/
      )
    })

    it('tells that kiwi was installed where it cannot find its own scripts', () => {
      const advice = nextStepFor(
        'bash: line 1: /home/tux/my: No such file\nbash: line 1: baseQuoteFile: command not found'
      )
      assert.equal(advice, 'Install kiwi in a folder whose path holds no blank.')
    })
  }

  it('is found in usage errors', () => {
    assert.equal(
      outcome({ log: fixture('kiwi11-unknown-option.log'), exitCode: 2 }),
      `failed: The build failed: No such option: --no-such-option (Possible options: --description). ${look}`
    )
    assert.equal(
      outcome({ log: fixture('kiwi10-unknown-option.log') }),
      `failed: The build failed: kiwi did not understand the command. ${look}`
    )
    assert.equal(
      outcome({ log: 'Error: No such option: --x\n' }),
      `failed: The build failed: No such option: --x. ${look}`
    )
  })

  it('is given with all its lines', () => {
    const [, log = ''] = causes.find(([what]) => what === 'rules of the schema') ?? []
    assert.equal(
      judge({ kind: 'build', exitCode: 1, cancelled: false, resultFresh: false, log }).cause,
      'firmware is only for oem\nsecond'
    )
  })
})
