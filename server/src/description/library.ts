/** All the descriptions and fragments that are known, and for each file what it is and who reads it. */
import { noStashes, readStack, type Stack, type StashProvider } from './extension/stashes'
import { Description, readingsOfFragment, type DescriptionOptions } from './description'
import type { FileProvider, FileText } from './files'
import { IncludeGraph, includedPaths } from './includes'
import type { OtherSchemas } from './otherSchemas'
import { recognise, type DocumentKind } from './recognise'
import type { Schema } from './schemas'

/** One file as the services see it. */
export interface DescriptionFile extends FileText {
  readonly kind: DocumentKind
  /**
   * Every description in which the file has a part, its own first. None where the file is not kiwi's or there is no
   * schema; what a fragment means by itself where nobody includes it.
   */
  readonly readings: readonly Description[]
  /** Whether this is a fragment that no description includes; then its readings are alternatives. */
  readonly alone: boolean
}

export class Library {
  private readonly files: FileProvider
  private readonly stashes: StashProvider
  private readonly graph = new IncludeGraph()
  private readonly kinds = new Map<string, DocumentKind>()
  private readonly readings = new Map<string, Description>()
  private readonly lonely = new WeakMap<
    FileText['tree'],
    { inputs: readonly unknown[]; readings: readonly Description[] }
  >()
  /** What descriptions are judged by; without one only their markup is. */
  schema: Schema | undefined
  /** The schemas of extensions, and those that files name themselves, which then go before `schema`. */
  others: OtherSchemas | undefined
  /** What the machine that builds calls itself (`uname -m`); to be set before any description is read. */
  architecture = 'x86_64'

  constructor(files: FileProvider, schema: Schema | undefined, stashes = noStashes) {
    this.files = files
    this.stashes = stashes
    this.schema = schema
  }

  /** Looks at the file again: it is new, was changed, or is gone. `known` as for `recognise`. */
  update(path: string, known = false): void {
    const tree = this.files.tree(path)
    const kind = tree && recognise(path, tree, known)
    if (kind) this.kinds.set(path, kind)
    else this.kinds.delete(path)
    const reads = tree && (kind === 'description' || kind === 'extension')
    this.graph.set(path, reads ? includedPaths(tree, path) : undefined)
    if (!reads) this.readings.delete(path)
  }

  /** Leaves the file out of account, whatever is in it: nobody works with it any more. */
  remove(path: string): void {
    this.kinds.delete(path)
    this.graph.set(path, undefined)
    this.readings.delete(path)
  }

  /** The file as it is now; undefined where there is none. */
  file(path: string): DescriptionFile | undefined {
    const tree = this.files.tree(path)
    if (!tree) return undefined
    const kind = this.kindOf(path, tree)
    if (!this.schema || kind === 'yaml' || kind === 'other') return { path, tree, kind, readings: [], alone: false }
    const own = kind === 'fragment' ? undefined : this.reading(path, kind)
    const others = this.graph.descriptionsIncluding(path).filter(other => other !== path)
    const readings = [own, ...others.map(other => this.reading(other))].filter(reading => reading !== undefined)
    if (readings.length > 0) return { path, tree, kind, readings, alone: false }
    return { path, tree, kind, readings: this.lonelyReadings({ path, tree }, this.schema), alone: true }
  }

  /** The files whose diagnostics depend on the one at `path`, itself first. */
  relatives(path: string): string[] {
    const descriptions = [path, ...this.graph.descriptionsIncluding(path)]
    return [...new Set([...descriptions, ...descriptions.flatMap(each => this.graph.filesIncludedBy(each))])]
  }

  /** Keeps of what was read only what is wanted for these files; the rest is read anew when somebody asks for it. */
  keepReadings(paths: ReadonlySet<string>): void {
    for (const path of this.readings.keys()) if (!paths.has(path)) this.readings.delete(path)
  }

  /** The files that the readings which are kept are made of, those in stashes among them. */
  filesRead(): string[] {
    const readings = [...this.readings.values()].flatMap(reading =>
      [reading, reading.stack?.base?.description ?? []].flat()
    )
    return readings.flatMap(reading => reading.files().map(({ path }) => path))
  }

  /** The paths of all descriptions that are known. */
  descriptions(): string[] {
    return this.graph.descriptions()
  }

  /** Whether any description includes the file. */
  isIncluded(path: string): boolean {
    return this.graph.descriptionsIncluding(path).length > 0
  }

  private kindOf(path: string, tree: FileText['tree']): DocumentKind {
    const kind = this.kinds.get(path) ?? recognise(path, tree)
    if (kind !== 'description' || !this.isIncluded(path)) return kind
    // What others include is a fragment, whatever its name, unless its <image> has all that a description needs.
    const written = new Set(tree.documentElement()?.node.startTag.attributes.map(({ name }) => name))
    return written.has('schemaversion') && written.has('name') ? kind : 'fragment'
  }

  private reading(path: string, kind?: Description['kind']): Description | undefined {
    const tree = this.files.tree(path)
    if (!tree || !this.schema) return undefined
    const known = this.readings.get(path)
    const own = kind ?? (this.kinds.get(path) === 'extension' ? 'extension' : 'description')
    const named = this.others?.forFile({ path, tree }).schema
    const isExtension = own === 'extension' && named?.version !== ''
    const schema = named ?? (isExtension ? this.schema.extensions : undefined) ?? this.schema
    const options: DescriptionOptions = {
      kind: named?.version === '' ? 'document' : own,
      others: this.others,
      architecture: this.architecture,
      stack: isExtension ? this.stackOf({ path, tree }, known) : undefined
    }
    if (known && known.isCurrent(tree, this.files, schema, options)) return known
    const reading = new Description({ path, tree }, this.files, schema, options)
    this.readings.set(path, reading)
    return reading
  }

  private stackOf(file: FileText, known: Description | undefined): Stack | undefined {
    const { files, schema, stashes, architecture } = this
    return schema && readStack(file, { files, schema, stashes, architecture }, known?.stack)
  }

  private lonelyReadings(file: FileText, schema: Schema): readonly Description[] {
    const { others } = this
    const known = this.lonely.get(file.tree)
    if (known?.inputs[0] === schema && known.inputs[1] === others) return known.readings
    const named = others?.forFile(file).schema
    const readings =
      named?.version === ''
        ? [new Description(file, this.files, named, { kind: 'document', others })]
        : readingsOfFragment(file, this.files, named ?? schema, others)
    this.lonely.set(file.tree, { inputs: [schema, others], readings })
    return readings
  }
}
