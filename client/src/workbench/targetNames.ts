/** Names of target folders: made up from the setting and the description, never one that is in use. */
import { existsSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** The folder in which targets are made up: never inside a description's folder, which the editor watches and searches. */
export function proposedBase(setting: string, folder: string | undefined): string {
  if (setting === '') return path.join(os.homedir(), 'kiwi-images')
  const expanded = setting === '~' || setting.startsWith('~/') ? path.join(os.homedir(), setting.slice(1)) : setting
  return path.resolve(folder ?? os.homedir(), expanded)
}

/** `name` as the name of a folder that every command of kiwi can take, boxes included. */
export function safeName(name: string): string {
  const safe = name.replace(/[^\w.-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '')
  return safe === '' ? 'image' : safe
}

/** `file`, or the first name beside it that is free: `web-2.kiwi`. */
export function freeFile(file: string): string {
  const { dir, name, ext } = path.parse(file)
  let free = file
  for (let number = 2; existsSync(free); number += 1) free = path.join(dir, `${name}-${number}${ext}`)
  return free
}

/** A folder beside `target` that is not there yet: `deb-mini-2`, and then `deb-mini-3`. */
export function freeTarget(target: string): string {
  const [, before = '', number] = /^(.*)-(\d+)$/s.exec(target) ?? []
  // Many names end in a number of their own: `debian-12` is counted on only beside a folder `debian`.
  const isCounted = before !== '' && existsSync(before)
  const base = isCounted ? before : target
  for (let next = isCounted ? Number(number) + 1 : 2; ; next += 1) {
    const candidate = `${base}-${next}`
    if (!existsSync(candidate)) return candidate
  }
}
