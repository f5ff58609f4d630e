/** The descriptions inside of stashes, for the language server: read when asked for, and again when the stashes change. */
import path from 'node:path'
import * as vscode from 'vscode'
import { adoptStash, describeStash, type StashAnswer } from '../containers/stashDescription'
import { isRoot } from './machine'
import { currentSettings, distribution } from './kiwi'
import type { Stashes } from './stashes'

/** Milliseconds in which changes of the storages are taken for one. */
const settling = 300

export class StashDescriptions implements vscode.Disposable {
  /** Where the copies are; one folder for each image. */
  private readonly cache: string
  private readonly stashes: Stashes
  private readonly changed = new vscode.EventEmitter<void>()
  private readonly subscriptions: vscode.Disposable[]
  /** What was answered last, by reference. */
  private readonly answers = new Map<string, StashAnswer>()
  /** What root's storage held when the person let it be read. */
  private readonly shown = new Map<string, string>()
  private readonly reading = new Map<string, Promise<StashAnswer>>()
  private timer: NodeJS.Timeout | undefined

  /** One of the answers is not true any more. */
  readonly onDidChange = this.changed.event

  constructor(storage: vscode.Uri, stashes: Stashes) {
    this.cache = path.join(storage.fsPath, 'stashes')
    this.stashes = stashes
    this.subscriptions = [
      this.changed,
      stashes.onDidChange(() => this.lookSoon()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.lookSoon()),
      vscode.workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration('kiwi.commands')) this.lookSoon()
      })
    ]
  }

  /** The description of the stash that stackbuild would take for `reference`. Never rejects, asks nobody anything. */
  async describe(reference: string): Promise<StashAnswer> {
    if (!vscode.workspace.isTrusted) {
      const reason = 'In a folder that you do not trust neither podman is run nor a stash read.'
      return this.remember(reference, { state: 'unreadable', reason })
    }
    this.stashes.watch(reference)
    const { podman, sudo } = currentSettings()
    const running =
      this.reading.get(reference) ??
      describeStash(reference, { cache: this.cache, shown: this.shown }, { podman, sudo, isRoot, distribution })
    this.reading.set(reference, running)
    const answer = await running
    if (this.reading.get(reference) === running) this.reading.delete(reference)
    return this.remember(reference, answer)
  }

  /** Takes over what the person let root print about `reference` (see `readingCommand`); false where that is of no use. */
  async adopt(reference: string, file: string): Promise<boolean> {
    const adopted = await adoptStash(file, { cache: this.cache })
    if (adopted !== undefined) this.shown.set(reference, adopted.id)
    // The image may have been pulled just now.
    this.stashes.forget()
    return adopted !== undefined
  }

  /** What is known of it without a look. */
  known(reference: string): StashAnswer | undefined {
    return this.answers.get(reference)
  }

  /** The stash whose description lies in `file`, or beside it; `undefined` for a file of the user's own. */
  referenceOf(file: string): string | undefined {
    for (const [reference, answer] of this.answers) {
      if (answer.state === 'described' && file.startsWith(`${answer.folder}${path.sep}`)) return reference
    }
    // It was read for a reference that nobody uses any more.
    return file.startsWith(`${this.cache}${path.sep}`) ? 'stash' : undefined
  }

  dispose(): void {
    clearTimeout(this.timer)
    for (const subscription of this.subscriptions) subscription.dispose()
  }

  private remember(reference: string, answer: StashAnswer): StashAnswer {
    this.answers.set(reference, answer)
    return answer
  }

  private lookSoon(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.look(), settling)
  }

  /** Most changes of the storages have nothing to do with the stashes that were asked for. */
  private async look(): Promise<void> {
    const before = new Map(this.answers)
    // What is being read now may have begun before the change.
    this.reading.clear()
    await Promise.all([...before.keys()].map(reference => this.describe(reference)))
    const differs = [...before].some(([reference, answer]) => !isSame(answer, this.answers.get(reference)))
    if (differs) this.changed.fire()
  }
}

function isSame(one: StashAnswer, other: StashAnswer | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
