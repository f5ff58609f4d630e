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
import type { Row } from './panel'
import { askTarget } from './targets'

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
export function descriptionRow(request: BuildDescriptionRequest | BoxbuildRequest): Row {
  return {
    label: 'Description',
    value: nameOf(request.description),
    edit: async () => {
      const description = await pickDescription('Choose the description')
      return description === undefined ? undefined : { description }
    }
  }
}

/** Profiles and build type. */
export function selectionRows(request: WithTarget): Row[] {
  return [
    {
      label: 'Profiles',
      value: request.profiles?.join(', ') ?? '',
      edit: async () => {
        const prompt = 'Names of profiles, separated by blanks. Empty: those that the description imports.'
        const profiles = await askNames('Profiles', prompt, request.profiles ?? [])
        return profiles === undefined ? undefined : { profiles: profiles.length === 0 ? undefined : profiles }
      }
    },
    {
      label: 'Build type',
      value: request.type ?? 'as the description says',
      edit: async () => {
        const prompt = 'The image attribute of one of its types, such as oem or iso. Empty: its primary type.'
        const type = await askText('Build Type', prompt, request.type ?? '')
        return type === undefined ? undefined : { type: orNone(type) }
      }
    }
  ]
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
  return vscode.workspace.asRelativePath(fileOf(description))
}
