/** The stashes of this machine, as podman and kiwi tell them: loaded when asked for, kept until something changes. */
import { existsSync, watch, type FSWatcher } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import * as vscode from 'vscode'
import { archiveOf, stashHome } from '../containers/archive'
import { leftovers, parseImages, type Stash, type StashDetails } from '../containers/images'
import { inspectImage, listImages, type PodmanCommands, type StorageState } from '../containers/podman'
import { capability } from '../kiwi/installation'
import type { Problem } from '../kiwi/problem'
import { listStashes } from '../kiwi/run'
import { currentSettings, distribution, type Kiwi } from './kiwi'
import { isRoot } from './machine'
import type { StashOverview, StorageView } from './stashOverview'

const empty = { leftovers: [], problems: [] }

export class Stashes implements vscode.Disposable {
  private readonly kiwi: Kiwi
  private readonly changed = new vscode.EventEmitter<void>()
  private readonly details = new Map<string, StashDetails>()
  private readonly watchers = new Map<string, FSWatcher>()
  private timer: NodeJS.Timeout | undefined
  private loading: Promise<StashOverview> | undefined
  private snapshot: { readonly stashes: readonly Stash[]; readonly time: number } | undefined

  /** What was loaded may not be true any more. */
  readonly onDidChange = this.changed.event

  constructor(kiwi: Kiwi) {
    this.kiwi = kiwi
  }

  /** The overview, loaded when nothing is known. Never in a folder without trust, and never rejects. */
  load(): Promise<StashOverview> {
    if (this.loading === undefined) {
      this.watch()
      this.loading = this.ask()
    }
    return this.loading
  }

  /** Forgets what is known, so that the next one who asks gets the truth. */
  forget(): void {
    this.loading = undefined
    this.changed.fire()
  }

  /** Layers and times of one stash; an image never changes, so it is asked once. */
  async detailsOf(stash: Stash): Promise<StashDetails | Problem> {
    const known = this.details.get(stash.id)
    if (known !== undefined) return known
    const answer = await inspectImage(stash.id, stash.storage, commands())
    if (!answer.ok) return answer.problem
    this.details.set(stash.id, answer.details)
    return answer.details
  }

  knownDetailsOf(stash: Stash): StashDetails | undefined {
    return this.details.get(stash.id)
  }

  /** Every image of root's storage that stackbuild could take; `undefined` where root's storage cannot be seen. */
  async rootStashes(): Promise<readonly Stash[] | undefined> {
    const state = (await this.load()).root?.state
    return state?.state === 'ok' ? state.stashes : undefined
  }

  /** Names in root's storage as they are at this moment; `undefined` where they cannot be known for sure. */
  async rootReferences(): Promise<readonly string[] | undefined> {
    this.loading = undefined
    const view = (await this.load()).root
    if (view === undefined || view.seen !== undefined || view.state.state !== 'ok') return undefined
    return view.state.stashes.flatMap(({ references }) => references)
  }

  /** Notices from now on when images come and go, and when kiwi makes the stash `reference` anew. */
  watch(reference?: string): void {
    this.watchStorages()
    const archive = reference === undefined ? undefined : archiveOf(reference)
    if (archive !== undefined) this.watchFolder(path.dirname(archive))
  }

  /** Takes over what the person let root's podman print into `file`, and deletes it; false where that is no list. */
  async adopt(file: string): Promise<boolean> {
    const text = await readFile(file, 'utf8').catch(() => '')
    await rm(file, { force: true })
    const stashes = parseImages(text, 'root')
    if (stashes !== undefined) this.snapshot = { stashes, time: Date.now() }
    this.forget()
    return stashes !== undefined
  }

  dispose(): void {
    clearTimeout(this.timer)
    for (const watcher of this.watchers.values()) watcher.close()
    this.changed.dispose()
  }

  private async ask(): Promise<StashOverview> {
    const probe = await this.kiwi.probe()
    if (!probe.ok) {
      if (probe.problem === 'missing') return { ...empty, obstacle: { kind: 'noKiwi' } }
      const problem = { code: `kiwi-${probe.problem}`, message: probe.message, remedy: probe.remedy }
      return { ...empty, obstacle: { kind: 'problem', problem } }
    }
    if (!capability('stash', probe.installation, distribution).available) {
      return { ...empty, obstacle: { kind: 'noStashCommands' } }
    }
    const [root, user, directories] = await Promise.all([
      listImages('root', commands()),
      listImages('user', commands()),
      listStashes(probe.installation, { distribution })
    ])
    if (root.state === 'missing' || user.state === 'missing') return { ...empty, obstacle: { kind: 'noPodman' } }
    const rootView = this.withSnapshot(root)
    return {
      root: rootView,
      ...(isRoot ? {} : { user: { storage: 'user' as const, state: user } }),
      // Only who sees root's images can say that one is missing.
      leftovers:
        directories.ok && rootView.state.state === 'ok' ? leftovers(directories.value, rootView.state.stashes) : [],
      problems: directories.ok ? [] : [directories.problem]
    }
  }

  private withSnapshot(state: StorageState): StorageView {
    if (state.state === 'ok') this.snapshot = undefined
    return state.state === 'locked' && this.snapshot !== undefined
      ? { storage: 'root', state: { state: 'ok', stashes: this.snapshot.stashes }, seen: this.snapshot.time }
      : { storage: 'root', state }
  }

  /** podman replaces a file of these folders whenever an image comes or goes; kiwi does so with its stash directories. */
  private watchStorages(): void {
    const storages = ['/var/lib/containers/storage', path.join(os.homedir(), '.local/share/containers/storage')]
    for (const storage of storages) this.watchFolder(path.join(storage, 'overlay-images'))
    this.watchFolder(stashHome)
  }

  private watchFolder(folder: string): void {
    if (this.watchers.has(folder)) return
    try {
      const watcher = watch(folder, (_, name) => {
        // Locks are touched by those who only look.
        if (name?.endsWith('.lock') !== true) this.forgetSoon()
        // A folder that is removed may come back as another one.
        if (!existsSync(folder)) stop()
      })
      const stop = (): void => {
        watcher.close()
        this.watchers.delete(folder)
      }
      watcher.on('error', stop)
      watcher.on('close', stop)
      this.watchers.set(folder, watcher)
    } catch {
      // Not there, or not ours to see: the list is refreshed when the view is looked at again.
    }
  }

  /** Many files change at once when an image comes. */
  private forgetSoon(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.forget(), 500)
  }
}

function commands(): PodmanCommands {
  const { podman, sudo } = currentSettings()
  return { podman, sudo, isRoot, distribution }
}

/** How stackbuild is told of a stash: without a tag it would take `latest`. */
export function stashArgument(stash: Stash): string {
  const [tag] = stash.tags
  return tag === undefined || stash.tags.includes('latest') ? stash.name : `${stash.name}:${tag}`
}
