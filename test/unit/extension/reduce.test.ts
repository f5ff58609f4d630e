/** From a whole description to an extension: only the difference, proven, or a refusal in plain words. */
import assert from 'node:assert/strict'
import { Description } from '../../../server/src/description/description'
import { reduceToExtension } from '../../../server/src/description/extension/reduce'
import { newExtension } from '../../../server/src/services/newExtension'
import { diagnose } from '../../../server/src/services/diagnostics'
import { SourceTree } from '../../../server/src/syntax/sourceTree'
import { MemoryFiles, schemaOf } from '../../support/descriptions'
import { extensionLibrary, extensionPath, stashProvider, pinned } from '../../support/stashes'

function image(attributes: string, content: string): string {
  return `<image schemaversion="8.5" ${attributes}><description type="system"><author>A</author><contact>c</contact><specification>S</specification></description>${content}</image>`
}

const preferences =
  '<preferences><version>1.0.0</version><packagemanager>apt</packagemanager><type image="tbz"/></preferences>'
const repository = '<repository alias="a"><source path="http://a"/></repository>'
const packages = '<packages type="image"><package name="a"/><package name="b"/></packages>'
const core = image('name="core"', preferences + repository + packages)

function reduced(whole: string, profiles: readonly string[] = [], stash = core): string {
  const files = new MemoryFiles([])
  const file = { path: '/image/config.xml', tree: SourceTree.parse(whole) }
  const description = new Description(file, files, schemaOf(pinned), { kind: 'description', architecture: 'x86_64' })
  const answer = reduceToExtension(description, {
    profiles,
    reference: 'core',
    stashes: stashProvider({ core: stash }, files),
    schema: schemaOf(pinned),
    files
  })
  return 'text' in answer
    ? answer.text.replace(/^<\?xml.*\?>\n/, '').replace(/\n\s*/g, '')
    : `refused: ${answer.refused}`
}

function check(title: string, whole: string, expected: string, profiles?: readonly string[], stash?: string): void {
  it(title, () => assert.equal(reduced(whole, profiles, stash), expected))
}

const start = '<image schemaversion="8.5" stashed="core"'

describe('a description reduced to an extension', () => {
  check('says nothing where it says the same', core, `${start}/>`)
  check(
    'says the same in another order and on more sections',
    image(
      'name="core"',
      '<packages type="image"><package name="b"/></packages><packages type="image"><package name="a"/></packages>' +
        repository +
        preferences
    ),
    `${start}/>`
  )
  check(
    'has the packages that are new, with the comment before them',
    image(
      'name="web"',
      `${preferences}${repository}<packages type="image"><package name="a"/><package name="b"/><!-- web --><package name="c"/></packages>`
    ),
    `${start} name="web"><packages type="image"><!-- web --><package name="c"/></packages></image>`
  )
  check(
    'has other preferences, a new type, and users',
    image(
      'name="core"',
      '<preferences><version>2.0.0</version><packagemanager>apt</packagemanager><type image="docker"><containerconfig name="x"/></type></preferences>' +
        `${repository}${packages}<users><user name="u" password="p"/></users>`
    ),
    `${start}><preferences><version>2.0.0</version><type image="docker"><containerconfig name="x"/></type></preferences><users><user name="u" password="p"/></users></image>`
  )
  check(
    'is refused where a package is gone',
    image('name="core"', `${preferences}${repository}<packages type="image"><package name="a"/></packages>`),
    'refused: The stash has what this description has not, and an extension takes nothing away: <package name="b"> in <packages type="image">.'
  )
  check(
    'is refused where a section is gone',
    image('name="core"', preferences + packages),
    'refused: The stash has what this description has not, and an extension takes nothing away: <repository alias="a">.'
  )
  check(
    'is refused where a repository comes before those of the stash',
    image(
      'name="core"',
      `${preferences}<repository alias="z"><source path="http://z"/></repository>${repository}${packages}`
    ),
    'refused: No extension of core says the same as this description: its repositories are others, or stand in another order than those of the stash.'
  )
  check(
    'is refused where the stash is broken',
    core,
    'refused: The description in the stash core has errors.',
    [],
    core.replace('</image>', '')
  )
  check(
    'is refused where the stash holds something else',
    core,
    'refused: Nothing can be compared with the stash core: there is no description in XML in /stashes/core/config.xml.',
    [],
    '<broken'
  )
  const withProfiles = (name: string) =>
    image(
      'name="core"',
      `<profiles><profile name="A" description="a"/><profile name="B" description="b"/></profiles>${preferences}<packages type="image" profiles="A"><package name="a"/></packages><packages type="image" profiles="B"><package name="${name}"/></packages>`
    )
  check(
    'is about the chosen profiles only',
    withProfiles('new'),
    `<?kiwi-stash profiles="B"?>${start}><packages type="image"><package name="new"/></packages></image>`,
    ['B'],
    withProfiles('b').replace(/<package name="b"\/>/, '')
  )
})

describe('a new extension', () => {
  for (const [reference, name] of [
    ['core:latest', 'web'],
    ['registry.example.org:5000/a/core', undefined]
  ] as const) {
    it(`of ${reference} has no error`, () => {
      const text = newExtension(reference, name, pinned)
      const file = extensionLibrary(text, { [reference]: core }).file(extensionPath)
      assert.ok(file)
      assert.deepEqual(diagnose(file), [])
    })
  }
})
