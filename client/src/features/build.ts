/** Build Image: `kiwi-ng system build` for a description. */
import type * as vscode from 'vscode'
import type { BuildDescriptionRequest } from '../kiwi/request'
import { registerBuildCommand, type Given } from '../workbench/buildCommand'
import { describedTarget, rememberTarget, requestedDescription } from '../workbench/gather'
import { descriptionRow, nameOf, optionRows, selectionOf, selectionRows, targetRow } from '../workbench/rows'
import type { Workbench } from '../workbench/workbench'

export function activate(context: vscode.ExtensionContext, workbench: Workbench): void {
  registerBuildCommand<BuildDescriptionRequest>(context, workbench, {
    command: 'kiwi.build',
    abilities: ['build'],
    gather: given => gather(given, workbench),
    title: request => `Build ${nameOf(request.description)}`,
    rows: request => [
      targetRow(request),
      ...selectionRows(request, workbench),
      descriptionRow(request, workbench),
      ...optionRows(request)
    ],
    chosen: request => rememberTarget(request, workbench)
  })
}

async function gather(given: Given, workbench: Workbench): Promise<BuildDescriptionRequest | undefined> {
  const description = await requestedDescription(given, workbench)
  if (description === undefined) return undefined
  const target = await describedTarget(given, description, workbench)
  if (target === undefined) return undefined
  return { kind: 'build', description, target, ...selectionOf(given.invocation) }
}
