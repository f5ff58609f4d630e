/** What `<include from="…">` refers to, exactly as kiwi resolves it, and which description includes which file. */
import path from 'node:path'
import { valueWith } from '../syntax/entities'
import type { SourceTree } from '../syntax/sourceTree'
import type { PlacedNode, SourceElement, SourceSequence } from '../syntax/tree'
import { isUriReference } from './uris'

export type IncludeReference =
  /** Resolved against the folder of the description, or absolute. `part`: a part of it is asked for. */
  | { readonly kind: 'file'; readonly path: string; readonly part: boolean }
  /** As before, but only where kiwi runs without its optional module anymarkup. */
  | { readonly kind: 'relative'; readonly path: string; readonly part: boolean }
  /** kiwi looks below the folder that it is started in, which no description can know; `path` is relative to it. */
  | { readonly kind: 'working-folder'; readonly path: string }
  /** kiwi looks for a file of exactly this name and finds none. */
  | { readonly kind: 'not-a-file'; readonly name: string }
  /** The description includes itself: with an empty value, or by its own path. */
  | { readonly kind: 'itself' }
  /** The description lies in no folder yet, so nothing lies beside it. */
  | { readonly kind: 'nowhere' }
  /** It is no URI, and kiwi stops: blanks and letters beyond ASCII must be avoided in the names of such files. */
  | { readonly kind: 'malformed' }

/** What kiwi makes of the value of `from` in the description at `descriptionPath`. */
export function resolveInclude(from: string, descriptionPath: string): IncludeReference {
  // A part of the description itself: kiwi finds nothing for any.
  if (from.startsWith('#') && isUriReference(from)) return { kind: 'file', path: descriptionPath, part: true }
  const reference = referenceFrom(from, path.dirname(descriptionPath))
  if (reference.kind !== 'file' && reference.kind !== 'relative') return reference
  if (reference.path === descriptionPath && !reference.part) return { kind: 'itself' }
  return path.isAbsolute(reference.path) ? reference : { kind: 'nowhere' }
}

/** As `resolveInclude`; what is relative to a folder that is not absolute stays so. */
function referenceFrom(from: string, folder: string): IncludeReference {
  if (from === '') return { kind: 'itself' }
  if (!isUriReference(from)) return { kind: 'malformed' }
  const [whole = '', ...parts] = from.split('#')
  const part = parts.length > 0
  if (whole.startsWith('this://')) {
    // A slash behind the name of a file does no harm in this form.
    const below = resolved(folder, whole.replaceAll('this://', '').replace(/\?.*/, ''))
    return { kind: 'file', path: below.replace(/(?<=.)\/+$/, ''), part }
  }
  const [, scheme, host = '', location = ''] = /^(?:([^:/?]+):)?(?:\/\/([^/?]*))?([^?]*)/.exec(whole) ?? []
  if (location === '') return { kind: 'not-a-file', name: from }
  if (host !== '') return { kind: 'working-folder', path: host + location }
  if (location.startsWith('/')) return { kind: 'file', path: path.resolve(location), part }
  if (scheme !== undefined) return { kind: 'working-folder', path: location }
  return { kind: 'relative', path: resolved(folder, location), part }
}

/** Like `path.resolve`, but without the folder that this program happens to run in. */
function resolved(folder: string, location: string): string {
  return path.isAbsolute(location) ? path.normalize(location) : path.join(folder, location)
}

/** The `<include>` elements that kiwi resolves: children of the root, which must be an `<image>` in no namespace. */
export function includeElements(tree: SourceTree): PlacedNode<SourceElement>[] {
  const root = tree.mayHold('<include') ? tree.documentElement() : undefined
  if (!root || !isImage(root.node)) return []
  const start = root.offset + root.node.startTag.text.length
  const found: PlacedNode<SourceElement>[] = []
  collectIncludes(root.node.content, start, found)
  return found
}

function collectIncludes(sequence: SourceSequence, start: number, found: PlacedNode<SourceElement>[]): void {
  if (sequence.kind === 'leaf' && sequence.run && !sequence.run.text.includes('<include')) return
  let offset = start
  for (const item of sequence.items) {
    if (item.kind === 'leaf' || item.kind === 'branch') collectIncludes(item, offset, found)
    else if (item.kind === 'element' && item.startTag.name === 'include' && isNamed(item, 'include'))
      found.push({ node: item, offset })
    offset += item.measure.length
  }
}

/** The value of `from`; undefined where an `<include>` has none. */
export function fromValue({ startTag }: SourceElement, tree: SourceTree): string | undefined {
  const attribute = startTag.attributes.find(({ name }) => name === 'from')
  return attribute && attribute.valueStart !== -1 ? valueWith(tree.entities(), attribute, startTag) : undefined
}

/** Whether an element is `<image>` in no namespace, as kiwi's style sheets match it. */
export function isImage(element: SourceElement): boolean {
  return isNamed(element, 'image')
}

/** Whether an element has the name and is in no namespace, where no element around it declares a default one. */
function isNamed({ startTag }: SourceElement, name: string): boolean {
  if (startTag.name !== name) return false
  for (const attribute of startTag.attributes) if (attribute.name === 'xmlns' && attribute.value !== '') return false
  return true
}

/** The paths that the description at `descriptionPath` brings in, without repetition. */
export function includedPaths(tree: SourceTree, descriptionPath: string): string[] {
  const paths = new Set<string>()
  for (const { node } of includeElements(tree)) {
    const from = fromValue(node, tree)
    const reference = from === undefined ? undefined : resolveInclude(from, descriptionPath)
    if (reference?.kind === 'file' || reference?.kind === 'relative') paths.add(reference.path)
  }
  return [...paths]
}

/** Which description includes which file, kept up to date description by description. */
export class IncludeGraph {
  private readonly included = new Map<string, readonly string[]>()
  private readonly including = new Map<string, Set<string>>()

  /** Sets what the description at `descriptionPath` includes; undefined takes the description out. */
  set(descriptionPath: string, paths: readonly string[] | undefined): void {
    for (const file of this.included.get(descriptionPath) ?? []) {
      const descriptions = this.including.get(file)
      descriptions?.delete(descriptionPath)
      if (descriptions?.size === 0) this.including.delete(file)
    }
    if (!paths) {
      this.included.delete(descriptionPath)
      return
    }
    this.included.set(descriptionPath, paths)
    for (const file of paths) this.including.set(file, (this.including.get(file) ?? new Set()).add(descriptionPath))
  }

  /** The descriptions that include the file, by path. */
  descriptionsIncluding(file: string): string[] {
    return [...(this.including.get(file) ?? [])].sort()
  }

  /** The files that the description includes. */
  filesIncludedBy(descriptionPath: string): readonly string[] {
    return this.included.get(descriptionPath) ?? []
  }

  /** Every description in the graph. */
  descriptions(): string[] {
    return [...this.included.keys()].sort()
  }
}
