/** What people can choose to build of a description: no profile or one of its profiles, on each machine it speaks of. */
import type { EffectiveElement } from '../effective'
import { sameItems } from '../lists'
import {
  elementIn,
  elementsIn,
  isForArchitecture,
  isTrue,
  Profiles,
  textOf,
  valueOf,
  type Selection
} from '../selection'
import { neededModules, type NeededModule } from './modules'
import { isMachineName } from './remarks'

/** A `<type>` and what makes it one to build. */
export interface BuildType {
  readonly element: EffectiveElement
  readonly image: string
  readonly isPrimary: boolean
  readonly modules: readonly NeededModule[]
}

/** What one `<preferences>` says. */
export interface Preferences {
  readonly element: EffectiveElement
  readonly types: readonly BuildType[]
  /** Undefined where it has none. */
  readonly version: string | undefined
  readonly packageManager: string | undefined
}

/** A choice with which kiwi finds at least one build type. */
export interface Buildable {
  readonly selection: Selection
  /** The names of the profiles that are active. */
  readonly active: ReadonlySet<string>
  /** The `<preferences>` that count. */
  readonly preferences: readonly Preferences[]
  /** Every type in them. */
  readonly types: readonly BuildType[]
  /** The type that kiwi takes where none is named. */
  readonly usual: BuildType
}

/** Everything that can be built; `sections` are the `<preferences>` and `<profiles>` of a description. */
export function buildables(sections: readonly EffectiveElement[], architecture: string): Buildable[] {
  const profiles = profilesAmong(sections)
  const names = new Set(profiles.flatMap(profile => valueOf(profile, 'name') ?? []))
  const choices = [[], ...[...names].map(name => [name])]
  return architecturesOf(sections, profiles, architecture).flatMap(machine => {
    const choosing = new Choosing(sections, profiles, machine)
    return choices.flatMap(chosen => choosing.buildable(chosen) ?? [])
  })
}

/** What can be chosen on one machine. */
export class Choosing {
  private readonly architecture: string
  private readonly activation: Activation
  private readonly preferences = new Bound<Preferences>()

  constructor(sections: readonly EffectiveElement[], profiles: readonly EffectiveElement[], architecture: string) {
    this.architecture = architecture
    this.activation = activationOf(profiles, architecture)
    for (const section of sections)
      if (section.localName === 'preferences' && isForArchitecture(section, architecture))
        this.preferences.add(preferencesIn(section), valueOf(section, 'profiles'))
  }

  /** What is built with these profiles; undefined where kiwi stops at once: no such profile, or no type. */
  buildable(chosen: readonly string[]): Buildable | undefined {
    const { active, undeclared } = this.activation.of(chosen)
    if (undeclared.length > 0) return undefined
    const preferences = this.preferences.counting(active)
    const [first] = preferences
    const types = first && preferences.length === 1 ? first.types : preferences.flatMap(section => section.types)
    const usual = primaryOf(types) ?? types[0]
    const selection = { profiles: chosen, architecture: this.architecture }
    return usual && { selection, active, preferences, types, usual }
  }

  /** Whether a profile that is chosen, and is there, requires one that is not there for this machine. */
  requiresUndeclared(chosen: readonly string[]): boolean {
    return this.activation.of(chosen).undeclared.some(name => !chosen.includes(name))
  }
}

function primaryOf(types: readonly BuildType[]): BuildType | undefined {
  for (const type of types) if (type.isPrimary) return type
  return undefined
}

interface Active {
  readonly active: ReadonlySet<string>
  /** Those of them that no profile for the machine declares. */
  readonly undeclared: readonly string[]
}

/** Which profiles are active for what is chosen on one machine. */
class Activation {
  readonly profiles: readonly EffectiveElement[]
  readonly architecture: string
  private readonly declared: Profiles
  private readonly known = new Map<string, Active>()

  constructor(profiles: readonly EffectiveElement[], architecture: string) {
    this.profiles = profiles
    this.architecture = architecture
    const here = profiles.filter(profile => isForArchitecture(profile, architecture))
    this.declared = new Profiles(here, architecture)
  }

