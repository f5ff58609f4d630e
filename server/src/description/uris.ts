/** What is a URI reference: kiwi's parser and its include mechanism refuse everything else. */

/** No character of a URI (RFC 3986: unreserved, sub-delims, gen-delims but brackets, pct-encoded). */
const foreign = /[^A-Za-z0-9._~!$&'()*+,;=:@/?#%-]|%(?![0-9A-Fa-f]{2})/

/**
 * Whether `text` is a URI or a relative reference to one (RFC 3986), as libxml2 reads them. Takes time that grows with
 * the length of the text, and no regular expression with alternatives to come back to: of a long one it has no room.
 */
export function isUriReference(text: string): boolean {
  if (foreign.test(text)) return false
  const [address = '', ...fragments] = text.split('#', 3)
  if (fragments.length > 1) return false
  const [hierarchy = ''] = address.split('?', 1)
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:/.exec(hierarchy)?.[0] ?? ''
  const rest = hierarchy.slice(scheme.length)
  if (!rest.startsWith('//')) return true
  const [authority = ''] = rest.slice('//'.length).split('/', 1)
  const host = authority.slice(authority.indexOf('@') + 1)
  return /^[^:@]*(?::\d+)?$/.test(host)
}
