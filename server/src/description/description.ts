/** A description as kiwi reads it: its file with all that it includes, converted, and judged by a schema. */
import type { ElementResult } from '../relaxng/result'
import type { Finding as RuleFailure } from '../schematron/evaluation'
import { valueWith } from '../syntax/entities'
import type { PlacedNode, SourceElement } from '../syntax/tree'
import { Conversion, oldestVersion } from './conversion'
import { effectiveRoot, type EffectiveAttribute, type EffectiveElement, type IncludedFile } from './effective'
import type { FileProvider, FileText } from './files'
import { fromValue, includeElements, isImage, resolveInclude, type IncludeReference } from './includes'
import type { OtherSchemas } from './otherSchemas'
import type { DocumentKind } from './recognise'
import type { Stack } from './extension/stashes'
import type { Schema } from './schemas'
import { isVersion, readVersion, stopsKiwi, type VersionProblem } from './versions'

/** One `<include>` of a description and what becomes of it. */
export interface Inclusion {
  readonly element: PlacedNode<SourceElement>
  /** Undefined where the element has no `from`: then kiwi leaves it as it is. */
  readonly reference: IncludeReference | undefined
  /** The file, where there is one and its root is `<image>`. */
  readonly file: IncludedFile | undefined
  /** What lies where the reference leads, whatever its root. */
  readonly found: FileText | undefined
  /** Why nothing is brought in although there is a reference. */
  readonly failure: 'missing' | 'not-an-image' | 'not-resolved' | undefined
}

/** What the root of a file stands for; `document`: no description of kiwi's, but judged as it stands. */
export type DescriptionKind = Extract<DocumentKind, 'description' | 'fragment' | 'extension'> | 'document'

export interface DescriptionOptions {
  readonly kind: DescriptionKind
  /** What the machine that builds calls itself (`uname -m`); x86_64 where nothing is told. */
  readonly architecture?: string
  /** For a fragment read by itself: what a description that includes it says as its schemaversion. */
  readonly schemaversion?: string
  /** The stashes that an extension stands on. */
  readonly stack?: Stack | undefined
  /** Where the schemas of what stands in `<extension>` come from; without them that is not judged. */
  readonly others?: OtherSchemas | undefined
  /** The effective tree, where it is made of more than the file and what that includes. */
  readonly effective?: { readonly root: PlacedEffective; readonly inclusions: readonly Inclusion[] }
}

/** Immutable: any change in one of its files makes a new one, which shares the trees of what stayed. */
export class Description {
  readonly file: FileText
  readonly kind: DescriptionKind
  readonly schema: Schema
  /** What the machine that builds calls itself (`uname -m`). */
  readonly architecture: string
  readonly inclusions: readonly Inclusion[]
  readonly version: string | undefined
  readonly versionProblem: VersionProblem | undefined
  readonly conversion: Conversion
  /** The top element of the file, in the effective tree; undefined where the file has none. */
  readonly root: PlacedEffective | undefined
  /** The stashes that an extension stands on. */
  readonly stack: Stack | undefined
  /** The schemas of what is not kiwi's. */
  readonly others: OtherSchemas | undefined
  private judged: ElementResult | undefined

  constructor(file: FileText, files: FileProvider, schema: Schema, options: DescriptionOptions) {
    this.file = file
    this.kind = options.kind
    this.schema = schema
    this.architecture = options.architecture ?? 'x86_64'
    this.stack = options.stack
    this.others = options.others
    const source = file.tree.documentElement()
    const isDocument = options.kind === 'document'
    const isRootImage = source !== undefined && !isDocument && isImage(source.node)
    this.version =
      options.schemaversion ?? (isRootImage ? attributeValue(source.node, 'schemaversion', file) : undefined)
    const reading = readVersion(this.version, schema.version)
    const optional = options.kind !== 'description' && this.version === undefined
    this.versionProblem = optional || !isRootImage ? undefined : reading.problem
    this.conversion = isRootImage ? reading.conversion : Conversion.none
    const includes = isDocument || options.effective ? [] : includeElements(file.tree)
    this.inclusions = options.effective?.inclusions ?? includes.map(element => includeFile(element, file, files))
    this.root =
      options.effective?.root ??
      (source && { offset: source.offset, element: this.effective(source.node, isRootImage) })
  }

