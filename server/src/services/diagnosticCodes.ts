/** Every diagnostic there is: its code, its severity, how far kiwi gets in spite of it, and its words. */
import type { Schema } from '../description/schemas'
import { mostMarks } from '../syntax/sourceTree'
import type { SyntaxErrorCode } from '../syntax/tree'
import { adviceInWords, asksForAnother, isDefinite, type Advice } from './advice'
import { checkCodes } from './checkCodes'
import { coded, type DiagnosticCode } from './diagnosticCode'
import { foreignCodes } from './foreignCodes'
import { stashCodes } from './stashCodes'
import { alternatives, joined, listing, plain, question, quoted, sentences, tag } from './words'

/** A name or value that is not allowed, and what is. */
export interface Unexpected {
  readonly name: string
  /** The element in or at which it stands. */
  readonly parent: string
  readonly allowed: readonly string[]
  /** Other names that were perhaps meant, which stand there already or are not allowed for another reason. */
  readonly similar?: readonly string[]
  readonly advice?: Advice | undefined
}

/** An attribute that is not allowed; `instead`: the one that the element lacks, and that was probably meant. */
export interface UnexpectedAttribute extends Unexpected {
  readonly instead?: string | undefined
}

/** An element that is not allowed where it stands; `belongs`: the elements that it may stand in. */
export interface Misplaced extends Unexpected {
  readonly belongs: readonly string[]
  /** Whether only elements of other namespaces may stand there. */
  readonly isForeign?: boolean
}

/** An attribute value that is not allowed; `becomes`: the attribute that kiwi's conversion makes of it. */
export interface UnexpectedValue extends Unexpected {
  readonly attribute: string
  readonly becomes?: string | undefined
  /** In words, where the allowed values cannot be listed. */
  readonly described?: string | undefined
}

/** An element's text that is not allowed. */
export interface UnexpectedText extends Unexpected {
  readonly described?: string | undefined
}

/** What an element lacks; the names of one entry are alternatives. */
export interface Missing {
  readonly parent: string
  readonly missing: readonly (readonly string[])[]
}

/** A description that is newer than the kiwi that judges it; `needed`: the release that reads it. */
export interface TooNew {
  readonly version: string
  readonly target: string
  readonly kiwi: string
  readonly chosenBy: Schema['chosenBy']
  readonly needed: string | undefined
}

const waysToChoose: Readonly<Record<Schema['chosenBy'], string>> = {
  setting: 'in the setting kiwi.schema.target',
  option: 'by the option --target',
  instruction: 'in <?xml-model href="…"?>'
}

