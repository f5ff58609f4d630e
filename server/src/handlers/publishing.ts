/** Sends the diagnostics of every file that an open document concerns, closed fragments included. */
import {
  DiagnosticSeverity,
  type Connection,
  type Diagnostic,
  type DiagnosticRelatedInformation
} from 'vscode-languageserver'
import type { DescriptionFile, Library } from '../description/library'
import { sameItems } from '../description/lists'
import type { Severity } from '../services/diagnosticCode'
import type { Code } from '../services/diagnosticCodes'
import { diagnose } from '../services/diagnostics'
import type { RelatedPlace } from '../services/finding'
import { noChoices } from '../services/severity'
import { includingDescriptions } from '../services/summary'
import { rangeOf } from './answers'
import type { Documents } from './documents'
import type { Manual } from './manual'

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint
}

interface Published {
  /** What the diagnostics were made of; the same objects make the same diagnostics. */
  readonly inputs: readonly unknown[]
  readonly text: string
  /** Whether the client was ever told. */
  readonly sent: boolean
}

export class Publishing {
  private readonly connection: Connection
  private readonly documents: Documents
  private readonly library: Library
  private readonly manual: Manual
  private readonly published = new Map<string, Published>()
  /** What the client was told of each open document. */
  private readonly kinds = new Map<string, string>()
  private pending = false
  /** Ends when all that was begun is sent: a later look at the documents must not be overtaken by an earlier one. */
  private sending: Promise<void> = Promise.resolve()
  /** Whether the client shows where else a diagnostic has its cause. */
  relatedInformation = true
  /** Whether the client links codes. */
  links = false
  /** What the person chose for codes. */
  severities = noChoices

  constructor(connection: Connection, documents: Documents, library: Library, manual: Manual) {
    this.connection = connection
    this.documents = documents
    this.library = library
    this.manual = manual
  }

  /** Diagnostics may have changed: sends those that did as soon as the messages at hand are dealt with. */
  schedule(onFailure: (error: unknown) => void): void {
    if (this.pending) return
    this.pending = true
    setImmediate(() => {
      this.sending = this.sending
        .then(() => {
          this.pending = false
          return this.publish()
        })
        .catch(onFailure)
    })
  }

  private async publish(): Promise<void> {
    const concerned = new Set(this.documents.all().flatMap(({ path }) => this.library.relatives(path)))
    for (const path of concerned) await this.publishFile(path)
    for (const path of this.published.keys()) if (!concerned.has(path)) await this.send(path, undefined, [], '[]')
    await this.tellKinds()
  }

  private async publishFile(path: string): Promise<void> {
    const file = this.library.file(path)
    const inputs = file ? [this.severities, file.tree, file.kind, file.alone, ...file.readings] : []
    const known = this.published.get(path)
    if (known && sameItems(known.inputs, inputs)) return
    const diagnostics = file ? this.diagnosticsOf(file) : []
    await this.send(path, inputs, diagnostics, JSON.stringify(diagnostics))
  }

  private diagnosticsOf(file: DescriptionFile): Diagnostic[] {
    return diagnose(file, this.severities).map(({ code, severity, message, span, related = [] }) => ({
      range: rangeOf(file.tree, span),
      severity: severities[severity],
      code,
      ...this.linkOf(code),
      source: 'kiwi',
      message,
      ...(this.relatedInformation && related.length > 0
        ? { relatedInformation: related.flatMap(place => this.relatedOf(place)) }
        : {})
    }))
  }

  private linkOf(code: Code): Pick<Diagnostic, 'codeDescription'> {
    const href = this.links ? this.manual.href(code) : undefined
    return href === undefined ? {} : { codeDescription: { href } }
  }

  private relatedOf({ path, span, message }: RelatedPlace): DiagnosticRelatedInformation[] {
    const tree = this.documents.tree(path)
    return tree ? [{ location: { uri: this.documents.uriOf(path), range: rangeOf(tree, span) }, message }] : []
  }

  /** Of a closed file without diagnostics the client hears only if it was told of some before. */
  private async send(
    path: string,
    inputs: readonly unknown[] | undefined,
    diagnostics: Diagnostic[],
    text: string
  ): Promise<void> {
    const uri = this.documents.uriOf(path)
    const before = this.published.get(path)
    const open = this.documents.get(uri)
    const sent = before?.sent ?? false
    const needed = sent ? before?.text !== text : open !== undefined || diagnostics.length > 0
    if (inputs) this.published.set(path, { inputs, text, sent: sent || needed })
    else this.published.delete(path)
    if (needed) await this.connection.sendDiagnostics({ uri, diagnostics, ...(open ? { version: open.version } : {}) })
  }

  /** Tells the client what its open documents are, and which descriptions include them: so it can name and use them. */
  private async tellKinds(): Promise<void> {
    const open = this.documents.all()
    for (const { uri, path } of open) {
      const file = this.library.file(path)
      if (!file) continue
      const descriptions = includingDescriptions(file).map(each => this.documents.uriOf(each))
      const told = [file.kind, ...descriptions].join(' ')
      if (this.kinds.get(uri) === told) continue
      this.kinds.set(uri, told)
      await this.connection.sendNotification('kiwi/document', { uri, kind: file.kind, descriptions })
    }
    const uris = new Set(open.map(({ uri }) => uri))
    for (const uri of this.kinds.keys()) if (!uris.has(uri)) this.kinds.delete(uri)
  }
}
