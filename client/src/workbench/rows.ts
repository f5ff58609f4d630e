/** The rows of the panel that several build commands share. */
import * as vscode from 'vscode'
import type {
  BoxbuildRequest,
  BuildDescriptionRequest,
  BuildRequest,
  DescriptionReference,
  Selection,
  StackbuildRequest
} from '../kiwi/request'
import { askArguments, askNames, askText, joinArguments } from './ask'
import { fileOf, pickDescription } from './descriptions'
import type { Row } from './panel'
import { askTarget } from './targets'

type WithTarget = BuildDescriptionRequest | StackbuildRequest | BoxbuildRequest

/** Where the image goes. */
export function targetRow<Request extends WithTarget>(request: Request): Row<Request> {
  return {
    label: 'Target folder',
    value: request.target,
    edit: async () => {
      const target = await askTarget('Target Folder', request.target)
      return target === undefined ? undefined : { ...request, target }
    }
  }
}

/** The description that is built. */
export function descriptionRow<Request extends BuildDescriptionRequest | BoxbuildRequest>(
  request: Request
): Row<Request> {
  return {
    label: 'Description',
    value: nameOf(request.description),
    edit: async () => {
      const description = await pickDescription('Choose the description')
      return description === undefined ? undefined : { ...request, description }
    }
  }
}

/** Profiles and build type. */
export function selectionRows<Request extends WithTarget>(request: Request): Row<Request>[] {
  return [
    {
      label: 'Profiles',
      value: request.profiles?.join(', ') ?? '',
      edit: async () => {
        const prompt = 'Names of profiles, separated by blanks. Empty: those that the description imports.'
        const profiles = await askNames('Profiles', prompt, request.profiles ?? [])
        return profiles === undefined ? undefined : withList(request, 'profiles', profiles)
      }
    },
    {
      label: 'Build type',
      value: request.type ?? 'as the description says',
      edit: async () => {
        const prompt = 'The image attribute of one of its types, such as oem or iso. Empty: its primary type.'
        const type = await askText('Build Type', prompt, request.type ?? '')
        return type === undefined ? undefined : withText(request, 'type', type)
      }
    }
  ]
}

/** More options of the inner command, and kiwi's own log level. */
export function optionRows<Request extends WithTarget>(request: Request): Row<Request>[] {
  return [
    {
      label: 'More options',
      value: joinArguments(request.extra ?? []),
      edit: async () => {
        const prompt = 'Options of the build with their values, such as --add-package vim. No shell is involved.'
        const extra = await askArguments('More Options', prompt, request.extra ?? [])
        return extra === undefined ? undefined : withList(request, 'extra', extra)
      }
    },
    {
      label: 'Log everything (--debug)',
      value: request.debug === true ? 'yes' : 'no',
      edit: () => Promise.resolve({ ...request, debug: request.debug !== true })
    }
  ]
}

/** `request` with the list in `field`; without the field where the list is empty. */
export function withList<Request extends BuildRequest, Field extends string>(
  request: Request,
  field: Field,
  list: readonly string[]
): Request {
  const { [field]: _, ...rest } = request as Request & Record<Field, unknown>
  return (list.length === 0 ? rest : { ...rest, [field]: list }) as Request
}

/** `request` with the text in `field`; without the field where the text is empty. */
export function withText<Request extends BuildRequest, Field extends string>(
  request: Request,
  field: Field,
  text: string
): Request {
  const { [field]: _, ...rest } = request as Request & Record<Field, unknown>
  return (text === '' ? rest : { ...rest, [field]: text }) as Request
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