const syntaxCodes = {
  'element-not-closed': syntax(name => `<${name}> is never closed: its end tag </${name}> is missing.`),
  'end-tag-stray': syntax(name => `</${name}> closes nothing: there is no open <${name}> here.`),
  'end-tag-mismatched': syntax(name => `This end tag closes <${name}>: write </${name}>.`),
  'end-tag-malformed': syntax(() => 'This end tag is not complete: write </name>.'),
  'start-tag-not-closed': syntax(name => `The tag <${name} does not end: ">" is missing.`),
  'attribute-without-value': syntax(name => `The attribute ${name} has no value: write ${name}="…".`),
  'attribute-value-not-quoted': syntax(name => `The value of ${name} must stand in quotes: ${name}="…".`),
  'attribute-value-not-closed': syntax(name => `The value of ${name} does not end: the closing quote is missing.`),
  'attribute-value-holds-less-than': syntax(() => 'A value cannot hold "<": write &lt; instead.'),
  'attribute-duplicate': syntax(name => `The attribute ${name} stands here twice.`),
  'attribute-not-separated': syntax(() => 'A blank is missing before this attribute.'),
  'name-invalid': syntax(name => `"${name}" cannot be a name in XML.`),
  'markup-malformed': syntax(text =>
    text === '' ? 'This "<" starts no tag: write &lt; if you mean the character.' : `"${text}" cannot stand here.`
  ),
  'comment-not-closed': syntax(() => 'This comment does not end: "-->" is missing.'),
  'comment-holds-double-hyphen': syntax(() => 'A comment cannot hold "--".'),
  'cdata-not-closed': syntax(() => 'This CDATA section does not end: "]]>" is missing.'),
  'cdata-end-in-text': syntax(() => 'Text cannot hold "]]>": write ]]&gt; instead.'),
  'processing-instruction-not-closed': syntax(() => 'This processing instruction does not end: "?>" is missing.'),
  'processing-instruction-target-reserved': syntax(() => 'A processing instruction cannot be named "xml".'),
  'declaration-misplaced': syntax(() => 'The XML declaration can only be the very first thing in the file.'),
  'declaration-malformed': syntax(
    () => 'This XML declaration is malformed: write <?xml version="1.0" encoding="utf-8"?>.'
  ),
  'doctype-not-closed': syntax(() => 'This document type declaration does not end: ">" is missing.'),
  'doctype-misplaced': syntax(() => 'A document type declaration can only stand once, before the first element.'),
  'doctype-malformed': syntax(
    () => 'The document type declaration is malformed from here on. kiwi needs none: remove it.'
  ),
  'entity-recursive': syntax(name => `The entity &${name}; refers to itself, or to others too deeply.`),
  'entity-malformed': syntax(name => `What the entity &${name}; stands for is not well-formed.`),
  'entity-not-for-values': syntax(
    name => `The entity &${name}; cannot stand in a value: it holds "<", or lies in another file.`
  ),
  'entities-too-large': syntax(() => 'The entities of this file make it so large that kiwi refuses it.'),
  'reference-malformed': syntax(() => 'This "&" starts no reference: write &amp; if you mean the character.'),
  'reference-undefined': syntax(
    name => `Nothing defines the entity &${name};. Write &amp; if you mean the character "&".`
  ),
  'character-invalid': syntax(() => 'This cannot stand in XML: a control character, or bytes in another encoding.'),
  'text-outside-root': syntax(() => 'Text can only stand inside <image>.'),
  'root-missing': syntax(() => 'There is no element in this file: a description starts with <image>.'),
  'root-repeated': syntax(() => 'A file can have only one top element; this is a second one.'),
  'nesting-too-deep': syntax(() => 'The elements are nested too deeply to be checked from here on.'),
  'file-too-large': syntax(
    marks =>
      `This file is not checked: it has ${millions(Number(marks))} tags, attributes and special characters, and more than ${millions(mostMarks)} are not read. Put parts of it into files of their own, and <include> them.`
  )
} satisfies Record<SyntaxErrorCode, DiagnosticCode<{ readonly detail?: string }>>

