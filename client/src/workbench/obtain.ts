/** Gets the stashes that a person wants to build upon: pulls them, or lets root read them, if the person agrees. */
import * as vscode from 'vscode'
import { readingCommand } from '../containers/stashDescription'
import { registryProblem, stashReferenceProblem } from '../kiwi/stashName'
import { askText } from './ask'
import { currentSettings } from './kiwi'
import { tellError } from './tell'
import { outputFromTerminal } from './terminalOutput'
import type { Workbench } from './workbench'

/**
 * Sees to it that the descriptions of all `references` can be read; false when the person gave up. Where `quiet`, nothing is
 * asked and nothing is pulled: what is missing is told by those who need it.
 */
export async function obtainStashes(
  references: readonly string[],
  quiet: boolean,
  workbench: Workbench
): Promise<boolean> {
  for (const reference of references) {
    const answer = await workbench.stashDescriptions.describe(reference)
    if (quiet || stashReferenceProblem(reference) !== undefined) continue
    if (answer.state === 'missing' && !(await offerPull(reference, workbench))) return false
    if (answer.state === 'unreadable' && answer.locked === true && !(await offerRead(reference, workbench)))
      return false
  }
  return true
}

/** A name without a registry is never looked for in the registries of strangers. */
async function offerPull(reference: string, workbench: Workbench): Promise<boolean> {
  const hasRegistry = /^[^/]*[.:][^/]*\/|^localhost:\d+\//.test(reference)
  const pull = hasRegistry ? 'Pull It' : 'Pull It from a Registry…'
  const choice = await vscode.window.showWarningMessage(
    `The stash ${reference} is not in root's container storage.`,
    { modal: true, detail: 'It can be pulled from a registry, by podman as root. That may be several gigabytes.' },
    pull
  )
  if (choice !== pull) return false
  if (hasRegistry) return fetch(reference, reference, true, workbench)
  const prompt = `Host, port and path of the registry that has ${reference}, without http://.`
  const registry = await askText('Registry', prompt, '', registryProblem)
  if (registry === undefined || registry === '') return false
  return fetch(reference, `${registry}/${reference}`, true, workbench)
}

async function offerRead(reference: string, workbench: Workbench): Promise<boolean> {
  const read = 'Read It with sudo'
  const choice = await vscode.window.showWarningMessage(
    `The stash ${reference} lies in root's container storage, and sudo wants a password before its description can be read.`,
    { modal: true, detail: 'sudo asks for it in a terminal.' },
    read
  )
  return choice === read && fetch(reference, reference, false, workbench)
}

/** `image` is what podman is asked for, `reference` what an extension calls it. */
async function fetch(reference: string, image: string, pull: boolean, workbench: Workbench): Promise<boolean> {
  const [program = '/bin/sh', ...args] = readingCommand(image, pull, currentSettings())
  const title = pull ? `Pull ${image}` : `Read ${image}`
  const done = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (_, cancellation) =>
      outputFromTerminal(workbench.storage, { title, program, args, cancellation }, async (file, exitCode) => {
        if (await workbench.stashDescriptions.adopt(reference, file)) return true
        if (cancellation.isCancellationRequested) return undefined
        tellError(
          `${image} could not be ${pull ? 'pulled' : 'read'}: ${exitCode === undefined ? 'the terminal was closed' : 'the terminal shows why'}.`
        )
        return undefined
      })
  )
  return done === true
}
