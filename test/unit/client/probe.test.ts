/** The probe: the real kiwis, and everything that a program called kiwi-ng can do wrong. */
import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { parseProbe } from '../../../client/src/kiwi/installation'
import type { KiwiInstallation } from '../../../client/src/kiwi/installation'
import { probeKiwi } from '../../../client/src/kiwi/probe'
import type { ProbeResult } from '../../../client/src/kiwi/probe'
import { fixture, kiwi10, kiwi11, Programs, realKiwi } from './support'

const programs = new Programs()
after(async () => programs.remove())

/** A kiwi-ng whose "Python" is the shell program `text`. */
function pretend(name: string, text: string): string {
  mkdirSync(path.join(programs.folder, name), { recursive: true })
  const python = programs.write(`${name}/python3`, `#!/bin/sh\n${text}\n`)
  return programs.write(`${name}/kiwi-ng`, `#!${python}\n`)
}

function summary(result: ProbeResult): string {
  return result.ok ? `kiwi ${result.installation.version}` : `${result.problem}: ${result.message}`
}

async function check(file: string, expected: string, timeout = 20_000): Promise<void> {
  const text = summary(await probeKiwi(file, { timeout }))
  assert.equal(text.replaceAll(programs.folder, 'DIR'), expected)
}

/** What both the recorded and the real one must agree on. */
function shape(kiwi: KiwiInstallation): unknown {
  return {
    version: kiwi.version,
    cli: kiwi.cli,
    commands: [...kiwi.commands].map(([name, options]) => [name, [...options.values()]]),
    plugins: [kiwi.stackbuildPlugin, kiwi.boxedPlugin]
  }
}

describe('the probe', () => {
  it('reads kiwi 11', async function () {
    this.timeout(60_000)
    const kiwi = await realKiwi(11)
    assert.deepEqual(shape(kiwi), shape(kiwi11))
    assert.equal(existsSync(kiwi.schemaFile ?? ''), true)
  })

  it('reads kiwi 10 with its plugins', async function () {
    this.timeout(60_000)
    const kiwi = await realKiwi(10)
    assert.deepEqual(shape(kiwi), shape(kiwi10))
    assert.equal(existsSync(kiwi.schemaFile ?? ''), true)
  })

  it('finds the program by its name, through links', async function () {
    this.timeout(60_000)
    const folder = path.join(programs.folder, 'links')
    mkdirSync(folder)
    symlinkSync(path.resolve('.setup/kiwi-11/bin/kiwi-ng'), path.join(folder, 'kiwi-ng'))
    const result = await probeKiwi('kiwi-ng', { searchPath: `relative:${folder}:${process.env['PATH']}` })
    assert.equal(summary(result), `kiwi ${kiwi11.version}`)
    assert.ok(result.ok)
    assert.equal(result.installation.path, path.join(folder, 'kiwi-ng'))
  })

  it('passes over folders of the search path that are relative', async () => {
    pretend('relative', 'echo ran')
    const folder = path.relative(process.cwd(), path.join(programs.folder, 'relative'))
    assert.equal(summary(await probeKiwi('kiwi-ng', { searchPath: folder })), 'missing: There is no program kiwi-ng.')
  })
})

