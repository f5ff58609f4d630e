/** Writes an effective description with all that it needs into a folder of its own, for kiwi to build from. */
import { chmod, cp, lstat, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'

export interface EffectiveDescription {
  /** The XML. */
  readonly text: string
  /** Files and folders to be put beside it: absolute path, and name relative to the folder. */
  readonly files: readonly { readonly path: string; readonly name: string }[]
  /** Names of scripts of the stash, which has them in its tree; kiwi would run them again. */
  readonly neutralised: readonly string[]
}

/** What stands in the place of a script that must not run again. */
const nothing =
  '#!/bin/sh\n# The stash has its own script of this name, which ran when its tree was made. It is not run again.\n'

/**
 * Makes `folder`, which must not be there, and writes everything into it. Links stay links, and what is executable stays so;
 * the user's files are only read. Rejects with an error for people where something cannot be written.
 */
export async function writeEffective(
  folder: string,
  { text, files, neutralised }: EffectiveDescription
): Promise<void> {
  await mkdir(path.dirname(folder), { recursive: true })
  await mkdir(folder)
  for (const { path: source, name } of files) await copy(source, placeIn(folder, name))
  const given = new Set(files.map(file => path.normalize(file.name)))
  for (const name of neutralised) {
    if (given.has(path.normalize(name))) continue
    const place = placeIn(folder, name)
    await mkdir(path.dirname(place), { recursive: true })
    await writeFile(place, nothing, { flag: 'wx' })
    await chmod(place, 0o755)
  }
  await writeFile(path.join(folder, 'config.xml'), text, { flag: 'wx' })
}

async function copy(source: string, place: string): Promise<void> {
  await mkdir(path.dirname(place), { recursive: true })
  await cp(source, place, {
    recursive: true,
    // A link is for the image: it may well lead to nothing on this machine.
    verbatimSymlinks: true,
    preserveTimestamps: true,
    errorOnExist: true,
    force: false
  })
  const found = await lstat(place)
  // Copies out of a stash cannot be written to; here they belong to the user.
  if (found.isFile()) await chmod(place, found.mode | 0o200)
}

function placeIn(folder: string, name: string): string {
  const place = path.resolve(folder, name)
  if (place.startsWith(`${folder}${path.sep}`)) return place
  throw new Error(`The file ${name} of the description lies outside of its folder, and cannot be copied.`)
}
