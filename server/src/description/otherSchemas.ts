/** The schemas beside the chosen kiwi's: those that files name themselves, and those that catalogs have for extensions. */
import path from 'node:path'
import { RuleChecker } from '../schematron/evaluation'
import { loadRules } from '../schematron/loading'
import type { RulePattern } from '../schematron/rules'
import { ruleSetOf } from '../schematron/ruleTable'
import { catalogNamespace, Catalogs, systemCatalog, type CatalogProblem } from '../xml/catalog'
import type { SchemaError } from '../xml/schemaText'
import { localPath, whyUnread } from '../xml/schemaUrl'
import type { FileText } from './files'
import { loadForeignSchema } from './foreignSchema'
import { modelsOf, type Model } from './models'
import { schemaVersion, type Schema } from './schemas'

/** What is known of the schema of a namespace. */
export type NamespaceSchema =
  | { readonly kind: 'schema'; readonly schema: Schema }
  /** `isUri`: a catalog has it, but not in the way in which kiwi asks. `unread`: why catalogs say nothing, in sentences. */
  | { readonly kind: 'missing'; readonly isUri: boolean; readonly unread: readonly string[] }
  | { readonly kind: 'unusable'; readonly reason: string }

/** A schema that a file names and that does not count; `reason` is missing where it is of a kind that never does. */
export interface ModelProblem {
  readonly model: Model
  readonly reason: string | undefined
}

/** What a file is to be judged by. */
export interface ModelReading {
  /** Undefined: what others are judged by. One without a version judges the file as it stands. */
  readonly schema: Schema | undefined
  readonly problems: readonly ModelProblem[]
}

/** What `schemas/catalog.xml` calls kiwi's grammar and that of stash extensions for other programs: here the chosen kiwi's. */
const ownNames = new Set(['urn:kiwi:description', 'urn:kiwi:stash-extension'])

/** Whether a file of that name is a schema that others may name. */
export function isSchemaName(fileName: string): boolean {
  return ['.rng', '.sch'].includes(path.extname(fileName))
}

/** Remembers whatever it has read: where a file may have changed, a new one is to be made. */
export class OtherSchemas {
  private readonly read: (location: string) => string | undefined
  private readonly ownCatalogs: readonly string[]
  private readonly catalogs: Catalogs
  private readonly byNamespace = new Map<string, NamespaceSchema>()
  private readonly grammars = new Map<string, Schema | string>()
  private readonly rules = new Map<string, readonly RulePattern[] | string>()
  private readonly combined = new Map<string, Schema>()
  private readonly ruleFiles = new Set<string>()
  private readonly base: Schema

  /**
   * `base` is the chosen kiwi's schema; `catalogs` are asked before that of the system. `read` gives the text of a file
   * of this machine by its path; undefined where it cannot be read.
   */
  constructor(base: Schema, catalogs: readonly string[], read: (location: string) => string | undefined) {
    this.base = base
    this.read = read
    this.ownCatalogs = catalogs
    this.catalogs = new Catalogs(location => this.readLocal(location))
  }

  /** The schema that kiwi checks an element of this namespace by, if it stands directly in an `<extension>`. */
  forNamespace(namespace: string): NamespaceSchema {
    const known = this.byNamespace.get(namespace) ?? this.findNamespace(namespace)
    this.byNamespace.set(namespace, known)
    return known
  }

  /** What the file itself names as its schema. */
  forFile(file: FileText): ModelReading {
    const models = modelsOf(file)
    const problems: ModelProblem[] = []
    const usable: Model[] = []
    for (const model of models) {
      if (ownNames.has(model.href)) continue
      const location = model.location ?? this.inCatalogs(model.href)
      if (model.kind === undefined || location === undefined) {
        problems.push({ model, reason: undefined })
        continue
      }
      const loaded = model.kind === 'relaxng' ? this.grammarAt(location) : this.rulesAt(location)
      if (typeof loaded === 'string') problems.push({ model, reason: loaded })
      else usable.push({ ...model, location })
    }
    return { schema: usable.length > 0 ? this.combine(usable) : undefined, problems }
  }

  /** Why catalogs that are asked say nothing, in sentences; a system may have none. */
  catalogProblems(): string[] {
    return [...this.ownCatalogs, systemCatalog].flatMap(catalog => {
      const problem = this.catalogs.problemOf(catalog)
      const isUsual = problem?.kind === 'missing' && catalog === systemCatalog
      return problem && !isUsual ? catalogProblemInWords(catalog, problem) : []
    })
  }

