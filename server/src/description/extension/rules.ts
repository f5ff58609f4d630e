/** How each section of an extension meets those of its stash, as data. */
import type { EffectiveElement } from '../effective'
import { valueOf } from '../selection'

/** By what a child of the extension's section is known in the stash's: what is known by the same replaces it. */
export type Identity =
  /** The name of the element. */
  | 'element'
  /** The attribute `name`. */
  | 'name'
  /** The namespace of the element. */
  | 'namespace'

/** Sections of this name are merged child by child; all others are appended as they are. */
export interface MergeRule {
  readonly section: string
  readonly by: Identity
  /** Elements that are added to those that are there. */
  readonly added?: readonly string[]
}

export const mergeRules: readonly MergeRule[] = [
  { section: 'description', by: 'element' },
  { section: 'preferences', by: 'element', added: ['showlicense'] },
  { section: 'users', by: 'name' },
  // A description has these two only once.
  { section: 'certificates', by: 'name' },
  { section: 'extension', by: 'namespace' }
]

/** Sections of an extension that count for nothing: an error tells of each. */
export const ignoredSections: ReadonlySet<string> = new Set(['profiles'])

/** The rule for sections of this name; undefined: they are appended. */
export function ruleFor(section: EffectiveElement): MergeRule | undefined {
  return section.namespace === '' ? mergeRules.find(rule => rule.section === section.localName) : undefined
}

/** What children of the stash this child takes the place of, as a text that they have in common; undefined: of none. */
export function identityOf({ by, added }: MergeRule, child: EffectiveElement): string | undefined {
  if (by === 'name') return valueOf(child, 'name')
  if (by === 'namespace') return child.namespace
  return added?.includes(child.localName) ? undefined : `${child.namespace} ${child.localName}`
}
