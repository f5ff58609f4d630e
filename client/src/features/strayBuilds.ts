/** Builds that go on without their terminal when the window was loaded anew: tells of them, and interrupts what is not wanted. */
import * as vscode from 'vscode'
import { targetOf } from '../builds/request'
import { isRecord, textOf } from '../kiwi/json'
import { isAlive, isRoot, kiwiIn, mountedBelow, untilGone } from '../workbench/machine'
import type { Run } from '../workbench/runs'
import { tellInformation } from '../workbench/tell'
import { outputFromTerminal } from '../workbench/terminalOutput'
import type { Workbench } from '../workbench/workbench'
import { tellMounts } from './outcomes'

/** A build that ran when it was last heard of. */
interface Note {
  readonly title: string
  readonly target: string
  readonly logFile?: string
  /** Process of the window that started it; while it lives the build is that window's own. */
  readonly owner: number
}

const key = 'running'

export function activate(context: vscode.ExtensionContext, { runs, memory, storage }: Workbench): void {
  if (vscode.workspace.isTrusted) {
    for (const note of readNotes(memory.get<unknown>(key))) void tellUnlessOwned(note, storage)
  }
  context.subscriptions.push(
    runs.onDidChange(() => {
      void memory.update(key, runs.running().flatMap(noteOf))
    })
  )
}

/** A stash makes no image root, and ends by itself in a moment. */
function noteOf({ title, request, plan }: Run): Note[] {
  const target = targetOf(request)
  const { logFile } = plan
  return target === undefined
    ? []
    : [{ title, target, owner: process.pid, ...(logFile === undefined ? {} : { logFile }) }]
}

function readNotes(value: unknown): Note[] {
  return (Array.isArray(value) ? value : []).flatMap((note: unknown): Note[] => {
    if (!isRecord(note)) return []
    const title = textOf(note['title'])
    const target = textOf(note['target'])
    const logFile = textOf(note['logFile'])
    const owner = Number(note['owner'])
    if (title === undefined || target === undefined || !Number.isInteger(owner)) return []
    return [{ title, target, owner, ...(logFile === undefined ? {} : { logFile }) }]
  })
}

/** The process of a window that was loaded anew may take a moment to end. */
async function tellUnlessOwned(note: Note, storage: vscode.Uri): Promise<void> {
  if (note.owner === process.pid || kiwiIn(note.target) === undefined) return
  await untilGone(note.owner)
  if (!isAlive(note.owner) && kiwiIn(note.target) !== undefined) await tell(note, storage)
}

async function tell(note: Note, storage: vscode.Uri): Promise<void> {
  const interruptIt = 'Interrupt It'
  const showLog = 'Show Log'
  const message = `${note.title} goes on, though its terminal has gone: the window was loaded anew.`
  const choices = note.logFile === undefined ? [interruptIt] : [interruptIt, showLog]
  const choice = await vscode.window.showWarningMessage(message, ...choices)
  if (choice === interruptIt) await interrupt(note, storage)
  if (choice === showLog && note.logFile !== undefined) {
    await vscode.window.showTextDocument(vscode.Uri.file(note.logFile), { preview: true })
  }
}

/** One Ctrl-C for kiwi alone: it cleans up and ends. */
async function interrupt({ title, target }: Note, storage: vscode.Uri): Promise<void> {
  const kiwi = kiwiIn(target)
  if (kiwi === undefined) {
    tellInformation(`${title} has ended meanwhile.`)
    return
  }
  if (isRoot) {
    process.kill(kiwi, 'SIGINT')
  } else {
    const task = { title: `Interrupt ${title}`, program: 'kill', args: ['-INT', String(kiwi)] }
    const sent = await outputFromTerminal(storage, task, (_file, code) =>
      Promise.resolve(code === 0 ? true : undefined)
    )
    if (sent === undefined) return
  }
  await untilGone(kiwi)
  tellInformation(`${title} was interrupted.`)
  const mounts = mountedBelow(target).map(({ point }) => point)
  if (mounts.length > 0) await tellMounts(title, mounts)
}
