/** Makes an extension out of a whole description: what it says otherwise than the stash, and nothing else. */
import { Description } from '../description'
import type { FileProvider, FileText } from '../files'
import type { EffectiveElement } from '../effective'
import { profileInstruction } from '../instructions'
import type { Schema } from '../schemas'
import { elementsIn, valueOf } from '../selection'
import { serialiseElement } from '../serialisation'
import { escapeValue } from '../../syntax/escaping'
import { SourceTree } from '../../syntax/sourceTree'
import { canonicalElement, canonicalForm } from './canonical'
import { mergeOf, reduceToProfiles, reducedDescription } from './merge'
import { identityOf, ruleFor, type MergeRule } from './rules'
import { assembled, partsOf, partsOfSection, sectionsIn, type Part, type Section } from './sections'
import { readStack, type StashProvider } from './stashes'

export interface Reduction {
  /** Of the description that is to become an extension. */
  readonly profiles: readonly string[]
  readonly reference: string
  readonly stashes: StashProvider
  /** kiwi's own schema, and that of extensions. */
  readonly schema: Schema
  readonly files: FileProvider
}

export type Reduced = { readonly text: string } | { readonly refused: string }

/**
 * The extension of the stash that makes the same of it as the description says for the profiles; or why there is none, a
 * sentence. What is answered has been tried: the effective description of the extension equals that of the description.
 */
export function reduceToExtension(whole: Description, reduction: Reduction): Reduced {
  const { architecture, root, file } = whole
  const { reference, schema, files, stashes } = reduction
  const extensions = schema.extensions
  if (!root || !extensions) return { refused: 'There is nothing in this file that could be reduced.' }
  const opened: FileText = { path: file.path, tree: SourceTree.parse(`<image stashed="${escapeValue(reference)}"/>`) }
  const stack = readStack(opened, { files, schema, stashes, architecture }, undefined)
  const base = stack.base?.description
  if (stack.obstacle !== undefined)
    return { refused: `Nothing can be compared with the stash ${reference}: ${stack.obstacle}.` }
  if (!base?.root)
    return { refused: `What is in the stash ${reference} is not known, so nothing can be compared with it.` }
  if (!isValid(base)) return { refused: `The description in the stash ${reference} has errors.` }
  if (!isValid(whole)) return { refused: 'This description has errors: mend them first.' }
  // The stash of a description with profiles has them too.
  const profiles = reduceToProfiles(base, [], stack).declared.filter(name => reduction.profiles.includes(name))
  const stash = reduceToProfiles(base, profiles, stack).sections
  const wanted = reducedDescription(whole, reduction.profiles)
  const own = reduceToProfiles(whole, reduction.profiles, whole).sections
  const { sections, lost } = differenceOf(own, stash)
  const [first] = lost
  if (first !== undefined)
    return { refused: `The stash has what this description has not, and an extension takes nothing away: ${first}` }
  const text = extensionText(whole, base, sections, { reference, profiles, schemaversion: schema.version })
  const tried = tryExtension(text, file.path, extensions, reduction, architecture)
  const [ours, theirs] = [tried ? canonicalForm(tried) : [], canonicalForm(wanted)]
  const differing = theirs.find(line => !ours.includes(line)) ?? ours.find(line => !theirs.includes(line))
  if (differing === undefined) return { text }
  return { refused: `No extension of ${reference} says the same as this description: ${difference(differing)}` }
}

interface Difference {
  readonly sections: readonly Section[]
  /** What the stash has and the description has not, in words. */
  readonly lost: readonly string[]
}

/** What of the description's sections is to be said, given those of the stash. */
function differenceOf(own: readonly Section[], stash: readonly Section[]): Difference {
  const sections: Section[] = []
  const lost: string[] = []
  const known = stash.map(({ element }) => canonicalElement(element))
  for (const name of new Set([...stash, ...own].map(({ element }) => element.localName))) {
    const [mine, theirs] = [own, stash].map(all => all.filter(({ element }) => element.localName === name))
    const rule = (mine?.[0] ?? theirs?.[0])?.element
    const merge = rule && ruleFor(rule)
    const found = merge
      ? mergedDifference(mine ?? [], theirs ?? [], merge)
      : childrenOnly.has(name)
        ? childDifference(mine ?? [], theirs ?? [])
        : sectionDifference(mine ?? [], theirs ?? [], known)
    sections.push(...found.sections)
    lost.push(...found.lost)
  }
  return { sections, lost }
}

/** Sections of which kiwi reads all children together. */
const childrenOnly: ReadonlySet<string> = new Set(['packages', 'drivers', 'strip', 'containers'])

function sectionDifference(own: readonly Section[], stash: readonly Section[], known: readonly string[]): Difference {
  const mine = new Set(own.map(({ element }) => canonicalElement(element)))
  return {
    sections: own.filter(({ element }) => !known.includes(canonicalElement(element))),
    lost: stash.filter(({ element }) => !mine.has(canonicalElement(element))).map(({ element }) => inWords(element))
  }
}

