/** The preview of an effective description: a read-only document that follows its description, with its origins marked. */
import path from 'node:path'
import * as vscode from 'vscode'
import type { ServerQuestions } from '../languageClient'
import { descriptionLanguage } from '../workbench/documentKind'
import type { Effective, Mark, Origin, Purpose } from '../workbench/effective'
import {
  fileNameOf,
  markAt,
  markedLines,
  noPreview,
  originText,
  previewContent,
  shortOriginText
} from '../workbench/previewText'
import { escape } from './markdown'

/** Scheme of the previews. */
export const previewScheme = 'kiwi-effective'

/** How a description is previewed. */
export interface PreviewOptions {
  readonly purpose: Purpose
  /** Absent: all of it. */
  readonly profiles?: readonly string[]
}

interface Preview {
  options: PreviewOptions
  /** As it was answered last. */
  effective?: Effective
  /** With the lines of the shown text. */
  marks: readonly Mark[]
}

const shownOrigins: ReadonlySet<Origin> = new Set(['extension', 'include', 'conversion'])

export class EffectivePreviews implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly server: ServerQuestions
  private readonly placeOf: (mark: Mark) => vscode.Uri
  /** By the URI of the preview. */
  private readonly previews = new Map<string, Preview>()
  private readonly changed = new vscode.EventEmitter<vscode.Uri>()
  private readonly shown = new vscode.EventEmitter<void>()
  private readonly styles = makeStyles()
  private readonly subscriptions: vscode.Disposable[]

  readonly onDidChange = this.changed.event
  /** A preview shows another text, or is shown in another way. */
  readonly onDidShow = this.shown.event

  /** `placeOf` says what to open for a mark: a file, or a document that cannot be changed. */
  constructor(server: ServerQuestions, placeOf: (mark: Mark) => vscode.Uri) {
    this.server = server
    this.placeOf = placeOf
    this.subscriptions = [
      this.changed,
      this.shown,
      ...this.styles.values(),
      vscode.workspace.registerTextDocumentContentProvider(previewScheme, this),
      vscode.languages.registerDefinitionProvider({ scheme: previewScheme }, this),
      server.onDidChangeEffective(source => this.refresh(source)),
      vscode.workspace.onDidOpenTextDocument(document => {
        if (isPreview(document) && document.languageId !== descriptionLanguage) {
          void vscode.languages.setTextDocumentLanguage(document, descriptionLanguage)
        }
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (isPreview(document)) this.decorate()
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => this.decorate())
    ]
  }

  /** Opens the preview of `source` beside it, or shows the one that is open with other options. */
  async show(source: vscode.Uri, options: PreviewOptions): Promise<void> {
    const uri = previewUri(source)
    this.change(uri, options)
    const document = await vscode.workspace.openTextDocument(uri)
    const open = vscode.window.visibleTextEditors.find(editor => editor.document === document)
    const editor = await vscode.window.showTextDocument(document, {
      viewColumn: open?.viewColumn ?? vscode.ViewColumn.Beside,
      preserveFocus: true,
      preview: false
    })
    const [first] = markedLines(this.previews.get(uri.toString())?.marks ?? [], new Set<Origin>(['extension']))
    if (open === undefined && first !== undefined) {
      editor.revealRange(new vscode.Range(first.first, 0, first.first, 0), vscode.TextEditorRevealType.InCenter)
    }
    this.decorate()
  }

  /** How the preview is shown. */
  optionsOf(uri: vscode.Uri): PreviewOptions {
    return this.previews.get(uri.toString())?.options ?? { purpose: 'preview' }
  }

  /** What the preview shows; `undefined` before it was answered. */
  effectiveOf(uri: vscode.Uri): Effective | undefined {
    return this.previews.get(uri.toString())?.effective
  }

  /** Shows it in another way, from the next answer on. */
  change(uri: vscode.Uri, options: PreviewOptions): void {
    const preview = this.previews.get(uri.toString())
    if (preview === undefined) this.previews.set(uri.toString(), { options, marks: [] })
    else preview.options = options
    this.changed.fire(uri)
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const source = sourceOf(uri)
    const preview = this.previews.get(uri.toString()) ?? { options: { purpose: 'preview' }, marks: [] }
    this.previews.set(uri.toString(), preview)
    const { purpose, profiles } = preview.options
    const effective = await this.server.effective(source, purpose, profiles)
    // What was shown stays while there is no answer: a server that starts anew gives one soon.
    if (effective === undefined)
      return preview.effective === undefined ? noPreview(fileNameOf(source.path)) : textOf(uri)
    const { text, marks } = previewContent(effective, purpose)
    preview.effective = effective
    preview.marks = marks
    this.shown.fire()
    // An equal text is no change of the document, but its marks may be others.
    this.decorate()
    return text
  }

  provideDefinition(document: vscode.TextDocument, position: vscode.Position): vscode.DefinitionLink[] {
    const mark = markAt(this.previews.get(document.uri.toString())?.marks ?? [], position)
    if (mark === undefined) return []
    const targetRange = rangeOf(mark.originRange)
    return [
      {
        targetUri: this.placeOf(mark),
        targetRange,
        targetSelectionRange: new vscode.Range(targetRange.start, targetRange.start),
        originSelectionRange: document.lineAt(position.line).range
      }
    ]
  }

  /** What came from where, at the line of a position; `undefined` where nothing is known. */
  markIn(document: vscode.TextDocument, position: vscode.Position): Mark | undefined {
    return markAt(this.previews.get(document.uri.toString())?.marks ?? [], position)
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose()
  }

  private refresh(source: vscode.Uri | undefined): void {
    for (const document of vscode.workspace.textDocuments) {
      if (!isPreview(document)) continue
      if (source === undefined || sourceOf(document.uri).toString() === source.toString()) {
        this.changed.fire(document.uri)
      }
    }
  }

  private decorate(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      if (!isPreview(editor.document)) continue
      const lines = markedLines(this.previews.get(editor.document.uri.toString())?.marks ?? [], shownOrigins)
      for (const [origin, style] of this.styles) {
        const options = lines
          .filter(({ mark }) => mark.origin === origin)
          .flatMap(each => this.decorations(editor, each))
        editor.setDecorations(style, options)
      }
    }
  }

  /** The first line of a group says where it came from; pointing at any of them leads there. */
  private decorations(
    { document }: vscode.TextEditor,
    { first, last, mark }: ReturnType<typeof markedLines>[number]
  ): vscode.DecorationOptions[] {
    const bottom = document.lineCount - 1
    const link = `${this.placeOf(mark).toString()}#L${mark.originRange.start.line + 1}`
    const hoverMessage = new vscode.MarkdownString(`[${escape(originText(mark))}](${link})`)
    const lines = (from: number, to: number): vscode.Range =>
      new vscode.Range(
        Math.min(from, bottom),
        0,
        Math.min(to, bottom),
        document.lineAt(Math.min(to, bottom)).text.length
      )
    const after = {
      contentText: `← ${shortOriginText(mark)}`,
      margin: '0 0 0 3em',
      fontStyle: 'italic',
      color: new vscode.ThemeColor('editorCodeLens.foreground')
    }
    return [
      { range: lines(first, first), hoverMessage, renderOptions: { after } },
      ...(last > first ? [{ range: lines(first + 1, last), hoverMessage }] : [])
    ]
  }
}

