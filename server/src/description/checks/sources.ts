/** The addresses of repositories, as kiwi reads them. */
import type { EffectiveElement } from '../effective'
import { elementIn, isTrue, valueOf } from '../selection'

/** Why an address does not lead where it seems to. */
export type AddressProblem =
  | { readonly kind: 'without-scheme' }
  | { readonly kind: 'unknown-scheme'; readonly scheme: string }
  /** kiwi takes the first folder for the name of a computer and leaves it out: it reads `path`. */
  | { readonly kind: 'folder-lost'; readonly path: string; readonly scheme: string }

const remote = new Set(['http', 'https', 'ftp', 'obs'])
const local = new Set(['dir', 'file', 'obsrepositories'])

/** What is wrong with the address of a repository, whatever lies there. */
export function addressProblem(address: string): AddressProblem | undefined {
  // kiwi puts the folder of the description in its place.
  if (address.startsWith('this://')) return undefined
  // It also puts a scheme before an absolute path, with one slash too few behind it.
  if (address.startsWith('/')) return folderLost('dir', address.slice(1))
  const scheme = schemeOf(address)
  // What begins otherwise is a blank to be filled in before the build: @MIRROR@, {{mirror}}, ${mirror}.
  if (scheme === undefined) return /^(?:[\w.~-]|$)/.test(address) ? { kind: 'without-scheme' } : undefined
  if (!remote.has(scheme) && !local.has(scheme)) return { kind: 'unknown-scheme', scheme }
  const rest = address.slice(address.indexOf(':') + 1)
  return (scheme === 'dir' || scheme === 'file') && rest.startsWith('//')
    ? folderLost(scheme, rest.slice(2))
    : undefined
}

/** Whether a repository shall stay in the image although others cannot reach it. */
export function isPrivateInImage(repository: EffectiveElement): boolean {
  if (!isTrue(valueOf(repository, 'imageinclude'))) return false
  const scheme = schemeOf(addressOf(repository))
  return scheme === undefined || !remote.has(scheme)
}

/** The address of a repository; empty where it has none. */
export function addressOf(repository: EffectiveElement): string {
  const source = elementIn(repository, 'source')
  return (source && valueOf(source, 'path')) ?? ''
}

function folderLost(scheme: string, path: string): AddressProblem | undefined {
  const [host = '', ...folders] = path.split('/')
  if (host === '' || host === 'localhost') return undefined
  return { kind: 'folder-lost', path: `/${folders.join('/')}`, scheme }
}

/** As Python's urllib.parse reads it: what stands before the first colon, if it can be a scheme. */
function schemeOf(address: string): string | undefined {
  // oxlint-disable-next-line no-control-regex -- these are what Python leaves out
  const [, scheme] = /^[\0-\x20]*([A-Za-z][A-Za-z0-9+.-]*):/.exec(address) ?? []
  return scheme?.toLowerCase()
}
