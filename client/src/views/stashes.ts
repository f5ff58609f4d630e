/** The Stashes view: root's and the user's container storage, their stashes, and what is known of each. */
import * as vscode from 'vscode'
import type { Stash, StashLayer } from '../containers/images'
import type { Problem } from '../kiwi/problem'
import type { StashDirectory } from '../kiwi/stashList'
import { stateOf, type StashOverview, type StorageView, type ViewState } from '../workbench/stashOverview'
import type { Stashes } from '../workbench/stashes'
import { code, escape } from './markdown'
import { ageText, dateText, stashDescription, stashFacts, stashLabel } from './stashText'

/** A row of the view. */
export type StashNode =
  | { readonly kind: 'storage'; readonly view: StorageView; readonly overview: StashOverview }
  | { readonly kind: 'stash'; readonly stash: Stash }
  | { readonly kind: 'layer'; readonly stash: Stash; readonly layer: StashLayer; readonly number: number }
  | { readonly kind: 'fact'; readonly stash: Stash; readonly name: string; readonly value: string }
  | { readonly kind: 'leftover'; readonly directory: StashDirectory }
  | { readonly kind: 'problem'; readonly problem: Problem; readonly place: string }
  | { readonly kind: 'locked'; readonly problem: Problem }
  | { readonly kind: 'none'; readonly place: string }

export class StashTree implements vscode.TreeDataProvider<StashNode>, vscode.Disposable {
  private readonly stashes: Stashes
  private readonly changed = new vscode.EventEmitter<StashNode | undefined>()
  private readonly subscription: vscode.Disposable
  private readonly asked = new Set<string>()
  /** Later loads keep showing what is there until they are done. */
  private loaded = false

  readonly onDidChangeTreeData = this.changed.event

  constructor(stashes: Stashes) {
    this.stashes = stashes
    this.subscription = stashes.onDidChange(() => void this.refresh())
  }

  /**
   * Shows the list anew, once it is there: as long as VS Code waits for it, it does not know what the shown rows stand for,
   * and a click on one means nothing.
   */
  private async refresh(): Promise<void> {
    if (this.loaded && vscode.workspace.isTrusted) await this.stashes.load()
    this.changed.fire(undefined)
  }

  async getChildren(node?: StashNode): Promise<StashNode[]> {
    if (node === undefined) return this.roots()
    if (node.kind === 'storage') return this.below(node)
    return node.kind === 'stash' ? this.factsOf(node.stash) : []
  }

  getTreeItem(node: StashNode): vscode.TreeItem {
    if (node.kind === 'storage') return storageItem(node.view)
    if (node.kind === 'stash') return this.stashItem(node.stash)
    if (node.kind === 'layer') return layerItem(node.stash, node.layer, node.number)
    if (node.kind === 'fact') return factItem(node.stash, node.name, node.value)
    if (node.kind === 'leftover') return leftoverItem(node.directory)
    if (node.kind === 'problem') return problemItem(node.problem, node.place)
    return node.kind === 'locked' ? lockedItem(node.problem) : plainItem(`none:${node.place}`, 'No stash here')
  }

  dispose(): void {
    this.subscription.dispose()
    this.changed.dispose()
  }

  private async roots(): Promise<StashNode[]> {
    if (!vscode.workspace.isTrusted) return []
    if (!this.loaded) setState('loading')
    const overview = await this.stashes.load()
    const state = stateOf(overview)
    this.loaded = true
    setState(state)
    if (state !== 'list') return []
    const { obstacle } = overview
    if (obstacle?.kind === 'problem') return [{ kind: 'problem', problem: obstacle.problem, place: 'kiwi' }]
    const views = [overview.root, overview.user].filter(view => view !== undefined)
    return [
      ...views.map(view => ({ kind: 'storage' as const, view, overview })),
      ...overview.problems.map(problem => ({ kind: 'problem' as const, problem, place: problem.code }))
    ]
  }

  private below({ view, overview }: StashNode & { kind: 'storage' }): StashNode[] {
    const { state, storage } = view
    if (state.state === 'locked') return [{ kind: 'locked', problem: state.problem }]
    if (state.state !== 'ok') return [{ kind: 'problem', problem: state.problem, place: storage }]
    const nodes: StashNode[] = state.stashes
      .filter(({ fromKiwi }) => fromKiwi)
      .map(stash => ({ kind: 'stash' as const, stash }))
    if (storage === 'root') {
      nodes.push(...overview.leftovers.map(directory => ({ kind: 'leftover' as const, directory })))
    }
    for (const node of nodes) if (node.kind === 'stash') void this.learnLayers(node)
    return nodes.length > 0 ? nodes : [{ kind: 'none', place: storage }]
  }

  /** The list is shown at once; how many layers there are comes after it. */
  private async learnLayers(node: StashNode & { kind: 'stash' }): Promise<void> {
    const { stash } = node
    if (this.asked.has(stash.id)) return
    this.asked.add(stash.id)
    await this.stashes.detailsOf(stash)
    if (this.stashes.knownDetailsOf(stash) !== undefined) this.changed.fire(node)
  }

