/** The checks before a build: each says of every choice of what is built what the real kiwi's own method says. */
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { checkEverything, checkSelection } from '../../server/src/description/checks/checks'
import type { CheckCode } from '../../server/src/description/checks/failure'
import { addressProblem } from '../../server/src/description/checks/sources'
import type { Description } from '../../server/src/description/description'
import { Library } from '../../server/src/description/library'
import { elementsIn, valueOf } from '../../server/src/description/selection'
import { Documents } from '../../server/src/handlers/documents'
import { findingsOf } from '../../server/src/services/findings'
import { schemaOf } from '../support/descriptions'
import { randomFrom } from '../support/random'
import { cases, describing, randomDescription } from './checks/descriptions'
import { askKiwi, type BuildChoice, type KiwiAnswers, type KiwiQuestions } from './checks/kiwiChecks'

/** kiwi's method for each of our codes. */
const methods: Readonly<Record<CheckCode, string | undefined>> = {
  // kiwi does not come to its checks.
  'check-profile-required-undeclared': undefined,
  'check-type-missing': undefined,
  'check-version-missing': 'check_image_version_provided',
  'check-boot-without-kiwi-initrd': 'check_initrd_selection_required',
  'check-boot-missing': 'check_boot_description_exists',
  'check-volume-label-reserved': 'check_volume_setup_defines_reserved_labels',
  'check-volume-all-repeated': 'check_volume_setup_defines_multiple_fullsize_volumes',
  'check-volume-root-name': 'check_volume_setup_has_no_root_definition',
  'check-volume-label-without-lvm': 'check_volume_label_used_with_lvm',
  'check-swap-name-without-lvm': 'check_swap_name_used_with_lvm',
  'check-xen-server-and-guest': 'check_xen_uniquely_setup_as_server_or_guest',
  'check-dracut-live-missing': 'check_dracut_module_for_live_iso_in_package_list',
  'check-dracut-overlay-missing': 'check_dracut_module_for_disk_overlay_in_package_list',
  'check-dracut-repart-missing': 'check_dracut_module_for_disk_oem_in_package_list',
  'check-dracut-dump-missing': 'check_dracut_module_for_oem_install_in_package_list',
  'check-appx-launcher': 'check_appx_naming_conventions_valid',
  'check-appx-application-id': 'check_appx_naming_conventions_valid',
  'check-type-repeated': 'check_image_type_unique',
  'check-partuuid-table': 'check_partuuid_persistency_type_used_with_mbr',
  'check-efi-image-size': 'check_efi_fat_image_has_correct_size',
  'check-bootloader-environment': 'check_bootloader_env_compatible_with_loader',
  'check-repository-missing': 'check_repositories_configured',
  'check-repository-not-public': 'check_image_include_repos_publicly_resolvable'
}

const nestedInclude = 'check_include_references_unresolvable'

const addresses = [
  'https://user:secret@example.org/r?credentials=x',
  'ftp://example.org/r',
  'dir:///srv/r',
  'dir:/srv/r',
  'dir://srv/r',
  'file:///srv/r',
  'file://srv/r/s',
  'file://localhost/srv/r',
  'DIR://srv/r',
  '/srv/r',
  'srv/r',
  '',
  'iso:///srv/r.iso',
  'this:r',
  'plain://r',
  'c++://r',
  ' https://example.org/r',
  '1a:/r'
]

describe("kiwi's checks before a build", function () {
  this.timeout(600_000)
  let folder: string
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'kiwi-checks-'))
  })
  after(() => rmSync(folder, { recursive: true }))

  const written = (name: string, text: string): string => {
    const file = path.join(folder, `${name}.kiwi`)
    writeFileSync(file, text)
    return file
  }

  it('say of the table what kiwi says, each of them yes and no', () => {
    const files = cases.map((parts, index) => written(`case-${index}`, describing(parts)))
    writeFileSync(path.join(folder, 'outer.xml'), '<image><include from="this://inner.xml"/></image>')
    files.push(written('nested', describing({ packages: '<include from="this://outer.xml"/>' })))
    const { answers, objections } = compared(files, ['x86_64', 'aarch64', 'ppc64le', 's390x', 'i686'])
    const known = [nestedInclude, ...Object.values(methods)].filter(name => name !== undefined)
    assert.deepEqual(new Set(answers.checks), new Set(known))
    assert.deepEqual(objections, new Set(known))
  })

  const seeds = [1, Date.now() % 1_000_000]
  for (const seed of seeds) {
    it(`say of random descriptions what kiwi says (seed ${seed})`, () => {
      const random = randomFrom(seed)
      const files = Array.from({ length: 120 }, (_, index) => written(`${seed}-${index}`, randomDescription(random)))
      const { loaded } = compared(files, ['x86_64', 'aarch64'])
      assert.ok(loaded > 70, `kiwi loads only ${loaded}`)
    })
  }

  it('know what leads nowhere of an address', () => {
    const { translated } = askKiwi({ descriptions: [], addresses })
    const refused = addresses.filter((_, index) => translated[index] === 'KiwiUriStyleUnknown')
    const problems = addresses.map(each => addressProblem(each))
    assert.deepEqual(
      addresses.filter((_, index) => ['without-scheme', 'unknown-scheme'].includes(problems[index]?.kind ?? '')),
      refused
    )
    const lost = problems.flatMap((problem, index) =>
      problem?.kind === 'folder-lost' ? [[problem.path, translated[index]]] : []
    )
    assert.deepEqual(
      lost.map(([ours]) => ours),
      lost.map(([, theirs]) => theirs)
    )
    assert.equal(lost.length, 4)
  })

  const corpus = path.resolve('../shared/corpus')
  if (existsSync(corpus)) {
    it('say of real descriptions what kiwi says', () => {
      const files = readdirSync(corpus, { recursive: true, encoding: 'utf8' })
        .filter(name => /\.kiwi$|(^|\/)config\.xml$/.test(name))
        .map(name => path.join(corpus, name))
      const { loaded, choices } = compared(files, ['x86_64', 'aarch64'])
      assert.ok(loaded > 70 && choices > 500, `${loaded} descriptions, ${choices} choices`)
    })
  } else
    process.stdout.write('The checks are not tried on the corpus: there is no ../shared/corpus beside the project.\n')
})