/** The preview of the document `source`. */
export function previewUri(source: vscode.Uri): vscode.Uri {
  const { dir, base } = path.posix.parse(source.path)
  return vscode.Uri.from({
    scheme: previewScheme,
    path: path.posix.join('/', dir, `${base} (effective)`),
    query: source.toString()
  })
}

/** The document that a preview is of. */
export function sourceOf(preview: vscode.Uri): vscode.Uri {
  return vscode.Uri.parse(preview.query)
}

export function isPreview({ uri }: vscode.TextDocument): boolean {
  return uri.scheme === previewScheme
}

function textOf(uri: vscode.Uri): string {
  return vscode.workspace.textDocuments.find(open => open.uri.toString() === uri.toString())?.getText() ?? ''
}

function rangeOf({ start, end }: Mark['range']): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character)
}

function makeStyles(): Map<Origin, vscode.TextEditorDecorationType> {
  return new Map<Origin, vscode.TextEditorDecorationType>([
    ['extension', makeStyle('extension', 'editorOverviewRuler.addedForeground')],
    ['include', makeStyle('include', 'editorOverviewRuler.infoForeground')],
    ['conversion', makeStyle('conversion', 'editorOverviewRuler.modifiedForeground')]
  ])
}

function makeStyle(name: string, ruler: string): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor(`kiwi.effective.${name}Background`),
    overviewRulerColor: new vscode.ThemeColor(ruler),
    overviewRulerLane: vscode.OverviewRulerLane.Left,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed
  })
}
