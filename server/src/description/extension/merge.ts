/** The effective description of an extension: that of its stash, reduced to the chosen profiles, with the extension merged in. */
import { Description } from '../description'
import type { FileProvider } from '../files'
import type { EffectiveAttribute, EffectiveElement, ItemPlace } from '../effective'
import { activeProfiles, isForArchitecture, isForProfiles, profilesOf, valueOf } from '../selection'
import { isVersion, stopsKiwi } from '../versions'
import { identityOf, ignoredSections, ruleFor, type MergeRule } from './rules'
import { assembled, partsOf, partsOfSection, sectionsIn, type Part, type Section } from './sections'
import type { Stack } from './stashes'

export interface MergeOptions {
  /** Profiles of the stash; none: those that the extension names, else those that the stash imports. */
  readonly profiles?: readonly string[]
  /** What becomes of the sections of both sides before they meet. */
  readonly prepare?: (sections: Prepared) => Prepared
}

export interface Prepared {
  readonly stash: readonly Section[]
  readonly extension: readonly Section[]
}

/** What an extension makes of its stash. */
export interface Merge {
  /** A whole description; it counts as that of the extension's file, and its elements know where they stand. */
  readonly description: Description
  /** Profiles that were asked for and that the stash does not declare, and those that it does. */
  readonly undeclared: readonly string[]
  readonly declared: readonly string[]
}

/** What a merge is made of is read already. */
const nothingElse: FileProvider = { tree: () => undefined }

const remembered = new WeakMap<Description, Merge>()

/**
 * What the extension `description` makes of its stash; undefined where it is no extension, or where what the stash holds is not
 * known or cannot be used.
 */
export function mergeOf(description: Description, options: MergeOptions = {}): Merge | undefined {
  const plain = options.prepare === undefined && (options.profiles ?? []).length === 0
  const known = plain ? remembered.get(description) : undefined
  if (known) return known
  const { stack, root, file } = description
  if (!stack || !root || stack.state === 'unknown') return undefined
  const base = stack.base?.description
  if (base && (!base.root || stopsKiwi(base.versionProblem))) return undefined
  const profiles = options.profiles?.length ? options.profiles : (stack.profiles?.names ?? [])
  const reduced = base?.root ? reduceToProfiles(base, profiles, stack) : undefined
  const place: ItemPlace = { file, offset: root.offset }
  const own = sectionsIn(root.element, place)
    .filter(({ element }) => !ignoredSections.has(element.localName))
    .map(section => ({ ...section, element: withoutProfiles(section.element) }))
  const sides = { stash: reduced?.sections ?? [], extension: own }
  const prepared = options.prepare?.(sides) ?? sides
  const sections = mergeSections(prepared.stash, prepared.extension, stack.architecture)
  const attributes = rootAttributes(base?.root?.element, root.element, stack.schema.version)
  const merged = {
    offset: root.offset,
    element: assembled(root.element, sections.flatMap(partsOfSection), attributes)
  }
  const merge: Merge = {
    description: new Description(file, nothingElse, stack.schema, {
      kind: 'description',
      schemaversion: description.version ?? stack.schema.version,
      architecture: stack.architecture,
      effective: { root: merged, inclusions: description.inclusions }
    }),
    undeclared: reduced?.undeclared ?? [],
    declared: reduced?.declared ?? []
  }
  if (plain) remembered.set(description, merge)
  return merge
}

interface Reduced {
  readonly sections: readonly Section[]
  readonly undeclared: readonly string[]
  readonly declared: readonly string[]
}

/** The sections of a description that count for the profiles (none: those that it imports), without any profile. */
export function reduceToProfiles(
  description: Description,
  profiles: readonly string[],
  { architecture }: Pick<Stack, 'architecture'>
): Reduced {
  const { root, file } = description
  if (!root) return { sections: [], undeclared: [], declared: [] }
  const profileElements = profilesOf(root.element, architecture)
  const active = activeProfiles(profileElements, { profiles, architecture })
  const declared = profileElements.flatMap(profile => valueOf(profile, 'name') ?? [])
  const sections = sectionsIn(root.element, { file, offset: root.offset })
    .filter(({ element }) => element.localName !== 'profiles' && isForProfiles(valueOf(element, 'profiles'), active))
    .map(section => ({ ...section, element: withoutProfiles(section.element) }))
  return { sections, undeclared: profiles.filter(name => !declared.includes(name)), declared: [...new Set(declared)] }
}

/** The description with only those sections that count for the profiles, and without any profile. */
export function reducedDescription(description: Description, profiles: readonly string[]): Description {
  const { root, file, schema, version, architecture, inclusions } = description
  if (!root) return description
  const { sections } = reduceToProfiles(description, profiles, description)
  const element = assembled(root.element, sections.flatMap(partsOfSection))
  return new Description(file, nothingElse, schema, {
    kind: 'description',
    architecture,
    ...(version === undefined ? {} : { schemaversion: version }),
    effective: { root: { offset: root.offset, element }, inclusions }
  })
}

const unbound = new WeakMap<EffectiveElement, EffectiveElement>()