  private async factsOf(stash: Stash): Promise<StashNode[]> {
    const answer = await this.stashes.detailsOf(stash)
    const details = 'layers' in answer ? answer : undefined
    return [
      ...stashFacts(stash, details).map(([name, value]) => ({ kind: 'fact' as const, stash, name, value })),
      ...(details?.layers ?? []).map((layer, index) => ({ kind: 'layer' as const, stash, layer, number: index + 1 })),
      ...('layers' in answer ? [] : [{ kind: 'problem' as const, problem: answer, place: stash.id }])
    ]
  }

  private stashItem(stash: Stash): vscode.TreeItem {
    const details = this.stashes.knownDetailsOf(stash)
    const now = Date.now()
    const item = new vscode.TreeItem(stash.name, vscode.TreeItemCollapsibleState.Collapsed)
    item.id = `stash:${stash.storage}:${stash.id}`
    item.description = stashDescription(stash, now)
    item.iconPath = new vscode.ThemeIcon('layers')
    item.contextValue = `stash ${stash.storage}`
    item.accessibilityInformation = { label: stashLabel(stash, details, now) }
    item.tooltip = table(`**${escape(stash.name)}**`, [
      ...stashFacts(stash, details),
      ...(details === undefined ? [] : [['Layers', String(details.layers.length)] as const])
    ])
    return item
  }
}

function setState(state: ViewState): void {
  void vscode.commands.executeCommand('setContext', 'kiwi.stashes.state', state)
}

function storageItem({ storage, state, seen }: StorageView): vscode.TreeItem {
  const label = storage === 'root' ? "Root's Storage" : 'Your Storage'
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded)
  item.id = `storage:${storage}`
  item.contextValue = `storage ${storage}${seen === undefined ? '' : ' locked'}`
  item.iconPath = new vscode.ThemeIcon(storage === 'root' ? 'server' : 'account')
  if (seen !== undefined) item.description = `as of ${dateText(seen).slice(-5)}`
  else if (state.state === 'locked') item.description = 'locked'
  item.tooltip =
    storage === 'root'
      ? 'Stashes in the container storage of root: kiwi makes them here, and stackbuild takes them from here.'
      : 'Stashes in your own container storage. Stackbuild runs as root and does not see them.'
  return item
}

function layerItem(stash: Stash, layer: StashLayer, number: number): vscode.TreeItem {
  const item = plainItem(`layer:${stash.storage}:${stash.id}:${number}`, `Layer ${number}`)
  item.description = [
    ...(layer.created === undefined ? [] : [ageText(layer.created, Date.now(), 'narrow')]),
    ...(layer.author === undefined ? [] : [layer.author])
  ].join(' · ')
  item.iconPath = new vscode.ThemeIcon('layers-dot')
  item.tooltip = table(`**Layer ${number}**`, [
    ['Digest', layer.digest],
    ...(layer.created === undefined ? [] : [['Made', dateText(layer.created)] as const]),
    ...(layer.author === undefined ? [] : [['Author', layer.author] as const]),
    ...(layer.comment === undefined ? [] : [['Comment', layer.comment] as const])
  ])
  return item
}

function factItem(stash: Stash, name: string, value: string): vscode.TreeItem {
  const item = plainItem(`fact:${stash.storage}:${stash.id}:${name}:${value}`, name)
  item.description = value
  item.accessibilityInformation = { label: `${name}: ${value}` }
  return item
}

function leftoverItem(directory: StashDirectory): vscode.TreeItem {
  const item = plainItem(`leftover:${directory.path}`, directory.name)
  item.description = 'no image'
  item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'))
  item.contextValue = 'leftover'
  item.accessibilityInformation = { label: `Left-over of the stash ${directory.name}: there is no image of it` }
  item.tooltip = new vscode.MarkdownString(
    `A stash directory without an image: the stash failed, or its image was removed.\n\n${code(directory.path)}`
  )
  return item
}

function problemItem(problem: Problem, place: string): vscode.TreeItem {
  const item = plainItem(`problem:${place}`, problem.message)
  item.description = problem.remedy
  item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'))
  item.contextValue = 'problem'
  item.accessibilityInformation = { label: `${problem.message} ${problem.remedy}` }
  item.tooltip = new vscode.MarkdownString(`${escape(problem.message)}\n\n${escape(problem.remedy)}`)
  return item
}

function lockedItem(problem: Problem): vscode.TreeItem {
  const item = plainItem('locked', 'sudo wants a password')
  item.iconPath = new vscode.ThemeIcon('lock')
  item.contextValue = 'locked'
  item.tooltip = new vscode.MarkdownString(`${escape(problem.message)}\n\n${escape(problem.remedy)}`)
  item.accessibilityInformation = { label: `Root's stashes are locked. ${problem.message}` }
  return item
}

function plainItem(id: string, label: string): vscode.TreeItem {
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None)
  item.id = id
  return item
}

function table(title: string, rows: readonly (readonly [string, string])[]): vscode.MarkdownString {
  const lines = rows.map(([name, value]) => `| ${escape(name)} | ${code(value)} |`)
  return new vscode.MarkdownString([title, '', '| | |', '|:---|:---|', ...lines].join('\n'))
}
