/** Runs the checks that kiwi runs before a build, as far as the description decides them, for all that can be built. */
import type { EffectiveElement } from '../effective'
import { sameItems } from '../lists'
import {
  elementIn,
  elementsIn,
  isActive,
  isForArchitecture,
  namesArchitecture,
  valueOf,
  type Selection
} from '../selection'
import type { CheckCode, Failure, MissingModule } from './failure'
import { overviewOf, type Fact, type Overview } from './overview'
import { profileProblems, type ProfileProblems } from './profiles'
import {
  Bound,
  buildables,
  Choosing,
  profilesAmong,
  reachableTypes,
  type Buildable,
  type BuildType
} from './selections'
import { addressOf } from './sources'
import { typeFailures } from './typeChecks'

/** What can be built differently: the profile that is asked for, if one is, and the machine. */
export interface Choice {
  readonly profile: string | undefined
  readonly architecture: string
}

/** An objection, and the choices that lead to it. */
export interface CheckResult {
  readonly failure: Failure
  readonly failing: readonly Choice[]
  /** The choices with which what is objected to counts, the failing ones among them. */
  readonly concerned: readonly Choice[]
}

export interface Verdict {
  readonly results: readonly CheckResult[]
  /** Build types that have packages of their own and are in no `<preferences>`. */
  readonly unbuilt: ReadonlySet<string>
  readonly profiles: ProfileProblems
}

/** What a build would stop at, for everything that can be built: the same object as long as nothing of it changes. */
export function checkEverything(root: EffectiveElement, architecture: string): Verdict {
  const overview = overviewOf(root.content)
  const { sections, facts } = overview
  const [first] = sections
  if (!first) return verdictOf(overview, architecture)
  const keys = [...facts.keys()]
  const known = verdicts.get(first) ?? []
  const same = known.find(
    entry => entry.architecture === architecture && sameItems(entry.sections, sections) && sameItems(entry.keys, keys)
  )
  if (same) return same.verdict
  const verdict = verdictOf(overview, architecture)
  verdicts.set(first, [{ architecture, sections, keys, verdict }, ...known.slice(0, mostVerdicts - 1)])
  return verdict
}

/**
 * The codes of what a build with this choice would stop at; `type`: the build type that is named, else the one that kiwi
 * takes. None where the profiles that are chosen hold no such type.
 */
export function checkSelection(root: EffectiveElement, selection: Selection, type: string | undefined): CheckCode[] {
  const { sections, facts } = overviewOf(root.content)
  const { profiles, architecture } = selection
  const choosing = new Choosing(sections, profilesAmong(sections), architecture)
  if (choosing.requiresUndeclared(profiles)) return ['check-profile-required-undeclared']
  const built = choosing.buildable(profiles)
  // kiwi takes the old name for the new one.
  const wanted = type === 'vmx' ? 'oem' : type
  const chosen = wanted === undefined ? built?.usual : built?.types.find(({ image }) => image === wanted)
  if (!built || !chosen) return []
  // Of two types of one kind kiwi says that there are two, whichever is built.
  return failuresOf(built, new Surroundings(sections, facts.values(), architecture))
    .filter(({ failure: { code }, type: of }) => !of || of === chosen.element || code === 'check-type-repeated')
    .map(({ failure }) => failure.code)
}

/** Descriptions that share fragments begin with the same section. */
const mostVerdicts = 8

const verdicts = new WeakMap<
  EffectiveElement,
  readonly {
    readonly architecture: string
    readonly sections: readonly EffectiveElement[]
    readonly keys: readonly string[]
    readonly verdict: Verdict
  }[]
>()

function verdictOf({ sections, facts }: Overview, architecture: string): Verdict {
  const profiles = profileProblems(sections, facts.values())
  const missing = typeMissing(sections)
  if (missing) return { results: [{ failure: missing, failing: [], concerned: [] }], unbuilt: new Set(), profiles }
  const built = buildables(sections, architecture)
  const results = new Map<string, { failure: Failure; failing: Choice[]; concerned: readonly Choice[] }>()
  const numbers = new Map<EffectiveElement | undefined, number>()
  const surroundings = new Map<string, Surroundings>()
  for (const each of built) {
    const machine = each.selection.architecture
    const around = surroundings.get(machine) ?? new Surroundings(sections, facts.values(), machine)
    surroundings.set(machine, around)
    for (const { failure, type, section } of failuresOf(each, around)) {
      const number = numbers.get(failure.element) ?? numbers.size
      numbers.set(failure.element, number)
      const key = `${failure.code} ${failure.attribute ?? ''} ${number}`
      const result = results.get(key) ?? { failure, failing: [], concerned: concernedBy(type, section, built) }
      results.set(key, result)
      result.failing.push(choiceOf(each))
    }
  }
  return { results: [...results.values()], unbuilt: unbuiltTypes(sections, facts.values()), profiles }
}

function unbuiltTypes(sections: readonly EffectiveElement[], facts: Iterable<Fact>): Set<string> {
  const packaged = new Set([...facts].flatMap(fact => (fact.kind === 'typed' ? fact.image : [])))
  if (packaged.size > 0)
    for (const section of sections)
      for (const type of section.localName === 'preferences' ? elementsIn(section, 'type') : [])
        packaged.delete(valueOf(type, 'image') ?? '')
  return packaged
}

