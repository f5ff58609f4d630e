/**
 * What the checks before a build look at in a description, collected from its sections.
 *
 * It is remembered for each longer part of the effective tree that stays the same, so that after an edit only the parts around
 * it are looked at again, however large the description is.
 */
import { isInclusion, type EffectiveElement, type EffectiveGroup, type EffectiveInclusion } from '../effective'
import type { XmlRun } from '../../xml/instance'
import { valueOf } from '../selection'
import { isModule, namesModule } from './modules'
import { hasRemarks, isRemarkedArch } from './remarks'
import { isPrivateInImage } from './sources'

/** Something that any number of sections say alike. */
export type Fact =
  /** A package that some check asks for, with the attributes of its section and its own. */
  | {
      readonly kind: 'package'
      readonly profiles: string | undefined
      readonly type: string | undefined
      readonly name: string
      readonly architectures: string | undefined
    }
  | { readonly kind: 'repository'; readonly profiles: string | undefined; readonly architectures: string | undefined }
  /** A section of packages for one build type. */
  | { readonly kind: 'typed'; readonly image: string }
  /** Any section that is bound to profiles. */
  | { readonly kind: 'bound'; readonly profiles: string }

export interface Overview {
  /** Sections that are looked at one by one, in document order: preferences, profiles, and doubtful repositories. */
  readonly sections: readonly EffectiveElement[]
  /** What the sections say, each thing once, by a key that is the same for the same thing. */
  readonly facts: ReadonlyMap<string, Fact>
  /** How many elements there are, at any depth, that there is something to remark on whatever is built. */
  readonly remarked: number
}

type Group = EffectiveGroup | EffectiveInclusion

/** The overview of the children of `<image>`. */
export function overviewOf(group: Group): Overview {
  // What stands in the place of an include is made anew with each reading; its parts are not.
  if (isInclusion(group)) return newOverview(group)
  const known = overviews.get(group)
  if (known) return known
  const overview = newOverview(group)
  overviews.set(group, overview)
  return overview
}

/** How many elements of a group, at any depth, there is something to remark on. */
export function remarkedIn(group: Group): number {
  const found = new Findings()
  lookInto(group, found)
  return found.remarked
}

/** A package that some check asks for. */
interface Package {
  readonly name: string
  readonly architectures: string | undefined
}

/** What a section holds that checks ask for. */
interface Content {
  readonly packages: Iterable<Package>
  readonly remarked: number
}

/** Looking again at less, in UTF-16 code units, costs less than remembering what was found. */
const shortestRemembered = 1024

const overviews = new WeakMap<Group, Overview>()
const contents = new WeakMap<Group, Content>()
const empty: Overview = { sections: [], facts: new Map(), remarked: 0 }
const nothing: Content = { packages: [], remarked: 0 }

function newOverview(group: Group): Overview {
  const found = { sections: [], facts: new Map<string, Fact>(), remarked: 0 }
  for (const child of group.children) {
    if (child.kind === 'element') addSection(child, found)
    else if (child.kind === 'group') addOverview(overviewOf(child), found)
  }
  return found.sections.length + found.facts.size + found.remarked === 0 ? empty : found
}

/** An `Overview` in the making. */
interface OverviewMaking {
  readonly sections: EffectiveElement[]
  readonly facts: Map<string, Fact>
  remarked: number
}

function addOverview({ sections, facts, remarked }: Overview, found: OverviewMaking): void {
  for (const section of sections) found.sections.push(section)
  for (const [key, fact] of facts) found.facts.set(key, fact)
  found.remarked += remarked
}

function addSection(section: EffectiveElement, found: OverviewMaking): void {
  const { localName } = section
  const inside = new Findings()
  lookInto(section.content, inside)
  found.remarked += inside.remarked + (hasRemarks(section) ? 1 : 0)
  if (isNotable(section)) found.sections.push(section)
  const profiles = valueOf(section, 'profiles') || undefined
  if (profiles !== undefined) addFact({ kind: 'bound', profiles }, found)
  if (localName === 'repository')
    addFact({ kind: 'repository', profiles, architectures: valueOf(section, 'arch') || undefined }, found)
  if (localName !== 'packages') return
  const type = valueOf(section, 'type')
  for (const each of inside.packages) addFact({ kind: 'package', profiles, type, ...each }, found)
  if (type !== undefined && !ofAllTypes.has(type)) addFact({ kind: 'typed', image: type }, found)
}

