/** Chooses the kiwi-ng that the commands run, and makes ones that are not what they should be. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as vscode from 'vscode'
import { repository } from '../../support/folders'

/** Sets the setting for it; undefined goes back to the one on the search path. */
export async function useKiwi(program: string | undefined): Promise<void> {
  await setCommand('kiwi', program)
}

/** The same for podman. */
export async function usePodman(program: string | undefined): Promise<void> {
  await setCommand('podman', program)
}

/** A kiwi-ng whose Python is a shell script: the extension asks the interpreter that kiwi-ng names, not kiwi-ng. */
export function pretendKiwi(folder: string, name: string, body: string): string {
  const python = path.join(folder, name, 'python3')
  const kiwi = path.join(folder, name, 'kiwi-ng')
  mkdirSync(path.dirname(kiwi))
  writeFileSync(python, `#!/bin/sh\n${body}\n`, { mode: 0o755 })
  writeFileSync(kiwi, `#!${python}\n`, { mode: 0o755 })
  return kiwi
}

/** A kiwi that answers as 11.0.5 does, which has no stashes. */
export function kiwiWithoutStashes(folder: string): string {
  const answer = { version: '11.0.5', cli: 'typer', commands: { '': [], 'system build': [] } }
  return pretendKiwi(folder, 'plain', `echo '${JSON.stringify(answer)}'`)
}

/** A kiwi-ng that answers for itself as the real one does, and of a build only writes its arguments into `record`. */
export function recordingKiwi(folder: string, record: string): string {
  const answer = `[ "$1" = -I ] && exec '${path.join(repository, '.setup/kiwi-11/bin/python3')}' "$@"`
  const write = `case "$*" in *'system build'*|*'system stackbuild'*) printf '%s\\0' "$@" >'${record}' ;; esac`
  return pretendKiwi(folder, 'recorder', `${answer}\nshift\n${write}`)
}

async function setCommand(name: string, program: string | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration('kiwi.commands')
  await settings.update(name, program, vscode.ConfigurationTarget.Workspace)
}
