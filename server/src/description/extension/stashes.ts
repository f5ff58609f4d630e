/** What an extension is built on: its stashes, in order, and which of their descriptions counts. */
import type { PlacedNode, SourceElement, Span } from '../../syntax/tree'
import { placesFrom } from '../../syntax/sequence'
import { Description, type DescriptionOptions } from '../description'
import type { FileProvider, FileText } from '../files'
import { profileInstruction, pseudoAttributes } from '../instructions'
import { recognise } from '../recognise'
import type { Schema } from '../schemas'

/** What is known of a stash. */
export type StashAnswer =
  /** `folder` holds what the container has in /image, `description` is the XML file in it; both are absolute paths. */
  | {
      readonly state: 'described'
      readonly digest: string
      readonly folder: string
      readonly description: string
    }
  /** The container exists, and nothing in it is a description. */
  | { readonly state: 'undescribed'; readonly digest: string }
  /** There is no such container here. */
  | { readonly state: 'missing' }
  | { readonly state: 'unreadable'; readonly reason: string }
  /** The answer is on its way. */
  | { readonly state: 'asked' }
  /** There is nobody to ask. */
  | { readonly state: 'unknown' }

/** How the layers below the protocol learn what is in a stash. */
export interface StashProvider {
  /** The same object for as long as nothing else is known. */
  stash(reference: string): StashAnswer
}

/** Nobody knows any stash. */
export const noStashes: StashProvider = { stash: () => unknown }
const unknown: StashAnswer = { state: 'unknown' }

/** So many stashes an extension can name: each is asked for, and copied, by itself. */
export const mostStashes = 20

/** One stash that an extension names; `span`: where, in UTF-16 code units from the start of the file. */
export interface Layer {
  readonly reference: string
  readonly span: Span
  readonly answer: StashAnswer
}

/** A list of profiles in the extension's instruction, and where it stands. */
export interface ProfileChoice {
  readonly names: readonly string[]
  readonly span: Span
}

/** The stashes of an extension, the lowest first. */
export interface Stack {
  /** Where there are too many, the last ones. */
  readonly layers: readonly Layer[]
  /** How many there are before those, and where. */
  readonly surplus: { readonly count: number; readonly span: Span } | undefined
  /**
   * `described`: `base` is the description that counts, that of the last stash that has one, as its files lie over those
   * of the others. `undescribed`: none of them has one. `unknown`: one whose description would count cannot be read.
   */
  readonly state: 'described' | 'undescribed' | 'unknown'
  readonly base: Base | undefined
  /** Why what is said to be the description that counts is none. */
  readonly obstacle?: string | undefined
  /** What the extension says about profiles of the stash. */
  readonly profiles: ProfileChoice | undefined
  readonly schema: Schema
  readonly architecture: string
}

export interface Base {
  readonly layer: Layer
  readonly description: Description
}

/** What a stack is read with. */
export interface StackSources {
  readonly files: FileProvider
  /** kiwi's own schema. */
  readonly schema: Schema
  readonly stashes: StashProvider
  /** Machine name of the host that builds (`x86_64`), which kiwi compares letter by letter. */
  readonly architecture: string
}

/** The stack of an extension; `known` again where nothing has changed since. */
export function readStack(file: FileText, sources: StackSources, known: Stack | undefined): Stack {
  const { schema, stashes, architecture } = sources
  const references = referencesOf(file)
  const unread = references.slice(0, -mostStashes)
  const layers = references.slice(-mostStashes).map(({ reference, span }) => ({
    reference,
    span,
    answer: stashes.stash(reference)
  }))
  const profiles = profileChoice(file)
  const stack: Stack = {
    layers,
    surplus: surplusOf(unread),
    ...findBase(layers, sources, known),
    profiles,
    schema,
    architecture
  }
  return known && isSame(known, stack) ? known : stack
}

function surplusOf(unread: readonly { readonly span: Span }[]): Stack['surplus'] {
  const [first, last] = [unread[0], unread.at(-1)]
  return first && last && { count: unread.length, span: { start: first.span.start, end: last.span.end } }
}

/** The references in the attribute `stashed` of a file's top element. */
export function referencesOf({ tree }: FileText): { readonly reference: string; readonly span: Span }[] {
  const root = tree.documentElement()
  const attribute = root && stashedAttribute(root)
  if (!root || !attribute || attribute.valueStart === -1) return []
  const written = root.node.startTag.text.slice(attribute.valueStart, attribute.valueEnd)
  return Array.from(written.matchAll(/[^ \t\r\n]+/g), match => {
    const start = root.offset + attribute.valueStart + match.index
    return { reference: match[0], span: { start, end: start + match[0].length } }
  })
}

/** The attribute by which an extension is known. */
export function stashedAttribute({ node }: PlacedNode<SourceElement>) {
  return node.startTag.attributes.find(({ name }) => name === 'stashed')
}

function profileChoice({ tree }: FileText): ProfileChoice | undefined {
  for (const { node, offset } of placesFrom(tree.root, 0)) {
    const profiles = pseudoAttributes(node, profileInstruction)?.get('profiles')
    if (!profiles) continue
    const start = offset + profiles.start
    const names = profiles.value.split(/[\s,]+/).filter(name => name !== '')
    return { names, span: { start, end: start + profiles.value.length } }
  }
  return undefined
}

function findBase(
  layers: readonly Layer[],
  { files, schema, architecture }: StackSources,
  known: Stack | undefined
): Pick<Stack, 'state' | 'base' | 'obstacle'> {
  const options: DescriptionOptions = { kind: 'description', architecture }
  for (const layer of layers.toReversed()) {
    const { answer } = layer
    if (answer.state === 'undescribed') continue
    if (answer.state !== 'described') return { state: 'unknown', base: undefined }
    const tree = files.tree(answer.description)
    const obstacle = tree ? obstacleIn(answer.description, tree) : 'there is no text in'
    if (!tree || obstacle !== undefined)
      return { state: 'unknown', base: undefined, obstacle: `${obstacle} ${answer.description}` }
    const file = { path: answer.description, tree }
    const earlier = known?.base?.description
    const description = earlier?.isCurrent(tree, files, schema, options)
      ? earlier
      : new Description(file, files, schema, options)
    return { state: 'described', base: { layer, description } }
  }
  return { state: layers.length > 0 ? 'undescribed' : 'unknown', base: undefined }
}

/** What keeps a file from being a description that something can be built on, in words that its path follows. */
export function obstacleIn(path: string, tree: FileText['tree']): string | undefined {
  const kind = recognise(path, tree)
  if (kind === 'extension') return 'there is only an extension of another stash in'
  return kind === 'yaml' || kind === 'other' || !tree.documentElement()
    ? 'there is no description in XML in'
    : undefined
}

function isSame(one: Stack, other: Stack): boolean {
  return (
    one.schema === other.schema &&
    one.architecture === other.architecture &&
    one.base?.description === other.base?.description &&
    one.obstacle === other.obstacle &&
    JSON.stringify([one.profiles, one.surplus]) === JSON.stringify([other.profiles, other.surplus]) &&
    one.layers.length === other.layers.length &&
    one.layers.every(({ reference, span, answer }, index) => {
      const layer = other.layers[index]
      return layer?.reference === reference && layer.answer === answer && layer.span.start === span.start
    })
  )
}