interface Comparison {
  readonly answers: KiwiAnswers
  /** How many descriptions kiwi loads. */
  readonly loaded: number
  readonly choices: number
  /** kiwi's names of the checks that objected to anything. */
  readonly objections: ReadonlySet<string>
}

/** Asks kiwi and us about everything that can be built of the files; throws at the first disagreements. */
function compared(files: readonly string[], architectures: readonly string[]): Comparison {
  const read = files.map(file => ({ file, description: descriptionIn(file) }))
  const descriptions: KiwiQuestions['descriptions'] = read.map(({ file, description }) => ({
    file,
    choices: choicesOf(description, architectures)
  }))
  const answers = askKiwi({ descriptions, addresses: [] })
  const disagreements: unknown[] = []
  const objections = new Set<string>()
  let loaded = 0
  let choices = 0
  for (const [index, { file, description }] of read.entries()) {
    const judged = answers.judged[index]
    if (!judged || !description) continue
    loaded += 1
    for (const [number, choice] of (descriptions[index]?.choices ?? []).entries()) {
      const kiwi = judged[number]
      const ours = ownObjections(description, choice)
      choices += 1
      kiwi?.forEach(name => objections.add(name))
      // Where kiwi finds no such profile or type, there is nothing to check.
      if (ours.join() !== (kiwi ?? []).join()) disagreements.push({ file, choice, kiwi, ours })
    }
  }
  assert.deepEqual(disagreements.slice(0, 5), [])
  return { answers, loaded, choices, objections }
}

function descriptionIn(file: string): Description | undefined {
  const library = new Library(new Documents(), schemaOf())
  library.update(file)
  return library.file(file)?.readings.find(reading => reading.file.path === file)
}

/** No profile, each alone, and two together; each build type and none; on each machine. */
function choicesOf(description: Description | undefined, architectures: readonly string[]): BuildChoice[] {
  const root = description?.root?.element
  if (!root) return []
  const declared = [...elementsIn(root, 'profiles')].flatMap(section => [...elementsIn(section, 'profile')])
  const names = [...new Set(declared.flatMap(profile => valueOf(profile, 'name') ?? []))]
  const pairs = names.slice(1).map((name, index) => [names[index] ?? '', name])
  const types = [...elementsIn(root, 'preferences')].flatMap(section => [...elementsIn(section, 'type')])
  // oxlint-disable-next-line unicorn/no-null -- JSON's word for "nothing"
  const images = [null, ...new Set(types.flatMap(type => valueOf(type, 'image') ?? []))]
  return architectures.flatMap(architecture =>
    [[], ...names.map(name => [name]), ...pairs].flatMap(profiles =>
      images.map(type => ({ architecture, profiles, type }))
    )
  )
}

/** kiwi's names of the checks that object, told in both ways that we have where the choice is one that we tell of. */
function ownObjections(description: Description, { architecture, profiles, type }: BuildChoice): string[] {
  const root = description.root?.element
  assert.ok(root)
  const codes = checkSelection(root, { architecture, profiles }, type ?? undefined)
  const found = new Set(codes.flatMap(code => methods[code] ?? []))
  if (findingsOf(description).some(({ code }) => code === 'include-nested')) found.add(nestedInclude)
  if (profiles.length < 2) {
    const told = checkEverything(root, architecture).results.filter(({ failing }) =>
      failing.some(choice => choice.architecture === architecture && choice.profile === profiles[0])
    )
    const untold = codes.filter(code => methods[code] && !told.some(({ failure }) => failure.code === code))
    assert.deepEqual(untold, [])
  }
  return [...found].sort()
}