  /** What the schema says of the effective tree; undefined where there is no element, or where kiwi stops before. */
  get result(): ElementResult | undefined {
    if (!this.root || stopsKiwi(this.versionProblem)) return undefined
    this.judged ??= this.schema.validator.validate(this.root.element)
    return this.judged
  }

  /** What the Schematron rules find in the effective tree; nothing where there is no `result`. */
  get ruleFailures(): readonly RuleFailure[] {
    return this.root && !stopsKiwi(this.versionProblem) ? this.schema.rules.check(this.root.element) : []
  }

  /** The files that the description consists of, its own first, without repetition. */
  files(): FileText[] {
    const files = new Map([[this.file.path, this.file]])
    for (const { file } of this.inclusions) if (file) files.set(file.path, { path: file.path, tree: file.tree })
    return [...files.values()]
  }

  /** Whether nothing that this description was made of has changed. */
  isCurrent(tree: FileText['tree'], files: FileProvider, schema: Schema, options: DescriptionOptions): boolean {
    return (
      this.file.tree === tree &&
      this.schema === schema &&
      this.kind === options.kind &&
      this.stack === options.stack &&
      this.others === options.others &&
      this.inclusions.every(
        ({ reference, found }) =>
          (reference?.kind !== 'file' && reference?.kind !== 'relative') || files.tree(reference.path) === found?.tree
      )
    )
  }

  private effective(source: SourceElement, isRootImage: boolean): EffectiveElement {
    const included = new Map(this.inclusions.map(({ element, file }) => [element.node, file]))
    return effectiveRoot(source, {
      conversion: this.conversion,
      entities: this.file.tree.entities(),
      attributes: written => (isRootImage ? this.rootAttributes(written) : written),
      included: include => included.get(include)
    })
  }

  /**
   * The root's attributes as the schema is to see them: the schemaversion is judged by `readVersion` and stands here
   * as the schema wants it; those of a fragment do not count, as kiwi ignores them.
   */
  private rootAttributes(written: readonly EffectiveAttribute[]): readonly EffectiveAttribute[] {
    if (this.kind === 'fragment') return []
    const others = written.filter(attribute => !isVersion(attribute))
    const source = written.find(isVersion)?.source
    if (this.kind === 'extension' && !source) return others
    return [{ namespace: '', localName: 'schemaversion', value: this.schema.version, source }, ...others]
  }
}

/** Whatever one schema judges: a description, another document, or an element as if it were one. */
export type Judged = Pick<Description, 'kind' | 'file' | 'schema' | 'conversion' | 'inclusions' | 'root' | 'result'>

/** An element of the effective tree and where it starts in the file that it was written in. */
export interface PlacedEffective {
  readonly element: EffectiveElement
  readonly offset: number
}

/**
 * A fragment that no description includes, read by itself: once as what an old description would make of it and once
 * as a new one would, because which of them it was written for cannot be known.
 */
export function readingsOfFragment(
  file: FileText,
  files: FileProvider,
  schema: Schema,
  others?: OtherSchemas
): Description[] {
  return [schema.version, oldestVersion].map(
    schemaversion => new Description(file, files, schema, { kind: 'fragment', schemaversion, others })
  )
}

function includeFile(
  element: PlacedNode<SourceElement>,
  { path, tree: own }: FileText,
  files: FileProvider
): Inclusion {
  const from = fromValue(element.node, own)
  const reference = from === undefined ? undefined : resolveInclude(from, path)
  const nothing = { element, reference, file: undefined, found: undefined }
  if (!reference) return { ...nothing, failure: undefined }
  if (reference.kind !== 'file' && reference.kind !== 'relative') return { ...nothing, failure: 'not-resolved' }
  const tree = files.tree(reference.path)
  if (!tree) return { ...nothing, failure: 'missing' }
  const found = { path: reference.path, tree }
  const root = rootOf(tree)
  if (reference.part || !root) return { ...nothing, found, failure: reference.part ? 'not-resolved' : 'not-an-image' }
  const contentOffset = root.offset + root.node.startTag.text.length
  return { ...nothing, found, file: { ...found, root: root.node, contentOffset }, failure: undefined }
}

function rootOf(tree: FileText['tree']): PlacedNode<SourceElement> | undefined {
  const root = tree.documentElement()
  return root && isImage(root.node) ? root : undefined
}

function attributeValue({ startTag }: SourceElement, name: string, { tree }: FileText): string | undefined {
  const attribute = startTag.attributes.find(each => each.name === name)
  return attribute && valueWith(tree.entities(), attribute, startTag)
}
