/** Check the Set-Up: what of kiwi-ng, its commands, podman, sudo and KVM is there, and how to get what is missing. */
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import * as vscode from 'vscode'
import { capability as capabilityOf, type Ability } from '../kiwi/installation'
import { listImages } from '../containers/podman'
import { currentSettings, distribution, type Kiwi } from '../workbench/kiwi'
import { isRoot } from '../workbench/machine'
import { tellError } from '../workbench/tell'
import type { Workbench } from '../workbench/workbench'

/** One thing that was looked at. */
export interface SetupFinding {
  readonly what: string
  readonly state: 'ok' | 'missing' | 'note'
  readonly message: string
  readonly remedy?: string
}

const abilities: readonly (readonly [Ability, string])[] = [
  ['build', 'Build'],
  ['stash', 'Stash'],
  ['stackbuild', 'Stackbuild with a description'],
  ['rebuild', 'Stackbuild without a description'],
  ['boxbuild', 'Boxbuild']
]

export function activate(context: vscode.ExtensionContext, { kiwi }: Workbench): void {
  context.subscriptions.push(
    vscode.commands.registerCommand('kiwi.setup.check', async () => {
      if (!vscode.workspace.isTrusted) {
        tellError('kiwi-ng is not run in a folder that you have not trusted.')
        return undefined
      }
      kiwi.forget()
      const findings = await checkSetup(kiwi)
      void show(findings)
      return findings
    })
  )
}

async function checkSetup(kiwi: Kiwi): Promise<SetupFinding[]> {
  const [probe, podman, kvm] = await Promise.all([kiwi.probe(), checkPodman(), checkKvm()])
  if (!probe.ok)
    return [{ what: 'kiwi-ng', state: 'missing', message: probe.message, remedy: probe.remedy }, ...podman, kvm]
  const { installation } = probe
  const able = abilities.map(([ability, what]): SetupFinding => {
    const capability = capabilityOf(ability, installation, distribution)
    return capability.available
      ? { what, state: 'ok', message: 'works with this kiwi-ng' }
      : { what, state: 'missing', message: capability.problem.message, remedy: capability.problem.remedy }
  })
  return [
    { what: 'kiwi-ng', state: 'ok', message: `${installation.version}, ${installation.path}` },
    ...able,
    ...podman,
    kvm
  ]
}

async function checkPodman(): Promise<SetupFinding[]> {
  const { podman, sudo } = currentSettings()
  const state = await listImages('root', { podman, sudo, isRoot, distribution })
  if (state.state === 'ok') return [{ what: 'podman', state: 'ok', message: "root's stashes can be listed" }]
  const { message, remedy } = state.problem
  return [{ what: 'podman', state: state.state === 'locked' ? 'note' : 'missing', message, remedy }]
}

async function checkKvm(): Promise<SetupFinding> {
  try {
    await access('/dev/kvm', constants.R_OK | constants.W_OK)
    return { what: 'KVM', state: 'ok', message: '/dev/kvm can be used' }
  } catch {
    return {
      what: 'KVM',
      state: 'note',
      message: '/dev/kvm cannot be used here; only boxes in a virtual machine need it.',
      remedy: 'Join the group that owns /dev/kvm (often kvm), or build boxes without hardware virtualisation.'
    }
  }
}

/** Choosing a row copies what it says: a remedy is often a command. */
async function show(findings: readonly SetupFinding[]): Promise<void> {
  const icons = { ok: '$(pass)', missing: '$(error)', note: '$(info)' }
  const items = findings.map(({ what, state, message, remedy }) => ({
    label: `${icons[state]} ${what}`,
    description: message,
    ...(remedy === undefined ? {} : { detail: remedy }),
    text: remedy ?? message
  }))
  const picked = await vscode.window.showQuickPick(items, {
    title: 'KIWI: Set-Up',
    placeHolder: 'Enter copies what a row says'
  })
  if (picked !== undefined) await vscode.env.clipboard.writeText(picked.text)
}
