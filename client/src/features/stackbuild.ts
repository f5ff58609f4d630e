/** Stackbuild: `kiwi-ng system stackbuild`, an image out of stashes, with or without a description on top. */
import path from 'node:path'
import * as vscode from 'vscode'
import { titleOf } from '../builds/request'
import type { Stash } from '../containers/images'
import type { StackbuildRequest } from '../kiwi/request'
import { registryProblem, stashReferenceProblem } from '../kiwi/stashName'
import { askText } from '../workbench/ask'
import { registerBuildCommand, type Given } from '../workbench/buildCommand'
import { chooseDescription, pickDescription } from '../workbench/descriptions'
import { extensionFile, stashesOf } from '../workbench/extensions'
import { obtainStashes } from '../workbench/obtain'
import {
  chooseTarget,
  describedTarget,
  fileTarget,
  rebuildKey,
  rememberTarget,
  requestedDescription
} from '../workbench/gather'
import type { Changes } from '../workbench/changes'
import { descriptionLanguage } from '../workbench/documentKind'
import type { Row } from '../workbench/panel'
import { nameOf, nameOfFile, optionRows, selectionOf, selectionRows, targetRow, orNone } from '../workbench/rows'
import { stashArgument } from '../workbench/stashes'
import type { Workbench } from '../workbench/workbench'
import { stashDescription } from '../views/stashText'
import { tellError } from '../workbench/tell'

export function activate(context: vscode.ExtensionContext, workbench: Workbench): void {
  registerBuildCommand<StackbuildRequest>(context, workbench, {
    command: 'kiwi.stackbuild',
    abilities: ['stackbuild', 'rebuild'],
    gather: given => gather(given, workbench),
    title: titleOf,
    rows: request => rows(request, workbench),
    chosen: request => rememberTarget(request, workbench)
  })
}

async function gather(given: Given, workbench: Workbench): Promise<StackbuildRequest | undefined> {
  const { invocation } = given
  const selected = given.stashes.filter(({ storage }) => storage === 'root').map(stashArgument)
  if (given.stashes.length > 0 && selected.length === 0) {
    tellError("Stackbuild runs as root and sees root's container storage only. Choose a stash of root's storage.")
    return undefined
  }
  const isFromView = given.stashes.length > 0 || invocation.confirmed === true || invocation.stashes !== undefined
  const wantsDescription = invocation.description !== undefined || (!isFromView && isAboutDescription(given))
  const description = wantsDescription ? await requestedDescription(given, workbench) : undefined
  if (wantsDescription && description === undefined) return undefined
  const extension = await extensionFile(description, workbench)
  if (extension !== undefined) return gatherExtension(given, extension, workbench)
  const stashes =
    invocation.stashes ?? (selected.length > 0 ? selected : await chooseStashes(workbench, invocation.registry))
  if (stashes === undefined || stashes.length === 0) return undefined
  const target =
    description === undefined
      ? await chooseTarget(given, rebuildKey(stashes), `${stashes.join('-')}-rebuild`, workbench)
      : await describedTarget(given, description, workbench)
  if (target === undefined) return undefined
  const { registry } = invocation
  return {
    kind: 'stackbuild',
    stashes,
    target,
    ...(description === undefined ? {} : { description }),
    ...(registry === undefined ? {} : { registry }),
    ...selectionOf(invocation)
  }
}

/** An extension says itself what it is built upon. */
async function gatherExtension(
  given: Given,
  extension: string,
  workbench: Workbench
): Promise<StackbuildRequest | undefined> {
  const { invocation } = given
  const stashes = await stashesOf(extension, workbench)
  if (stashes === undefined || !(await obtainStashes(stashes, invocation.confirmed === true, workbench)))
    return undefined
  if (invocation.stashes !== undefined && invocation.stashes.join(' ') !== stashes.join(' ')) {
    tellError(
      `${nameOfFile(extension)} builds upon ${stashes.join(' + ')}, not upon ${invocation.stashes.join(' + ')}: change its attribute stashed.`
    )
    return undefined
  }
  const target = await fileTarget(given, extension, workbench)
  if (target === undefined) return undefined
  // The folder is chosen anew whenever the target changes.
  const description = { directory: path.join(target, 'description') }
  return { kind: 'stackbuild', stashes, target, description, extension, ...selectionOf(invocation) }
}

/** Called on a description, in a menu or with one in the active editor. */
function isAboutDescription(given: Given): boolean {
  return given.uri !== undefined || vscode.window.activeTextEditor?.document.languageId === descriptionLanguage
}

