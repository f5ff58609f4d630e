/**
 * What the checks before a build look at in a description, collected from its sections.
 *
 * It is remembered for each part of the effective tree that stays the same, so that after an edit only the parts around
 * it are looked at again, however large the description is.
 */
import {
  isInclusion,
  type EffectiveContent,
  type EffectiveElement,
  type EffectiveGroup,
  type EffectiveInclusion
} from '../effective'
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
  return contentOf(group).remarked
}

/** What a section holds that checks ask for. */
interface Content {
  readonly packages: readonly { readonly name: string; readonly architectures: string | undefined }[]
  readonly remarked: number
}

const overviews = new WeakMap<Group, Overview>()
const contents = new WeakMap<Group, Content>()
const empty: Overview = { sections: [], facts: new Map(), remarked: 0 }
const nothing: Content = { packages: [], remarked: 0 }

function newOverview(group: Group): Overview {
  const parts = group.children.map(child =>
    child.kind === 'group' ? overviewOf(child) : child.kind === 'element' ? ofSection(child) : empty
  )
  return merged(parts.filter(part => part !== empty))
}

function ofSection(section: EffectiveElement): Overview {
  const { packages, remarked } = contentOf(section.content)
  const facts = new Map<string, Fact>()
  const add = (fact: Fact) => facts.set(JSON.stringify(Object.values(fact)), fact)
  const profiles = valueOf(section, 'profiles') || undefined
  if (profiles !== undefined) add({ kind: 'bound', profiles })
  const isNotable = notable(section)
  if (section.localName === 'repository')
    add({ kind: 'repository', profiles, architectures: valueOf(section, 'arch') || undefined })
  if (section.localName === 'packages') {
    const type = valueOf(section, 'type')
    for (const each of packages) add({ kind: 'package', profiles, type, ...each })
    if (type !== undefined && !ofAllTypes.has(type)) add({ kind: 'typed', image: type })
  }
  const own = hasRemarks(section) ? 1 : 0
  if (facts.size === 0 && !isNotable && remarked + own === 0) return empty
  return { sections: isNotable ? [section] : [], facts, remarked: remarked + own }
}

/** The sections of packages that count for every build type. */
const ofAllTypes = new Set(['image', 'bootstrap', 'delete', 'uninstall', 'systemfiles'])

function notable(section: EffectiveElement): boolean {
  if (section.localName === 'repository') return isPrivateInImage(section)
  return section.localName === 'preferences' || section.localName === 'profiles'
}

function merged(parts: readonly Overview[]): Overview {
  const [first] = parts
  if (parts.length < 2) return first ?? empty
  const facts = new Map<string, Fact>()
  for (const part of parts) for (const [key, fact] of part.facts) facts.set(key, fact)
  return {
    sections: parts.flatMap(part => part.sections),
    facts,
    remarked: parts.reduce((sum, part) => sum + part.remarked, 0)
  }
}

function contentOf(group: Group): Content {
  if (!group.run && group.children.length === 0) return nothing
  const known = isInclusion(group) ? undefined : contents.get(group)
  if (known) return known
  const run = isInclusion(group) ? undefined : runOf(group)
  // Looking again costs less than remembering, of which there would be much.
  if (run === 'plain') return nothing
  const content = newContent(group, run)
  if (!isInclusion(group)) contents.set(group, content)
  return content
}

function newContent(group: Group, run: XmlRun | undefined): Content {
  const found = new Findings()
  if (run) readRun(run, found)
  else for (const child of group.children) readChild(child, found)
  if (found.packages.size === 0 && found.remarked === 0) return nothing
  return { packages: [...found.packages.values()], remarked: found.remarked }
}

/** A `Content` in the making. */
class Findings {
  readonly packages = new Map<string, Content['packages'][number]>()
  remarked = 0

  addPackage(name: string | undefined, architectures: string | undefined): void {
    if (name !== undefined && isModule(name))
      this.packages.set(JSON.stringify([name, architectures]), { name, architectures })
  }
}

function readChild(child: EffectiveContent, found: Findings): void {
  if (child.kind !== 'group' && child.kind !== 'element') return
  const inner = contentOf(child.kind === 'group' ? child : child.content)
  found.remarked += inner.remarked
  for (const { name, architectures } of inner.packages) found.addPackage(name, architectures)
  if (child.kind === 'group') return
  if (hasRemarks(child)) found.remarked += 1
  if (child.localName === 'package')
    found.addPackage(valueOf(child, 'name')?.trim(), valueOf(child, 'arch') || undefined)
}

/**
 * The run that a group is, where reading that tells everything; `plain`: one look at its text shows that it holds
 * nothing of interest, as with nearly all of a long list.
 */
function runOf({ run, source }: EffectiveGroup): XmlRun | 'plain' | undefined {
  if (!run || source.kind !== 'leaf' || source.run === undefined) return undefined
  const { distinctTags } = run
  if (distinctTags.some(({ localName }) => localName === 'source')) return undefined
  const isRemarked = distinctTags.some(({ attributeNames }) => attributeNames.includes('arch')) && hasRemarkedArch(run)
  const hasModules = distinctTags.some(({ localName }) => localName === 'package') && namesModule(source.run.text)
  return isRemarked || hasModules ? run : 'plain'
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

/** Does as `readChild` for all elements of a run, but makes none of them. */
function readRun(run: XmlRun, found: Findings): void {
  let values = 0
  for (const { localName, attributeNames } of run.tags) {
    const place = attributeNames.indexOf('arch')
    const arch = place === -1 ? '' : run.value(values + place)
    if (isRemarkedArch(localName, arch)) found.remarked += 1
    const name = localName === 'package' ? attributeNames.indexOf('name') : -1
    if (name !== -1) found.addPackage(run.value(values + name).trim(), arch || undefined)
    values += attributeNames.length
  }
}
