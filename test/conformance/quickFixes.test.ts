/** Quick fixes over mistakes in real descriptions: none breaks the markup, and preferred ones leave no more mistakes than before. */
import assert from 'node:assert/strict'
import { diagnose } from '../../server/src/services/diagnostics'
import { quickFixes, type QuickFix } from '../../server/src/services/quickFixes'
import { libraryOf, MemoryFiles } from '../support/descriptions'
import { withEdits } from '../support/textEdits'
import { corpusSources, makeMutants, ownSources, type Mutant } from './mutants/mutants'

const seed = 20261121
const count = 600

/** How many mistakes, and how many of those in the markup, the files of a description have. */
interface Mistakes {
  readonly all: number
  readonly markup: number
  readonly codes: readonly string[]
}

function filesOf(mutant: Mutant): MemoryFiles {
  return new MemoryFiles([...mutant.files.texts].map(([name, text]) => ({ path: `/image/${name}`, text })))
}

function mistakesIn(files: MemoryFiles): Mistakes {
  const library = libraryOf(files)
  const described = files.paths().flatMap(path => library.file(path) ?? [])
  const findings = described.flatMap(file => diagnose(file))
  // What a build would stop at later is only found out about what kiwi reads.
  const all = findings.filter(({ stage }) => stage === 'load').length
  const markup = described.reduce((sum, { tree }) => sum + tree.errors().length, 0)
  return { all, markup, codes: findings.map(({ code }) => code) }
}

function after(mutant: Mutant, { edits }: QuickFix): Mistakes {
  const files = filesOf(mutant)
  for (const path of new Set(edits.map(edit => edit.path))) {
    const own = edits.filter(edit => edit.path === path)
    files.set(path, withEdits(files.tree(path)?.text() ?? '', own))
  }
  return mistakesIn(files)
}

/** What is wrong with a fix; undefined where it does what it must. */
function flawOf(fix: QuickFix, before: Mistakes, then: Mistakes): string | undefined {
  if (then.markup > before.markup) return 'breaks the markup'
  if (fix.isPreferred && then.all > before.all) return `makes more mistakes: ${then.codes.join()}`
  if (!fix.title.startsWith('Silence ')) return undefined
  const count = ({ codes }: Mistakes) => codes.filter(code => code === fix.finding.code).length
  return count(then) < count(before) ? undefined : 'does not silence'
}

describe('quick fixes of mistakes in descriptions', function () {
  this.timeout(300_000)

  it(`keep their promises (seed ${seed})`, () => {
    const flaws: string[] = []
    let [fixes, preferred] = [0, 0]
    for (const mutant of makeMutants([...ownSources(), ...corpusSources()], seed, count)) {
      const files = filesOf(mutant)
      const before = mistakesIn(files)
      const library = libraryOf(files)
      for (const path of files.paths()) {
        const file = library.file(path)
        const found = file ? quickFixes(file, { start: 0, end: file.tree.length }) : []
        for (const fix of found.slice(0, 12)) {
          fixes += 1
          preferred += fix.isPreferred ? 1 : 0
          const flaw = flawOf(fix, before, after(mutant, fix))
          if (flaw !== undefined) flaws.push(`${mutant.title}: "${fix.title}" for ${fix.finding.code} ${flaw}`)
        }
      }
    }
    assert.deepEqual(flaws, [])
    assert.ok(fixes > count && preferred > count / 10, `${fixes} fixes, ${preferred} of them preferred`)
  })
})
