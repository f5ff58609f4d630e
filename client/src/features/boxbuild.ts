/** Boxbuild: `kiwi-ng system boxbuild`, a build inside a virtual machine or a container. */
import os from 'node:os'
import * as vscode from 'vscode'
import type { Box } from '../kiwi/boxes'
import type { KiwiInstallation } from '../kiwi/installation'
import type { BoxbuildRequest } from '../kiwi/request'
import { listBoxes } from '../kiwi/run'
import { boxMemoryProblem } from '../kiwi/values'
import { askText } from '../workbench/ask'
import { registerBuildCommand, type Given } from '../workbench/buildCommand'
import { describedTarget, rememberTarget, requestedDescription } from '../workbench/gather'
import type { Changes } from '../workbench/changes'
import { distribution } from '../workbench/kiwi'
import type { Row } from '../workbench/panel'
import { descriptionRow, nameOf, optionRows, selectionOf, selectionRows, targetRow, orNone } from '../workbench/rows'
import { tellError } from '../workbench/tell'
import type { Workbench } from '../workbench/workbench'

const boxKey = 'box'

export function activate(context: vscode.ExtensionContext, workbench: Workbench): void {
  registerBuildCommand<BoxbuildRequest>(context, workbench, {
    command: 'kiwi.boxbuild',
    abilities: ['boxbuild'],
    gather: (given, installation) => gather(given, installation, workbench),
    title: request => `Boxbuild ${nameOf(request.description)}`,
    rows: (request, installation) => rows(request, installation, workbench),
    chosen: async request => {
      await rememberTarget(request, workbench)
      if (request.kind === 'boxbuild') await workbench.memory.update(boxKey, request.box)
    }
  })
}

async function gather(
  given: Given,
  installation: KiwiInstallation,
  workbench: Workbench
): Promise<BoxbuildRequest | undefined> {
  const { invocation } = given
  const description = await requestedDescription(given, workbench)
  if (description === undefined) return undefined
  const box = invocation.box ?? (await chooseBox(installation, workbench.memory.get<string>(boxKey)))
  if (box === undefined) return undefined
  const target = await describedTarget(given, description, workbench)
  if (target === undefined) return undefined
  return { kind: 'boxbuild', box, description, target, ...selectionOf(invocation), ...boxOptions(given) }
}

/** What an invocation says about the box. */
function boxOptions({ invocation }: Given): Partial<BoxbuildRequest> {
  const { container, sharing, memory, processors, sshPort, acceleration, cpu, updateCheck } = invocation
  return {
    ...(container === undefined ? {} : { container }),
    ...(sharing === undefined ? {} : { sharing }),
    ...(memory === undefined ? {} : { memory }),
    ...(processors === undefined ? {} : { processors }),
    ...(sshPort === undefined ? {} : { sshPort }),
    ...(acceleration === undefined ? {} : { acceleration }),
    ...(cpu === undefined ? {} : { cpu }),
    ...(updateCheck === undefined ? {} : { updateCheck })
  }
}

function rows(request: BoxbuildRequest, installation: KiwiInstallation, workbench: Workbench): Row[] {
  const isContainer = request.container === true
  return [
    targetRow(request),
    {
      label: 'Box',
      value: request.box,
      edit: async () => {
        const box = await chooseBox(installation, request.box)
        return box === undefined ? undefined : { box }
      }
    },
    {
      label: 'Runs in',
      value: isContainer ? 'a container (sudo podman)' : 'a virtual machine (qemu)',
      edit: () => Promise.resolve({ container: !isContainer })
    },
    ...(isContainer ? [] : machineRows(request)),
    ...selectionRows(request, workbench),
    descriptionRow(request, workbench),
    ...optionRows(request)
  ]
}

function machineRows(request: BoxbuildRequest): Row[] {
  return [
    {
      label: 'Memory',
      value: request.memory ?? 'as the box says',
      edit: async () => {
        const prompt = 'With its unit, such as 8G. Empty: as the box says.'
        const memory = await askText('Memory of the Virtual Machine', prompt, request.memory ?? '', boxMemoryProblem)
        return memory === undefined ? undefined : { memory: orNone(memory) }
      }
    },
    {
      label: 'Hardware virtualisation',
      value: request.acceleration === false ? 'no (slow)' : 'yes (KVM)',
      edit: () => Promise.resolve(toggleAcceleration(request))
    }
  ]
}

/** Without KVM qemu refuses the CPU model of the host, which kiwi would choose. */
function toggleAcceleration({ acceleration }: BoxbuildRequest): Changes {
  return acceleration === false ? { acceleration: undefined, cpu: undefined } : { acceleration: false, cpu: 'max' }
}

/** Asks for one of the boxes that kiwi knows for this machine, the last chosen one first. */
async function chooseBox(installation: KiwiInstallation, last: string | undefined): Promise<string | undefined> {
  const answer = await listBoxes(installation, { distribution })
  if (!answer.ok) {
    tellError(`${answer.problem.message} ${answer.problem.remedy}`)
    return undefined
  }
  const architecture = os.machine()
  const usable = answer.value.filter(box => box.architectures.some(({ name }) => name === architecture))
  const items = [...usable].sort((one, other) => Number(other.name === last) - Number(one.name === last)).map(boxItem)
  if (items.length === 0) {
    tellError(`kiwi knows no box for a machine of the architecture ${architecture}.`)
    return undefined
  }
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: 'Choose the box to build in',
    ignoreFocusOut: true
  })
  return picked?.box
}

function boxItem(box: Box): vscode.QuickPickItem & { readonly box: string } {
  const memory = box.memory === undefined ? {} : { description: box.memory }
  return { label: `$(vm) ${box.name}`, ...memory, box: box.name }
}
