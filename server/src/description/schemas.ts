/** The schemas that descriptions can be judged by: those of pinned kiwi releases and that of the installed kiwi. */
import { loadGrammar, type Grammar } from '../relaxng/grammar'
import { directAttributes, directElements } from '../relaxng/particles'
import { validatorOf, type Validator } from '../relaxng/validation'
import { resolveUrl, whyUnread } from '../xml/schemaUrl'
import { RuleChecker } from '../schematron/evaluation'
import { asKiwiReads, loadSchema } from './compiledSchema'
import { versionNumber } from './conversion'
import { FeatureHistory } from './history'
import { lazily } from './lazily'

/** A schema, ready to judge with. */
export interface Schema {
  /** The schemaversion that it demands. */
  readonly version: string
  readonly grammar: Grammar
  readonly validator: Validator
  /** The Schematron rules in the schema. */
  readonly rules: RuleChecker
  /** Where it was read from. */
  readonly location: string
  /** What to call the kiwi that it is of, in a message. */
  readonly title: string
  /** Whether it is one of those that are shipped, each of the last kiwi release with its schemaversion. */
  readonly isBundled: boolean
  /** Where a person chooses another one: in the setting, by the option of the command line, in an instruction of the file. */
  readonly chosenBy: 'setting' | 'option' | 'instruction'
  /** Which kiwi release knows what, read when it is first asked for; undefined where it cannot be read. */
  readonly history: () => FeatureHistory | undefined
  /**
   * The schema of stash extensions on top of this one, loaded when it is first asked for; its rules are those of this
   * one. Undefined where it is not installed or cannot stand on this schema.
   */
  readonly extensions: Schema | undefined
}

/** How schemas are found and read; all paths are the provider's own. */
export interface SchemaFiles {
  /** The folder with the bundled ones, to be named where something is wrong with it. */
  readonly folder: string
  /** Where the grammar of stash extensions lies, which includes kiwi's under the name `kiwi.rng` beside it. */
  readonly extensions: string
  /** Where the history of features lies. */
  readonly history: string
  /** Where the schema of each schemaversion lies. */
  bundled(): ReadonlyMap<string, string>
  /** The text of a file; undefined where it cannot be read. */
  read(location: string): string | undefined
  /** What the build prepared (`compileSchema`) for a schema with the text of the one at `location`, if it did. */
  prepared(location: string): string | undefined
}

export interface SchemaChoice {
  /** Undefined where no schema could be read at all. */
  readonly schema: Schema | undefined
  /** Why a schema that was tried first is not the one, in sentences for a log. */
  readonly failures: readonly string[]
}

export class Schemas {
  private readonly files: SchemaFiles
  private readonly chosenBy: Schema['chosenBy']
  private readonly loaded = new Map<string, Schema | string>()
  private readonly history = lazily(() => readHistory(this.files))

  constructor(files: SchemaFiles, chosenBy: Schema['chosenBy'] = 'setting') {
    this.files = files
    this.chosenBy = chosenBy
  }

  /**
   * The schema for a target: `installed` (the schema at that path, the newest bundled one where there is none),
   * `newest`, or a schemaversion. What cannot be read gives way to the newest bundled one that can.
   */
  resolve(target: string, installed: string | undefined): SchemaChoice {
    const failures: string[] = []
    if (target !== 'installed' && target !== 'newest' && !this.files.bundled().has(target))
      failures.push(`There is no schema for schemaversion ${target}: the newest one is used instead.`)
    for (const location of this.candidates(target, installed)) {
      const schema = this.load(location, location === installed ? 'the installed kiwi' : 'the chosen kiwi')
      if (typeof schema !== 'string') return { schema, failures }
      failures.push(schema)
    }
    if (this.files.bundled().size === 0) failures.push(`There is no schema of kiwi in ${this.files.folder}.`)
    return { schema: undefined, failures }
  }

  /** The schema in the file at `location`; a sentence that says why where it cannot be read. */
  load(location: string, title = location): Schema | string {
    const known = this.loaded.get(location) ?? this.read(location, title)
    this.loaded.set(location, known)
    return known
  }

  private candidates(target: string, installed: string | undefined): string[] {
    const newestFirst = [...this.files.bundled()]
      .sort(([one], [other]) => versionNumber(other) - versionNumber(one))
      .map(([, location]) => location)
    const wanted = target === 'installed' ? installed : this.files.bundled().get(target)
    return [...new Set(wanted === undefined ? newestFirst : [wanted, ...newestFirst])]
  }

  private read(location: string, title: string): Schema | string {
    const prepared = this.files.prepared(location)
    const own = lazily(() => this.files.read(location))
    if (prepared === undefined && own() === undefined) return `The schema ${location} is not there, or cannot be read.`
    const readText = (url: string): string => {
      const text = url === location ? own() : this.files.read(url)
      if (text === undefined) throw new Error(whyUnread(url))
      return text
    }
    const { grammar, rules, errors } = loadSchema(location, readText, prepared)
    if (!grammar) {
      const [first] = errors
      return `The schema ${location} cannot be used: ${first ? `${first.message} (${first.url}:${first.line})` : 'it is empty.'}`
    }
    const version = schemaVersion(grammar)
    if (version === undefined) return `The schema ${location} is not kiwi's: it demands no schemaversion.`
    const isBundled = [...this.files.bundled().values()].includes(location)
    const schema = {
      version,
      grammar,
      validator: validatorOf(grammar),
      rules: new RuleChecker(rules),
      location,
      title,
      isBundled,
      chosenBy: this.chosenBy,
      history: this.history
    }
    return this.withExtensions(schema, readText)
  }

  private withExtensions(schema: Omit<Schema, 'extensions'>, readText: (url: string) => string): Schema {
    const { extensions: own } = this.files
    const kiwi = resolveUrl('kiwi.rng', own)
    const extensions = lazily((): Schema | undefined => {
      const { grammar } = loadGrammar(own, url => readText(url === kiwi ? schema.location : url), asKiwiReads)
      return grammar && { ...schema, grammar, validator: validatorOf(grammar), extensions: undefined }
    })
    return {
      ...schema,
      get extensions() {
        return extensions()
      }
    }
  }
}

function readHistory(files: SchemaFiles): FeatureHistory | undefined {
  const text = files.read(files.history)
  return text === undefined ? undefined : FeatureHistory.parse(text)
}

/** The one value that the grammar allows for the attribute schemaversion of its top element. */
export function schemaVersion({ start }: Grammar): string | undefined {
  for (const { nameClass, member } of directElements(start).flatMap(({ content }) => directAttributes(content)))
    if (nameClass.kind === 'name' && nameClass.localName === 'schemaversion' && member.kind === 'value')
      return member.literal.trim()
  return undefined
}
