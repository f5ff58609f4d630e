/** The diagnostics of what other schemas than kiwi's decide: those of extensions and those that a file names itself. */
import { coded } from './diagnosticCode'
import { listing, question, quoted, sentences, tag } from './words'

export const foreignCodes = {
  'root-not-allowed': coded<{ name: string; allowed: readonly string[] }>('error', 'load', ({ name, allowed }) =>
    sentences(
      `A document of this schema does not start with <${name}>.`,
      question(name, allowed, tag),
      listing(name, allowed, tag, '')
    )
  ),
  'schema-rule-broken': coded<{ message: string }>('error', 'load', ({ message }) => message),
  'model-unusable': coded<{ href: string; reason: string }>(
    'warning',
    'none',
    ({ href, reason }) => `The schema ${quoted(href)} cannot be used, so kiwi's decides here. ${reason}`
  ),
  'model-not-honoured': coded<{ href: string }>(
    'information',
    'none',
    ({ href }) =>
      `${quoted(href)} is not looked at: only RELAX NG in XML syntax and Schematron are, in files of this machine.`
  ),
  'extension-schema-missing': coded<{ namespace: string; isUri: boolean; unread: readonly string[] }>(
    'information',
    'none',
    ({ namespace, isUri, unread }) =>
      sentences(
        isUri
          ? `The XML catalog knows ${quoted(namespace)} only as <uri>, but kiwi asks for <system>: kiwi refuses the ` +
              'description on this machine. What stands here is not checked.'
          : `No XML catalog of this machine names a schema for ${quoted(namespace)}: kiwi refuses the description here ` +
              'until it is installed. What stands here is not checked.',
        ...unread
      )
  ),
  'extension-schema-unusable': coded<{ namespace: string; reason: string }>(
    'warning',
    'none',
    ({ namespace, reason }) =>
      `The schema for ${quoted(namespace)} cannot be used, and kiwi stops on this machine. ${reason}`
  ),
  'extension-repeated': coded<{ name: string; prefix: string }>(
    'error',
    'load',
    ({ name, prefix }) => `<${name}> is the second element with the prefix ${prefix} here, and kiwi takes only one.`
  ),
  'extension-unchecked': coded<{ name: string; prefix: string }>(
    'information',
    'none',
    ({ name, prefix }) =>
      `kiwi does not check <${name}>: the prefix ${prefix} is not declared on <extension> itself. ` +
      `Move xmlns:${prefix} there.`
  )
}
