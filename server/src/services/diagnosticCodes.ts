/** Every diagnostic there is: its code, its severity, how far kiwi gets in spite of it, and its words. */
import type { SyntaxErrorCode } from '../syntax/tree'
import { nearestNames } from '../relaxng/spelling'

export type Severity = 'error' | 'warning' | 'information' | 'hint'

/** Where kiwi stops because of it: while it loads the description, in a build later, or not at all. */
export type Stage = 'load' | 'build' | 'none'

/** `Facts` is what the words of a diagnostic are made of. */
export interface DiagnosticCode<Facts> {
  readonly severity: Severity
  readonly stage: Stage
  readonly message: (facts: Facts) => string
}

/** A name or value that is not allowed, and what is. */
export interface Unexpected {
  readonly name: string
  /** The element in or at which it stands. */
  readonly parent: string
  readonly allowed: readonly string[]
}

/** An element that is not allowed where it stands; `belongs`: the elements that it may stand in. */
export interface Misplaced extends Unexpected {
  readonly belongs: readonly string[]
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
  'reference-malformed': syntax(() => 'This "&" starts no reference: write &amp; if you mean the character.'),
  'reference-undefined': syntax(
    name => `Nothing defines the entity &${name};. Write &amp; if you mean the character "&".`
  ),
  'character-invalid': syntax(() => 'This cannot stand in XML: a control character, or bytes in another encoding.'),
  'text-outside-root': syntax(() => 'Text can only stand inside <image>.'),
  'root-missing': syntax(() => 'There is no element in this file: a description starts with <image>.'),
  'root-repeated': syntax(() => 'A file can have only one top element; this is a second one.'),
  'nesting-too-deep': syntax(() => 'The elements are nested too deeply to be checked from here on.')
} satisfies Record<SyntaxErrorCode, DiagnosticCode<{ readonly detail?: string }>>