function addFact(fact: Fact, { facts }: OverviewMaking): void {
  facts.set(JSON.stringify(Object.values(fact)), fact)
}

/** The sections of packages that count for every build type. */
const ofAllTypes = new Set(['image', 'bootstrap', 'delete', 'uninstall', 'systemfiles'])

function isNotable(section: EffectiveElement): boolean {
  const { localName } = section
  if (localName === 'repository') return isPrivateInImage(section)
  return localName === 'preferences' || localName === 'profiles'
}

/** A `Content` in the making. */
class Findings implements Content {
  remarked = 0
  #packages: Map<string, Package> | undefined

  get packages(): Iterable<Package> {
    return this.#packages?.values() ?? []
  }

  get isNothing(): boolean {
    return this.remarked === 0 && !this.#packages
  }

  addPackage(name: string, architectures: string | undefined): void {
    this.#packages ??= new Map()
    this.#packages.set(JSON.stringify([name, architectures]), { name, architectures })
  }

  addContent({ packages, remarked }: Content): void {
    this.remarked += remarked
    for (const { name, architectures } of packages) this.addPackage(name, architectures)
  }
}

function lookInto(group: Group, found: Findings): void {
  if (group.run) lookAtRun(group, group.run, found)
  else if (group.source.measure.length < shortestRemembered || isInclusion(group)) lookAtChildren(group, found)
  else found.addContent(contentOf(group))
}

function contentOf(group: EffectiveGroup): Content {
  const known = contents.get(group)
  if (known) return known
  const found = new Findings()
  lookAtChildren(group, found)
  const content = found.isNothing ? nothing : found
  contents.set(group, content)
  return content
}

function lookAtChildren({ children }: Group, found: Findings): void {
  for (const child of children) {
    if (child.kind === 'group') lookInto(child, found)
    else if (child.kind === 'element') {
      const { localName, attributes, content } = child
      if (attributes.length > 0 && hasRemarks(child)) found.remarked += 1
      const name = localName === 'package' ? valueOf(child, 'name')?.trim() : undefined
      if (name !== undefined && isModule(name)) found.addPackage(name, valueOf(child, 'arch') || undefined)
      if (content.run || content.children.length > 0) lookInto(content, found)
    }
  }
}

/** Makes no elements, and reads no value where tags and text show that none is of interest, as in nearly all long lists. */
function lookAtRun(group: Group, run: XmlRun, found: Findings): void {
  const text = group.source.kind === 'leaf' ? group.source.run?.text : undefined
  let holdsSources = false
  let holdsArch = false
  let holdsPackages = false
  for (const { localName, attributeNames } of run.distinctTags) {
    if (localName === 'source') holdsSources = true
    if (localName === 'package') holdsPackages = true
    if (attributeNames.includes('arch')) holdsArch = true
  }
  if (text === undefined || holdsSources) lookAtChildren(group, found)
  else if ((holdsArch && hasRemarkedArch(run)) || (holdsPackages && namesModule(text))) readRun(run, found)
}

function hasRemarkedArch(run: XmlRun): boolean {
  let values = 0
  for (const { localName, attributeNames } of run.tags) {
    const place = attributeNames.length > 1 || localName !== 'package' ? attributeNames.indexOf('arch') : -1
    if (place !== -1 && isRemarkedArch(localName, run.value(values + place))) return true
    values += attributeNames.length
  }
  return false
}

/** Does as `lookAtChildren` for all elements of a run, but makes none of them. */
function readRun(run: XmlRun, found: Findings): void {
  let values = 0
  for (const { localName, attributeNames } of run.tags) {
    const place = attributeNames.indexOf('arch')
    const arch = place === -1 ? '' : run.value(values + place)
    if (isRemarkedArch(localName, arch)) found.remarked += 1
    const named = localName === 'package' ? attributeNames.indexOf('name') : -1
    const name = named === -1 ? '' : run.value(values + named).trim()
    if (isModule(name)) found.addPackage(name, arch || undefined)
    values += attributeNames.length
  }
}
