/** Real descriptions reduced to extensions of stashes that hold real descriptions. */
import assert from 'node:assert/strict'
import path from 'node:path'
import { Description } from '../../server/src/description/description'
import { canonicalForm } from '../../server/src/description/extension/canonical'
import { mergeOf } from '../../server/src/description/extension/merge'
import { reduceToExtension, type Reduced } from '../../server/src/description/extension/reduce'
import { readStack, type StashProvider } from '../../server/src/description/extension/stashes'
import { profilesOf, valueOf } from '../../server/src/description/selection'
import { serialise } from '../../server/src/description/serialisation'
import { Documents } from '../../server/src/handlers/documents'
import { SourceTree } from '../../server/src/syntax/sourceTree'
import { describeWithCorpus, validDescriptions } from '../support/corpus'
import { schemaOf } from '../support/descriptions'

const architecture = 'x86_64'
const files = new Documents()

/** So many profiles of a description are tried one by one. */
const mostProfiles = 3

/** What every stash can take. */
const changes = `
  <description><specification>Changed</specification></description>
  <preferences>
    <version>9.9.9</version>
    <type image="docker"><containerconfig name="changed"/></type>
  </preferences>
  <repository alias="added"><source path="https://example.org/added"/></repository>
  <packages type="image"><package name="added-to-it"/></packages>
  <users><user name="root" password="changed"/><user name="added" password="x"/></users>`

function description(file: string, text: string): Description {
  const tree = SourceTree.parse(text)
  return new Description({ path: file, tree }, files, schemaOf(), { kind: 'description', architecture })
}

/** A stash that holds the description. */
function holding(file: string): StashProvider {
  const answer = { state: 'described', digest: file, folder: path.dirname(file), description: file } as const
  return { stash: () => answer }
}

function reduced(whole: Description, stashes: StashProvider, profiles: readonly string[]): Reduced {
  return reduceToExtension(whole, { profiles, reference: 'core', stashes, schema: schemaOf(), files })
}

/** The effective description of an extension. */
function effective(text: string, file: string, stashes: StashProvider): Description {
  const schema = schemaOf()
  const tree = SourceTree.parse(text)
  const stack = readStack({ path: file, tree }, { files, schema, stashes, architecture }, undefined)
  const extensions = schema.extensions
  assert.ok(extensions)
  const merge = mergeOf(
    new Description({ path: file, tree }, files, extensions, { kind: 'extension', architecture, stack })
  )
  assert.ok(merge)
  return merge.description
}

describeWithCorpus('a real description, reduced to an extension', () => {
  it('of a stash that holds it says nothing, whatever profiles are chosen', () => {
    let count = 0
    for (const file of validDescriptions()) {
      const whole = description(file, files.tree(file)?.text() ?? '')
      assert.ok(whole.root)
      const names = profilesOf(whole.root.element, architecture).flatMap(each => valueOf(each, 'name') ?? [])
      for (const profiles of [[], ...names.slice(0, mostProfiles).map(name => [name])]) {
        const answer = reduced(whole, holding(file), profiles)
        assert.match('text' in answer ? answer.text : answer.refused, /<image [^>]*stashed="core"\/>\n$/, file)
        count += 1
      }
    }
    assert.ok(count > 150, String(count))
  })

  it('that changes the description in a stash says these changes, and no more', () => {
    const files = validDescriptions()
    for (const file of files) {
      const stashes = holding(file)
      const changed = effective(`<image stashed="core" name="changed">${changes}</image>`, file, stashes)
      const answer = reduced(description(file, serialise(changed).text), stashes, [])
      assert.ok('text' in answer, `${file}: ${JSON.stringify(answer)}`)
      const sections = Array.from(answer.text.matchAll(/^ {4}<(\w+)/gm), ([, name = '']) => name)
      assert.deepEqual([...new Set(sections)].sort(), ['description', 'packages', 'preferences', 'repository', 'users'])
      assert.ok(answer.text.split('\n').length < 40, answer.text)
      assert.deepEqual(canonicalForm(effective(answer.text, file, stashes)), canonicalForm(changed))
    }
    assert.ok(files.length >= 75)
  })
})
