/** Show Effective Description: what kiwi sees of a description, or of an extension on top of its stash, beside the editor. */
import path from 'node:path'
import * as vscode from 'vscode'
import {
  EffectivePreviews,
  isPreview,
  previewScheme,
  previewUri,
  sourceOf,
  type PreviewOptions
} from '../views/effectivePreview'
import type { Effective, Mark } from '../workbench/effective'
import { factsOfStashes } from '../workbench/extensions'
import { obtainStashes } from '../workbench/obtain'
import { fileNameOf } from '../workbench/previewText'
import { registerStashFiles, stashUri } from '../workbench/stashFiles'
import { tellError, tellInformation } from '../workbench/tell'
import type { Workbench } from '../workbench/workbench'

export function activate(context: vscode.ExtensionContext, workbench: Workbench): void {
  const previews = new EffectivePreviews(workbench.server, mark => placeOf(mark, workbench))
  const lenses = new Lenses(previews)
  context.subscriptions.push(
    previews,
    vscode.languages.registerCodeLensProvider({ scheme: previewScheme }, lenses),
    registerStashFiles(),
    vscode.commands.registerCommand('kiwi.effective.show', (uri?: unknown, options?: unknown) =>
      show(uri instanceof vscode.Uri ? uri : undefined, readOptions(options), previews, workbench)
    ),
    vscode.commands.registerCommand(
      'kiwi.effective.showBuild',
      withPreview(uri => setPurpose(uri, 'build', previews))
    ),
    vscode.commands.registerCommand(
      'kiwi.effective.showWhole',
      withPreview(uri => setPurpose(uri, 'preview', previews))
    ),
    vscode.commands.registerCommand(
      'kiwi.effective.chooseProfiles',
      withPreview(uri => chooseProfiles(uri, previews, workbench))
    ),
    vscode.commands.registerCommand(
      'kiwi.effective.goToOrigin',
      withPreview(() => goToOrigin(previews, workbench))
    ),
    previews.onDidShow(() => setContext(previews)),
    vscode.window.onDidChangeActiveTextEditor(() => setContext(previews))
  )
}

/** Acts on the preview in the active editor, where there is one. */
function withPreview(act: (uri: vscode.Uri) => unknown): () => unknown {
  return () => {
    const document = vscode.window.activeTextEditor?.document
    return document !== undefined && isPreview(document) ? act(document.uri) : undefined
  }
}

/** The toggle in the title of a preview says what it leads to. */
function setContext(previews: EffectivePreviews): void {
  const document = vscode.window.activeTextEditor?.document
  const uri = document !== undefined && isPreview(document) ? document.uri : undefined
  const isBuild = uri !== undefined && previews.optionsOf(uri).purpose === 'build'
  const isExtension = uri !== undefined && (previews.effectiveOf(uri)?.references.length ?? 0) > 0
  void vscode.commands.executeCommand('setContext', 'kiwi.effective.isBuild', isBuild)
  void vscode.commands.executeCommand('setContext', 'kiwi.effective.isExtension', isExtension)
}

async function show(
  given: vscode.Uri | undefined,
  options: ShowOptions | undefined,
  previews: EffectivePreviews,
  workbench: Workbench
): Promise<vscode.Uri | undefined> {
  const source = await chooseSource(given, workbench)
  if (source === undefined) return undefined
  const known = previews.optionsOf(previewUri(source))
  const effective = await workbench.server.effective(source, 'preview')
  if (effective === undefined) {
    tellError(
      `There is no effective description of ${fileNameOf(source.path)}: it is neither a description nor an extension of a stash, or the language server does not answer.`
    )
    return undefined
  }
  await previews.show(source, options ?? known)
  // The preview stands there already; it follows when the stashes have come.
  await obtainStashes(effective.references, options?.quiet === true, workbench)
  return previewUri(source)
}

/** The document itself; for a fragment one of the descriptions that include it. */
async function chooseSource(given: vscode.Uri | undefined, workbench: Workbench): Promise<vscode.Uri | undefined> {
  const active = vscode.window.activeTextEditor?.document
  const candidate = given ?? active?.uri
  if (candidate === undefined) {
    tellInformation('Open the description first whose effective description you want to see.')
    return undefined
  }
  if (candidate.scheme === previewScheme) return sourceOf(candidate)
  const facts = candidate.scheme === 'file' ? await workbench.describe(candidate.fsPath) : undefined
  if (facts?.kind !== 'fragment' || facts.includedBy.length === 0) return candidate
  const items = facts.includedBy.map(each => {
    const uri = vscode.Uri.parse(each)
    return { label: vscode.workspace.asRelativePath(uri), uri }
  })
  const name = path.basename(candidate.fsPath)
  const only = items.length === 1 ? items[0] : undefined
  const picked =
    only ??
    (await vscode.window.showQuickPick(items, {
      placeHolder: `${name} is a fragment: choose a description that includes it`
    }))
  return picked?.uri
}