/** The same object for the same element, so that what is known of it stays known. */
function withoutProfiles(element: EffectiveElement): EffectiveElement {
  const attributes = element.attributes.filter(
    ({ namespace, localName }) => namespace !== '' || localName !== 'profiles'
  )
  if (attributes.length === element.attributes.length) return element
  const known = unbound.get(element) ?? { ...element, attributes }
  unbound.set(element, known)
  return known
}

/** The sections of the stash with those of the extension merged in. */
export function mergeSections(
  stash: readonly Section[],
  extension: readonly Section[],
  architecture: string
): readonly Section[] {
  const merged = [...stash]
  const met = new Set<string>()
  for (const section of extension) {
    const rule = isForArchitecture(section.element, architecture) ? ruleFor(section.element) : undefined
    const isPartner = ({ element }: Section) =>
      ruleFor(element) === rule && rule !== undefined && isForArchitecture(element, architecture)
    if (!rule || !stash.some(isPartner)) merged.push(section)
    else if (!met.has(rule.section)) {
      met.add(rule.section)
      const indices = merged.flatMap((each, index) => (stash.includes(each) && isPartner(each) ? index : []))
      mergeInto(merged, indices, extension.filter(isPartner), rule)
    }
  }
  return merged
}

/** Merges all of the extension's sections of one name into the stash's sections at `indices`. */
function mergeInto(
  merged: Section[],
  indices: readonly number[],
  extension: readonly Section[],
  rule: MergeRule
): void {
  const brought = groupsOf(extension, rule)
  const replaced = new Set(brought.flatMap(({ identity }) => identity ?? []))
  const placed = new Set<string>()
  for (const index of indices) {
    const section = merged[index]
    if (!section) continue
    const kept = partsOf(section.element, section.place).flatMap((part): readonly Part[] => {
      const identity = part.content.kind === 'element' ? identityOf(rule, part.content) : undefined
      if (identity === undefined || !replaced.has(identity)) return [part]
      if (placed.has(identity)) return []
      placed.add(identity)
      return brought.filter(group => group.identity === identity).flatMap(({ parts }) => parts)
    })
    merged[index] = { ...section, element: assembled(section.element, kept) }
  }
  const first = indices.map(index => merged[index]).find(section => section !== undefined)
  const at = indices[0]
  if (!first || at === undefined) return
  const others = brought.filter(({ identity }) => identity === undefined || !placed.has(identity))
  const parts = [...partsOf(first.element, first.place), ...others.flatMap(group => group.parts)]
  const attributes = overridden(
    first.element.attributes,
    extension.map(({ element }) => element)
  )
  merged[at] = { ...first, element: assembled(first.element, parts, attributes) }
  // A section whose every child has moved into another one would be empty, which kiwi refuses.
  for (const index of [...indices].reverse()) if (index !== at && isEmpty(merged[index])) merged.splice(index, 1)
}

function isEmpty(section: Section | undefined): boolean {
  return section !== undefined && sectionsIn(section.element, section.place).length === 0
}

interface Group {
  readonly identity: string | undefined
  readonly parts: readonly Part[]
}

/** The children that the extension brings, each with the comments before it. */
function groupsOf(extension: readonly Section[], rule: MergeRule): Group[] {
  return extension
    .flatMap(({ element, place }) => sectionsIn(element, place))
    .map(child => ({ identity: identityOf(rule, child.element), parts: partsOfSection(child) }))
}

/** Attributes of the stash's section, those of the extension over them; a machine is asked for only where it is not merged. */
function overridden(
  attributes: readonly EffectiveAttribute[],
  extension: readonly EffectiveElement[]
): readonly EffectiveAttribute[] {
  const own = extension.flatMap(element => element.attributes).filter(({ localName }) => localName !== 'arch')
  return own.reduce<readonly EffectiveAttribute[]>(
    (all, attribute) => [...all.filter(each => !isSameName(each, attribute)), unplaced(attribute)],
    attributes
  )
}

/** The root's attributes: those of the stash, with those of the extension over them, without the reference to the stash. */
function rootAttributes(
  base: EffectiveElement | undefined,
  extension: EffectiveElement,
  schemaversion: string
): EffectiveAttribute[] {
  const own = extension.attributes.filter(
    attribute => !isVersion(attribute) && (attribute.namespace !== '' || attribute.localName !== 'stashed')
  )
  const version = extension.attributes.find(isVersion) ?? {
    namespace: '',
    localName: 'schemaversion',
    value: schemaversion,
    source: undefined
  }
  const others = (base?.attributes ?? []).filter(
    attribute => !isVersion(attribute) && !own.some(each => isSameName(each, attribute))
  )
  return [version, ...own, ...others.map(unplaced)]
}

/** What stands in another file than the element's start tag has no place there. */
function unplaced(attribute: EffectiveAttribute): EffectiveAttribute {
  return attribute.source ? { ...attribute, source: undefined } : attribute
}

function isSameName(one: EffectiveAttribute, other: EffectiveAttribute): boolean {
  return one.namespace === other.namespace && one.localName === other.localName
}
