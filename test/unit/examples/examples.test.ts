/** Tests that every example is what it claims: taken by the real kiwi, or refused where it shows mistakes. */
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { kiwiProblems, type LoadRequest } from './kiwiLoad'
import { ownFindings } from './ownFindings'

describe('examples', () => {
  let copy: string
  before(() => {
    copy = mkdtempSync(path.join(tmpdir(), 'kiwi-examples-'))
    cpSync('examples', copy, { recursive: true })
    fillIn(copy)
  })
  after(() => rmSync(copy, { recursive: true }))

  const accepted: [file: string, ...profiles: string[]][] = [
    ['debian-disk/config.xml'],
    ['debian-disk/config.xml', 'uefi'],
    ['debian-on-stash/config.xml'],
    ['debian-tbz/config.xml'],
    ['fragments/minimal.kiwi'],
    ['fragments/toolbox.kiwi'],
    ['fragments/toolbox.kiwi', 'Everything'],
    ['old-version/config.xml']
  ]

  it('are taken by kiwi, each with the profiles it declares', function () {
    this.timeout(60_000)
    const requests = accepted.map(([file, ...profiles]): LoadRequest => {
      return { file: path.join(copy, file), profiles, checks: true }
    })
    assert.deepEqual(problemsByName(requests), {})
  })

  it('have no finding of ours where kiwi takes them, fragments included', () => {
    const faulty = path.join(copy, 'with-mistakes/config.xml')
    const files = filesBelow(copy).filter(file => /\.(?:kiwi|xml)$/.test(file) && file !== faulty)
    // Nobody looks into containers here, so what the stash holds is unknown.
    assert.deepEqual(ownFindings(files), ['config.xml:4 stash-unknown'])
  })

  it('are all tested', () => {
    const descriptions = filesBelow('examples').filter(file => readFileSync(file, 'utf8').includes('schemaversion='))
    const known = [...new Set(accepted.map(([file]) => file)), 'with-mistakes/config.xml']
    assert.deepEqual(descriptions.map(file => path.relative('examples', file)).sort(), known.sort())
  })

  it('show in with-mistakes what kiwi refuses', function () {
    this.timeout(60_000)
    const file = path.join(copy, 'with-mistakes/config.xml')
    const [problem = ''] = kiwiProblems([{ file, profiles: [], checks: false }])
    assert.match(problem, /^KiwiDescriptionInvalid: /)
  })

  it('show in with-mistakes a finding of ours below each comment', () => {
    const file = path.join(copy, 'with-mistakes/config.xml')
    const comments = readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, index) => (/^ +<!--/.test(line) ? [index + 1] : []))
    const findings = ownFindings([file]).map(finding => /:(\d+) (.*)$/.exec(finding) ?? [])
    assert.deepEqual(
      [...new Set(findings.map(([, line]) => Number(line) - 1))],
      comments,
      'each comment stands right above what it speaks of'
    )
    assert.deepEqual(
      findings.map(([, , code]) => code),
      [
        'content-incomplete',
        'text-invalid',
        'text-invalid',
        'attribute-value-invalid',
        'attribute-value-invalid',
        'attribute-value-invalid',
        'attribute-missing',
        'attribute-not-allowed',
        'element-not-allowed',
        'attribute-missing'
      ]
    )
  })

  it('fill the mirror and the suite in at every place where a Debian repository is', () => {
    const places = filesBelow('examples').filter(file => readFileSync(file, 'utf8').includes('type="apt-deb"'))
    for (const file of places) {
      const text = readFileSync(file, 'utf8')
      assert.match(text, /distribution="@DEBIAN_SUITE@"/, file)
      assert.match(text, /<source path="@DEBIAN_MIRROR@"\/>/, file)
    }
    assert.equal(places.length, 4)
  })

  it('have a line in the README for each folder', () => {
    const readme = readFileSync('examples/README.md', 'utf8')
    const folders = readdirSync('examples', { withFileTypes: true }).filter(entry => entry.isDirectory())
    assert.deepEqual(
      [...readme.matchAll(/^\| `([^`]+)\/` \|/gm)].map(match => match[1] ?? '').sort(),
      folders.map(folder => folder.name).sort()
    )
  })
})

function problemsByName(requests: readonly LoadRequest[]): Record<string, string> {
  const problems = kiwiProblems(requests)
  const named = requests.map(
    ({ file, profiles }, index) => [[file, ...profiles].join(' '), problems[index] ?? ''] as const
  )
  return Object.fromEntries(named.filter(([, problem]) => problem !== ''))
}

/** Puts a host of the example domain where `npm start` puts the machine's mirror. */
function fillIn(folder: string): void {
  for (const file of filesBelow(folder)) {
    const text = readFileSync(file, 'utf8')
    const filled = text
      .replaceAll('@DEBIAN_MIRROR@', 'http://deb.example.org/debian')
      .replaceAll('@DEBIAN_SUITE@', 'bookworm')
    writeFileSync(file, filled)
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name))
}