  of(chosen: readonly string[]): Active {
    const key = JSON.stringify(chosen)
    const known = this.known.get(key)
    if (known) return known
    const active = this.declared.active(chosen)
    const undeclared: string[] = []
    for (const name of active) if (!this.declared.has(name)) undeclared.push(name)
    const found = { active, undeclared }
    this.known.set(key, found)
    return found
  }
}

/** So many sets of profiles that begin with the same one are remembered. */
const mostActivations = 16

const activations = new WeakMap<EffectiveElement, readonly Activation[]>()

/** The same object as long as the profiles are the same elements. */
function activationOf(profiles: readonly EffectiveElement[], architecture: string): Activation {
  const [first] = profiles
  if (!first) return new Activation(profiles, architecture)
  const known = activations.get(first) ?? []
  const same = known.find(each => each.architecture === architecture && sameItems(each.profiles, profiles))
  if (same) return same
  const made = new Activation(profiles, architecture)
  activations.set(first, [made, ...known.slice(0, mostActivations - 1)])
  return made
}

/** Things that may be bound to profiles, found by these. */
export class Bound<Item> {
  private readonly items: Item[] = []
  /** The indices of those that are bound to nothing. */
  private readonly free: number[] = []
  private readonly byProfile = new Map<string, number[]>()

  /** `profiles`: the value of the attribute; nothing in it binds to nothing. */
  add(item: Item, profiles: string | undefined): void {
    const index = this.items.push(item) - 1
    if (!profiles) {
      this.free.push(index)
      return
    }
    for (const name of profiles.split(',')) {
      const known = this.byProfile.get(name)
      if (known) known.push(index)
      else this.byProfile.set(name, [index])
    }
  }

  /** Those that count where these profiles are active, in their order. */
  counting(active: ReadonlySet<string>): readonly Item[] {
    if (this.byProfile.size === 0) return this.items
    const counts = new Set(this.free)
    for (const name of active) for (const index of this.byProfile.get(name) ?? []) counts.add(index)
    const found: Item[] = []
    let index = 0
    for (const item of this.items) {
      if (counts.has(index)) found.push(item)
      index += 1
    }
    return found
  }

  /** Whether there are any of them. */
  hasCounting(active: ReadonlySet<string>): boolean {
    if (this.free.length > 0) return true
    for (const name of active) if (this.byProfile.has(name)) return true
    return false
  }
}

/** The types that can be asked for: of several of one kind only the first, and the usual one. */
export function reachableTypes({ types, usual }: Buildable): readonly BuildType[] {
  if (types.length === 1) return types
  const first = new Map<string, BuildType>()
  for (const type of types) if (!first.has(type.image)) first.set(type.image, type)
  return [...new Set([...first.values(), usual])]
}

/** The `<profile>` elements, of all machines. */
export function profilesAmong(sections: readonly EffectiveElement[]): EffectiveElement[] {
  const found: EffectiveElement[] = []
  for (const section of sections)
    if (section.localName === 'profiles') for (const profile of elementsIn(section, 'profile')) found.push(profile)
  return found
}

/** This machine first, then those that profiles or preferences are bound to. */
function architecturesOf(
  sections: readonly EffectiveElement[],
  profiles: readonly EffectiveElement[],
  architecture: string
): string[] {
  const found = new Set([architecture])
  const add = (element: EffectiveElement): void => {
    const named = valueOf(element, 'arch')
    for (const name of named ? named.split(',') : []) if (name !== '' && isMachineName(name)) found.add(name)
  }
  for (const section of sections) if (section.localName === 'preferences') add(section)
  profiles.forEach(add)
  return [...found]
}

const known = new WeakMap<EffectiveElement, Preferences>()

function preferencesIn(element: EffectiveElement): Preferences {
  const remembered = known.get(element)
  if (remembered) return remembered
  const version = elementIn(element, 'version')
  const manager = elementIn(element, 'packagemanager')
  const read = {
    element,
    types: elementsIn(element, 'type').map(buildType),
    version: version && textOf(version),
    packageManager: manager && textOf(manager)
  }
  known.set(element, read)
  return read
}

function buildType(element: EffectiveElement): BuildType {
  return {
    element,
    image: valueOf(element, 'image') ?? '',
    isPrimary: isTrue(valueOf(element, 'primary')),
    modules: neededModules(element)
  }
}