  /** The file of this machine that a catalog has for a name; undefined where there is none. */
  private inCatalogs(name: string): string | undefined {
    for (const catalog of [...this.ownCatalogs, systemCatalog]) {
      const found = this.catalogs.lookUp(catalog, 'uri', name) ?? this.catalogs.lookUp(catalog, 'system', name)
      if (found !== undefined) return localPath(found)
    }
    return undefined
  }

  /** Whether a file at this path was named for its rules, which are then not kiwi's. */
  isRuleFile(location: string): boolean {
    return this.ruleFiles.has(location)
  }

  /** The first grammar with all the rules; kiwi's grammar where only rules are named. */
  private combine(models: readonly Model[]): Schema {
    const grammarLocation = models.find(({ kind }) => kind === 'relaxng')?.location
    const ruleLocations = models.flatMap(({ kind, location }) => (kind === 'schematron' ? (location ?? []) : []))
    for (const location of ruleLocations) if (location !== grammarLocation) this.ruleFiles.add(location)
    const key = JSON.stringify([grammarLocation, ...ruleLocations])
    const known = this.combined.get(key)
    if (known) return known
    const grammar = grammarLocation === undefined ? this.base : this.grammarAt(grammarLocation)
    const schema = typeof grammar === 'string' ? this.base : grammar
    // A kiwi's schema holds rules itself; of any other one only those count that are asked for.
    const locations = new Set([...(schema.version === '' ? [] : [schema.location]), ...ruleLocations])
    const patterns = [...locations].map(location => this.rulesAt(location)).filter(each => typeof each !== 'string')
    const made = ruleLocations.length === 0 ? schema : { ...schema, rules: new RuleChecker(ruleSetOf(patterns.flat())) }
    this.combined.set(key, made)
    return made
  }

  private findNamespace(namespace: string): NamespaceSchema {
    let isUri = false
    for (const catalog of [...this.ownCatalogs, systemCatalog]) {
      const system = this.catalogs.lookUp(catalog, 'system', namespace)
      if (system !== undefined) return this.extensionSchema(system)
      isUri ||= this.catalogs.lookUp(catalog, 'uri', namespace) !== undefined
    }
    return { kind: 'missing', isUri, unread: this.catalogProblems() }
  }

  private extensionSchema(location: string): NamespaceSchema {
    const file = localPath(location)
    if (file === undefined) return { kind: 'missing', isUri: false, unread: [] }
    const { schema, errors } = loadForeignSchema(file, url => this.readSchema(url))
    return schema ? { kind: 'schema', schema } : { kind: 'unusable', reason: inWords(errors) }
  }

  private grammarAt(location: string): Schema | string {
    const known = this.grammars.get(location) ?? this.loadGrammarAt(location)
    this.grammars.set(location, known)
    return known
  }

  private loadGrammarAt(location: string): Schema | string {
    if (this.read(location) === undefined) return 'There is no such file, or it cannot be read.'
    const { schema, errors } = loadForeignSchema(location, url => this.readSchema(url))
    if (!schema) return inWords(errors)
    const version = schemaVersion(schema.grammar)
    if (version === undefined) return schema
    const rules = this.rulesAt(location)
    const title = path.basename(location)
    return {
      ...schema,
      version,
      title,
      history: this.base.history,
      rules: new RuleChecker(ruleSetOf(typeof rules === 'string' ? [] : rules))
    }
  }

  private rulesAt(location: string): readonly RulePattern[] | string {
    const known = this.rules.get(location) ?? this.loadRulesAt(location)
    this.rules.set(location, known)
    return known
  }

  private loadRulesAt(location: string): readonly RulePattern[] | string {
    if (this.read(location) === undefined) return 'There is no such file, or it cannot be read.'
    const { rules, errors } = loadRules(location, url => this.readSchema(url))
    if (rules.length > 0) return rules
    return errors.length > 0 ? inWords(errors) : 'There are no rules of Schematron in it.'
  }

  private readSchema(url: string): string {
    const text = this.readLocal(url)
    if (text === undefined) throw new Error(whyUnread(url))
    return text
  }

  private readLocal(location: string): string | undefined {
    const file = localPath(location)
    return file === undefined ? undefined : this.read(file)
  }
}

function catalogProblemInWords(catalog: string, problem: CatalogProblem): string {
  if (problem.kind === 'missing')
    return `The XML catalog ${catalog} cannot be read: there is no file at this absolute path, or it may not be read.`
  if (problem.kind === 'malformed')
    return `The XML catalog ${catalog} is not read, because it is not well-formed: line ${problem.line}, ${problem.message}.`
  return `The file ${catalog} is no XML catalog: its top element is not <catalog xmlns="${catalogNamespace}">.`
}

function inWords([first]: readonly SchemaError[]): string {
  return first ? `${first.message} (${first.url}:${first.line})` : 'It is empty.'
}
