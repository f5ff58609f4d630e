/** `kiwi-lint effective`: prints what kiwi sees of a description, or what an extension makes of its stash. */
import path from 'node:path'
import { Library } from '../description/library'
import { Documents } from '../handlers/documents'
import { isFolder, namesIn, readText, whyUnreadable } from '../handlers/fileSystem'
import { machineName } from '../handlers/machine'
import { effectiveText, type EffectiveText } from '../services/effective'
import { baseNote, stashFrom } from './base'
import { withoutControls } from './displayWidth'
import { checkTarget } from './options'
import { schemaFor } from './target'
import { splitWords } from './words'
import { folderGone, isOutOfReach, type ExitCode, type World } from './world'
import { foundByKiwi } from './search'

export const effectiveUsage = `Usage: kiwi-lint effective [OPTION…] FILE

Prints the effective description of FILE, or of the one in a folder: its includes in, converted to
the newest schemaversion.
Of an extension (<image stashed="…">) it is what the extension makes of its stash.

Options:
  --base CONFIG       The description in the stash: a file, or the folder that it lies in.
  --profile PROFILE   Only what this profile selects; may be repeated.
  --build             Leave out what a build on top of the stash must not do again.
  --target TARGET     Whose schema decides, as for kiwi-lint.
  --help, -h          Show this text.

Exit code: 0 without errors, 1 with errors (which go to standard error), 2 where there is nothing to
print.
`

const known = {
  base: { type: 'string' },
  profile: { type: 'string' },
  build: { type: 'boolean' },
  target: { type: 'string' },
  help: { type: 'boolean', short: 'h' }
} as const

interface Wanted {
  readonly file: string
  readonly base: string | undefined
  readonly profiles: readonly string[]
  readonly build: boolean
  readonly target: string
}

export function printEffective(words: readonly string[], world: World): ExitCode {
  const wanted = readWords(words)
  if (wanted === 'help') {
    world.write(effectiveUsage)
    return 0
  }
  if (typeof wanted === 'string') {
    world.warn(`kiwi-lint: ${withoutControls(wanted)}\nkiwi-lint: kiwi-lint effective --help tells how it is used.\n`)
    return 2
  }
  const found = isOutOfReach([wanted.file, wanted.base], world) ? folderGone : effectiveOf(wanted, world)
  if (typeof found === 'string') {
    world.warn(`kiwi-lint: ${withoutControls(found)}\n`)
    return 2
  }
  world.write(found.effective.text)
  for (const line of found.lines) world.warn(`${withoutControls(line)}\n`)
  const told = new Set(found.effective.errors.map(({ message }) => message))
  for (const note of found.effective.notes) if (!told.has(note)) world.warn(`kiwi-lint: ${withoutControls(note)}\n`)
  if (found.isWithoutBase) world.warn(`kiwi-lint: ${baseNote}\n`)
  return found.effective.errors.length > 0 ? 1 : 0
}

/** What is asked for; another sentence than `help` says what is wrong with it. */
function readWords(words: readonly string[]): Wanted | string {
  const split = splitWords<keyof typeof known>(words, known)
  if (typeof split === 'string') return split
  const { values, others } = split
  if (values.has('help')) return 'help'
  const [file, ...more] = others
  if (file === undefined || more.length > 0) return 'Give one file or folder.'
  if (file === '') return 'The name of the file is empty.'
  const target = values.get('target')?.at(-1) ?? 'newest'
  const noTarget = checkTarget(target)
  if (noTarget !== undefined) return noTarget
  const profiles = [...new Set(values.get('profile'))]
  return { file, base: values.get('base')?.at(-1), profiles, build: values.has('build'), target }
}

interface Found {
  readonly effective: EffectiveText
  /** The errors as lines: `file:line:column: error: message`. */
  readonly lines: readonly string[]
  /** Whether it is an extension, and nobody said what is in its stash. */
  readonly isWithoutBase: boolean
}

function effectiveOf({ file, base, profiles, build, target }: Wanted, world: World): Found | string {
  const schema = schemaFor(target, world)
  if (Array.isArray(schema)) return schema.join(' ')
  const stash = base === undefined ? undefined : stashFrom(path.resolve(world.workingFolder, base))
  if (typeof stash === 'string') return stash
  const documents = new Documents()
  const library = new Library(documents, schema, stash)
  library.architecture = machineName()
  const given = path.resolve(world.workingFolder, file)
  const place = isFolder(given) ? foundByKiwi(given)[0] : given
  if (place === undefined) return `${file}: there is no description in this folder.`
  if (readText(place) === undefined) return `${file}: ${whyUnreadable(place)}.`
  library.update(place)
  const described = library.file(place)
  const purpose = build ? 'build' : 'preview'
  const effective = described && effectiveText(described, { purpose, profiles }, { namesIn })
  if (!effective) return `${file}: this is neither a description nor an extension of a stash.`
  const lines = effective.errors.map(({ path: at, span, message }) => {
    const { line = 0, character = 0 } = documents.tree(at)?.positionAt(span.start) ?? {}
    return `${path.relative(world.workingFolder, at)}:${line + 1}:${character + 1}: error: ${message}`
  })
  return { effective, lines, isWithoutBase: stash === undefined && effective.references.length > 0 }
}