/** The children that the stash has in no section with the same attributes. */
function childDifference(own: readonly Section[], stash: readonly Section[]): Difference {
  const [mine, theirs] = [own, stash].map(
    sections => new Set(sections.flatMap(({ element }) => elementsIn(element).map(child => keyIn(element, child))))
  )
  const sections = own.flatMap((section): Section[] => {
    const parts = sectionsIn(section.element, section.place).filter(
      ({ element }) => theirs?.has(keyIn(section.element, element)) !== true
    )
    return parts.length === 0 ? [] : [withParts(section, parts)]
  })
  const lost = stash.flatMap(({ element }) =>
    elementsIn(element)
      .filter(child => mine?.has(keyIn(element, child)) !== true)
      .map(child => inWords(child, element))
  )
  return { sections, lost }
}

/** The children that are said otherwise, all of those that go by the same identity. */
function mergedDifference(own: readonly Section[], stash: readonly Section[], rule: MergeRule): Difference {
  const theirs = byIdentity(stash, rule)
  const mine = byIdentity(own, rule)
  const lost = [...theirs]
    .filter(([identity]) => !mine.has(identity))
    .flatMap(([, children]) => children.map(child => inWords(child)))
  const isSame = (identity: string) =>
    (mine.get(identity) ?? []).map(canonicalElement).join() ===
    (theirs.get(identity) ?? []).map(canonicalElement).join()
  const sections = own.flatMap((section): Section[] => {
    const isElsewhere = !stash.some(({ element }) => valueOf(element, 'arch') === valueOf(section.element, 'arch'))
    const known = new Set(rule.added ? stash.flatMap(({ element }) => elementsIn(element).map(canonicalElement)) : [])
    const parts = sectionsIn(section.element, section.place).filter(({ element }) => {
      const identity = identityOf(rule, element)
      if (identity === undefined) return !known.has(canonicalElement(element))
      return isElsewhere || !isSame(identity)
    })
    return parts.length === 0 ? [] : [withParts(section, parts)]
  })
  return { sections, lost }
}

function byIdentity(sections: readonly Section[], rule: MergeRule): Map<string, EffectiveElement[]> {
  const found = new Map<string, EffectiveElement[]>()
  for (const child of sections.flatMap(({ element }) => elementsIn(element))) {
    const identity = identityOf(rule, child)
    if (identity !== undefined) found.set(identity, [...(found.get(identity) ?? []), child])
  }
  return found
}

function withParts(section: Section, kept: readonly Section[]): Section {
  const all = partsOf(section.element, section.place)
  const parts: readonly Part[] = kept.length === all.length ? all : kept.flatMap(partsOfSection)
  return { ...section, element: assembled(section.element, parts) }
}

/** The same child in a section with the same attributes. */
function keyIn(section: EffectiveElement, child: EffectiveElement): string {
  const around = section.attributes.map(({ localName, value }) => `${localName}=${value}`).sort()
  return [...around, canonicalElement(child)].join(' ')
}

function extensionText(
  whole: Description,
  base: Description,
  sections: readonly Section[],
  of: { readonly reference: string; readonly profiles: readonly string[]; readonly schemaversion: string }
): string {
  const names = ['name', 'displayname', 'id'].flatMap(name => {
    const value = whole.root && valueOf(whole.root.element, name)
    const isNew = value !== undefined && value !== (base.root && valueOf(base.root.element, name))
    return isNew ? ` ${name}="${escapeValue(value)}"` : []
  })
  const profiles = of.profiles.length === 0 ? '' : `<?${profileInstruction} profiles="${of.profiles.join(' ')}"?>\n`
  const start = `<image schemaversion="${of.schemaversion}" stashed="${escapeValue(of.reference)}"${names.join('')}`
  const prolog = `<?xml version="1.0" encoding="utf-8"?>\n${profiles}`
  if (sections.length === 0) return `${prolog}${start}/>\n`
  const parts = sections.flatMap(partsOfSection).map(part => `    ${serialiseElement(part, 1)}\n`)
  return `${prolog}${start}>\n${parts.join('')}</image>\n`
}

/** The effective description of the extension; undefined where it has errors. */
function tryExtension(
  text: string,
  path: string,
  extensions: Schema,
  { schema, files, stashes }: Reduction,
  architecture: string
): Description | undefined {
  const file = { path, tree: SourceTree.parse(text) }
  const stack = readStack(file, { files, schema, stashes, architecture }, undefined)
  const extension = new Description(file, files, extensions, { kind: 'extension', architecture, stack })
  return extension.result?.problemCount === 0 ? mergeOf(extension)?.description : undefined
}

function isValid({ file, result }: Description): boolean {
  return file.tree.errors().length === 0 && result?.problemCount === 0
}

/** What a line of a canonical form is about, in words. */
function difference(line: string): string {
  const [section = '', ...words] = line.split(/[ :]+/)
  if (section === 'repository') return 'its repositories are others, or stand in another order than those of the stash.'
  if (section === 'image') return `the attribute ${words[0]?.replace(/=.*/, '') ?? ''} of <image> is not the same.`
  const element = /^preferences \S* (\S+) \d+:/.exec(line)?.[1]
  return element === undefined ? `<${section}> is not the same.` : `<${element}> in <preferences> is not the same.`
}

/** An element as a person knows it, and the section that it stands in. */
function inWords(element: EffectiveElement, section?: EffectiveElement): string {
  return section ? `${tagOf(element)} in ${tagOf(section)}.` : `${tagOf(element)}.`
}

function tagOf({ localName, attributes }: EffectiveElement): string {
  return `<${localName}${shortened(attributes.map(attribute => ` ${attribute.localName}="${attribute.value}"`).join(''))}>`
}

function shortened(text: string): string {
  const longest = 160
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}