describe('the probe without a usable kiwi', () => {
  it('says that it is missing', async () => {
    await check('/no/such/kiwi-ng', 'missing: There is no program /no/such/kiwi-ng.')
    const result = await probeKiwi('kiwi-ng', { searchPath: programs.folder, distribution: 'suse' })
    assert.ok(!result.ok)
    assert.match(
      result.remedy,
      /^Install it: sudo zypper install python3-kiwi, or, for the newest one, python3 -m venv/
    )
    assert.match(result.remedy, /setting kiwi\.commands\.kiwi\.$/)
  })

  it('says that it is a folder', async () => {
    await check(programs.folder, 'missing: There is no program DIR.')
  })

  it('says that it is not executable', async () => {
    await check(programs.write('plain', '#!/usr/bin/python3\n', 0o644), 'notExecutable: DIR/plain cannot be run.')
  })

  it('says that its Python may not be executed', async () => {
    const kiwi = pretend('forbidden', '')
    chmodSync(path.join(programs.folder, 'forbidden/python3'), 0o644)
    await check(
      kiwi,
      'notExecutable: DIR/forbidden/kiwi-ng runs with DIR/forbidden/python3, which you may not execute.'
    )
  })

  it('says that its Python is gone', async () => {
    const kiwi = pretend('moved', '')
    rmSync(path.join(programs.folder, 'moved/python3'))
    await check(kiwi, 'rubbish: DIR/moved/kiwi-ng runs with DIR/moved/python3, which is not there.')
  })

  it('says that it is too old', async () => {
    const file = pretend('old', `echo '{"version": "9.25.21", "cli": "docopt", "commands": {}}'`)
    await check(file, 'tooOld: DIR/old/kiwi-ng is kiwi 9.25.21; kiwi 10.0 or newer is needed.')
  })

  it('says that it hangs, in time, though what it started holds its output open', async () => {
    const begin = Date.now()
    const file = pretend('hanging', 'sleep 300 & sleep 300')
    await check(
      file,
      'hanging: DIR/hanging/python3, which DIR/hanging/kiwi-ng runs with, gave no answer within 0.3 seconds.',
      300
    )
    assert.ok(Date.now() - begin < 5000)
  })

  const rubbish: readonly [string, string, string][] = [
    ['nothing', 'exit 0', 'does not answer as kiwi does: the answer was not understood.'],
    ['noise', 'echo hello; echo "[1, 2]"', 'does not answer as kiwi does: the answer was not understood.'],
    ['half', `echo '{"version": "11.1.6"'`, 'does not answer as kiwi does: the answer was not understood.'],
    [
      'shape',
      `echo '{"version": 11, "cli": [], "commands": 0}'`,
      'does not answer as kiwi does: the answer was not understood.'
    ],
    [
      'empty',
      `echo '{"version": "11.1.6", "cli": "typer", "commands": {}}'`,
      'does not answer as kiwi does: the answer was not understood.'
    ],
    ['binary', 'head -c 100000 /dev/urandom', 'does not answer as kiwi does: the answer was not understood.'],
    ['without', `echo '{"missing": true}'`, 'does not answer as kiwi does: its Python has no kiwi package.'],
    [
      'broken',
      `echo '{"version": "11.1.6", "failure": "ImportError: no typer"}'`,
      'does not answer as kiwi does: ImportError: no typer.'
    ],
    ['crash', 'echo "boom" >&2; exit 1', 'does not answer as kiwi does: boom.']
  ]
  for (const [name, text, message] of rubbish) {
    it(`says that it answers rubbish: ${name}`, async () => {
      await check(pretend(name, text), `rubbish: DIR/${name}/kiwi-ng ${message}`)
    })
  }

  it('says that there is no place to ask it in', async () => {
    const file = pretend('nowhere', 'exit 0')
    const before = process.env['TMPDIR']
    process.env['TMPDIR'] = '/no/such/folder'
    try {
      assert.match(summary(await probeKiwi(file)), /^rubbish: .*\/kiwi-ng could not be asked: ENOENT: /)
    } finally {
      if (before === undefined) delete process.env['TMPDIR']
      else process.env['TMPDIR'] = before
    }
  })

  it('says that it was killed', async () => {
    const message = 'DIR/killed/python3, which DIR/killed/kiwi-ng runs with, could not be run to its end.'
    await check(pretend('killed', 'kill -KILL $$'), `rubbish: ${message}`)
  })

  it('says that it prints without end', async function () {
    this.timeout(20_000)
    const message = 'DIR/endless/python3, which DIR/endless/kiwi-ng runs with, printed far too much.'
    await check(pretend('endless', 'yes 2>/dev/null'), `rubbish: ${message}`)
  })

  for (const [what, first] of [
    ['a shell program', '#!/bin/sh\nexec real-kiwi "$@"\n'],
    ['a program of another language', '#!/usr/bin/perl\n'],
    ['a binary', '\u007fELF\0\0'],
    ['an empty file', '']
  ] as const) {
    it(`does not run ${what}`, async () => {
      const file = programs.write(`other-${what.replaceAll(' ', '-')}`, first)
      const result = await probeKiwi(file)
      assert.match(
        summary(result),
        /^rubbish: .* is not kiwi's own program: its first line names no Python interpreter\.$/
      )
    })
  }
})

/** A pretended Python that notes its first two arguments, the last one, and what lies in the folder it runs in. */
function noting(calls: string): string {
  return `for last; do :; done
echo "$1 $2 $([ "$last" = no-user-site ] && echo alone || echo with user packages)" > '${calls}'
ls -A >> '${calls}'
echo '${fixture('kiwi11-probe.json').trim()}'`
}

describe('the interpreter of kiwi-ng', () => {
  const ways: readonly { what: string; first: (python: string) => string; packages: string }[] = [
    { what: 'by its path', first: python => `#!${python}\n`, packages: 'with user packages' },
    { what: 'by its path, with options', first: python => `#! ${python} -sP\n`, packages: 'alone' },
    { what: 'by env', first: () => '#!/usr/bin/env python3\n', packages: 'with user packages' },
    { what: 'by env, with options', first: () => '#!/usr/bin/env -S X=1 python3 -s\n', packages: 'alone' },
    { what: 'beside it, behind a shell', first: () => '#!/bin/sh\n', packages: 'with user packages' },
    {
      what: 'in the second line, behind a shell',
      first: python => `#!/bin/sh\n'''exec' "${python}" "$0" "$@"\n' '''\n`,
      packages: 'with user packages'
    }
  ]
  for (const { what, first, packages } of ways) {
    it(`is found ${what}, and isolated in an empty folder`, async () => {
      const name = `found ${what}`.replaceAll(/\W+/g, '-')
      const calls = path.join(programs.folder, `${name}.calls`)
      const python = path.join(path.dirname(pretend(name, noting(calls))), 'python3')
      const file = programs.write(`${name}/kiwi-ng`, first(python))
      const result = await probeKiwi(file, { searchPath: `${path.dirname(python)}:/usr/bin:/bin` })
      assert.ok(result.ok, summary(result))
      assert.equal(result.installation.interpreter, python)
      assert.equal(readFileSync(calls, 'utf8'), `-I -c ${packages}\n`)
    })
  }
})

describe('the answer of the probe', () => {
  it('is found behind what else Python prints', () => {
    const output = `warning: something\n{"not": "this"}\n${fixture('kiwi10-probe.json')}\n`
    assert.equal(parseProbe(output, '/k', '/p')?.version, '10.3.11')
  })

  it('is read with flags, repetition, choices and plugins', () => {
    const options = kiwi11.commands.get('system build')
    assert.deepEqual(options?.get('--add-package'), {
      name: '--add-package',
      flag: false,
      multiple: true,
      required: false,
      choices: []
    })
    assert.deepEqual(options?.get('--ca-target-distribution')?.choices, ['suse', 'redhat', 'debian', 'archlinux'])
    assert.equal(kiwi10.stackbuildPlugin, '1.0.11')
    assert.equal(kiwi11.stackbuildPlugin, undefined)
  })
})
