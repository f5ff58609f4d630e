/** Whatever an extension makes of a real description, kiwi takes it, or an error is told at the extension. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { mergeOf } from '../../server/src/description/extension/merge'
import { Library } from '../../server/src/description/library'
import { serialise } from '../../server/src/description/serialisation'
import { valueOf, profilesOf } from '../../server/src/description/selection'
import { Documents } from '../../server/src/handlers/documents'
import { namesIn } from '../../server/src/handlers/fileSystem'
import { diagnose } from '../../server/src/services/diagnostics'
import { effectiveText } from '../../server/src/services/effective'
import { corpusFolder, describeWithCorpus, validDescriptions } from '../support/corpus'
import { schemaOf } from '../support/descriptions'
import { randomFrom, type Random } from '../support/random'
import { kiwiProblems } from '../unit/examples/kiwiLoad'

const seed = 20261121
const extensionsForEach = 1
const architecture = 'x86_64'

/** Sections of an extension, right and wrong ones. */
const sections: readonly string[] = [
  '<packages type="image"><package name="added"/></packages>',
  '<packages type="delete"><package name="removed"/></packages>',
  '<packages type="bootstrap"><package name="early"/></packages>',
  '<packages type="oem" patternType="plusRecommended"><namedCollection name="base"/></packages>',
  '<packages type="sometime"/>',
  '<repository alias="added"><source path="https://example.org/r"/></repository>',
  '<repository type="rpm-md"><source path="this://repo"/></repository>',
  '<repository/>',
  '<preferences><version>9.9.9</version></preferences>',
  '<preferences><version>9.9.9</version><version>1</version></preferences>',
  '<preferences><packagemanager>apt</packagemanager><locale>de_DE</locale><timezone>UTC</timezone></preferences>',
  '<preferences><type image="docker"><containerconfig name="x"/></type></preferences>',
  '<preferences><type image="oem" filesystem="ext4" firmware="uefi"><bootloader name="grub2"/></type></preferences>',
  '<preferences><type image="oem"/></preferences>',
  '<preferences><type image="tbz" flags="overlay"/></preferences>',
  '<preferences><type image="iso" flags="overlay" volid="X"/><showlicense>a</showlicense></preferences>',
  '<preferences arch="aarch64"><version>1.0.0</version><type image="tbz"/></preferences>',
  '<description><specification>Changed</specification></description>',
  '<description type="system"><contact>a</contact><contact>b</contact></description>',
  '<description><license>a</license><license>b</license></description>',
  '<users><user name="root" password="x"/><user name="added" password="y" groups="a,b"/></users>',
  '<users><user name="added"/></users>',
  '<users><user name="root" password="x"/></users>',
  '<drivers><file name="drivers/x.ko"/></drivers>',
  '<strip type="delete"><file name="/x"/></strip>',
  '<containers source="registry.example.org" backend="podman"><container name="c"/></containers>',
  '<certificates target_distribution="suse"><certificate name="/a.pem"/></certificates>',
  '<profiles><profile name="added" description="x"/></profiles>',
  '<packages type="image" profiles="added"><package name="bound"/></packages>',
  '<wrong/>'
]

function extensionBy(random: Random, profiles: readonly string[]): string {
  const chosen = Array.from({ length: 1 + random.below(4) }, () => random.pick(sections))
  const names = random.pick(['', ' name="other"', ' name="other one"', ' displayname="Other"', ' id="1"'])
  const version = random.pick(['', '', ' schemaversion="8.5"', ' schemaversion="7.4"', ' schemaversion="7.1"'])
  const choice = profiles.length > 0 && random.below(3) > 0 ? `<?kiwi-stash profiles="${random.pick(profiles)}"?>` : ''
  return `${choice}<image stashed="base"${names}${version}>${chosen.join('')}</image>`
}

interface Case {
  readonly base: string
  readonly extension: string
  /** The effective description, whole or for a build; undefined where there is none. */
  readonly text: string | undefined
  readonly errors: readonly string[]
}

function caseOf(base: string, random: Random, folder: string): Case {
  const documents = new Documents()
  const answer = { state: 'described', digest: base, folder: path.dirname(base), description: base } as const
  const library = new Library(documents, schemaOf(), { stash: () => answer })
  library.architecture = architecture
  library.update(base)
  const root = library.file(base)?.readings[0]?.root?.element
  assert.ok(root)
  const profiles = profilesOf(root, architecture).flatMap(profile => valueOf(profile, 'name') ?? [])
  const file = path.join(folder, 'extension.kiwi')
  const extension = extensionBy(random, profiles)
  documents.open(file, 'kiwi-description', 1, extension)
  library.update(file)
  const described = library.file(file)
  const [reading] = described?.readings ?? []
  assert.ok(described && reading)
  const told = diagnose(described)
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message }) => `${message} [${code}]`)
  if (random.below(2) === 0) {
    const merge = mergeOf(reading)
    return { base, extension, text: merge && serialise(merge.description).text, errors: told }
  }
  const built = effectiveText(described, { purpose: 'build', profiles: [] }, { namesIn })
  return { base, extension, text: built?.text, errors: built?.errors.map(({ message }) => message) ?? told }
}

describeWithCorpus('the effective description of a random extension over a real description', function () {
  this.timeout(300_000)
  let folder = ''

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'kiwi-extension-'))
  })

  after(() => rmSync(folder, { recursive: true }))

  it('is taken by kiwi, or has an error at the extension', () => {
    const random = randomFrom(seed)
    const cases = validDescriptions().flatMap(base =>
      Array.from({ length: extensionsForEach }, () => caseOf(base, random, folder))
    )
    const requests = cases.map(({ text = '' }, index) => {
      const file = path.join(folder, `${index}.kiwi`)
      writeFileSync(file, text)
      return { file, profiles: [], checks: false }
    })
    const problems = kiwiProblems(requests)
    const silent = cases.flatMap(({ base, extension, errors }, index) =>
      problems[index] !== '' && errors.length === 0
        ? `${path.relative(corpusFolder, base)}\n${extension}\n${problems[index] ?? ''}`
        : []
    )
    assert.deepEqual(silent, [])
    // The other way round: what is called wrong is wrong, in the extension at least.
    const taken = cases.filter(({ errors }, index) => problems[index] === '' && errors.length === 0)
    assert.ok(taken.length > cases.length / 10, `${taken.length} of ${cases.length} are right`)
  })
})