function rows(request: StackbuildRequest, workbench: Workbench): Row[] {
  const { extension } = request
  if (extension !== undefined) return extensionRows(request, extension, workbench)
  return [
    targetRow(request),
    {
      label: 'Stashes, the lowest first',
      value: request.stashes.join(', '),
      edit: async () => {
        const stashes = await chooseStashes(workbench, request.registry)
        return stashes === undefined ? undefined : { stashes }
      }
    },
    {
      label: 'Description on top',
      value: request.description === undefined ? 'none: the stash is built once more' : nameOf(request.description),
      edit: () => editDescription(request, workbench)
    },
    ...selectionRows(request, workbench),
    {
      label: 'Pull from registry',
      value: request.registry ?? '',
      edit: async () => {
        const prompt = 'Host, port and path of the registry, without http://. Empty: stashes of this machine.'
        const registry = await askText('Registry', prompt, request.registry ?? '', registryProblem)
        return registry === undefined ? undefined : { registry: orNone(registry) }
      }
    },
    ...optionRows(request)
  ]
}

function extensionRows(request: StackbuildRequest, extension: string, workbench: Workbench): Row[] {
  return [
    targetRow(request),
    {
      label: 'What is built',
      value: `${nameOfFile(extension)} on ${request.stashes.join(' + ')}`,
      edit: async () => {
        await vscode.commands.executeCommand('kiwi.effective.show', vscode.Uri.file(extension), {
          purpose: 'build',
          ...(request.profiles === undefined ? {} : { profiles: request.profiles })
        })
        return undefined
      }
    },
    ...selectionRows(request, workbench),
    ...optionRows(request)
  ]
}

async function editDescription(request: StackbuildRequest, workbench: Workbench): Promise<Changes | undefined> {
  const current = request.description
  const none = { label: '$(history) No description', detail: 'The description inside the stash is built once more.' }
  const active = { label: '$(file) The one in the editor' }
  const other = { label: '$(list-selection) Choose…' }
  const hasActive = vscode.window.activeTextEditor?.document.languageId === descriptionLanguage
  const items = [none, ...(hasActive ? [active] : []), other]
  const placeHolder = current === undefined ? 'Choose the description to be put on top' : `Now: ${nameOf(current)}`
  const picked = await vscode.window.showQuickPick(items, { placeHolder })
  if (picked === undefined) return undefined
  if (picked === none) return { description: undefined }
  const description =
    picked === active
      ? await chooseDescription(undefined, workbench)
      : await pickDescription('Choose the description', workbench)
  return description === undefined ? undefined : { description }
}

/** Asks for one stash after the other, as they are laid over each other; `undefined` when the person gave up. */
async function chooseStashes(workbench: Workbench, registry: string | undefined): Promise<string[] | undefined> {
  const chosen: string[] = []
  for (;;) {
    const known = registry === undefined ? await workbench.stashes.rootStashes() : []
    const next = await chooseNext(known, chosen)
    if (next === undefined) return undefined
    if (next.do === 'finish') return chosen
    if (next.do === 'unlock') {
      await vscode.commands.executeCommand('kiwi.stashes.unlockRoot')
      continue
    }
    const name = next.do === 'take' ? next.name : await askStashName()
    // Who leaves the box comes back to the list.
    if (name !== undefined && name !== '') chosen.push(name)
  }
}

type Next = { readonly do: 'finish' | 'ask' | 'unlock' } | { readonly do: 'take'; readonly name: string }

/** `known` is absent while root's storage is locked. */
async function chooseNext(known: readonly Stash[] | undefined, chosen: readonly string[]): Promise<Next | undefined> {
  const free = (known ?? []).filter(stash => !chosen.includes(stashArgument(stash)))
  const others = free.filter(({ fromKiwi, tags }) => !fromKiwi && tags.length > 0)
  const finish: Next = { do: 'finish' }
  const ask: Next = { do: 'ask' }
  const unlock: Next = { do: 'unlock' }
  const items = [
    ...(chosen.length === 0 ? [] : [{ label: '$(check) Done', description: chosen.join(' + '), next: finish }]),
    ...free.filter(({ fromKiwi }) => fromKiwi).map(stashItem),
    ...(known === undefined ? [{ label: "$(unlock) Show root's stashes with sudo…", next: unlock }] : []),
    { label: '$(edit) Enter a name…', description: 'for an image that is not listed', next: ask },
    ...(others.length === 0
      ? []
      : [{ label: 'Other container images', kind: vscode.QuickPickItemKind.Separator, next: ask }]),
    ...others.map(stashItem)
  ]
  const placeHolder =
    chosen.length === 0 ? 'Choose the lowest stash' : `Lay another one over ${chosen.join(' + ')}, or Done`
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder,
    matchOnDescription: true,
    ignoreFocusOut: true
  })
  return picked?.next
}

function stashItem(stash: Stash): vscode.QuickPickItem & { readonly next: Next } {
  return {
    label: `$(layers) ${stash.name}`,
    description: stashDescription(stash, Date.now()),
    next: { do: 'take', name: stashArgument(stash) }
  }
}

function askStashName(): Promise<string | undefined> {
  return askText('Name of a Stash', 'Name and tag: deb-mini, team/deb-mini:1.0', '', stashReferenceProblem)
}
