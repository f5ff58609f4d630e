/** Which parts of a description count for the profiles that are chosen and the machine that builds, as kiwi decides it. */
import type { EffectiveContent, EffectiveElement } from './effective'

/** What a person chooses, and on what. */
export interface Selection {
  /** As given by `--profile`; empty: the description's own choice. */
  readonly profiles: readonly string[]
  /** Machine name of the host that builds (`x86_64`), which kiwi compares letter by letter. */
  readonly architecture: string
}

/** The elements directly in `parent`, what its includes bring in among them, in document order. */
export function* elementsIn(parent: EffectiveElement, name?: string): Generator<EffectiveElement, void, undefined> {
  yield* elementsAmong(parent.content.children, name)
}

/** The value of an attribute that is in no namespace. */
export function valueOf(element: EffectiveElement, name: string): string | undefined {
  return element.attributes.find(({ namespace, localName }) => namespace === '' && localName === name)?.value
}

/** The character data directly in `element`, without blanks around it. */
export function textOf(element: EffectiveElement): string {
  return textAmong(element.content.children).trim()
}

/** The `<profile>` elements of a description that count for this machine. */
export function profilesOf(root: EffectiveElement, architecture: string): EffectiveElement[] {
  return [...elementsIn(root, 'profiles')]
    .flatMap(profiles => [...elementsIn(profiles, 'profile')])
    .filter(profile => isForArchitecture(profile, architecture))
}

/**
 * The sections called `name` that count. Without a choice those profiles are active that are imported, and what they
 * require is not followed; with one these flags do not count, and what the chosen ones require is followed.
 */
export function* sectionsOf(
  root: EffectiveElement,
  name: string,
  selection: Selection
): Generator<EffectiveElement, void, undefined> {
  const active = activeProfiles(root, selection)
  for (const section of elementsIn(root, name)) {
    const wanted = valueOf(section, 'profiles')?.split(',')
    const counts = wanted === undefined || wanted.some(profile => active.has(profile))
    if (counts && isForArchitecture(section, selection.architecture)) yield section
  }
}

function activeProfiles(root: EffectiveElement, { profiles, architecture }: Selection): ReadonlySet<string> {
  const declared = profilesOf(root, architecture)
  if (profiles.length === 0) {
    const imported = declared.filter(isImported)
    return new Set(imported.flatMap(profile => valueOf(profile, 'name') ?? []))
  }
  const active = new Set(profiles)
  // What is added while the set is walked is walked too.
  for (const name of active) {
    for (const profile of declared.filter(each => valueOf(each, 'name') === name)) {
      for (const required of elementsIn(profile, 'requires')) {
        const other = valueOf(required, 'profile')
        if (other !== undefined && isForArchitecture(required, architecture)) active.add(other)
      }
    }
  }
  return active
}

/** Is the profile active where none is chosen? */
export function isImported(profile: EffectiveElement): boolean {
  return isTrue(valueOf(profile, 'import'))
}

/** A boolean of the schema: blanks around it do not count. */
export function isTrue(value: string | undefined): boolean {
  return ['true', '1'].includes(value?.trim() ?? '')
}

function isForArchitecture(element: EffectiveElement, architecture: string): boolean {
  return valueOf(element, 'arch')?.split(',').includes(architecture) ?? true
}

function* elementsAmong(
  items: readonly EffectiveContent[],
  name: string | undefined
): Generator<EffectiveElement, void, undefined> {
  for (const item of items) {
    if (item.kind === 'group') yield* elementsAmong(item.children, name)
    else if (item.kind === 'element' && (name === undefined || item.localName === name)) yield item
  }
}

function textAmong(items: readonly EffectiveContent[]): string {
  return items
    .map(item => (item.kind === 'group' ? textAmong(item.children) : item.kind === 'text' ? item.value : ''))
    .join('')
}
