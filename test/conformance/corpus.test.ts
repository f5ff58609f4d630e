/** Real descriptions: what kiwi accepts has no error here, and what it refuses has one. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Library, type DescriptionFile } from '../../server/src/description/library'
import { Documents } from '../../server/src/handlers/documents'
import { Workspace } from '../../server/src/handlers/workspace'
import { complete } from '../../server/src/services/completion'
import { diagnose } from '../../server/src/services/diagnostics'
import { hover } from '../../server/src/services/hover'
import { schemaOf } from '../support/descriptions'

const corpus = path.resolve('../shared/corpus')

interface Verdict {
  readonly valid?: boolean
  readonly relaxng?: boolean
  readonly schematron?: readonly string[]
  readonly markup?: 'yaml'
}

function verdicts(): [string, Verdict][] {
  const read: unknown = JSON.parse(readFileSync(path.join(corpus, 'verdicts.json'), 'utf8'))
  assert.ok(areVerdicts(read))
  return Object.entries(read)
}

function areVerdicts(value: unknown): value is Record<string, Verdict> {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}

/** A file as it is when it is opened alone, without a workspace. */
function opened(name: string): DescriptionFile {
  const documents = new Documents()
  const library = new Library(documents, schemaOf())
  const file = path.join(corpus, name)
  library.update(file)
  if (library.file(file)?.alone === true) new Workspace(documents, library).searchAround(file)
  const described = library.file(file)
  assert.ok(described)
  return described
}

function errorsIn(file: DescriptionFile): string[] {
  return diagnose(file)
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message, span }) => `${file.tree.positionAt(span.start).line + 1}: ${message} [${code}]`)
}

function filesBelow(folder: string): string[] {
  return readdirSync(path.join(corpus, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => /\.(?:kiwi|xml)$/.test(name))
    .map(name => path.join(folder, name))
    .sort()
}

if (existsSync(path.join(corpus, 'verdicts.json'))) {
  describe('the corpus', () => {
    for (const [name, { valid, relaxng, schematron, markup }] of verdicts()) {
      if (markup === 'yaml') {
        it(`is silent about YAML: ${name}`, () => {
          assert.deepEqual(diagnose(opened(name)), [])
        })
      } else if (valid === true) {
        it(`finds no error: ${name}`, () => {
          assert.deepEqual(errorsIn(opened(name)), [])
        })
      } else {
        it(`finds the error: ${name}`, () => {
          assert.notDeepEqual(errorsIn(opened(name)), [])
        })
        if (relaxng !== false) {
          it(`finds the rules that it breaks: ${name}`, () => {
            const broken = diagnose(opened(name)).filter(({ code }) => code === 'rule-broken')
            assert.deepEqual(
              new Set(broken.map(({ message }) => /kiwi (?:says|refuses this): (.*)$/.exec(message)?.[1])),
              new Set(schematron?.map(message => message.replace(/[.!?]*$/, '.')))
            )
          })
        }
      }
    }
  })

  describe('the fragments of AlmaLinux', () => {
    const fragments = filesBelow('AlmaLinux-kiwi-descriptions').filter(name => name.endsWith('.xml'))

    it('are all there', () => {
      assert.ok(fragments.length >= 17)
    })

    for (const name of fragments) {
      it(`are judged, completed and explained as parts of the whole: ${path.basename(name)}`, () => {
        const file = opened(name)
        assert.equal(file.kind, 'fragment')
        assert.equal(file.alone, false)
        assert.deepEqual(errorsIn(file), [])
        const text = file.tree.text()
        const child = /<(packages|preferences|repository|users|profiles)\b/.exec(text)
        assert.ok(child)
        assert.match(hover(file, child.index + 2)?.markdown ?? '', new RegExp(`<${child[1] ?? ''}>`))
        const offered = complete(file, child.index, { snippets: false }).map(({ label }) => label)
        assert.ok(offered.includes('packages') && offered.includes('users'), offered.join(' '))
        // The whole has its one <description> already.
        assert.ok(!offered.includes('description'), offered.join(' '))
      })
    }
  })
} else {
  process.stdout.write('The corpus is not tested: there is no ../shared/corpus beside the project.\n')
}