const codes = {
  ...syntaxCodes,
  'prefix-undeclared': error<{ prefix: string }>(
    ({ prefix }) => `Nothing declares the prefix ${prefix}: add xmlns:${prefix}="…" here or on an element around it.`
  ),
  'root-not-image': error<{ name: string; namespace: string }>(({ name, namespace }) =>
    namespace === ''
      ? `A description starts with <image>, not with <${name}>.`
      : `A description's elements are in no namespace: <${name}> is in ${quoted(namespace)}. Remove its xmlns.`
  ),
  'element-not-allowed': error<Misplaced>(({ name, parent, allowed, belongs }) =>
    sentences(
      `<${name}> is not allowed in <${parent}>.`,
      belongs.length > 0 && !belongs.includes(parent)
        ? `It stands in ${alternatives(belongs.map(tag))}.`
        : question(name, allowed, tag),
      listing(name, allowed, tag, `<${parent}> takes no elements here.`)
    )
  ),
  'element-repeated': error<Misplaced>(
    ({ name, parent }) => `<${name}> stands in <${parent}> already, and only one is allowed.`
  ),
  'attribute-not-allowed': error<Unexpected>(({ name, parent, allowed }) =>
    sentences(
      `<${parent}> has no attribute ${name}.`,
      question(name, allowed, plain),
      listing(name, allowed, plain, 'It takes no further attributes.')
    )
  ),
  'attribute-value-invalid': error<UnexpectedValue>(({ name, attribute, becomes, allowed, described }) =>
    sentences(
      `${quoted(name)} is not a value of ${attribute}${becomes ? `, which kiwi reads as ${becomes}` : ''}.`,
      question(name, allowed, quoted),
      allowed.length > 0 ? listing(name, allowed, quoted, '') : (described ?? '')
    )
  ),
  'attribute-missing': error<Missing>(
    ({ parent, missing }) =>
      `<${parent}> needs the attribute${missing.length === 1 ? '' : 's'} ${joined(missing, plain)}.`
  ),
  'text-not-allowed': error<{ parent: string }>(({ parent }) => `<${parent}> cannot hold text.`),
  'text-invalid': error<UnexpectedText>(({ name, parent, allowed, described }) =>
    sentences(
      name === '' ? `<${parent}> must not be empty.` : `${quoted(name)} is not a value of <${parent}>.`,
      question(name, allowed, quoted),
      allowed.length > 0 ? listing(name, allowed, quoted, '') : (described ?? '')
    )
  ),
  'content-incomplete': error<Missing>(({ parent, missing }) =>
    sentences(`<${parent}> is incomplete.`, missing.length > 0 ? `Missing: ${joined(missing, tag)}.` : '')
  ),
  'rule-broken': error<{ message: string }>(({ message }) => `kiwi refuses this: ${message.replace(/[.!?]*$/, '.')}`),
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
  'schemaversion-too-new': error<{ version: string; target: string; kiwi: string }>(
    ({ version, target, kiwi }) =>
      `This description says schemaversion ${version}, but ${kiwi} reads versions up to ${target}. ` +
      'Install a newer kiwi, or choose another one in the setting kiwi.schema.target.'
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
  'suppression-unknown': coded<{ name: string; allowed: readonly string[] }>('warning', 'none', ({ name, allowed }) =>
    sentences(`There is no diagnostic ${name}, so this silences nothing.`, question(name, allowed, plain))
  ),
  'suppression-malformed': coded<object>(
    'warning',
    'none',
    () => 'This silences nothing: write <!-- kiwi-lint: disable=CODE -->, several codes with commas between them.'
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

function coded<Facts>(severity: Severity, stage: Stage, message: (facts: Facts) => string): DiagnosticCode<Facts> {
  return { severity, stage, message }
}

function error<Facts>(message: (facts: Facts) => string): DiagnosticCode<Facts> {
  return coded('error', 'load', message)
}

function syntax(message: (detail: string) => string): DiagnosticCode<{ readonly detail?: string }> {
  return error(({ detail }) => message(detail ?? ''))
}

/** How many allowed names a message lists before it only counts. */
const longestList = 8

/** How many equally near names a message asks for. */
const mostGuesses = 2

/** Text out of the user's file that a message repeats is cut behind this. */
const longestQuote = 60

function sentences(...parts: string[]): string {
  return parts.filter(part => part !== '').join(' ')
}

function question(name: string, allowed: readonly string[], show: (name: string) => string): string {
  const [nearest, ...others] = nearestNames(name, allowed).slice(0, mostGuesses).map(show)
  if (nearest === undefined) return ''
  return `Did you mean ${[nearest, ...others].join(' or ')}?`
}

/** The allowed names, those nearest first that the name may be a misspelling of or begins like. */
function listing(name: string, allowed: readonly string[], show: (name: string) => string, none: string): string {
  if (allowed.length === 0) return none
  const nearest = new Set(nearestNames(name, allowed))
  const likeness = (candidate: string) =>
    nearest.has(candidate) ? Number.POSITIVE_INFINITY : commonStart(name.toLowerCase(), candidate.toLowerCase())
  const shown = [...allowed]
    .sort((one, other) => (likeness(one) === likeness(other) ? 0 : likeness(other) - likeness(one)))
    .slice(0, longestList)
    .map(show)
  const left = allowed.length - shown.length
  return left === 0
    ? `Allowed: ${shown.join(', ')}.`
    : `Allowed: ${shown.join(', ')} and ${left === 1 ? 'one more' : `${left} more`}.`
}

function commonStart(one: string, other: string): number {
  let length = 0
  while (length < one.length && one[length] === other[length]) length += 1
  return length
}

function alternatives(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`
}

function joined(missing: readonly (readonly string[])[], show: (name: string) => string): string {
  const entries = missing.map(names => alternatives(names.map(show)))
  if (entries.length < 2) return entries.join('')
  return `${entries.slice(0, -1).join(', ')} and ${entries.at(-1) ?? ''}`
}

function tag(name: string): string {
  return `<${name}>`
}

function plain(name: string): string {
  return name
}

function quoted(value: string): string {
  const line = value.replace(/\s+/g, ' ')
  return `"${line.length > longestQuote ? `${line.slice(0, longestQuote)}…` : line}"`
}
