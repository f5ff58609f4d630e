/** Which parts of a description count for the profiles that are chosen and the machine that builds, as kiwi decides it. */
import type { XmlGroup } from '../xml/instance'
import type { EffectiveContent, EffectiveElement, EffectiveGroup } from './effective'

/** What a person chooses, and on what. */
export interface Selection {
  /** As given by `--profile`; empty: the description's own choice. */
  readonly profiles: readonly string[]
  /** Machine name of the host that builds (`x86_64`), which kiwi compares letter by letter. */
  readonly architecture: string
}

/** The elements directly in `parent`, what its includes bring in among them, in document order. */
export function elementsIn(parent: EffectiveElement, name?: string): EffectiveElement[] {
  const found: EffectiveElement[] = []
  collectElements(parent.content, name, found)
  return found
}

/** The first of them. */
export function elementIn(parent: EffectiveElement, name?: string): EffectiveElement | undefined {
  return firstElement(parent.content, name)
}

/** The value of an attribute that is in no namespace. */
export function valueOf(element: EffectiveElement, name: string): string | undefined {
  for (const { namespace, localName, value } of element.attributes)
    if (localName === name && namespace === '') return value
  return undefined
}

/** The character data directly in `element`, without blanks around it. */
export function textOf(element: EffectiveElement): string {
  return textAmong(element.content.children).trim()
}

/** The `<profile>` elements of a description that count for this machine. */
export function profilesOf(root: EffectiveElement, architecture: string): EffectiveElement[] {
  return elementsIn(root, 'profiles')
    .flatMap(profiles => elementsIn(profiles, 'profile'))
    .filter(profile => isForArchitecture(profile, architecture))
}

/**
 * The sections called `name` that count. Without a choice those profiles are active that are imported, and what they
 * require is not followed; with one these flags do not count, and what the chosen ones require is followed.
 */
export function sectionsOf(root: EffectiveElement, name: string, selection: Selection): EffectiveElement[] {
  const active = activeProfiles(profilesOf(root, selection.architecture), selection)
  return elementsIn(root, name).filter(section => isActive(section, active, selection.architecture))
}

/** As `Profiles.active`, once; `declared` are the profiles for this machine. */
export function activeProfiles(
  declared: readonly EffectiveElement[],
  { profiles, architecture }: Selection
): ReadonlySet<string> {
  return new Profiles(declared, architecture).active(profiles)
}

/** The profiles that are declared for one machine. */
export class Profiles {
  private readonly requirements = new Map<string, readonly string[]>()
  private readonly imported: string[] = []

  constructor(declared: readonly EffectiveElement[], architecture: string) {
    for (const profile of declared) {
      const name = valueOf(profile, 'name')
      if (name === undefined) continue
      if (isImported(profile)) this.imported.push(name)
      const required = elementsIn(profile, 'requires').filter(each => isForArchitecture(each, architecture))
      // Of several with one name kiwi knows the last.
      this.requirements.set(
        name,
        required.flatMap(each => valueOf(each, 'profile') ?? [])
      )
    }
  }

  has(name: string): boolean {
    return this.requirements.has(name)
  }

  /** The names of those that are active; what is chosen or required and not there is among them, though kiwi stops. */
  active(profiles: readonly string[]): ReadonlySet<string> {
    if (profiles.length === 0) return new Set(this.imported)
    const active = new Set(profiles)
    // What is added while the set is walked is walked too.
    for (const name of active) for (const other of this.requirements.get(name) ?? []) active.add(other)
    return active
  }
}

/** Whether a section counts where these profiles are active; an empty list of profiles restricts nothing. */
export function isActive(section: EffectiveElement, active: ReadonlySet<string>, architecture: string): boolean {
  return isForProfiles(valueOf(section, 'profiles'), active) && isForArchitecture(section, architecture)
}

/** Whether the value of an attribute `profiles` names an active one, letter by letter, blanks included. */
export function isForProfiles(profiles: string | undefined, active: ReadonlySet<string>): boolean {
  return !profiles || profiles.split(',').some(profile => active.has(profile))
}

/** Is the profile active where none is chosen? */
export function isImported(profile: EffectiveElement): boolean {
  return isTrue(valueOf(profile, 'import'))
}

/** A boolean of the schema: blanks around it do not count. */
export function isTrue(value: string | undefined): boolean {
  if (value === undefined) return false
  const word = value.trim()
  return word === 'true' || word === '1'
}

/** Whether the attribute `arch` of an element, where it has one, names the machine. */
export function isForArchitecture(element: EffectiveElement, architecture: string): boolean {
  return namesArchitecture(valueOf(element, 'arch'), architecture)
}

/** Whether the value of an attribute `arch` names the machine, letter by letter. */
export function namesArchitecture(architectures: string | undefined, architecture: string): boolean {
  return !architectures || architectures.split(',').includes(architecture)
}

type Parent = Pick<EffectiveGroup, 'children'>

function collectElements({ children }: Parent, name: string | undefined, found: EffectiveElement[]): void {
  for (const item of children) {
    if (item.kind === 'group') {
      if (mayHold(item, name)) collectElements(item, name, found)
    } else if (item.kind === 'element' && (name === undefined || item.localName === name)) found.push(item)
  }
}

function firstElement({ children }: Parent, name: string | undefined): EffectiveElement | undefined {
  for (const item of children) {
    if (item.kind === 'element') {
      if (name === undefined || item.localName === name) return item
    } else if (item.kind === 'group' && mayHold(item, name)) {
      const found = firstElement(item, name)
      if (found) return found
    }
  }
  return undefined
}

function mayHold({ run }: XmlGroup, name: string | undefined): boolean {
  if (run === undefined) return true
  for (const { localName } of run.distinctTags) if (name === undefined || localName === name) return true
  return false
}

function textAmong(items: readonly EffectiveContent[]): string {
  return items
    .map(item => (item.kind === 'group' ? textAmong(item.children) : item.kind === 'text' ? item.value : ''))
    .join('')
}
