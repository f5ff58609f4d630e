/** Stash extensions in tests: a library whose stashes hold the descriptions that a test gives them. */
import assert from 'node:assert/strict'
import type { Description } from '../../server/src/description/description'
import type { StashAnswer, StashProvider } from '../../server/src/description/extension/stashes'
import { Library } from '../../server/src/description/library'
import { MemoryFiles, schemaOf } from './descriptions'

/** Where the test's extension is. */
export const extensionPath = '/image/extension.kiwi'

/** Examples are written down as this schemaversion has them, whichever is the newest. */
export const pinned = '8.5'

/** Stashes by reference: the text of the description in it, or what is known of it instead. */
export type Stashes = Readonly<Record<string, string | StashAnswer>>

/** The stashes as they are known, their descriptions among the files. */
export function stashProvider(stashes: Stashes, files: MemoryFiles): StashProvider {
  const answers = new Map<string, StashAnswer>()
  for (const [reference, known] of Object.entries(stashes)) {
    const folder = `/stashes/${reference.replaceAll(/[/:@]/g, '-')}`
    const description = `${folder}/config.xml`
    if (typeof known === 'string') files.set(description, known)
    answers.set(
      reference,
      typeof known === 'string' ? { state: 'described', digest: reference, folder, description } : known
    )
  }
  const missing: StashAnswer = { state: 'missing' }
  return { stash: reference => answers.get(reference) ?? missing }
}

/** A library with the extension in it. */
export function extensionLibrary(extension: string, stashes: Stashes, target = pinned): Library {
  const files = new MemoryFiles([{ path: extensionPath, text: extension }])
  const library = new Library(files, schemaOf(target), stashProvider(stashes, files))
  library.update(extensionPath)
  return library
}

/** The extension as it is read. */
export function extensionOf(extension: string, stashes: Stashes, target = pinned): Description {
  const [description] = extensionLibrary(extension, stashes, target).file(extensionPath)?.readings ?? []
  assert.ok(description)
  assert.equal(description.kind, 'extension')
  return description
}
