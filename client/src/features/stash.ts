/** Stash Root Tree: `kiwi-ng system stash` for the root tree of a build. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import * as vscode from 'vscode'
import { imageRootOf, targetOf } from '../builds/request'
import type { StashRequest } from '../kiwi/request'
import { stashNameProblem, stashTagProblem } from '../kiwi/stashName'
import { askText } from '../workbench/ask'
import { registerBuildCommand, type Given } from '../workbench/buildCommand'
import type { Row } from '../workbench/panel'
import { orNone } from '../workbench/rows'
import { browseFolder } from '../workbench/targets'
import type { Workbench } from '../workbench/workbench'

export function activate(context: vscode.ExtensionContext, workbench: Workbench): void {
  registerBuildCommand<StashRequest>(context, workbench, {
    command: 'kiwi.stash',
    abilities: ['stash'],
    gather: given => gather(given, workbench),
    title: request => `Stash ${request.name ?? request.root}`,
    rows,
    chosen: async () => {}
  })
}

async function gather(given: Given, workbench: Workbench): Promise<StashRequest | undefined> {
  const { invocation, uri } = given
  const root = invocation.root ?? (uri === undefined ? await chooseRoot(workbench) : uri.fsPath)
  if (root === undefined) return undefined
  const { name, tag, debug, configuration } = invocation
  return {
    kind: 'stash',
    root: rootTreeAt(root),
    ...(name === undefined ? {} : { name }),
    ...(tag === undefined ? {} : { tag }),
    ...(debug === undefined ? {} : { debug }),
    ...(configuration === undefined ? {} : { configuration })
  }
}

function rows(request: StashRequest): Row[] {
  return [
    {
      label: 'Name',
      value: request.name ?? "the image's own name",
      edit: async () => {
        const prompt = 'Name of the stash, in small letters, digits and dashes. Empty: the name of the image.'
        const name = await askText('Name of the Stash', prompt, request.name ?? '', stashNameProblem)
        return name === undefined ? undefined : { name: orNone(name) }
      }
    },
    {
      label: 'Tag',
      value: request.tag ?? 'latest',
      edit: async () => {
        const prompt = 'Tag of a new stash; the tag of one that exists cannot be changed. Empty: latest.'
        const tag = await askText('Tag of the Stash', prompt, request.tag ?? '', stashTagProblem)
        return tag === undefined ? undefined : { tag: orNone(tag) }
      }
    },
    {
      label: 'Root tree',
      value: request.root,
      edit: async () => {
        const root = await browseRoot(request.root)
        return root === undefined ? undefined : { root: rootTreeAt(root) }
      }
    }
  ]
}

/** The root trees of this window's builds are offered; any other one is found by hand. */
async function chooseRoot(workbench: Workbench): Promise<string | undefined> {
  const built = workbench.runs
    .all()
    .toReversed()
    .flatMap(run => {
      const target = run.outcome?.state === 'succeeded' ? targetOf(run.request) : undefined
      return target === undefined
        ? []
        : [{ label: run.title, description: imageRootOf(target), root: imageRootOf(target) }]
    })
    .filter(({ root }) => existsSync(root))
  if (built.length === 0) return browseRoot('')
  const items = [...built, { label: '$(folder-opened) Browse…', description: '', root: undefined }]
  const picked = await vscode.window.showQuickPick(items, { placeHolder: 'Choose the root tree to be stashed' })
  return picked === undefined ? undefined : (picked.root ?? browseRoot(''))
}

function browseRoot(value: string): Promise<string | undefined> {
  return browseFolder('Root tree of a build (build/image-root below its target folder)', value)
}

/** The root tree that is meant by `folder`: itself, or the one that a build left in it when it is a target. */
function rootTreeAt(folder: string): string {
  const below = imageRootOf(folder)
  return !existsSync(path.join(folder, 'image')) && existsSync(below) ? below : folder
}
