/** The examples with one mistake in each copy: the checker that ships must judge them as the real kiwi does. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { kiwiProblems } from '../unit/examples/kiwiLoad'

const examples = ['debian-disk', 'debian-tbz', 'old-version']

/** A copy of an example that differs in one place. */
interface Mutant {
  title: string
  text: string
}

describe('examples with one mistake', function () {
  this.timeout(300_000)
  let folder: string
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'kiwi-mutants-'))
  })
  after(() => rmSync(folder, { recursive: true }))

  for (const example of examples) {
    it(`${example} is judged as kiwi judges it`, () => {
      const mutants = mutantsOf(readFileSync(`examples/${example}/config.xml`, 'utf8'))
      assert.ok(mutants.length > 20)
      const files = mutants.map(({ text }, index) => {
        const file = path.join(folder, `${example}-${index}`, 'config.xml')
        mkdirSync(path.dirname(file))
        writeFileSync(file, text)
        return file
      })
      const problems = kiwiProblems(files.map(file => ({ file, profiles: [], checks: false })))
      const faulty = filesWithErrors(files)
      const refusedByKiwi = titles(mutants, index => isInvalid(problems[index] ?? ''))
      const refusedByUs = titles(mutants, index => faulty.has(files[index] ?? ''))
      assert.deepEqual(refusedByUs, refusedByKiwi)
    })
  }
})

function titles(mutants: readonly Mutant[], isWanted: (index: number) => boolean): string[] {
  return mutants.filter((_, index) => isWanted(index)).map(({ title }) => title)
}

/** Whether the description itself is refused, not only the choice of a profile that was not made here. */
function isInvalid(problem: string): boolean {
  return problem !== '' && !problem.startsWith('KiwiTypeNotFound: ')
}

/** Each attribute left out once and given a value that hardly anything allows; each element renamed once. */
function mutantsOf(text: string): Mutant[] {
  const attributes = [...text.matchAll(/ ([\w-]+)="[^"]*"/g)].filter(match => !isProlog(text, match.index))
  const elements = [...text.matchAll(/<([a-z]+)(?=[\s>/])/g)].filter(match => match[1] !== 'image')
  const replace = (match: RegExpMatchArray, by: string): string => {
    const start = match.index ?? 0
    return text.slice(0, start) + by + text.slice(start + match[0].length)
  }
  return [
    ...attributes.map(match => ({ title: `without${match[0]}`, text: replace(match, '') })),
    ...attributes.map(match => ({ title: `nonsense in${match[0]}`, text: replace(match, ` ${match[1]}="no sense!"`) })),
    ...elements
      .filter(match => text.slice(match.index).search(/^<[^>]*\/>/) === 0)
      .map(match => ({ title: `renamed ${match[0]}`, text: replace(match, `${match[0]}x`) }))
  ]
}

/** Without these kiwi cannot even tell what the document is, which it says in its own way. */
function isProlog(text: string, offset: number): boolean {
  return offset < text.indexOf('<image') || text.slice(offset).startsWith(' schemaversion=')
}

/** The files for which the bundled checker prints an error. */
function filesWithErrors(files: readonly string[]): Set<string> {
  const { stdout, stderr } = spawnSync(process.execPath, ['server/dist/kiwi-lint.js', ...files], {
    encoding: 'utf8',
    maxBuffer: 64 * 1_000_000
  })
  assert.equal(stderr, '')
  return new Set([...stdout.matchAll(/^(.*?):\d+:\d+: error: /gm)].map(match => path.resolve(match[1] ?? '')))
}
