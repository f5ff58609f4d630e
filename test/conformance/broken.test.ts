/** The real kiwi refuses every broken description that an error is told of at loading, and takes the others. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { brokenDescriptions, verdictsOn } from '../support/brokenDescriptions'
import { kiwiProblems, type LoadRequest } from '../unit/examples/kiwiLoad'

describe('a broken description', function () {
  this.timeout(300_000)
  const folder = mkdtempSync(path.join(tmpdir(), 'kiwi-broken-'))
  after(() => rmSync(folder, { recursive: true }))

  it('is refused by kiwi where an error of its loading is told, and only there', () => {
    const broken = brokenDescriptions().filter(({ target }) => target === undefined)
    const verdicts: { readonly request: LoadRequest; readonly title: string; readonly isRefused: boolean }[] = []
    for (const [index, description] of broken.entries()) {
      const base = path.join(folder, String(index))
      for (const { path: name, text } of description.files) {
        mkdirSync(path.join(base, path.dirname(name)), { recursive: true })
        writeFileSync(path.join(base, name), text)
      }
      for (const { path: name, isRefused } of verdictsOn(description)) {
        const request = { file: path.join(base, name), profiles: [], checks: false }
        verdicts.push({ request, isRefused, title: `${description.title} in ${name}` })
      }
    }
    const problems = kiwiProblems(verdicts.map(({ request }) => request))
    assert.deepEqual(
      verdicts.map(({ title }, index) => `${title}: ${problems[index] === '' ? 'taken' : 'refused'}`),
      verdicts.map(({ title, isRefused }) => `${title}: ${isRefused ? 'refused' : 'taken'}`)
    )
  })
})
