/** The diagnostics of what other schemas than kiwi's decide: those of extensions and those that a file names itself. */
import type { InstructionFault } from '../description/instructions'
import { coded } from './diagnosticCode'
import { listing, question, quoted, sentences, tag } from './words'

/** Why an instruction does not count, by the form that it should have. */
const faultWords: Readonly<Record<InstructionFault['kind'], (form: string, name: string, rest: string) => string>> = {
  empty: (form, name) => `This instruction says nothing, because it has no ${name}="…": write ${form}.`,
  rest: (form, _, rest) =>
    `${quoted(rest)} is not understood: names and values stand in an instruction as in a tag, ${form}.`,
  repeated: form => `This counts for nothing, because the first ${form} decides: put all names into that one.`,
  late: form => `This counts for nothing behind the top element: put ${form} before it.`,
  elsewhere: form => `This counts for nothing here: ${form} is for an extension of a stash, <image stashed="…">.`
}

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
  'instruction-ineffective': coded<{ kind: InstructionFault['kind']; target: string; name: string; rest: string }>(
    'warning',
    'none',
    ({ kind, target, name, rest }) => faultWords[kind](`<?${target} ${name}="…"?>`, name, rest)
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