/** The choices in which a type or a section counts; all where neither is told. */
function concernedBy(
  type: EffectiveElement | undefined,
  section: EffectiveElement | undefined,
  built: readonly Buildable[]
): Choice[] {
  return built
    .filter(
      ({ types, active, selection }) =>
        (type === undefined || types.some(({ element }) => element === type)) &&
        (section === undefined || isActive(section, active, selection.architecture))
    )
    .map(choiceOf)
}

function choiceOf({ selection: { profiles, architecture } }: Buildable): Choice {
  return { profile: profiles[0], architecture }
}

function typeMissing(sections: readonly EffectiveElement[]): Failure | undefined {
  const preferences = sections.filter(({ localName }) => localName === 'preferences')
  if (preferences.some(section => elementIn(section, 'type') !== undefined)) return undefined
  return { code: 'check-type-missing', facts: {}, element: preferences[0] }
}

/** What counts on a machine beside the preferences, found by profiles. */
class Surroundings {
  readonly firstPreferences: EffectiveElement | undefined
  readonly repositories = new Bound<true>()
  /** Repositories that stay in the image although others cannot reach them. */
  readonly privateRepositories = new Bound<EffectiveElement>()
  readonly packages = new Bound<Extract<Fact, { kind: 'package' }>>()

  constructor(sections: readonly EffectiveElement[], facts: Iterable<Fact>, architecture: string) {
    this.firstPreferences = sections.find(({ localName }) => localName === 'preferences')
    for (const section of sections)
      if (section.localName === 'repository' && isForArchitecture(section, architecture))
        this.privateRepositories.add(section, valueOf(section, 'profiles'))
    for (const fact of facts) {
      if (fact.kind !== 'repository' && fact.kind !== 'package') continue
      if (!namesArchitecture(fact.architectures, architecture)) continue
      if (fact.kind === 'repository') this.repositories.add(true, fact.profiles)
      else this.packages.add(fact, fact.profiles)
    }
  }
}

/** A failure with what it hangs on: a type or a section of the description; neither where it is about all of it. */
interface Dependent {
  readonly failure: Failure
  readonly type?: EffectiveElement
  readonly section?: EffectiveElement
}

function failuresOf(built: Buildable, around: Surroundings): Dependent[] {
  const { active, selection } = built
  const found: Dependent[] = []
  if (!hasVersion(built))
    found.push({ failure: { code: 'check-version-missing', facts: {}, element: around.firstPreferences } })
  addRepeatedTypes(built, found)
  addRepositoryFailures(active, around, found)
  for (const type of reachableTypes(built)) {
    for (const failure of typeFailures(type.element, selection.architecture))
      found.push({ failure, type: type.element })
    if (type.modules.length > 0)
      for (const failure of moduleFailures(type, built, around.packages.counting(active)))
        found.push({ failure, type: type.element })
  }
  return found
}

/** Of several versions the first counts. */
function hasVersion({ preferences }: Buildable): boolean {
  for (const { version } of preferences) if (version !== undefined) return version !== ''
  return false
}

function addRepeatedTypes({ types }: Buildable, found: Dependent[]): void {
  if (types.length < 2) return
  const seen = new Set<string>()
  for (const { image, element } of types) {
    const place = { element, attribute: 'image', part: 'value' } as const
    if (seen.has(image))
      found.push({ failure: { code: 'check-type-repeated', facts: { image }, ...place }, type: element })
    seen.add(image)
  }
}

function addRepositoryFailures(active: ReadonlySet<string>, around: Surroundings, found: Dependent[]): void {
  if (!around.repositories.hasCounting(active))
    found.push({ failure: { code: 'check-repository-missing', facts: {}, element: undefined } })
  for (const section of around.privateRepositories.counting(active)) {
    const source = elementIn(section, 'source')
    const place = { element: source, attribute: 'path', part: 'value' } as const
    const facts = { path: addressOf(section) }
    found.push({ failure: { code: 'check-repository-not-public', facts, ...place }, section })
  }
}

function* moduleFailures(
  { element, image, modules }: BuildType,
  { preferences }: Buildable,
  packages: readonly Extract<Fact, { kind: 'package' }>[]
): Generator<Failure, void, undefined> {
  for (const { code, module, attribute } of modules) {
    const isThere = packages.some(
      ({ type, name }) => (type === 'bootstrap' || type === 'image' || type === image) && module.includes(name)
    )
    if (isThere) continue
    const manager = preferences.find(({ packageManager }) => packageManager !== undefined)?.packageManager
    const missing: MissingModule = { image, package: module[manager === 'apt' ? 1 : 0] }
    const place = { element, attribute: attribute ?? 'image' }
    if (code === 'check-dracut-dump-missing')
      yield { code, facts: { ...missing, attribute: attribute ?? '' }, ...place, part: 'name' }
    else yield { code, facts: missing, ...place, part: attribute ? 'name' : 'value' }
  }
}
