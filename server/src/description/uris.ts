/** What is a URI reference: kiwi's parser and its include mechanism refuse everything else. */

/** The characters of a URI that have no meaning of their own (RFC 3986: unreserved, sub-delims, pct-encoded). */
const plain = String.raw`%[0-9A-Fa-f]{2}|[A-Za-z0-9._~!$&'()*+,;=-]`
const scheme = '[A-Za-z][A-Za-z0-9+.-]*'
const authority = String.raw`//(?:(?:${plain}|:)*@)?(?:${plain})*(?::\d+)?(?=[/?#]|$)`
const uriReference = new RegExp(
  String.raw`^(?:${scheme}:|(?!${scheme}:))(?:${authority}|(?!//))(?:${plain}|[:@/])*` +
    String.raw`(?:\?(?:${plain}|[:@/?])*)?(?:#(?:${plain}|[:@/?])*)?$`
)

/** Whether `text` is a URI or a relative reference to one (RFC 3986), as libxml2 reads them. */
export function isUriReference(text: string): boolean {
  return uriReference.test(text)
}