interface ShowOptions extends PreviewOptions {
  /** Nothing is asked, and no stash is pulled. */
  readonly quiet: boolean
}

function readOptions(value: unknown): ShowOptions | undefined {
  if (typeof value !== 'object' || value === null || !('purpose' in value)) return undefined
  const purpose = value.purpose === 'build' ? 'build' : 'preview'
  const profiles = 'profiles' in value && Array.isArray(value.profiles) ? value.profiles.map(String) : undefined
  return { purpose, ...(profiles === undefined ? {} : { profiles }), quiet: 'quiet' in value && value.quiet === true }
}

function setPurpose(uri: vscode.Uri, purpose: PreviewOptions['purpose'], previews: EffectivePreviews): void {
  previews.change(uri, { ...previews.optionsOf(uri), purpose })
}

async function chooseProfiles(uri: vscode.Uri, previews: EffectivePreviews, workbench: Workbench): Promise<void> {
  const options = previews.optionsOf(uri)
  const source = sourceOf(uri)
  const references = previews.effectiveOf(uri)?.references ?? []
  const facts =
    references.length > 0
      ? await factsOfStashes(references, undefined, workbench)
      : await workbench.describe(source.fsPath)
  const profiles = facts?.profiles ?? []
  if (profiles.length === 0) {
    const whose = references.length > 0 ? 'the stash' : 'the description'
    tellInformation(`The description has no profiles: the preview shows all of ${whose}.`)
    return
  }
  const picked = await vscode.window.showQuickPick(
    profiles.map(({ name, description }) => ({
      label: name,
      description,
      picked: options.profiles?.includes(name) === true
    })),
    {
      title: 'Profiles for the Preview',
      placeHolder: references.length > 0 ? 'None: as the extension says' : 'None: everything is shown',
      canPickMany: true
    }
  )
  if (picked === undefined) return
  const { purpose } = options
  previews.change(uri, picked.length === 0 ? { purpose } : { purpose, profiles: picked.map(({ label }) => label) })
}

async function goToOrigin(previews: EffectivePreviews, workbench: Workbench): Promise<void> {
  const editor = vscode.window.activeTextEditor
  const mark = editor === undefined ? undefined : previews.markIn(editor.document, editor.selection.active)
  if (mark === undefined) {
    void vscode.window.setStatusBarMessage('It is not known where this line came from', 3000)
    return
  }
  const { start } = mark.originRange
  const selection = new vscode.Range(start.line, start.character, start.line, start.character)
  await vscode.window.showTextDocument(placeOf(mark, workbench), { selection, viewColumn: vscode.ViewColumn.One })
}

/** A file of the user's, or a look into the stash, whose copy nobody should change. */
function placeOf({ uri }: Mark, { stashDescriptions }: Workbench): vscode.Uri {
  const file = vscode.Uri.parse(uri)
  const reference = file.scheme === 'file' ? stashDescriptions.referenceOf(file.fsPath) : undefined
  if (reference === undefined) return file
  return stashUri(reference, file)
}

/** What the preview is of, above its first line, and what can be changed about it. */
class Lenses implements vscode.CodeLensProvider {
  private readonly previews: EffectivePreviews

  readonly onDidChangeCodeLenses: vscode.Event<void>

  constructor(previews: EffectivePreviews) {
    this.previews = previews
    this.onDidChangeCodeLenses = previews.onDidShow
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const effective = this.previews.effectiveOf(uri)
    if (effective === undefined) return []
    const top = new vscode.Range(0, 0, 0, 0)
    const options = this.previews.optionsOf(uri)
    return lensCommands(effective, options).map(command => new vscode.CodeLens(top, command))
  }
}

/** An extension chooses the profiles of its stash. */
function profilesText(profiles: readonly string[] | undefined, isExtension: boolean): string {
  if (profiles !== undefined) return `Profiles: ${profiles.join(', ')}`
  return isExtension ? 'Profiles: as the extension says' : 'All profiles'
}

function lensCommands(effective: Effective, { purpose, profiles }: PreviewOptions): vscode.Command[] {
  const { references, errors } = effective
  const of =
    purpose === 'build'
      ? { title: 'Show the whole description', command: 'kiwi.effective.showWhole' }
      : { title: 'Show what is built', command: 'kiwi.effective.showBuild' }
  const [error] = errors
  return [
    ...(references.length === 0 ? [] : [of]),
    {
      title: profilesText(profiles, references.length > 0),
      command: 'kiwi.effective.chooseProfiles'
    },
    ...(error === undefined
      ? []
      : [
          {
            title: `$(error) ${errors.length === 1 ? '1 error' : `${errors.length} errors`}: ${error.message}`,
            command: 'vscode.open',
            arguments: [
              vscode.Uri.parse(error.uri),
              { selection: new vscode.Range(error.range.start.line, 0, error.range.start.line, 0) }
            ]
          }
        ])
  ]
}
