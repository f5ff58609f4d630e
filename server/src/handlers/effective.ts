/** The requests around effective descriptions: to see one, to begin an extension, to reduce a description to one. */
import { reduceToExtension } from '../description/extension/reduce'
import type { Library } from '../description/library'
import { effectiveText } from '../services/effective'
import { newExtension } from '../services/newExtension'
import { SourceTree } from '../syntax/sourceTree'
import { rangeOf } from './answers'
import { pathOf, type Documents } from './documents'
import { fieldsOf, textOf, textsOf } from './fields'
import { namesIn } from './fileSystem'
import type { Stashes } from './stashes'

/** A file's effective description was asked for, and may be another now. */
export type TellChange = (uri: string) => Promise<void>

const folders = { namesIn }

/** So many documents are watched for changes of what was asked of them. */
const mostWatched = 20

export class EffectiveHandlers {
  private readonly documents: Documents
  private readonly library: Library
  private readonly stashes: Stashes
  private readonly tell: TellChange
  /** The documents whose effective description was asked for, and what it was made of. */
  private readonly watched = new Map<string, unknown>()
  private pending = false

  constructor(documents: Documents, library: Library, stashes: Stashes, tell: TellChange) {
    this.documents = documents
    this.library = library
    this.stashes = stashes
    this.tell = tell
  }

  /** The files whose effective description was asked for. */
  paths(): string[] {
    return Array.from(this.watched.keys(), pathOf)
  }

  /** Takes `{ uri, purpose, profiles? }`; null for a fragment and for what is not kiwi's. */
  async effective(parameters: unknown): Promise<unknown> {
    const fields = fieldsOf(parameters)
    const uri = textOf(fields.get('uri'))
    const path = pathOf(uri)
    const purpose = fields.get('purpose') === 'build' ? 'build' : 'preview'
    // Nobody tells of changes outside of the workspace.
    this.documents.forget(path)
    if (purpose === 'build') this.forgetFilesOf(path)
    await this.known(path)
    const file = this.library.file(path)
    await this.watch(uri)
    const found = file && effectiveText(file, { purpose, profiles: textsOf(fields.get('profiles')) }, folders)
    // oxlint-disable-next-line unicorn/no-null -- the protocol's word for "nothing"
    if (!found) return null
    const written = SourceTree.parse(found.text)
    return {
      ...found,
      marks: found.marks.flatMap(({ span, origin, path: from, originSpan }) => {
        const tree = this.documents.tree(from)
        if (!tree) return []
        const place = { uri: this.documents.uriOf(from), originRange: rangeOf(tree, originSpan) }
        return [{ range: rangeOf(written, span), origin, ...place }]
      }),
      errors: found.errors.flatMap(({ message, path: at, span }) => {
        const tree = this.documents.tree(at)
        return tree ? [{ message, uri: this.documents.uriOf(at), range: rangeOf(tree, span) }] : []
      })
    }
  }

  /** Takes `{ reference, name? }`. */
  newExtension(parameters: unknown): unknown {
    const fields = fieldsOf(parameters)
    const version = this.library.schema?.version ?? ''
    return { text: newExtension(textOf(fields.get('reference')), textOf(fields.get('name')), version) }
  }

  /** Takes `{ uri, reference, profiles? }`. */
  async reduce(parameters: unknown): Promise<unknown> {
    const fields = fieldsOf(parameters)
    const path = pathOf(textOf(fields.get('uri')))
    const reference = textOf(fields.get('reference'))
    this.stashes.stash(reference)
    await this.stashes.settled(() => [reference])
    const { documents: files, library, stashes } = this
    const { schema } = library
    const whole = library.file(path)?.readings.find(({ file, kind }) => file.path === path && kind === 'description')
    if (!whole || !schema) return { refused: 'Only a whole description can be reduced to an extension.' }
    return reduceToExtension(whole, { profiles: textsOf(fields.get('profiles')), reference, stashes, schema, files })
  }

  /** Waits until all that the file needs of stashes is known. */
  async known(path: string): Promise<void> {
    const layers = () => this.library.file(path)?.readings.flatMap(({ stack }) => stack?.layers ?? []) ?? []
    await this.stashes.settled(() => layers().map(({ reference }) => reference))
  }

  /** Something has changed: tells, as soon as the messages at hand are dealt with, of which files the effective description did. */
  schedule(onFailure: (error: unknown) => void): void {
    if (this.pending || this.watched.size === 0) return
    this.pending = true
    setImmediate(() => {
      this.pending = false
      for (const [uri, before] of this.watched) {
        const now = this.madeOf(uri)
        if (now === before) continue
        this.watched.set(uri, now)
        this.tell(uri).catch(onFailure)
      }
    })
  }

  /** Whoever asked before is told now of what has changed since: the next look finds nothing new. */
  private async watch(uri: string): Promise<void> {
    const before = this.watched.get(uri)
    const now = this.madeOf(uri)
    // Nobody tells that a preview was closed: the last ones asked for are kept.
    this.watched.delete(uri)
    this.watched.set(uri, now)
    for (const oldest of this.watched.keys()) {
      if (this.watched.size <= mostWatched) break
      this.watched.delete(oldest)
    }
    if (before !== undefined && before !== now) await this.tell(uri)
  }

  /** Lets all that a file includes be read anew: too much for a preview, which is made anew while someone types. */
  private forgetFilesOf(path: string): void {
    const readings = this.library.file(path)?.readings ?? []
    for (const file of readings.flatMap(reading => reading.files())) this.documents.forget(file.path)
  }

  /** The same object for as long as nothing has changed. */
  private madeOf(uri: string): unknown {
    const path = pathOf(uri)
    return this.library.file(path)?.readings.find(({ file }) => file.path === path)
  }
}
