/** Shows a request before it runs: the exact command, what speaks against it, and everything that can still be changed. */
import * as vscode from 'vscode'
import type { Finding } from '../builds/finding'
import type { BuildRequest } from '../kiwi/request'
import { commandLines, withChanges, type Changes } from './changes'
import type { Plan, Preparation } from './plan'

/** One thing about a request that can be changed before it runs. */
export interface Row {
  /** `Target folder` */
  readonly label: string
  /** As it is now; empty where nothing is chosen. */
  readonly value: string
  /** Asks the person; `undefined` when they gave up. */
  readonly edit: () => Promise<Changes | undefined>
}

/** What the panel needs to know of one kind of request. */
export interface PanelSubject<Request extends BuildRequest> {
  readonly title: (request: Request) => string
  readonly rows: (request: Request) => readonly Row[]
  readonly prepare: (request: Request) => Promise<Preparation>
}

interface Item extends vscode.QuickPickItem {
  /** What is done when it is chosen; absent for what is only shown. */
  readonly choose?: () => Promise<Choice> | Choice
}

type Choice =
  | { readonly do: 'run' | 'stay' | 'leave' }
  | { readonly do: 'change'; readonly changes: Changes }
  | { readonly do: 'replace'; readonly request: BuildRequest }

/** The plan that the person wants to run; `undefined` when they gave up. The first row runs it: one key is enough. */
export async function confirm<Request extends BuildRequest>(
  first: Request,
  subject: PanelSubject<Request>
): Promise<Plan | undefined> {
  let request = first
  for (;;) {
    const preparation = await subject.prepare(request)
    const hint = preparation.plan === undefined ? 'This cannot run as it is' : 'Run it, or change it first'
    const choice = await show(subject.title(request), hint, itemsFor(request, preparation, subject))
    if (choice === undefined || choice.do === 'leave') return undefined
    if (choice.do === 'run') return preparation.plan
    if (choice.do === 'change') request = withChanges(request, choice.changes)
    if (choice.do === 'replace' && isSameKind(request, choice.request)) request = choice.request
  }
}

/** A finding's better request is of the kind of the request that it is about. */
function isSameKind<Request extends BuildRequest>(current: Request, other: BuildRequest): other is Request {
  return current.kind === other.kind
}

function itemsFor<Request extends BuildRequest>(
  request: Request,
  { findings, plan }: Preparation,
  subject: PanelSubject<Request>
): Item[] {
  return [
    ...(plan === undefined ? [] : runItems(plan, findings)),
    ...findings.flatMap(findingItems),
    separator('Change'),
    ...subject.rows(request).map(row => rowItem(row)),
    ...(plan === undefined ? [] : [separator('Command'), ...commandLines(plan.argv).map(label => ({ label }))])
  ]
}

function runItems(plan: Plan, findings: readonly Finding[]): Item[] {
  const warned = findings.length > 0
  return [
    {
      label: warned ? '$(warning) Run Anyway' : '$(play) Run',
      detail: plan.display,
      choose: () => ({ do: 'run' })
    },
    {
      label: '$(copy) Copy Command',
      choose: async () => {
        await vscode.env.clipboard.writeText(plan.display)
        void vscode.window.setStatusBarMessage('$(copy) Command copied', 3000)
        return { do: 'stay' }
      }
    }
  ]
}

function findingItems(finding: Finding): Item[] {
  const icon = finding.severity === 'stop' ? '$(error)' : '$(warning)'
  const { better, place } = finding
  return [
    {
      label: `${icon} ${finding.message}`,
      detail: place === undefined ? finding.remedy : `${finding.remedy} Enter shows the place.`,
      ...(place === undefined ? {} : { choose: (): Promise<Choice> => showPlace(place) })
    },
    ...(better === undefined
      ? []
      : [{ label: `$(lightbulb) ${finding.remedy}`, choose: (): Choice => ({ do: 'replace', request: better }) }])
  ]
}

/** The panel would stand before the place. */
async function showPlace({ uri, line }: NonNullable<Finding['place']>): Promise<Choice> {
  const selection = new vscode.Range(line, 0, line, 0)
  await vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection })
  return { do: 'leave' }
}

function rowItem(row: Row): Item {
  return {
    label: `$(edit) ${row.label}`,
    description: row.value === '' ? 'none' : row.value,
    choose: async () => {
      const changes = await row.edit()
      return changes === undefined ? { do: 'stay' } : { do: 'change', changes }
    }
  }
}

function separator(label: string): Item {
  return { label, kind: vscode.QuickPickItemKind.Separator }
}

/** What was chosen and done; `undefined` when the panel was left. What is only shown cannot be chosen. */
async function show(title: string, hint: string, items: readonly Item[]): Promise<Choice | undefined> {
  const picker = vscode.window.createQuickPick<Item>()
  picker.title = title
  picker.placeholder = hint
  picker.items = items
  picker.ignoreFocusOut = true
  picker.matchOnDescription = true
  const firstChoice = items.find(item => item.choose !== undefined)
  if (firstChoice !== undefined) picker.activeItems = [firstChoice]
  try {
    const item = await new Promise<Item | undefined>(resolve => {
      picker.onDidAccept(() => {
        const [chosen] = picker.activeItems
        if (chosen?.choose !== undefined) resolve(chosen)
      })
      picker.onDidHide(() => resolve(undefined))
      picker.show()
    })
    return await item?.choose?.()
  } finally {
    picker.dispose()
  }
}
