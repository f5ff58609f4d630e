/** The rows of the panel that several build commands share. */
import * as vscode from 'vscode'
import type {
  BoxbuildRequest,
  BuildDescriptionRequest,
  DescriptionReference,
  Selection,
  StackbuildRequest
} from '../kiwi/request'
import { joinArguments } from './argumentText'
import { askArguments, askNames, askText } from './ask'
import { fileOf, pickDescription } from './descriptions'
import { factsOfStashes } from './extensions'
import type { DescriptionFacts, Profile } from './descriptionFacts'
import type { Row } from './panel'
import { askTarget } from './targets'
import { tellInformation } from './tell'
import type { Workbench } from './workbench'

type WithTarget = BuildDescriptionRequest | StackbuildRequest | BoxbuildRequest

/** Where the image goes. */
export function targetRow(request: WithTarget): Row {
  return {
    label: 'Target folder',
    value: request.target,
    edit: async () => {
      const target = await askTarget('Target Folder', request.target)
      return target === undefined ? undefined : { target }
    }
  }
}

/** The description that is built. */
export function descriptionRow(request: BuildDescriptionRequest | BoxbuildRequest, workbench: Workbench): Row {
  return {
    label: 'Description',
    value: nameOf(request.description),
    edit: async () => {
      const description = await pickDescription('Choose the description', workbench)
      return description === undefined ? undefined : { description }
    }
  }
}

/** Profiles and build type: those of the description are offered; of a rebuild's, which lies in a stash, none are known. */
export function selectionRows(request: WithTarget, workbench: Workbench): Row[] {
  const isExtension = request.kind === 'stackbuild' && request.extension !== undefined
  const describe = async (profiles?: readonly string[]): Promise<DescriptionFacts | undefined> => {
    // The profiles of an extension are those of its stash.
    if (isExtension && request.kind === 'stackbuild') {
      return factsOfStashes(request.stashes, profiles, workbench)
    }
    const facts =
      request.description === undefined ? undefined : await workbench.describe(fileOf(request.description), profiles)
    return facts?.kind === 'description' ? facts : undefined
  }
  return [
    {
      label: 'Profiles',
      value: request.profiles?.join(', ') ?? (isExtension ? 'as the extension says' : ''),
      edit: async () => {
        const facts = await describe()
        const current = request.profiles ?? []
        const profiles = facts === undefined ? await askProfiles(current) : await pickProfiles(facts.profiles, current)
        return profiles === undefined ? undefined : { profiles: profiles.length === 0 ? undefined : profiles }
      }
    },
    {
      label: 'Build type',
      value: request.type ?? 'as the description says',
      edit: async () => {
        const types = (await describe(request.profiles))?.types ?? []
        const type = types.length === 0 ? await askType(request.type ?? '') : await pickType(types)
        return type === undefined ? undefined : { type: orNone(type) }
      }
    }
  ]
}

function askProfiles(current: readonly string[]): Promise<string[] | undefined> {
  const prompt = 'Names of profiles, separated by blanks. Empty: those that the description imports.'
  return askNames('Profiles', prompt, current)
}

/** kiwi takes profiles in the order given: what is chosen already comes first, in its order. */
export async function pickProfiles(
  profiles: readonly Profile[],
  current: readonly string[]
): Promise<readonly string[] | undefined> {
  if (profiles.length === 0) {
    tellInformation('The description declares no profile for this machine.')
    // A choice that cannot be kept is taken back.
    return current.length === 0 ? undefined : []
  }
  const others = profiles.filter(({ name }) => !current.includes(name))
  const items = [...current.flatMap(name => profiles.filter(each => each.name === name)), ...others].map(profile => ({
    label: profile.name,
    description: profile.imported ? `${profile.description} (taken where none is chosen)` : profile.description,
    picked: current.includes(profile.name)
  }))
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Profiles',
    placeHolder: 'Choose the profiles; none: those that the description imports',
    canPickMany: true,
    ignoreFocusOut: true
  })
  return picked?.map(({ label }) => label)
}

function askType(current: string): Promise<string | undefined> {
  const prompt = 'The image attribute of one of its types, such as oem or iso. Empty: its primary type.'
  return askText('Build Type', prompt, current)
}

/** Empty for the description's own choice. */
async function pickType(types: readonly string[]): Promise<string | undefined> {
  const own = { label: 'As the description says', description: types[0] ?? '', type: '' }
  const items = [own, ...types.map(type => ({ label: type, description: '', type }))]
  const picked = await vscode.window.showQuickPick(items, { title: 'Build Type', ignoreFocusOut: true })
  return picked?.type
}

/** More options of the inner command, and kiwi's own log level. */
export function optionRows(request: WithTarget): Row[] {
  return [
    {
      label: 'More options',
      value: joinArguments(request.extra ?? []),
      edit: async () => {
        const prompt = 'Options of the build with their values, such as --add-package vim. No shell is involved.'
        const extra = await askArguments('More Options', prompt, request.extra ?? [])
        return extra === undefined ? undefined : { extra: extra.length === 0 ? undefined : extra }
      }
    },
    {
      label: 'Log everything (--debug)',
      value: request.debug === true ? 'yes' : 'no',
      edit: () => Promise.resolve({ debug: request.debug !== true })
    }
  ]
}

/** An empty answer means that the field is not wanted. */
export function orNone(text: string): string | undefined {
  return text === '' ? undefined : text
}

/** The part of an invocation that selects what is built. */
export function selectionOf(given: Selection & { readonly extra?: readonly string[] }): Selection & {
  readonly extra?: readonly string[]
} {
  const { profiles, type, debug, configuration, extra } = given
  return {
    ...(profiles === undefined ? {} : { profiles }),
    ...(type === undefined ? {} : { type }),
    ...(debug === undefined ? {} : { debug }),
    ...(configuration === undefined ? {} : { configuration }),
    ...(extra === undefined ? {} : { extra })
  }
}

/** A description's file as people name it: from the workspace folder on. */
export function nameOf(description: DescriptionReference): string {
  return nameOfFile(fileOf(description))
}

/** A file as people name it: from the workspace folder on. */
export function nameOfFile(file: string): string {
  return vscode.workspace.asRelativePath(file)
}
