/** The places that schemas refer to one another by. */
import path from 'node:path'

/** The absolute form of `href` in a document at `base`, which is a URL or the path of a file. */
export function resolveUrl(href: string, base: string): string {
  if (href === '') return base
  if (isUrl(href)) return href
  if (isUrl(base)) return URL.canParse(href, base) ? new URL(href, base).href : href
  if (/^[\\/]/.test(href)) return href
  const steps = base.split(/[\\/]/).slice(0, -1)
  for (const step of href.split('/')) {
    if (step === '..' && steps.length > 0 && steps.at(-1) !== '..') steps.pop()
    else if (step !== '.') steps.push(step)
  }
  return steps.join('/')
}

/** The path that a place means, as kiwi takes it: without `file://`; undefined for what lies in the network. */
export function localPath(location: string): string | undefined {
  const file = location.replace(/^file:\/\/(?=\/)/, '')
  return path.isAbsolute(file) ? file : undefined
}

/** Why there is no text at a place where `localPath` found none that can be read; without a full stop. */
export function whyUnread(location: string): string {
  return localPath(location) === undefined
    ? 'nothing is fetched from the network; put a copy on this machine, and name that'
    : 'there is no such file, or it may not be read'
}

/** Whether the text has a scheme; a drive's letter is none. */
function isUrl(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]+:/.test(text)
}