const codes = {
  ...syntaxCodes,
  'prefix-undeclared': error<{ prefix: string }>(
    ({ prefix }) => `Nothing declares the prefix ${prefix}: add xmlns:${prefix}="…" here or on an element around it.`
  ),
  'namespace-invalid': error<{ name: string }>(
    ({ name }) =>
      `${name} cannot declare this namespace: it must be a URI without blanks, and "xml" and "xmlns" belong to XML itself.`
  ),
  'name-not-ascii': error<{ name: string }>(
    ({ name }) => `kiwi cannot take over the name ${quoted(name)}: write names with ASCII letters only.`
  ),
  'root-not-image': error<{ name: string; namespace: string }>(({ name, namespace }) =>
    namespace === ''
      ? `A description starts with <image>, not with <${name}>.`
      : `A description's elements are in no namespace: <${name}> is in ${quoted(namespace)}. Remove its xmlns.`
  ),
  'element-not-allowed': error<Misplaced>(({ name, parent, allowed, belongs, advice, similar = [], isForeign }) =>
    sentences(
      `<${name}> is not allowed in <${parent}>.`,
      isDefinite(advice)
        ? adviceInWords(advice, tag(name))
        : sentences(
            belongs.length > 0 && !belongs.includes(parent)
              ? `It stands in ${alternatives(belongs.map(tag))}.`
              : question(name, allowed, tag) || question(name, similar, tag),
            listing(name, allowed, tag, isForeign ? foreignOnly(parent, name) : `<${parent}> takes no elements here.`)
          )
    )
  ),
  'element-repeated': error<Misplaced>(
    ({ name, parent }) => `<${name}> stands in <${parent}> already, and only one is allowed.`
  ),
  'attribute-not-allowed': error<UnexpectedAttribute>(({ name, parent, allowed, advice, instead, similar = [] }) =>
    sentences(
      advice?.kind === 'excluded' ? `${name} is not allowed here.` : `<${parent}> has no attribute ${name}.`,
      isDefinite(advice)
        ? adviceInWords(advice, name)
        : sentences(
            instead === undefined
              ? question(name, allowed, plain) || question(name, similar, plain) || adviceInWords(advice, name)
              : `Did you mean ${instead}, which it needs?`,
            listing(name, allowed, plain, 'It takes no further attributes.')
          )
    )
  ),
  'attribute-value-invalid': error<UnexpectedValue>(({ name, attribute, becomes, allowed, described, advice }) =>
    sentences(
      `${quoted(name)} is not a value of ${attribute}${becomes ? `, which kiwi reads as ${becomes}` : ''}.`,
      isDefinite(advice) ? adviceInWords(advice, quoted(name), 'the attribute') : question(name, allowed, quoted),
      isDefinite(advice) && !asksForAnother(advice) ? '' : listing(name, allowed, quoted, described ?? '')
    )
  ),
  'attribute-missing': error<Missing>(
    ({ parent, missing }) =>
      `<${parent}> needs the attribute${missing.length === 1 ? '' : 's'} ${joined(missing, plain)}.`
  ),
  'text-not-allowed': error<Partial<Missing> & { parent: string; attributes?: Missing['missing'] }>(
    ({ parent, missing = [], attributes = [] }) =>
      sentences(
        `<${parent}> cannot hold text.`,
        attributes.length > 0
          ? `It needs the attribute${attributes.length === 1 ? '' : 's'} ${joined(attributes, plain)}.`
          : '',
        missing.length > 0 ? `It needs ${joined(missing, tag)}.` : ''
      )
  ),
  'text-invalid': error<UnexpectedText>(({ name, parent, allowed, described, advice }) =>
    sentences(
      name === '' ? `<${parent}> must not be empty.` : `${quoted(name)} is not a value of <${parent}>.`,
      isDefinite(advice) ? adviceInWords(advice, quoted(name), 'the element') : question(name, allowed, quoted),
      isDefinite(advice) && !asksForAnother(advice) ? '' : listing(name, allowed, quoted, described ?? '')
    )
  ),
  'content-incomplete': error<Missing>(({ parent, missing }) =>
    sentences(`<${parent}> is incomplete.`, missing.length > 0 ? `Missing: ${joined(missing, tag)}.` : '')
  ),
  // kiwi's own words stay as they are, so that what a log says is found again.
  'rule-broken': error<{ message: string; inWords: string | undefined }>(({ message, inWords }) => {
    const own = message.replace(/[.!?]*$/, '.')
    return inWords === undefined ? `kiwi refuses this: ${own}` : `${inWords} kiwi says: ${own}`
  }),
  'schemaversion-missing': error<{ newest: string }>(
    ({ newest }) => `<image> needs the attribute schemaversion: write schemaversion="${newest}".`
  ),
  'schemaversion-malformed': error<{ version: string; newest: string }>(
    ({ version, newest }) => `${quoted(version)} is no schemaversion. The newest one is "${newest}".`
  ),
  'schemaversion-too-old': error<{ version: string; oldest: string }>(
    ({ version, oldest }) =>
      `kiwi reads descriptions from schemaversion ${oldest} on; this one says ${version}. ` +
      'Convert it with xsltproc and the style sheet /usr/share/kiwi/xsl_to_v74/update.xsl, which kiwi packages bring along.'
  ),
  'schemaversion-too-new': error<TooNew>(({ version, target, kiwi, chosenBy, needed }) =>
    sentences(
      `This description says schemaversion ${version}, but ${kiwi} reads versions up to ${target}.`,
      `Install ${needed === undefined ? 'a newer kiwi' : `kiwi ${needed} or newer`}, or choose another one ${waysToChoose[chosenBy]}.`
    )
  ),
  'schemaversion-unknown': error<{ version: string; target: string }>(
    ({ version, target }) => `There is no schemaversion ${version}. Write "${target}", exactly so.`
  ),
  'include-missing': error<{ from: string; path: string }>(
    ({ from, path }) => `The file that ${quoted(from)} includes is not there, or cannot be read: ${path}.`
  ),
  'include-malformed': error<{ from: string }>(
    ({ from }) =>
      `${quoted(from)} is no URI, and kiwi stops. Let the file's path have only ASCII letters, digits and "/._~-".`
  ),
  'include-part': coded<{ from: string }>(
    'error',
    'build',
    ({ from }) =>
      `kiwi finds nothing for the part behind "#" in ${quoted(from)}; a build stops here. Include whole files.`
  ),
  'include-not-a-file': error<{ from: string }>(
    ({ from }) => `kiwi cannot find ${quoted(from)}. Write this://FILE for a file beside the description.`
  ),
  'include-working-folder': error<{ from: string; path: string }>(
    ({ from, path }) =>
      `kiwi reads ${quoted(from)} as ${path} below the folder that it is started in, not beside the description. ` +
      'Write this://FILE for a file beside the description.'
  ),
  'include-relative': coded<{ from: string }>(
    'warning',
    'none',
    ({ from }) =>
      `${quoted(from)} is found only where kiwi runs without its optional module anymarkup. ` +
      `Write "this://${from.replace(/^\.\//, '')}", which always works.`
  ),
  'include-not-image': coded<{ file: string }>(
    'warning',
    'none',
    ({ file }) => `${file} brings nothing in: its top element is not <image>. kiwi passes over that without a word.`
  ),
  'include-itself': error<object>(
    () => 'This includes the description into itself, which would then hold everything twice.'
  ),
  'include-nested': coded<object>(
    'error',
    'build',
    () =>
      'kiwi does not follow an <include> in an included file; a build stops here. Include the file from the description.'
  ),
  // Told again where the file is brought in; kiwi stops at the errors themselves.
  'include-has-errors': coded<{ file: string; count: number; first: string }>(
    'error',
    'none',
    ({ file, count, first }) =>
      `${file} has ${count === 1 ? 'an error' : `${count} errors`} in this description: ${first}`
  ),
  ...checkCodes,
  ...foreignCodes,
  ...stashCodes,
  'suppression-unknown': coded<{ name: string; allowed: readonly string[] }>('warning', 'none', ({ name, allowed }) =>
    sentences(`There is no diagnostic ${name}, so this silences nothing.`, question(name, allowed, plain))
  ),
  'suppression-malformed': coded<object>(
    'warning',
    'none',
    () => 'This silences nothing: write <!-- kiwi-lint: disable=CODE -->, several codes with commas between them.'
  ),
  'suppression-without-element': coded<object>(
    'warning',
    'none',
    () =>
      'This silences nothing, because no element follows: put it right before the element that is meant, or for the whole file before the top element.'
  )
}

export type Code = keyof typeof codes

/** What the words of each diagnostic are made of. */
export type FactsByCode = {
  readonly [Name in Code]: (typeof codes)[Name] extends DiagnosticCode<infer Facts> ? Facts : never
}

export const diagnosticCodes: { readonly [Name in Code]: DiagnosticCode<FactsByCode[Name]> } = codes

/** Whether there is such a code. */
export function isCode(name: string): name is Code {
  return Object.hasOwn(codes, name)
}

function error<Facts>(message: (facts: Facts) => string): DiagnosticCode<Facts> {
  return coded('error', 'load', message)
}

function syntax(message: (detail: string) => string): DiagnosticCode<{ readonly detail?: string }> {
  return error(({ detail }) => message(detail ?? ''))
}

function millions(count: number): string {
  return `${(count / 1e6).toFixed(1).replace('.0', '')} million`
}

function foreignOnly(parent: string, name: string): string {
  return `<${parent}> takes elements with a namespace of their own only, such as <x:${name} xmlns:x="…">.`
}
